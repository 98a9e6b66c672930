package io.sluice.app.rest;

import io.sluice.app.openapi.As;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What looks at a plan saw, for charts: by the names of routes and gates, oldest first. */
public record SamplesView(Map<String, List<RoutePoint>> routes, Map<String, List<GatePoint>> gates) {
    /**
     * A route, from here to the next point; the last is the last sight of it.
     *
     * @param observed nothing where it could not be seen
     */
    public record RoutePoint(Instant at, Map<String, BigDecimal> desired, Optional<Map<String, BigDecimal>> observed) {}

    /**
     * What a gate read.
     *
     * @param route of which it read; nothing where it could read of none
     */
    public record GatePoint(
            Instant at,
            @As("Verdict") String verdict,
            Optional<Double> value,
            Optional<Double> limit,
            Optional<String> route,
            Optional<String> side) {}
}
