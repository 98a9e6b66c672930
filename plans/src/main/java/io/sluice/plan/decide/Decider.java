package io.sluice.plan.decide;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;

import io.sluice.plan.Baseline;
import io.sluice.plan.Gate;
import io.sluice.plan.Gate.OnFail;
import io.sluice.plan.Gate.OnNoData;
import io.sluice.plan.GateTally;
import io.sluice.plan.HoldReason;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanEvent.BaselineBack;
import io.sluice.plan.PlanEvent.BaselineLost;
import io.sluice.plan.PlanEvent.Completed;
import io.sluice.plan.PlanEvent.HoldEnded;
import io.sluice.plan.PlanEvent.HoldStarted;
import io.sluice.plan.PlanEvent.PauseStarted;
import io.sluice.plan.PlanEvent.Purpose;
import io.sluice.plan.PlanEvent.RevertStarted;
import io.sluice.plan.PlanEvent.Reverted;
import io.sluice.plan.PlanEvent.StepStarted;
import io.sluice.plan.PlanEvent.WeightsVerified;
import io.sluice.plan.PlanSpec.OnDrift;
import io.sluice.plan.PlanSpec.OnStuck;
import io.sluice.plan.PlanState;
import io.sluice.plan.PlanState.Baking;
import io.sluice.plan.PlanState.Held;
import io.sluice.plan.PlanState.Reverting;
import io.sluice.plan.PlanState.Scheduled;
import io.sluice.plan.PlanState.Shifting;
import io.sluice.plan.PlanState.Underway;
import io.sluice.plan.PlanState.Waypoint;
import io.sluice.plan.RevertCause;
import io.sluice.plan.RouteLedger;
import io.sluice.plan.RouteWeights;
import io.sluice.plan.Step;
import io.sluice.plan.Transitions;
import io.sluice.plan.Verdict;
import io.sluice.plan.decide.Decision.Apply;
import io.sluice.plan.decide.Decision.Freeze;
import io.sluice.plan.decide.Decision.Record;
import io.sluice.plan.decide.Decision.Rest;
import io.sluice.plan.decide.Decision.RouteWrite;
import io.sluice.plan.decide.Decision.Wait;
import io.sluice.traffic.ObservedRoute;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import io.sluice.traffic.Sight;
import io.sluice.traffic.Weights;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Says what to do next about a plan, from the plan, what is seen, and the time; touches nothing.
 *
 * <p>It is asked again after everything that happens, so it only ever names the next thing. The order within each state is
 * the order of importance: what must stop the plan comes before what would move it on.
 *
 * @param pace how often to look and to ask again
 * @param guard against sides that cannot answer
 */
public record Decider(Pace pace, Guard guard) {

    /** A decider whose guard lets the balancers themselves answer so many percent of requests with errors. */
    public Decider(Pace pace, double balancerErrorPercent) {
        this(pace, new Guard(balancerErrorPercent));
    }

    public Decision decide(Plan plan, Observation seen, Instant now) {
        return switch (plan.state()) {
            case PlanState.Completed _ -> new Rest("every step was reached and has baked");
            case PlanState.Reverted(RevertCause cause) -> new Rest("put back: " + cause.why());
            case PlanState.Cancelled _ -> new Rest("cancelled; the weights stay as they are");
            case Reverting reverting -> putBack(plan, reverting, seen, now);
            case Underway underway -> proceed(plan, underway, seen, now);
        };
    }

    // ---- on the way

    private Decision proceed(Plan plan, Underway state, Observation seen, Instant now) {
        List<Judgement> judged = Gates.judge(plan, seen);
        List<PlanEvent> news = judged.stream()
                .filter(judgement ->
                        judgement.isNewsTo(plan.tally(judgement.gate().name())))
                .<PlanEvent>map(Judgement::event)
                .toList();
        if (!news.isEmpty()) {
            return new Record(news);
        }
        Optional<PlanEvent> alarm =
                Transitions.waypoint(state) instanceof Scheduled ? Optional.empty() : alarm(plan, state, seen);
        if (alarm.isPresent()) {
            return Record.of(alarm.get());
        }
        return switch (state) {
            case Held held -> wait(plan, held, seen, now);
            case Scheduled _ -> start(plan, seen, now);
            case Shifting shifting -> shift(plan, shifting, seen, now);
            case Baking baking -> bake(plan, baking, judged, seen, now);
        };
    }

