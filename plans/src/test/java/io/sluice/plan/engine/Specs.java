package io.sluice.plan.engine;

import io.sluice.plan.Figure;
import io.sluice.plan.Gate;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.PlanSpec.AtEnd;
import io.sluice.plan.PlanSpec.OnDrift;
import io.sluice.plan.PlanSpec.OnStuck;
import io.sluice.plan.PlanSpec.Rounding;
import io.sluice.plan.Recipient;
import io.sluice.plan.RouteWeights;
import io.sluice.plan.Schedule;
import io.sluice.plan.Step;
import io.sluice.traffic.Address;
import io.sluice.traffic.Route;
import io.sluice.traffic.RouteRef;
import io.sluice.traffic.Side;
import io.sluice.traffic.Signal;
import io.sluice.traffic.Weights;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Plans for tests, written in a few words: {@code eu} to {@code us} over routes of the cloud in memory. */
public final class Specs {
    public static final Side EU = new Side("eu");
    public static final Side US = new Side("us");

    private final List<Route> routes = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private final List<Gate> gates = new ArrayList<>();
    private Schedule schedule = Schedule.always(ZoneOffset.UTC);
    private OnDrift onDrift = OnDrift.HOLD;
    private OnStuck onStuck = OnStuck.REVERT;
    private Duration stepTimeout = Duration.ofMinutes(10);
    private boolean evictSticky;
    private AtEnd atEnd = AtEnd.KEEP;
    private double alpha = PlanSpec.USUAL_ALPHA;
    private Optional<List<Recipient>> recipients = Optional.empty();

    private Specs() {}

    /** A plan over routes of these names, each on the provider before the slash. */
    public static Specs over(String... routes) {
        Specs specs = new Specs();
        for (String route : routes) {
            String provider = route.substring(0, route.indexOf('/'));
            String name = route.substring(route.indexOf('/') + 1);
            specs.routes.add(new Route(
                    new RouteRef(provider, name),
                    new Address("{\"route\":\"" + name + "\"}"),
                    Map.of(EU, backend(name, EU), US, backend(name, US))));
        }
        return specs;
    }

    /** All routes lead to the backends of the first. */
    public Specs sameBackends() {
        Map<Side, Address> backends = routes.getFirst().backends();
        routes.replaceAll(route -> new Route(route.ref(), route.address(), backends));
        return this;
    }

    private static Address backend(String route, Side side) {
        return new Address("{\"backend\":\"" + route + "-" + side + "\"}");
    }

    public Specs shift(int percent, Duration bake) {
        return shift(percent, bake, routes.stream().map(Route::name).toList());
    }

    /** A step that moves only these routes. */
    public Specs shift(int percent, Duration bake, List<String> moved) {
        Map<String, Weights> weights = new TreeMap<>();
        for (Route route : routes) {
            weights.put(
                    route.name(),
                    moved.contains(route.name()) ? Weights.of(US, percent * 100, EU) : before(route.name()));
        }
        steps.add(new Step.Shift("/steps/" + steps.size(), new RouteWeights(weights), bake));
        return this;
    }

    /** The last step's bake ends as soon as every gate has decided, but not before this time. */
    public Specs least(Duration least) {
        Step.Shift last = (Step.Shift) steps.removeLast();
        steps.add(new Step.Shift(last.source(), last.weights(), last.bake(), Optional.of(least)));
        return this;
    }

    private Weights before(String route) {
        for (Step step : steps.reversed()) {
            if (step instanceof Step.Shift shift) {
                return shift.weights().of(route);
            }
        }
        return Weights.allTo(EU);
    }

    public Specs pause(Optional<Duration> lasts) {
        steps.add(new Step.Pause("/steps/" + steps.size(), lasts));
        return this;
    }

    public Specs approval(String group, int count, Optional<Duration> timeout, Step.OnTimeout onTimeout) {
        steps.add(new Step.Approval("/steps/" + steps.size(), group, count, timeout, onTimeout));
        return this;
    }

    public Specs webhook(String hook, Duration timeout, Gate.OnFail onFail) {
        steps.add(new Step.Webhook("/steps/" + steps.size(), hook, timeout, onFail));
        return this;
    }

    /** A gate that asks a hook. */
    public Specs asking(String name, String hook, Duration every, Gate.OnFail onFail, Gate.OnNoData onNoData) {
        return gate(new Gate(
                name,
                new Figure.OfHook(hook),
                every,
                Duration.ZERO,
                new Gate.Judge.OfHook(),
                onFail,
                Gate.NoDataPolicy.always(onNoData),
                Gate.OnUndecided.PROCEED,
                0,
                names(),
                Optional.empty()));
    }

    /** An error-rate gate of at most 1 %, judged on every route. */
    public Specs errors(Duration every, Gate.OnFail onFail, Gate.OnNoData onNoData, int failureLimit) {
        return gate(new Gate(
                "errors" + gates.size(),
                Signal.ERROR_RATE,
                every,
                new Gate.Judge.Limits(Optional.empty(), Optional.of(1.0)),
                onFail,
                onNoData,
                failureLimit,
                names(),
                Optional.empty()));
    }

    /** A gate with any judge, judged on every route; missing data holds. */
    public Specs judged(
            String name,
            Signal signal,
            Duration every,
            Gate.Judge judge,
            Gate.OnFail onFail,
            Gate.OnUndecided undecided) {
        return gate(new Gate(
                name,
                new Figure.OfRoute(signal),
                every,
                Duration.ZERO,
                judge,
                onFail,
                Gate.NoDataPolicy.always(Gate.OnNoData.HOLD),
                undecided,
                0,
                names(),
                Optional.empty()));
    }

    public Specs gate(Gate gate) {
        gates.add(gate);
        return this;
    }

    public Set<String> names() {
        return Set.copyOf(routes.stream().map(Route::name).toList());
    }

    public Specs schedule(Schedule when) {
        schedule = when;
        return this;
    }

    public Specs onDrift(OnDrift does) {
        onDrift = does;
        return this;
    }

    public Specs onStuck(OnStuck does) {
        onStuck = does;
        return this;
    }

    public Specs stepTimeout(Duration timeout) {
        stepTimeout = timeout;
        return this;
    }

    public Specs evictSticky() {
        evictSticky = true;
        return this;
    }

    public Specs told(Optional<List<Recipient>> those) {
        recipients = those;
        return this;
    }

    public Specs atEnd(AtEnd does) {
        atEnd = does;
        return this;
    }

    public Specs alpha(double risk) {
        alpha = risk;
        return this;
    }

    public PlanSpec build() {
        return new PlanSpec(
                "move",
                "",
                "tests",
                Map.of(),
                List.of(EU, US),
                Optional.of(EU),
                Optional.of(US),
                Weights.allTo(EU),
                routes,
                steps,
                gates,
                schedule,
                onDrift,
                stepTimeout,
                onStuck,
                Rounding.NEAREST,
                evictSticky,
                alpha,
                recipients,
                atEnd);
    }

    /** The id of the n-th plan of a test. */
    public static PlanId id(int number) {
        return new PlanId("pl_%026d".formatted(number));
    }
}
