package io.sluice.plan.engine;

import io.sluice.plan.GateReading;
import io.sluice.plan.RouteShare;
import io.sluice.plan.Verdict;
import io.sluice.traffic.Side;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the last look at a plan showed, for people who ask: kept beside the plan, replaced by each look.
 *
 * @param version of the plan that it was decided for; what it says of a later one is out of date
 * @param reason one sentence: what the plan waits for, and until when
 */
public record Look(
        long version, Instant at, Instant nextLookAt, String reason, List<RouteLook> routes, List<GateLook> gates) {
    public Look {
        routes = List.copyOf(routes);
        gates = List.copyOf(gates);
    }

    /**
     * One route.
     *
     * @param natives the cloud's own integers, empty where the route could not be seen
     * @param unseen why it could not be seen
     * @param settle how long traffic may follow the weights before a change; empty where it could not be seen, and in looks of
     *     releases that did not keep it
     * @param share what its requests say of the step that it bakes, as long as that is not known for good
     */
    public record RouteLook(
            String route,
            Map<Side, Integer> natives,
            Optional<String> unseen,
            Optional<Duration> settle,
            Optional<RouteShare> share) {
        public RouteLook {
            natives = Map.copyOf(natives);
        }

        /** One of which nothing is to be found out. */
        public RouteLook(String route, Map<Side, Integer> natives, Optional<String> unseen, Optional<Duration> settle) {
            this(route, natives, unseen, settle, Optional.empty());
        }
    }

    /** One gate, with all it read. */
    public record GateLook(String gate, Verdict verdict, String reason, List<GateReading> readings) {
        public GateLook {
            readings = List.copyOf(readings);
        }
    }
}
