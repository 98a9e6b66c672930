package io.sluice.plan.decide;

import io.sluice.plan.Figure;
import io.sluice.plan.Gate;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.RouteWeights;
import io.sluice.plan.Step;
import io.sluice.traffic.DurationWords;
import io.sluice.traffic.Fault;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import io.sluice.traffic.Signal;
import io.sluice.traffic.Traits;
import io.sluice.traffic.WeightScale;
import io.sluice.traffic.Weights;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How bold a plan may be; the house sets them in {@code config.yml}, plans cannot.
 *
 * @param maxRoutes that move together; each is a call to a cloud at every look and in every revert
 * @param maxSteps ramps written out
 * @param maxGates each is a metric query per route and side at every look
 * @param maxJumpPercent how much of a route's traffic may change sides in one step; 100 leaves it to the plan
 * @param maxBake the longest bake or timed pause; a plan that stands longer is forgotten, and holds its routes
 * @param maxPlanBytes of the file as sent
 * @param minLookInterval how often a gate may be judged at most; clouds bill and throttle by the call
 * @param maxStartAhead how far away the start may be; time zone rules and targets change under a plan that waits longer
 * @param balancerErrorPercent the share of requests that a balancer may answer with errors of its own before the plan
 *     reverts, gates or not: above what a healthy one shows, below what customers forgive
 */