    /** What stops a plan wherever it is: somebody else's weights, a side that is gone, a gate that fails. */
    private Optional<PlanEvent> alarm(Plan plan, Underway state, Observation seen) {
        Map<String, Weights> drift = Drift.of(plan, state, seen);
        boolean heldByDrift = isHeldBy(state, HoldReason.Drift.class);
        if (heldByDrift && drift.isEmpty() && unseen(plan, seen).isEmpty()) {
            return Optional.of(new HoldEnded("drift", "the expected weights are back"));
        }
        if (heldByDrift) {
            // A gate that fails now is in the journal, but a revert would write over what somebody else has just done.
            return Optional.empty();
        }
        if (!drift.isEmpty() && plan.spec().onDrift() == OnDrift.HOLD) {
            return Optional.of(new HoldStarted(new HoldReason.Drift(drift, Drift.sentence(plan, drift))));
        }
        Optional<RevertCause> cause = drift.isEmpty()
                ? guard.alarm(plan, seen)
                        .or(() -> failedGate(plan, OnFail.REVERT))
                        .or(() -> stillStuck(plan, state, seen))
                : Optional.of(RevertCause.automatic(RevertCause.Kind.DRIFT, Drift.sentence(plan, drift)));
        if (cause.isPresent()) {
            return revert(plan, state, cause.get(), seen);
        }
        Optional<HoldReason.NoWayBack> noWayBack = heldBy(state, HoldReason.NoWayBack.class);
        if (noWayBack.isPresent()) {
            return Optional.of(new HoldEnded(noWayBack.get().word(), "what asked for the revert is gone"));
        }
        return state instanceof Held ? Optional.empty() : gateHold(plan);
    }

    /** An automatic revert goes only to a baseline that can take the traffic; else it holds and calls a person. */
    private Optional<PlanEvent> revert(Plan plan, Underway state, RevertCause cause, Observation seen) {
        Optional<String> noWayBack = guard.noWayBack(plan, seen);
        if (noWayBack.isEmpty()) {
            return Optional.of(new RevertStarted(cause));
        }
        return isHeldBy(state, HoldReason.NoWayBack.class)
                ? Optional.empty()
                : Optional.of(new HoldStarted(new HoldReason.NoWayBack(cause, noWayBack.get())));
    }

    /** A step that was stuck and had no way back is stuck until its routes show what it waits for. */
    private static Optional<RevertCause> stillStuck(Plan plan, Underway state, Observation seen) {
        return heldBy(state, HoldReason.NoWayBack.class)
                .map(HoldReason.NoWayBack::cause)
                .filter(cause -> cause.kind() == RevertCause.Kind.STUCK)
                .filter(_ -> Transitions.waypoint(state) instanceof Shifting shifting
                        && !isReady(
                                plan,
                                shifting,
                                plan.baseline().orElseThrow().byRoute().keySet(),
                                seen));
    }

    private static Optional<RevertCause> failedGate(Plan plan, OnFail onFail) {
        return plan.spec().gates().stream()
                .filter(gate -> gate.onFail() == onFail)
                .filter(gate -> hasFailed(plan, gate))
                .findFirst()
                .map(gate -> RevertCause.automatic(RevertCause.Kind.GATE, failure(plan, gate)));
    }

    private static Optional<PlanEvent> gateHold(Plan plan) {
        for (Gate gate : plan.spec().gates()) {
            if (gate.onFail() == OnFail.HOLD && hasFailed(plan, gate)) {
                return Optional.of(new HoldStarted(new HoldReason.Gate(gate.name(), failure(plan, gate))));
            }
            if (gate.onNoData() == OnNoData.HOLD && lacksData(plan, gate)) {
                String why = "nothing is guessed while %s is missing".formatted(gate.signal());
                return Optional.of(new HoldStarted(new HoldReason.NoData(gate.name(), why)));
            }
        }
        return Optional.empty();
    }

