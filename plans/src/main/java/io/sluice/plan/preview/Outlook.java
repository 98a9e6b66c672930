package io.sluice.plan.preview;

import io.sluice.plan.Baseline;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanState.Baking;
import io.sluice.plan.PlanState.Completed;
import io.sluice.plan.PlanState.Held;
import io.sluice.plan.PlanState.Reverted;
import io.sluice.plan.PlanState.Reverting;
import io.sluice.plan.PlanState.Shifting;
import io.sluice.plan.PlanState.Underway;
import io.sluice.plan.Step;
import io.sluice.plan.Transitions;
import io.sluice.plan.decide.Calendars;
import io.sluice.plan.decide.Pace;
import io.sluice.plan.decide.Timings;
import io.sluice.plan.preview.Rehearsal.Run;
import io.sluice.traffic.ObservedRoute;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import io.sluice.traffic.Signal;
import io.sluice.traffic.Traits;
import io.sluice.traffic.WeightScale;
import io.sluice.traffic.Weights;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How far a plan is, and when it will be through if all goes well from here on: its windows, bakes and pauses are in it, and
 * whatever else takes time by the clock.
 *
 * @param end empty where it is over already, or where somebody has to say something first
 * @param percent of its steps that are done, 0 to 100; the one that bakes counts by its bake
 */
public record Outlook(Optional<Instant> end, double percent) {
    /**
     * Knows splits only as they are asked for: looking for the integers that a cloud makes of them would take most of the time. They
     * change no times but one, of a step that is taken back and moves no integer: its route's settle time is reckoned with here, and
     * is not waited for.
     */
    private static final Traits TRAITS =
            new Traits(WeightScale.allOrNothing(), Integer.MAX_VALUE, Set.of(Signal.values()), true, "");

    /**
     * What a look told of a route.
     *
     * @param listed its sides, with or without weight
     * @param settle how long traffic may follow the weights before a change
     */
    public record Told(Set<Side> listed, Duration settle) {
        public Told {
            listed = Set.copyOf(listed);
        }
    }

    /**
     * What is known without asking anybody.
     *
     * @param timings of all who have figures of the plan
     * @param calendars those that its schedule names
     * @param routes what the last look told, by the route's name; one that it did not see is missing
     */
    public record Known(Timings timings, Calendars calendars, Map<String, Told> routes) {
        public Known {
            routes = Map.copyOf(routes);
        }
    }

    /** The outlook of a plan where it stands. */
    public static Outlook of(Plan plan, Known known, Pace pace, Instant now) {
        return new Outlook(end(plan, known, pace, now), percent(plan, now));
    }

    /** Its end alone: a whole rehearsal, where the rest costs nothing. */
    public static Optional<Instant> end(Plan plan, Known known, Pace pace, Instant now) {
        if (plan.isTerminal() || (plan.state() instanceof Underway underway && waitsForSomebody(underway))) {
            return Optional.empty();
        }
        Run run = Rehearsal.of(plan, world(plan, known), pace, now);
        return run.openEnds().isEmpty() ? run.end() : Optional.empty();
    }

    /** What is still to come, step by step: a whole rehearsal, in which whoever is waited for says yes at once. */
    public static Ahead ahead(Plan plan, Known known, Pace pace, Instant now) {
        return Ahead.of(Rehearsal.of(plan, world(plan, known), pace, now));
    }

    private static boolean waitsForSomebody(Underway state) {
        return state instanceof Held(Underway at, var why, var _) && (!why.endsByTheClock() || waitsForSomebody(at));
    }

    /** Every route shows what it was last asked for: what a look saw of it may be older than that. */
    private static World world(Plan plan, Known known) {
        Map<String, ObservedRoute> shown = new HashMap<>();
        Map<String, Map<Side, Integer>> wayBack = new HashMap<>();
        for (Route route : plan.spec().routes()) {
            Optional<Baseline.OfRoute> baseline = plan.baseline().map(frozen -> frozen.of(route.name()));
            Optional<Told> told = Optional.ofNullable(known.routes().get(route.name()));
            // Whatever the start has to attach is attached after it.
            Set<Side> listed =
                    plan.verifiedAt().isEmpty() ? told.map(Told::listed).orElse(route.sides()) : route.sides();
            Map<Side, Integer> moved =
                    World.split(listed, split(plan, route.name()).shares());
            Map<Side, Integer> was = baseline.map(frozen ->
                            World.split(frozen.attached(), frozen.weights().shares()))
                    .orElse(moved);
            boolean back = plan.state() instanceof Reverting
                    && plan.ledger(route.name()).restored();
            shown.put(
                    route.name(),
                    new ObservedRoute(
                            back ? was : moved,
                            "",
                            baseline.flatMap(Baseline.OfRoute::stickiness),
                            told.map(Told::settle).orElse(Duration.ZERO),
                            baseline.map(Baseline.OfRoute::fingerprint).orElse(""),
                            TRAITS));
            wayBack.put(route.name(), was);
        }
        return new World(plan.spec().routes(), shown, wayBack, known.timings(), (_, weights) -> weights.shares())
                .knowing(known.calendars());
    }

    private static Weights split(Plan plan, String route) {
        Weights settled = plan.settled().of(route);
        return plan.state() instanceof Underway underway && Transitions.waypoint(underway) instanceof Shifting shifting
                ? plan.ledger(route)
                        .lastAsked()
                        .filter(plan.target(shifting.step()).of(route)::equals)
                        .orElse(settled)
                : settled;
    }

    /** Its progress alone. */
    public static double percent(Plan plan, Instant now) {
        double steps = plan.spec().steps().size();
        double before = Math.max(0, plan.step() - 1);
        return switch (plan.state()) {
            case Completed _ -> 100;
            case Reverting(var cause, var _, var _) when cause.isAtEnd() -> 100;
            case Reverted(var cause) -> cause.isAtEnd() ? 100 : 0;
            case Underway underway -> 100 * (before + ofStep(plan, underway, now)) / steps;
            default -> 100 * before / steps;
        };
    }

    /** How much of its step a plan has behind it, 0 to 1. */
    private static double ofStep(Plan plan, Underway state, Instant now) {
        return Transitions.waypoint(state) instanceof Baking baking
                        && baking.step() > 0
                        && plan.spec().step(baking.step()) instanceof Step.Shift shift
                        && shift.bake().isPositive()
                ? Math.min(
                        1,
                        (double) baked(state, baking, now).toMillis()
                                / shift.bake().toMillis())
                : 0;
    }

    private static Duration baked(Underway state, Baking baking, Instant now) {
        return standsStill(state) ? baking.baked() : baking.bakedAt(now);
    }

    private static boolean standsStill(Underway state) {
        return state instanceof Held(Underway at, var why, var _) && (why.stopsBake() || standsStill(at));
    }
}
