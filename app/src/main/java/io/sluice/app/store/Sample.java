package io.sluice.app.store;

import io.sluice.plan.GateReading;
import io.sluice.plan.PlanId;
import io.sluice.plan.RouteWeights;
import io.sluice.plan.Verdict;
import io.sluice.plan.engine.Look;
import io.sluice.plan.engine.Look.GateLook;
import io.sluice.plan.engine.Look.RouteLook;
import io.sluice.traffic.Side;
import io.sluice.traffic.WeightScale;
import io.sluice.traffic.Weights;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one look at a plan saw, for charts.
 *
 * @param changed whether it shows something new, other than figures
 */
public record Sample(PlanId plan, Instant at, boolean changed, Seen seen) {
    /** What was seen. */
    public record Seen(List<OfRoute> routes, List<OfGate> gates) {
        public Seen {
            routes = List.copyOf(routes);
            gates = List.copyOf(gates);
        }

        /**
         * What a look saw.
         *
         * @param desired what the plan wanted its routes to have
         */
        public static Seen of(Look look, RouteWeights desired) {
            return new Seen(
                    look.routes().stream()
                            .map(route -> new OfRoute(route.route(), desired.of(route.route()), observed(route)))
                            .toList(),
                    look.gates().stream().map(OfGate::of).toList());
        }

        private static Optional<Weights> observed(RouteLook route) {
            return route.natives().values().stream().anyMatch(weight -> weight > 0)
                    ? Optional.of(WeightScale.toWeights(route.natives()))
                    : Optional.empty();
        }

        /** The same without its figures, which differ at every look. */
        public Seen withoutFigures() {
            return new Seen(routes, gates.stream().map(OfGate::withoutFigures).toList());
        }

        /** How many points of charts it is. */
        public int width() {
            return routes.size()
                    + gates.stream()
                            .mapToInt(gate -> Math.max(1, gate.readings().size()))
                            .sum();
        }
    }

    /** One route; nothing is observed where it could not be seen. */
    public record OfRoute(String route, Weights desired, Optional<Weights> observed) {}

    /** One gate with all it read. */
    public record OfGate(String gate, Verdict verdict, List<Reading> readings) {
        public OfGate {
            readings = List.copyOf(readings);
        }

        private static OfGate of(GateLook look) {
            return new OfGate(
                    look.gate(),
                    look.verdict(),
                    look.readings().stream().map(Reading::of).toList());
        }

        private OfGate withoutFigures() {
            return new OfGate(
                    gate,
                    verdict,
                    readings.stream().map(Reading::withoutFigures).toList());
        }
    }

    /** What a gate read on one side of one route. */
    public record Reading(String route, Side side, Verdict verdict, Optional<Double> value, Optional<Double> limit) {
        private static Reading of(GateReading reading) {
            return new Reading(reading.route(), reading.side(), reading.verdict(), reading.value(), reading.limit());
        }

        private Reading withoutFigures() {
            return new Reading(route, side, verdict, Optional.empty(), Optional.empty());
        }
    }
}