    private static boolean hasFailed(Plan plan, Gate gate) {
        GateTally tally = plan.tally(gate.name());
        return tally.verdict() == Verdict.FAIL && tally.exceeds(gate.failureLimit());
    }

    private static boolean lacksData(Plan plan, Gate gate) {
        GateTally tally = plan.tally(gate.name());
        return tally.verdict() == Verdict.UNKNOWN && !tally.forgiven();
    }

    private static String failure(Plan plan, Gate gate) {
        int failures = plan.tally(gate.name()).failures();
        return gate.failureLimit() == 0
                ? "gate %s failed".formatted(gate.name())
                : "gate %s failed %d times (%d allowed)".formatted(gate.name(), failures, gate.failureLimit());
    }

    // ---- held

    private Decision wait(Plan plan, Held held, Observation seen, Instant now) {
        Optional<String> over = isOver(plan, held, seen, now);
        if (over.isPresent()) {
            return Record.of(new HoldEnded(held.why().word(), over.get()));
        }
        return stepBack(plan, held, seen, now)
                .orElseGet(() -> new Wait(nextLook(plan, held, now), held.why().sentence()));
    }

    /** Why what the plan waits for is there, if it is. */
    private Optional<String> isOver(Plan plan, Held held, Observation seen, Instant now) {
        Waypoint point = Transitions.waypoint(held);
        return switch (held.why()) {
            case HoldReason.Pause(Optional<Instant> until, String _) ->
                until.filter(end -> !now.isBefore(end)).map(_ -> "the pause is over");
            case HoldReason.Window _ ->
                windows(plan).isOpen(now)
                        ? Optional.of("the window is open")
                        : Optional.of("every route shows the step's weights")
                                .filter(_ -> point instanceof Shifting
                                        && plan.spec().routes().stream()
                                                .allMatch(route -> showsWish(plan, point, route.name(), seen)));
            case HoldReason.Gate(String gate, String _) ->
                Optional.of("the gate passes again")
                        .filter(_ -> plan.tally(gate).verdict() != Verdict.FAIL);
            case HoldReason.NoData(String gate, String _) ->
                Optional.of("there is data again").filter(_ -> plan.tally(gate).verdict() != Verdict.UNKNOWN);
            case HoldReason.Drift _ ->
                // Once the plan is under way the alarm ends it; before the start the expected weights decide.
                Optional.of("the expected weights are back")
                        .filter(_ -> point instanceof Scheduled && shows(plan, plan.settled(), seen));
            case HoldReason.Stuck(Set<String> routes, String _) ->
                Optional.of("the stuck route shows its weights")
                        .filter(_ -> point instanceof Shifting shifting && isReady(plan, shifting, routes, seen));
            case HoldReason.ProviderFailure(String route, String _) ->
                Optional.of("the provider answers again for " + route)
                        .filter(_ -> seen.seen(route).isPresent()
                                && (plan.ledger(route).failure().isEmpty() || showsWish(plan, point, route, seen)));
            case HoldReason.NoWayBack _ ->
                // Once the plan is under way the alarm ends it.
                Optional.of("there is a healthy target again")
                        .filter(_ -> point instanceof Scheduled
                                && guard.noWayBack(plan, seen).isEmpty());
        };
    }

    /** Whether all that a stuck step waited for is there on the routes that were stuck. */
    private static boolean isReady(Plan plan, Shifting shifting, Set<String> routes, Observation seen) {
        return plan.spec().routes().stream()
                .filter(route -> routes.contains(route.name()))
                .allMatch(route -> missing(plan, shifting, route, seen).isEmpty());
    }

