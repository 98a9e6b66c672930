package io.sluice.sandbox.traffic;

import io.sluice.sandbox.world.WeightedGroup;
import java.util.List;

/**
 * Picks target groups in proportion to their weights, evenly interleaved (smooth weighted round robin): whoever counts
 * a few hundred requests finds the split exact, not just likely.
 */
public final class SmoothSplit {
    private List<WeightedGroup> groups = List.of();
    private long[] credit = new long[0];

    public synchronized WeightedGroup next(List<WeightedGroup> wanted) {
        if (!wanted.equals(groups)) {
            groups = wanted;
            credit = new long[wanted.size()];
        }
        long whole = 0;
        int best = 0;
        for (int i = 0; i < credit.length; i++) {
            int weight = groups.get(i).weight();
            credit[i] += weight;
            whole += weight;
            // A group of weight 0 never gains credit, but must not win by coming first either.
            if (groups.get(best).weight() == 0 || (weight > 0 && credit[i] > credit[best])) {
                best = i;
            }
        }
        credit[best] -= whole;
        return groups.get(best);
    }
}
