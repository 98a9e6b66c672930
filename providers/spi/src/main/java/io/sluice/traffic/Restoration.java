package io.sluice.traffic;

import java.util.Set;

/**
 * Asks one route to go back to a snapshot, whatever it shows now.
 *
 * @param exact {@code false} puts back the fields that plans change (weights, stickiness of the split, the sides listed) and
 *     keeps what others changed elsewhere; {@code true} puts back the whole snapshot
 * @param evicted sides to take out of the split even if the snapshot lists them at weight 0, so that sticky clients leave
 * @param requestId the same for one intent however often it is sent
 */
public record Restoration(Route route, Snapshot snapshot, boolean exact, Set<Side> evicted, String requestId) {
    public Restoration {
        evicted = Set.copyOf(evicted);
    }
}