    /**
     * While a stuck or shut-out step is held half done, the routes that had gone ahead go back to the split that all had: no
     * route stays alone on a vector. Only once it is certain what every earlier call did.
     */
    private Optional<Decision> stepBack(Plan plan, Held held, Observation seen, Instant now) {
        if (!(Transitions.waypoint(held)
                instanceof Shifting(int step, Instant _, Duration _, Map<String, Weights> overwrites))) {
            return Optional.empty();
        }
        Set<String> stay;
        switch (held.why()) {
            case HoldReason.Stuck(Set<String> routes, String _) -> stay = routes;
            case HoldReason.Window _ -> stay = Set.of();
            default -> {
                return Optional.empty();
            }
        }
        List<RouteWrite> writes = new ArrayList<>();
        for (Route route : plan.spec().routes()) {
            String name = route.name();
            Weights back = plan.settled().of(name);
            seen.seen(name)
                    .filter(observed -> !stay.contains(name) && !observed.shows(back))
                    .filter(observed -> observed.shows(plan.target(step).of(name))
                            || observed.weights().equals(overwrites.get(name)))
                    .filter(_ -> !now.isBefore(nextAttempt(plan.ledger(name))))
                    .ifPresent(observed -> writes.add(new RouteWrite.Change(name, observed, back, Purpose.BACK)));
        }
        return writes.isEmpty() || plan.hasOutstanding(seen.at()) ? Optional.empty() : Optional.of(new Apply(writes));
    }

    private Instant nextLook(Plan plan, Held held, Instant now) {
        Instant watch = now.plus(pace.watch());
        return switch (held.why()) {
            case HoldReason.Pause(Optional<Instant> until, String _) -> earlier(watch, until);
            case HoldReason.Window _ -> earlier(watch, windows(plan).nextOpening(now));
            case HoldReason.Gate _,
                    HoldReason.NoData _,
                    HoldReason.Drift _,
                    HoldReason.Stuck _,
                    HoldReason.ProviderFailure _,
                    HoldReason.NoWayBack _ ->
                earlier(watch, Optional.of(now.plus(pace.firstRetry().multipliedBy(5))));
        };
    }

    // ---- scheduled

    private Decision start(Plan plan, Observation seen, Instant now) {
        Optional<Instant> startAt = plan.spec().schedule().startAt();
        if (startAt.isPresent() && now.isBefore(startAt.get())) {
            return new Wait(startAt.get(), "starts at " + startAt.get());
        }
        if (!windows(plan).isOpen(now)) {
            return windows(plan)
                    .nextOpening(now)
                    .<Decision>map(opens -> new Wait(opens, "starts when the window opens at " + opens))
                    .orElseGet(() -> Record.of(new HoldStarted(new HoldReason.Window(Optional.empty()))));
        }
        Optional<PlanEvent> failure = lastingFailure(plan, seen);
        if (failure.isPresent()) {
            return Record.of(failure.get());
        }
        if (!unseen(plan, seen).isEmpty()) {
            return new Wait(now.plus(pace.firstRetry()), "cannot see " + unseenSentence(plan, seen));
        }
        Map<String, Weights> drift = Drift.of(plan, (Underway) plan.state(), seen);
        if (!drift.isEmpty()) {
            return Record.of(new HoldStarted(new HoldReason.Drift(drift, Drift.sentence(plan, drift))));
        }
        Optional<String> unfit = guard.noWayBack(plan, seen);
        if (unfit.isPresent()) {
            RevertCause cause = RevertCause.automatic(RevertCause.Kind.GUARD, "the plan cannot start");
            return Record.of(new HoldStarted(new HoldReason.NoWayBack(cause, unfit.get())));
        }
        return new Freeze();
    }

    // ---- shifting

