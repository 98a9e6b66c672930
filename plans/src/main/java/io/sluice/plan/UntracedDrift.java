package io.sluice.plan;

import java.time.Instant;
import java.util.Set;

/**
 * Drift of which it is not known yet who made it.
 *
 * @param routes those that drifted
 * @param after when all was in order at the latest
 * @param found when it was found
 */
public record UntracedDrift(Set<String> routes, Instant after, Instant found) {
    public UntracedDrift {
        routes = Set.copyOf(routes);
    }

    UntracedDrift stepped(ClockStep clock) {
        return new UntracedDrift(routes, clock.of(after), clock.of(found));
    }
}