public record SafetyLimits(
        int maxRoutes,
        int maxSteps,
        int maxGates,
        int maxJumpPercent,
        Duration maxBake,
        int maxPlanBytes,
        Duration minLookInterval,
        Duration maxStartAhead,
        double balancerErrorPercent) {
    public SafetyLimits {
        if (maxRoutes < 1 || maxSteps < 1 || maxGates < 0 || maxPlanBytes < 1) {
            throw new IllegalArgumentException("limits that no plan can keep: %d routes, %d steps, %d gates, %d bytes"
                    .formatted(maxRoutes, maxSteps, maxGates, maxPlanBytes));
        }
        if (maxJumpPercent < 1 || maxJumpPercent > 100 || !(balancerErrorPercent > 0 && balancerErrorPercent <= 100)) {
            throw new IllegalArgumentException("percentages out of range: jump %d, balancer errors %s"
                    .formatted(maxJumpPercent, balancerErrorPercent));
        }
        if (maxBake.isNegative() || !minLookInterval.isPositive() || !maxStartAhead.isPositive()) {
            throw new IllegalArgumentException("durations out of range: bake %s, look %s, start ahead %s"
                    .formatted(maxBake, minLookInterval, maxStartAhead));
        }
    }

    /** What holds where the house says nothing. */
    public static SafetyLimits defaults() {
        return new SafetyLimits(
                20, 200, 50, 100, Duration.ofDays(14), 256 * 1024, Duration.ofSeconds(5), Duration.ofDays(366), 5);
    }

    /** What is too bold about a plan, whatever its routes are. */
    public List<Fault> check(PlanSpec spec, Instant now) {
        List<Fault> faults = new ArrayList<>();
        checkCount(faults, "/routes", spec.routes().size(), maxRoutes, "routes");
        checkCount(faults, "/steps", spec.steps().size(), maxSteps, "steps, ramps written out");
        checkCount(faults, "/gates", spec.gates().size(), maxGates, "gates");
        checkSteps(faults, spec);
        checkGates(faults, spec);
        checkStart(faults, spec, now);
        return oncePerPlace(faults);
    }

    /** What a plan asks of one of its routes that its cloud cannot do. */
    public List<Fault> checkRoute(PlanSpec spec, int routeIndex, Traits traits) {
        Route route = spec.routes().get(routeIndex);
        List<Fault> faults = new ArrayList<>();
        if (route.sides().size() > traits.mostBackends()) {
            faults.add(new Fault(
                    "/routes/" + routeIndex,
                    "route %s is %s, which splits between at most %d backends, not %d"
                            .formatted(
                                    route.name(),
                                    traits.kind(),
                                    traits.mostBackends(),
                                    route.sides().size())));
        }
        checkSignals(faults, spec, route, traits);
        checkSplits(faults, spec, route, traits);
        if (faults.isEmpty() && spec.rounding() == PlanSpec.Rounding.REFUSE) {
            checkRounding(faults, spec, route, traits);
        }
        return oncePerPlace(faults);
    }

    private static void checkCount(List<Fault> faults, String pointer, int count, int most, String what) {
        if (count > most) {
            faults.add(new Fault(pointer, "has %d %s; at most %d are allowed here".formatted(count, what, most)));
        }
    }

    private void checkSteps(List<Fault> faults, PlanSpec spec) {
        RouteWeights before = spec.expected();
        for (Step step : spec.steps()) {
            switch (step) {
                case Step.Shift shift -> {
                    checkJump(faults, before, shift);
                    checkWait(faults, shift.source(), "bakes", shift.bake());
                    before = shift.weights();
                }
                case Step.Pause pause ->
                    pause.lasts().ifPresent(lasts -> checkWait(faults, pause.source(), "pauses", lasts));
                case Step.Approval approval ->
                    approval.timeout().ifPresent(longest -> checkWait(faults, approval.source(), "waits", longest));
                case Step.Webhook webhook -> checkWait(faults, webhook.source(), "waits", webhook.timeout());
            }
        }
    }

    private void checkJump(List<Fault> faults, RouteWeights before, Step.Shift shift) {
        for (String route : shift.weights().routes()) {
            int moved = moved(before.of(route), shift.weights().of(route));
            if (moved > maxJumpPercent * (Weights.WHOLE / 100)) {
                faults.add(new Fault(
                        shift.source(),
                        "moves %s of route %s at once, from %s to %s; at most %d %% are allowed here"
                                .formatted(
                                        percent(moved),
                                        route,
                                        before.of(route),
                                        shift.weights().of(route),
                                        maxJumpPercent)));
            }
        }
    }

    /** Basis points that change sides: what some sides gain is what others lose. */
    private static int moved(Weights before, Weights after) {
        Set<Side> sides = new HashSet<>(before.sides());
        sides.addAll(after.sides());
        return sides.stream()
                .mapToInt(side -> Math.max(0, after.share(side) - before.share(side)))
                .sum();
    }

    private void checkWait(List<Fault> faults, String pointer, String does, Duration wait) {
        if (wait.compareTo(maxBake) > 0) {
            faults.add(new Fault(
                    pointer,
                    does + " for " + DurationWords.write(wait) + "; at most " + DurationWords.write(maxBake)
                            + " are allowed here"));
        }
    }

    private void checkGates(List<Fault> faults, PlanSpec spec) {
        for (int i = 0; i < spec.gates().size(); i++) {
            if (spec.gates().get(i).every().compareTo(minLookInterval) < 0) {
                faults.add(new Fault(
                        "/gates/" + i + "/every",
                        "is judged more often than every " + DurationWords.write(minLookInterval)
                                + ", the shortest allowed here"));
            }
        }
    }

    private void checkStart(List<Fault> faults, PlanSpec spec, Instant now) {
        Instant start = spec.schedule().startAt().orElse(now);
        if (start.isBefore(now)) {
            faults.add(new Fault("/schedule/startAt", "is in the past; leave it out to start at once"));
        } else if (start.isAfter(now.plus(maxStartAhead))) {
            faults.add(new Fault(
                    "/schedule/startAt",
                    "is more than " + DurationWords.write(maxStartAhead) + " away, the most allowed here"));
        } else if (new Windows(spec.schedule()).nextOpening(start).isEmpty()) {
            faults.add(new Fault("/schedule", "never opens after the start, within the next two years"));
        }
    }

    private static void checkSignals(List<Fault> faults, PlanSpec spec, Route route, Traits traits) {
        for (int i = 0; i < spec.gates().size(); i++) {
            Gate gate = spec.gates().get(i);
            if (gate.routes().contains(route.name())
                    && gate.figure() instanceof Figure.OfRoute(Signal signal)
                    && !traits.signals().contains(signal)) {
                faults.add(new Fault(
                        "/gates/" + i + "/signal",
                        "gate %s needs %s, which route %s cannot give: it is %s"
                                .formatted(gate.name(), signal, route.name(), traits.kind())));
            }
        }
    }

    private static void checkSplits(List<Fault> faults, PlanSpec spec, Route route, Traits traits) {
        for (Step step : spec.steps()) {
            if (step instanceof Step.Shift shift
                    && !traits.scale().holds(shift.weights().of(route.name()))) {
                String cannot = traits.scale().splits()
                        ? "has no servers for one of the sides of %s"
                                .formatted(shift.weights().of(route.name()))
                        : "sends all its traffic to one side at a time and cannot hold %s"
                                .formatted(shift.weights().of(route.name()));
                faults.add(new Fault(
                        shift.source(), "route %s is %s, which %s".formatted(route.name(), traits.kind(), cannot)));
            }
        }
    }

    private static void checkRounding(List<Fault> faults, PlanSpec spec, Route route, Traits traits) {
        Set<Weights> held = new HashSet<>(); // most steps of most routes repeat, and looking for the nearest is slow
        for (Step step : spec.steps()) {
            if (step instanceof Step.Shift shift) {
                Weights wanted = shift.weights().of(route.name());
                if (held.add(wanted)) {
                    inexact(wanted, traits.scale())
                            .ifPresent(nearest -> faults.add(new Fault(
                                    shift.source(),
                                    "route %s is %s, which cannot hold %s exactly; the nearest is %s"
                                            .formatted(route.name(), traits.kind(), wanted, nearest))));
                }
            }
        }
    }

    private static Optional<Weights> inexact(Weights wanted, WeightScale scale) {
        Weights nearest = scale.reachable(wanted);
        return nearest.equals(wanted) ? Optional.empty() : Optional.of(nearest);
    }

    private static String percent(int basisPoints) {
        return BigDecimal.valueOf(basisPoints, 2).stripTrailingZeros().toPlainString() + " %";
    }

    /** A ramp is written in one place: what is wrong with it is said once. */
    private static List<Fault> oncePerPlace(List<Fault> faults) {
        Set<String> places = new HashSet<>();
        return faults.stream().filter(fault -> places.add(fault.pointer())).toList();
    }
}