    private Decision shift(Plan plan, Shifting state, Observation seen, Instant now) {
        Optional<PlanEvent> failure = lastingFailure(plan, seen);
        if (failure.isPresent()) {
            return Record.of(failure.get());
        }
        List<Route> behind = plan.spec().routes().stream()
                .filter(route -> missing(plan, state, route, seen).isPresent())
                .toList();
        Optional<Instant> contested = contestedUntil(plan, plan.target(state.step()), seen);
        if (behind.isEmpty() && contested.isEmpty()) {
            return Record.of(new WeightsVerified(state.step()));
        }
        Instant timeout = state.since().plus(plan.spec().stepTimeout());
        if (!now.isBefore(timeout)) {
            return stuck(plan, state, behind, seen);
        }
        List<Route> toWrite = behind.stream()
                .filter(route -> !showsWish(plan, state, route.name(), seen))
                .toList();
        boolean forward = toWrite.stream().anyMatch(route -> movesForward(plan, state, route.name(), seen));
        if (forward && !windows(plan).isOpen(now)) {
            return Record.of(new HoldStarted(new HoldReason.Window(windows(plan).nextOpening(now))));
        }
        if (contested.isPresent()) {
            // Other weights of ours may still land; asking for these now could be undone by them, unseen.
            Instant until = earlier(now.plus(pace.watch()), contested);
            return new Wait(until, "an earlier call was not answered and may land until " + contested.get());
        }
        List<RouteWrite> writes = new ArrayList<>();
        Optional<String> unfit = Optional.empty();
        Optional<Instant> next = Optional.empty();
        for (Route route : toWrite) {
            Optional<ObservedRoute> observed = seen.seen(route.name());
            Instant attempt = nextAttempt(plan.ledger(route.name()));
            unfit = unfit.or(() -> unfitToGain(plan, state, route, seen));
            next = Optional.of(earlier(attempt, next));
            if (observed.isPresent() && !now.isBefore(attempt)) {
                writes.add(new RouteWrite.Change(
                        route.name(),
                        observed.get(),
                        plan.target(state.step()).of(route.name()),
                        purpose(state, observed.get(), route.name())));
            }
        }
        // All routes or none: a step that one route cannot take yet is not begun on the others.
        if (!writes.isEmpty() && unfit.isEmpty()) {
            return new Apply(writes);
        }
        String why = unfit.orElseGet(() -> behind.stream()
                .flatMap(route -> missing(plan, state, route, seen).stream())
                .collect(joining("; ")));
        Instant until = earlier(now.plus(pace.firstRetry()), next.filter(now::isBefore));
        return new Wait(earlier(until, Optional.of(timeout)), "%s (stuck at %s)".formatted(why, timeout));
    }

    /** What a route does not show yet of the step, in words; empty if it is all there. */
    private static Optional<String> missing(Plan plan, Shifting state, Route route, Observation seen) {
        Optional<ObservedRoute> observed = seen.seen(route.name());
        if (observed.isEmpty()) {
            return Optional.of("cannot see %s: %s".formatted(route.name(), error(seen, route.name())));
        }
        Weights wish = plan.target(state.step()).of(route.name());
        if (!observed.get().shows(wish)) {
            return Optional.of("%s shows %s, not yet %s"
                    .formatted(route.name(), observed.get().weights(), wish));
        }
        if (isOlderThanOurs(plan, route.name(), wish)) {
            return Optional.of("%s was last asked for other weights and is asked again".formatted(route.name()));
        }
        if (state.step() > 0) {
            return Optional.empty();
        }
        Set<Side> unlisted = new HashSet<>(route.sides());
        unlisted.removeAll(observed.get().attached());
        return unlisted.isEmpty()
                ? Guard.unfit(route, List.copyOf(route.sides()), seen)
                : Optional.of("%s does not list %s yet".formatted(route.name(), unlisted));
    }

    /** Whether a route shows all that a write could bring: health is not among it. */
    private static boolean showsWish(Plan plan, Waypoint point, String route, Observation seen) {
        return seen.seen(route)
                .filter(observed -> switch (point) {
                    case Scheduled _, Baking _ -> observed.shows(plan.settled().of(route));
                    case Shifting shifting ->
                        observed.shows(plan.target(shifting.step()).of(route))
                                && !isOlderThanOurs(
                                        plan,
                                        route,
                                        plan.target(shifting.step()).of(route))
                                && (shifting.step() > 0
                                        || observed.attached()
                                                .containsAll(
                                                        plan.spec().route(route).sides()));
                })
                .isPresent();
    }

    /** Weights that show although the plan's last call wanted others: the look may be older than that call. */
    private static boolean isOlderThanOurs(Plan plan, String route, Weights wish) {
        return plan.ledger(route).lastAskedOther(wish)
                && !plan.settled().of(route).equals(wish);
    }

    /** A side gets more traffic only where somebody is there to answer it. */
    private static Optional<String> unfitToGain(Plan plan, Shifting state, Route route, Observation seen) {
        if (state.step() == 0) {
            return Optional.empty();
        }
        Weights before = plan.settled().of(route.name());
        Weights wish = plan.target(state.step()).of(route.name());
        List<Side> gaining = wish.sides().stream()
                .filter(side -> wish.share(side) > before.share(side))
                .toList();
        return Guard.unfit(route, gaining, seen);
    }

