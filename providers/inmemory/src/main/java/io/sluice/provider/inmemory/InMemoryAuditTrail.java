package io.sluice.provider.inmemory;

import io.sluice.provider.AuditTrail;
import io.sluice.traffic.Route;
import io.sluice.traffic.RouteChange;
import io.sluice.traffic.TimeWindow;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What happened to the routes of an {@link InMemoryCloud}, seen late.
 *
 * @param delay so long after it happened a change comes to be seen
 */
public record InMemoryAuditTrail(InMemoryCloud cloud, InstantSource clock, Duration delay, Duration lag)
        implements AuditTrail {
    @Override
    public String name() {
        return "the cloud's own log";
    }

    @Override
    public Map<Route, List<RouteChange>> changes(Set<Route> routes, TimeWindow window) {
        Instant known = clock.instant().minus(delay);
        Map<Route, List<RouteChange>> changes = new HashMap<>();
        for (Route route : routes) {
            changes.put(
                    route,
                    cloud.effects().stream()
                            .filter(effect -> effect.route().equals(InMemoryAddress.route(route)))
                            .filter(effect -> !effect.at().isBefore(window.start())
                                    && effect.at().isBefore(window.end())
                                    && !effect.at().isAfter(known))
                            .map(effect -> new RouteChange(
                                    effect.at(),
                                    effect.who(),
                                    "set",
                                    Optional.empty(),
                                    Optional.of(effect.requestId()).filter(id -> !id.isEmpty())))
                            .toList());
        }
        return changes;
    }
}
