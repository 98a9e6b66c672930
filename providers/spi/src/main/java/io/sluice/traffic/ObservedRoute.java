package io.sluice.traffic;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the cloud says now of one route.
 *
 * @param natives the cloud's own integers for every backend it lists, zeros and strangers included
 * @param revision what a write names to be refused if the route has changed since; some clouds keep one, for others the
 *     adapter makes it from the content
 * @param stickiness how long a client stays with its backend whatever the weights say, where that is switched on
 * @param settle how long after a write is done traffic may still follow the old weights
 * @param fingerprint a digest of everything else on the route, so that a change outside the weights can be told
 */
public record ObservedRoute(
        Map<Side, Integer> natives,
        String revision,
        Optional<Duration> stickiness,
        Duration settle,
        String fingerprint,
        Traits traits) {
    public ObservedRoute {
        natives = Collections.unmodifiableMap(new TreeMap<>(natives));
    }

    public Weights weights() {
        return WeightScale.toWeights(natives);
    }

    /** The sides that the route lists, with or without weight. */
    public Set<Side> attached() {
        return natives.keySet();
    }

    /**
     * Whether the route shows a split: its integers mean just that, or what they would be for it. The first is not a case of
     * the second, since of more than two sides rounding there and back may end a basis point beside the start.
     */
    public boolean shows(Weights weights) {
        Weights shown = weights();
        WeightScale scale = traits.scale();
        return shown.equals(weights) || (scale.holds(weights) && shown.equals(scale.reachable(weights)));
    }
}