    /** Whether asking a route for the step moves its traffic on; putting the plan's own split back over another does not. */
    private static boolean movesForward(Plan plan, Shifting state, String route, Observation seen) {
        boolean reasserts = seen.seen(route)
                .filter(observed -> purpose(state, observed, route) == Purpose.REASSERT)
                .isPresent();
        return !reasserts
                || !plan.target(state.step()).of(route).equals(plan.settled().of(route));
    }

    private static Purpose purpose(Shifting state, ObservedRoute observed, String route) {
        if (observed.weights().equals(state.overwrites().get(route))) {
            return Purpose.REASSERT;
        }
        return state.step() == 0 ? Purpose.ATTACH : Purpose.FORWARD;
    }

    private Decision stuck(Plan plan, Shifting state, List<Route> behind, Observation seen) {
        String why = behind.isEmpty()
                ? "an earlier call of step %d was never answered".formatted(state.step())
                : "step %d is stuck: %s"
                        .formatted(
                                state.step(),
                                behind.stream()
                                        .flatMap(route -> missing(plan, state, route, seen).stream())
                                        .collect(joining("; ")));
        if (plan.spec().onStuck() == OnStuck.REVERT) {
            RevertCause cause = RevertCause.automatic(RevertCause.Kind.STUCK, why);
            return revert(plan, state, cause, seen)
                    .<Decision>map(Record::of)
                    .orElseThrow(); // a state that is not held has an answer
        }
        return Record.of(new HoldStarted(
                new HoldReason.Stuck(behind.stream().map(Route::name).collect(toSet()), why)));
    }

    // ---- baking

    private Decision bake(Plan plan, Baking state, List<Judgement> judged, Observation seen, Instant now) {
        Optional<PlanEvent> failure = lastingFailure(plan, seen);
        if (failure.isPresent()) {
            return Record.of(failure.get());
        }
        Duration bake = bakeOf(plan, state.step());
        Duration baked = state.bakedAt(now);
        boolean done = state.promoted() || baked.compareTo(bake) >= 0;
        if (!done && !plan.spec().schedule().bakeOutside() && !windows(plan).isOpen(now)) {
            return Record.of(new HoldStarted(new HoldReason.Window(windows(plan).nextOpening(now))));
        }
        List<Judgement> open = judged.stream().filter(gate -> !gate.letsGo()).toList();
        // The end frees the routes for other plans, so nothing of this one may land after it.
        boolean last = state.step() == plan.spec().steps().size();
        boolean unanswered = last && plan.hasOutstanding(seen.at());
        if (done && open.isEmpty() && unseen(plan, seen).isEmpty() && !unanswered) {
            return Record.of(after(plan, state.step(), now));
        }
        String where =
                "step %d of %d".formatted(state.step(), plan.spec().steps().size());
        Instant watch = now.plus(pace.watch());
        Optional<Instant> gates = nextWindow(plan, seen);
        if (!done) {
            Instant end = now.plus(bake.minus(baked));
            return new Wait(
                    earlier(earlier(watch, gates), Optional.of(end)), "bakes until %s (%s)".formatted(end, where));
        }
        if (unanswered && open.isEmpty()) {
            return new Wait(
                    now.plus(pace.firstRetry()), "has baked; an earlier call was not answered and may still land");
        }
        String why = open.isEmpty()
                ? "has baked, but cannot see " + unseenSentence(plan, seen)
                : open.stream()
                        .map(gate -> "gate %s: %s".formatted(gate.gate().name(), gate.reason()))
                        .collect(joining("; ", "has baked and waits for a passing look (", ")"));
        Instant soon = now.plus(pace.firstRetry());
        return new Wait(earlier(watch, open.isEmpty() ? Optional.of(soon) : gates), "%s (%s)".formatted(why, where));
    }

    private static PlanEvent after(Plan plan, int step, Instant now) {
        if (step == plan.spec().steps().size()) {
            return new Completed();
        }
        return switch (plan.spec().step(step + 1)) {
            case Step.Shift _ -> new StepStarted(step + 1);
            case Step.Pause(String _, Optional<Duration> lasts) -> new PauseStarted(step + 1, lasts.map(now::plus));
        };
    }

