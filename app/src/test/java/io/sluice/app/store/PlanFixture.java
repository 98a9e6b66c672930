package io.sluice.app.store;

import io.sluice.plan.Baseline;
import io.sluice.plan.Gate;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.Principal;
import io.sluice.plan.RouteWeights;
import io.sluice.plan.Schedule;
import io.sluice.plan.Step;
import io.sluice.plan.engine.PlanStore.IdempotencyKey;
import io.sluice.plan.engine.PlanStore.NewPlan;
import io.sluice.traffic.Address;
import io.sluice.traffic.Route;
import io.sluice.traffic.RouteRef;
import io.sluice.traffic.Side;
import io.sluice.traffic.Signal;
import io.sluice.traffic.Snapshot;
import io.sluice.traffic.Weights;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Plans for tests of what keeps them: two sides, one step to 5 %, one gate, as many routes as are named. */
public final class PlanFixture {
    static final Side EU = new Side("eu");
    static final Side US = new Side("us");
    static final Weights ALL_EU = Weights.allTo(EU);
    static final Weights FIVE_US = Weights.of(US, 500, EU);
    public static final Instant NOON = Instant.parse("2026-11-24T12:00:00.123456789Z");
    public static final Principal ANN = new Principal("ann");

    private PlanFixture() {}

    /** The plan of a number: later numbers are newer. */
    public static PlanId id(int number) {
        return new PlanId("pl_%026d".formatted(number));
    }

    /** What stands for a plan file here: owner, labels and routes, each after a bar. */
    public static PlanSpec read(String document) {
        String[] parts = document.split("\\|", -1);
        Map<String, String> labels = Arrays.stream(parts[1].split("&"))
                .filter(label -> !label.isEmpty())
                .collect(Collectors.toMap(
                        label -> label.substring(0, label.indexOf('=')),
                        label -> label.substring(label.indexOf('=') + 1)));
        return spec(parts[0], labels, List.of(parts[2].split(",")));
    }

    private static PlanSpec spec(String owner, Map<String, String> labels, List<String> routes) {
        List<Route> all = routes.stream().map(PlanFixture::route).toList();
        Map<String, Weights> five = new HashMap<>();
        routes.forEach(route -> five.put(route, FIVE_US));
        Gate errors = new Gate(
                "errors",
                Signal.ERROR_RATE,
                Duration.ofMinutes(1),
                new Gate.Judge.Limits(Optional.empty(), Optional.of(1.0)),
                Gate.OnFail.REVERT,
                Gate.OnNoData.HOLD,
                0,
                Set.copyOf(routes),
                Optional.empty());
        return new PlanSpec(
                "checkout-eu-to-us",
                "",
                owner,
                labels,
                List.of(EU, US),
                Optional.of(EU),
                Optional.of(US),
                ALL_EU,
                all,
                List.of(new Step.Shift("/steps/0", new RouteWeights(five), Duration.ofMinutes(30))),
                List.of(errors),
                Schedule.always(ZoneOffset.UTC),
                PlanSpec.OnDrift.HOLD,
                Duration.ofMinutes(10),
                PlanSpec.OnStuck.REVERT,
                PlanSpec.Rounding.NEAREST,
                false,
                PlanSpec.USUAL_ALPHA,
                Optional.empty(),
                PlanSpec.AtEnd.KEEP);
    }

    private static Route route(String name) {
        Map<Side, Address> backends =
                Map.of(EU, new Address("{\"targetGroup\": \"eu\"}"), US, new Address("{\"targetGroup\": \"us\"}"));
        return new Route(new RouteRef("aws-prod", name), new Address("{\"listener\": \"" + name + "\"}"), backends);
    }

    public static Baseline baseline(String... routes) {
        Map<String, Baseline.OfRoute> all = new HashMap<>();
        for (String route : routes) {
            Snapshot snapshot = new Snapshot("aws/1", "{\"listener\": \"" + route + "\"}");
            all.put(
                    route,
                    new Baseline.OfRoute(
                            ALL_EU, Set.of(US, EU), Optional.of(Duration.ofMinutes(5)), "f1ng3r", snapshot));
        }
        return new Baseline(all);
    }

    static PlanEvent submitted() {
        return new PlanEvent.Submitted("sha256:d1", Map.of("edge", ALL_EU));
    }

    /** A submission that tests change where they differ. */
    public record Submission(
            PlanId id,
            String owner,
            Map<String, String> labels,
            Map<String, String> routeKeys,
            List<PlanEvent> events,
            Principal by,
            Instant at,
            Optional<IdempotencyKey> key) {
        public static Submission of(int number, String... routes) {
            Map<String, String> keys = new HashMap<>();
            for (String route : routes) {
                keys.put(route, "key of " + route);
            }
            return new Submission(
                    PlanFixture.id(number),
                    "payments",
                    Map.of(),
                    keys,
                    List.of(submitted()),
                    ANN,
                    NOON,
                    Optional.empty());
        }

        Submission ownedBy(String other) {
            return new Submission(id, other, labels, routeKeys, events, by, at, key);
        }

        Submission labelled(Map<String, String> other) {
            return new Submission(id, owner, other, routeKeys, events, by, at, key);
        }

        Submission saying(PlanEvent... other) {
            return new Submission(id, owner, labels, routeKeys, List.of(other), by, at, key);
        }

        Submission by(String other) {
            return new Submission(id, owner, labels, routeKeys, events, new Principal(other), at, key);
        }

        public Submission at(Instant other) {
            return new Submission(id, owner, labels, routeKeys, events, by, other, key);
        }

        Submission withKey(String name, String digest) {
            Optional<IdempotencyKey> other = Optional.of(new IdempotencyKey(name, digest));
            return new Submission(id, owner, labels, routeKeys, events, by, at, other);
        }

        public NewPlan plan() {
            String written = labels.entrySet().stream()
                    .map(label -> label.getKey() + "=" + label.getValue())
                    .collect(Collectors.joining("&"));
            String document = owner + "|" + written + "|" + String.join(",", routeKeys.keySet());
            return new NewPlan(id, read(document), document, "sha256:d1", routeKeys, events, by, at, at, key);
        }
    }
}
