package io.sluice.traffic;

import java.time.Instant;
import java.util.Optional;

/**
 * A change to a route, as its cloud's own record has it.
 *
 * @param at by the cloud's clock
 * @param actor who made it, in the cloud's own words
 * @param action what the cloud calls what was done
 * @param from the address that the call came from, where the record has one
 * @param requestId that of a {@link WeightChange} or a {@link Restoration}, where it was one of Sluice's own, of whatever plan
 */
public record RouteChange(Instant at, String actor, String action, Optional<String> from, Optional<String> requestId) {
    /** What people read of it. */
    public String told() {
        return "%s with %s at %s%s%s"
                .formatted(
                        actor,
                        action,
                        at,
                        from.map(address -> " from " + address).orElse(""),
                        requestId.map(id -> " (Sluice, call " + id + ")").orElse(""));
    }
}