    private static Duration bakeOf(Plan plan, int step) {
        return step > 0 && plan.spec().step(step) instanceof Step.Shift shift ? shift.bake() : Duration.ZERO;
    }

    /** When the next figure of any gate is complete. */
    private static Optional<Instant> nextWindow(Plan plan, Observation seen) {
        return plan.spec().gates().stream()
                .flatMap(gate -> gate.routes().stream()
                        .flatMap(route ->
                                SignalWindows.nextComplete(plan, seen.timing(route), gate.every(), seen.at()).stream()))
                .min(Instant::compareTo);
    }

    // ---- reverting

    /** One wish, the baseline, whatever else is known; a look that fails or figures that are missing stop nothing here. */
    private Decision putBack(Plan plan, Reverting state, Observation seen, Instant now) {
        Baseline baseline =
                plan.baseline().orElseThrow(() -> new IllegalStateException("reverting without a baseline"));
        List<RouteWrite> writes = new ArrayList<>();
        List<String> waiting = new ArrayList<>();
        Optional<Instant> next = Optional.empty();
        for (Route route : plan.spec().routes()) {
            String name = route.name();
            if (isBack(plan, baseline, state, route, seen)) {
                continue;
            }
            Optional<ObservedRoute> observed = seen.seen(name);
            if (state.back().isPresent()) {
                if (observed.isPresent()) {
                    return Record.of(new BaselineLost(name, observed.get().weights()));
                }
                waiting.add("cannot see %s: %s".formatted(name, error(seen, name)));
                next = Optional.of(earlier(now.plus(pace.firstRetry()), next));
                continue;
            }
            Instant attempt = nextAttempt(plan.ledger(name));
            if (now.isBefore(attempt)) {
                waiting.add("%s is not back yet%s"
                        .formatted(
                                name,
                                plan.ledger(name)
                                        .failure()
                                        .map(why -> " (" + why + ")")
                                        .orElse("")));
                next = Optional.of(earlier(attempt, next));
            } else {
                writes.add(new RouteWrite.Restore(
                        name, observed, state.cause().exact(), evicted(plan, baseline.of(name), route)));
            }
        }
        if (!writes.isEmpty()) {
            return new Apply(writes);
        }
        if (!waiting.isEmpty()) {
            Instant look = earlier(now.plus(pace.firstRetry()), next.filter(now::isBefore));
            return new Wait(look, String.join("; ", waiting) + "; asked again at " + next.orElse(look));
        }
        return guardBaseline(plan, baseline, state, seen, now);
    }

    private Decision guardBaseline(Plan plan, Baseline baseline, Reverting state, Observation seen, Instant now) {
        if (state.back().isEmpty()) {
            return Record.of(new BaselineBack(notes(plan, baseline, seen)));
        }
        Instant back = state.back().get();
        if (pace.guardIsOver(back, seen.at()) && !plan.hasOutstanding(seen.at())) {
            return Record.of(new Reverted());
        }
        Instant end = plan.ledgers().values().stream()
                .flatMap(ledger -> ledger.outstandingAt(seen.at()).stream())
                .map(RouteLedger.Outstanding::mayLandUntil)
                .reduce(
                        back.plus(
                                pace.guardLooks().isEmpty()
                                        ? Duration.ZERO
                                        : pace.guardLooks().getLast()),
                        Decider::later);
        Instant look = earlier(pace.nextGuardLook(back, now), Optional.of(end));
        return new Wait(look.isAfter(now) ? look : now.plus(pace.firstRetry()), "back; guarding until " + end);
    }

    /**
     * A route that the plan ever wrote to counts as back only after a call for the baseline was answered: what a look shows
     * may be older than the last ramp write.
     */
    private static boolean isBack(Plan plan, Baseline baseline, Reverting state, Route route, Observation seen) {
        RouteLedger ledger = plan.ledger(route.name());
        Baseline.OfRoute wanted = baseline.of(route.name());
        return (ledger.restored() || !ledger.touched())
                && seen.seen(route.name())
                        .filter(observed -> wanted.isShownBy(observed, route.sides(), evicted(plan, wanted, route)))
                        .filter(observed ->
                                !state.cause().exact() || observed.fingerprint().equals(wanted.fingerprint()))
                        .isPresent();
    }

