package io.sluice.traffic;

import java.util.Set;

/**
 * What the cloud behind a route can and cannot do; a plan that needs more is refused at submission, by name.
 *
 * @param scale the integers in which it keeps weights
 * @param mostBackends how many backends one split may have
 * @param signals the figures that its own metrics can give, per side or, where they are {@link Signal#ofRoute}, per route
 * @param compareAndSet whether a write that names an old revision is refused by the cloud itself
 * @param kind what the cloud calls such a route, for messages: {@code "a Network Load Balancer listener"}
 */
public record Traits(WeightScale scale, int mostBackends, Set<Signal> signals, boolean compareAndSet, String kind) {
    public Traits {
        signals = Set.copyOf(signals);
    }
}