    private static Set<Side> evicted(Plan plan, Baseline.OfRoute baseline, Route route) {
        if (!plan.spec().evictSticky()) {
            return Set.of();
        }
        return route.sides().stream()
                .filter(side -> !baseline.weights().has(side))
                .collect(toSet());
    }

    private static List<String> notes(Plan plan, Baseline baseline, Observation seen) {
        List<String> notes = new ArrayList<>();
        for (Route route : plan.spec().routes()) {
            seen.seen(route.name()).ifPresent(observed -> {
                if (!observed.fingerprint().equals(baseline.of(route.name()).fingerprint())) {
                    notes.add("%s: settings outside the weights changed during the plan and were kept"
                            .formatted(route.name()));
                }
                observed.stickiness()
                        .filter(_ -> !plan.spec().evictSticky())
                        .ifPresent(lasts -> notes.add(
                                "%s: sticky clients may stay where they are until %s, or longer while they keep coming"
                                        .formatted(route.name(), seen.at().plus(lasts))));
            });
        }
        return notes;
    }

    // ---- shared

    private Instant nextAttempt(RouteLedger ledger) {
        return ledger.lastAttempt()
                .map(last -> last.plus(pace.pauseAfter(ledger.attempts())))
                .orElse(Instant.EPOCH);
    }

    /** Until when calls for other weights than these may still land, counted from the look: it shows nothing of what came after. */
    private static Optional<Instant> contestedUntil(Plan plan, RouteWeights wish, Observation seen) {
        return plan.spec().routes().stream()
                .flatMap(route -> plan.ledger(route.name()).outstandingAt(seen.at()).stream()
                        .filter(call -> !call.to().equals(Optional.of(wish.of(route.name())))))
                .map(RouteLedger.Outstanding::mayLandUntil)
                .max(Instant::compareTo);
    }

    /** A failure that no repetition heals: the plan waits for a person or for the cloud to change its mind. */
    private static Optional<PlanEvent> lastingFailure(Plan plan, Observation seen) {
        for (Route route : plan.spec().routes()) {
            String name = route.name();
            Optional<String> why = plan.ledger(name).failure();
            if (seen.sight(name) instanceof Sight.Unseen(var error) && !error.passing()) {
                why = Optional.of(error.detail());
            }
            if (why.isPresent()) {
                return Optional.of(new HoldStarted(new HoldReason.ProviderFailure(name, why.get())));
            }
        }
        return Optional.empty();
    }

    private static boolean shows(Plan plan, RouteWeights wish, Observation seen) {
        return plan.spec().routes().stream()
                .allMatch(route -> seen.seen(route.name())
                        .filter(observed -> observed.shows(wish.of(route.name())))
                        .isPresent());
    }

    private static List<String> unseen(Plan plan, Observation seen) {
        return plan.spec().routes().stream()
                .map(Route::name)
                .filter(route -> seen.seen(route).isEmpty())
                .toList();
    }

    private static String unseenSentence(Plan plan, Observation seen) {
        return unseen(plan, seen).stream()
                .map(route -> route + ": " + error(seen, route))
                .collect(joining("; "));
    }

    private static String error(Observation seen, String route) {
        return seen.sight(route) instanceof Sight.Unseen(var error) ? error.detail() : "seen";
    }

    private static Windows windows(Plan plan) {
        return new Windows(plan.spec().schedule());
    }

    private static boolean isHeldBy(Underway state, Class<? extends HoldReason> kind) {
        return heldBy(state, kind).isPresent();
    }

    private static <T extends HoldReason> Optional<T> heldBy(Underway state, Class<T> kind) {
        return switch (state) {
            case Held held when kind.isInstance(held.why()) -> Optional.of(kind.cast(held.why()));
            case Held held -> heldBy(held.at(), kind);
            case Waypoint _ -> Optional.empty();
        };
    }

    private static Instant earlier(Instant one, Optional<Instant> other) {
        return other.filter(instant -> instant.isBefore(one)).orElse(one);
    }

    private static Instant later(Instant one, Instant other) {
        return other.isAfter(one) ? other : one;
    }
}
