package io.sluice.plan.decide;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;

import io.sluice.plan.HoldReason;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanEvent.BakeStopped;
import io.sluice.plan.PlanEvent.Completed;
import io.sluice.plan.PlanEvent.HoldStarted;
import io.sluice.plan.PlanEvent.PauseStarted;
import io.sluice.plan.PlanEvent.Purpose;
import io.sluice.plan.PlanEvent.StepStarted;
import io.sluice.plan.PlanEvent.WeightsVerified;
import io.sluice.plan.PlanSpec.AtEnd;
import io.sluice.plan.PlanSpec.OnStuck;
import io.sluice.plan.PlanState.Baking;
import io.sluice.plan.PlanState.Shifting;
import io.sluice.plan.PlanState.Underway;
import io.sluice.plan.RevertCause;
import io.sluice.plan.RouteLedger;
import io.sluice.plan.RouteWeights;
import io.sluice.plan.Schedule;
import io.sluice.plan.Step;
import io.sluice.plan.Transitions;
import io.sluice.plan.decide.Decision.Apply;
import io.sluice.plan.decide.Decision.Freeze;
import io.sluice.plan.decide.Decision.Record;
import io.sluice.plan.decide.Decision.RouteWrite;
import io.sluice.plan.decide.Decision.Wait;
import io.sluice.traffic.ObservedRoute;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import io.sluice.traffic.Weights;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a plan moves on while nothing stops it: it starts, reaches a step's weights, bakes, and goes to the next.
 */
record Forward(Pace pace, Guard guard, Judges judges, Alarms alarms) {
    Decision start(Plan plan, Observation seen, Instant now) {
        Optional<Instant> startAt = plan.spec().schedule().startAt();
        if (startAt.isPresent() && now.isBefore(startAt.get())) {
            return new Wait(startAt.get(), "starts at " + startAt.get());
        }
        Windows windows = Windows.of(plan, seen);
        Optional<String> unknown = windows.unknown(now);
        if (unknown.isPresent()) {
            return new Wait(now.plus(pace.watch()), "does not start yet: " + unknown.get());
        }
        if (!windows.isOpen(now)) {
            return windows.nextOpening(now)
                    .<Decision>map(opens -> new Wait(opens, "starts when the window opens at " + opens))
                    .orElseGet(() -> Record.of(new HoldStarted(new HoldReason.Window(Optional.empty()))));
        }
        Optional<PlanEvent> failure = Shown.lastingFailure(plan, seen);
        if (failure.isPresent()) {
            return Record.of(failure.get());
        }
        if (!Shown.unseen(plan, seen).isEmpty()) {
            return new Wait(now.plus(pace.firstRetry()), "cannot see " + Shown.unseenSentence(plan, seen));
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

    Decision shift(Plan plan, Shifting state, Observation seen, Instant now) {
        Optional<PlanEvent> failure = Shown.lastingFailure(plan, seen);
        if (failure.isPresent()) {
            return Record.of(failure.get());
        }
        List<Route> behind = plan.spec().routes().stream()
                .filter(route -> Shown.missing(plan, state, route, seen).isPresent())
                .toList();
        Optional<Instant> contested = contestedUntil(plan, plan.target(state.step()), seen);
        if (behind.isEmpty() && contested.isEmpty()) {
            Optional<Instant> follows = Settling.until(plan, seen).filter(now::isBefore);
            return follows.isPresent()
                    ? new Wait(
                            Instants.earlier(now.plus(pace.watch()), follows),
                            "every route shows step %d; traffic follows by %s".formatted(state.step(), follows.get()))
                    : Record.of(new WeightsVerified(state.step()));
        }
        Instant timeout = state.since().plus(plan.spec().stepTimeout());
        if (!now.isBefore(timeout)) {
            return stuck(plan, state, behind, seen);
        }
        List<Route> toWrite = behind.stream()
                .filter(route -> !Shown.showsWish(plan, state, route.name(), seen))
                .toList();
        boolean forward = toWrite.stream().anyMatch(route -> movesForward(plan, state, route.name(), seen));
        if (forward && !Windows.of(plan, seen).isOpen(now)) {
            return Record.of(new HoldStarted(Windows.of(plan, seen).hold(now)));
        }
        if (contested.isPresent()) {
            // Other weights of ours may still land; asking for these now could be undone by them, unseen.
            Instant until = Instants.earlier(now.plus(pace.watch()), contested);
            return new Wait(until, "an earlier call was not answered and may land until " + contested.get());
        }
        List<RouteWrite> writes = new ArrayList<>();
        Optional<String> unfit = Optional.empty();
        Optional<Instant> next = Optional.empty();
        for (Route route : toWrite) {
            Optional<ObservedRoute> observed = seen.seen(route.name());
            Instant attempt = pace.nextAttempt(plan.ledger(route.name()), now);
            unfit = unfit.or(() -> unfitToGain(plan, state, route, seen));
            next = Optional.of(Instants.earlier(attempt, next));
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
                .flatMap(route -> Shown.missing(plan, state, route, seen).stream())
                .collect(joining("; ")));
        Instant until = Instants.earlier(now.plus(pace.firstRetry()), next.filter(now::isBefore));
        return new Wait(Instants.earlier(until, Optional.of(timeout)), "%s (stuck at %s)".formatted(why, timeout));
    }

    Decision bake(Plan plan, Baking state, List<Judgement> judged, Observation seen, Instant now) {
        Optional<PlanEvent> failure = Shown.lastingFailure(plan, seen);
        if (failure.isPresent()) {
            return Record.of(failure.get());
        }
        List<ShareJudgement> shares = judges.shares(plan, seen);
        List<PlanEvent> proved = ShareJudgement.news(plan, shares);
        if (!proved.isEmpty()) {
            return new Record(proved);
        }
        Duration bake = bakeOf(plan, state.step());
        Windows windows = Windows.of(plan, seen);
        Optional<Instant> shut =
                plan.spec().schedule().bakeOutside() ? Optional.empty() : windows.shutBetween(state.since(), now);
        Duration baked = state.bakedAt(shut.orElse(now));
        boolean decided = leastBakeOf(plan, state.step())
                .filter(least -> baked.compareTo(least) >= 0 && judged.stream().noneMatch(Judgement::isOpen))
                .isPresent();
        boolean done = state.promoted() || decided || baked.compareTo(bake) >= 0;
        List<Judgement> open = judged.stream().filter(gate -> !gate.letsGo()).toList();
        // The end frees the routes for other plans, so nothing of this one may land after it.
        boolean last = state.step() == plan.spec().steps().size() && plan.spec().atEnd() == AtEnd.KEEP;
        boolean unanswered = last && plan.hasOutstanding(seen.at());
        Optional<PlanEvent> again = again(plan, state.step(), now);
        Optional<ShareJudgement> awaited =
                shares.stream().filter(share -> share.awaits().isPresent()).findFirst();
        boolean passes = done
                && open.isEmpty()
                && awaited.isEmpty()
                && Shown.unseen(plan, seen).isEmpty()
                && !unanswered;
        boolean through = passes && state.step() == plan.spec().steps().size() && again.isEmpty();
        // Before anything else begins: from there on nobody would know of an end of the window that nobody saw.
        Optional<PlanEvent> reverted = through
                ? Optional.empty()
                : WindowEnd.revert(plan, state, windows, now).flatMap(cause -> alarms.revert(plan, state, cause, seen));
        if (reverted.isPresent()) {
            return Record.of(reverted.get());
        }
        if (passes) {
            List<PlanEvent> events = new ArrayList<>(ShareJudgement.unproved(plan, shares));
            events.add(again.orElseGet(() -> after(plan, state.step(), seen, now)));
            return new Record(events);
        }
        Optional<Decision> back = WindowEnd.stepBack(plan, state, windows, now);
        if (back.isPresent()) {
            return back.get();
        }
        if (!done
                && !plan.spec().schedule().bakeOutside()
                && windows.unknown(now).isPresent()) {
            return Record.of(new HoldStarted(windows.hold(now)));
        }
        if (!done && (shut.isPresent() || isStopped(plan, state, now))) {
            return Record.of(
                    windows.isOpen(now)
                            // Nobody looked while it was shut, or it opens earlier than it said: there is nothing to
                            // wait for.
                            ? new BakeStopped(shut.filter(now::isAfter).orElse(now), Optional.of(now))
                            : new HoldStarted(windows.shut(now, shut)));
        }
        String where =
                "step %d of %d".formatted(state.step(), plan.spec().steps().size());
        Instant watch = Instants.earlier(now.plus(pace.watch()), shuts(plan, seen, now));
        Optional<Instant> gates = judges.next(plan, seen);
        if (!done) {
            Instant end = now.plus(bake.minus(baked));
            Optional<Instant> least = leastBakeOf(plan, state.step())
                    .map(atLeast -> now.plus(atLeast.minus(baked)))
                    .filter(now::isBefore);
            return new Wait(
                    Instants.earlier(Instants.earlier(watch, gates), Optional.of(least.orElse(end))),
                    leastBakeOf(plan, state.step()).isPresent()
                            ? "bakes until every gate has decided, at most until %s (%s)".formatted(end, where)
                            : "bakes until %s (%s)".formatted(end, where));
        }
        if (unanswered && open.isEmpty()) {
            return new Wait(
                    now.plus(pace.firstRetry()), "has baked; an earlier call was not answered and may still land");
        }
        if (awaited.isPresent() && open.isEmpty()) {
            return new Wait(
                    Instants.earlier(watch, awaited.get().awaits()),
                    "has baked; %s (%s)".formatted(awaited.get().found().reason(), where));
        }
        String why = open.isEmpty()
                ? "has baked, but cannot see " + Shown.unseenSentence(plan, seen)
                : open.stream()
                        .map(gate -> "gate %s: %s".formatted(gate.gate().name(), gate.reason()))
                        .collect(joining("; ", "has baked and waits for a passing look (", ")"));
        Instant soon = now.plus(pace.firstRetry());
        return new Wait(
                Instants.earlier(watch, open.isEmpty() ? Optional.of(soon) : gates), "%s (%s)".formatted(why, where));
    }

    /** Until when calls for other weights than these may still land, counted from the look: it shows nothing of what came after. */
    private static Optional<Instant> contestedUntil(Plan plan, RouteWeights wish, Observation seen) {
        return plan.spec().routes().stream()
                .flatMap(route -> plan.ledger(route.name()).outstandingAt(seen.at()).stream()
                        .filter(call -> !call.to().equals(Optional.of(wish.of(route.name())))))
                .map(RouteLedger.Outstanding::mayLandUntil)
                .max(Instant::compareTo);
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
                                        .flatMap(route -> Shown.missing(plan, state, route, seen).stream())
                                        .collect(joining("; ")));
        if (plan.spec().onStuck() == OnStuck.REVERT) {
            RevertCause cause = RevertCause.automatic(RevertCause.Kind.STUCK, why);
            return alarms.revert(plan, state, cause, seen)
                    .<Decision>map(Record::of)
                    .orElseThrow(); // a state that is not held has an answer
        }
        return Record.of(new HoldStarted(
                new HoldReason.Stuck(behind.stream().map(Route::name).collect(toSet()), why)));
    }

    /**
     * Whether the step after an approval that was given can begin now: empty if it can, otherwise what is in the way. Until it begins the
     * approval stays open, so that a gate can still make it void.
     */
    Optional<String> notYet(Plan plan, List<Judgement> judged, Observation seen, Instant now) {
        Windows windows = Windows.of(plan, seen);
        return windows.isOpen(now)
                ? unsettled(plan, judged, seen)
                : Optional.of(windows.hold(now).sentence());
    }

    /** What a look lacks before a plan may leave the step at which it stands. */
    Optional<String> unsettled(Plan plan, List<Judgement> judged, Observation seen) {
        // The end frees the routes for other plans, so nothing of this one may land after it.
        boolean last = plan.step() == plan.spec().steps().size() && plan.spec().atEnd() == AtEnd.KEEP;
        boolean unanswered = last && plan.hasOutstanding(seen.at());
        return judged.stream()
                .filter(gate -> !gate.letsGo())
                .findFirst()
                .map(gate -> "gate %s: %s".formatted(gate.gate().name(), gate.reason()))
                .or(() -> Optional.of("cannot see " + Shown.unseenSentence(plan, seen))
                        .filter(_ -> !Shown.unseen(plan, seen).isEmpty()))
                .or(() -> Optional.of("an earlier call was not answered and may still land")
                        .filter(_ -> unanswered));
    }

    /**
     * The question of a step once more: nobody is past an approval or a hook without being held by it, unless the weights had to be
     * put back meanwhile.
     */
    private static Optional<PlanEvent> again(Plan plan, int step, Instant now) {
        if (step == 0) {
            return Optional.empty();
        }
        return switch (plan.spec().step(step)) {
            case Step.Approval approval -> Optional.of(Approvals.ask(plan, step, approval, now));
            case Step.Webhook webhook -> Optional.of(Webhooks.reach(step, webhook));
            case Step.Shift _, Step.Pause _ -> Optional.empty();
        };
    }

    /** What follows a step that has baked. */
    PlanEvent after(Plan plan, int step, Observation seen, Instant now) {
        if (step == plan.spec().steps().size()) {
            return end(plan, seen);
        }
        return switch (plan.spec().step(step + 1)) {
            case Step.Shift _ -> new StepStarted(step + 1);
            case Step.Pause(String _, Optional<Duration> lasts) -> new PauseStarted(step + 1, lasts.map(now::plus));
            case Step.Approval approval -> Approvals.ask(plan, step + 1, approval, now);
            case Step.Webhook webhook -> Webhooks.reach(step + 1, webhook);
        };
    }

    /** The way back at the end is as any that nobody ordered: where nobody could take the traffic, a person is called. */
    private PlanEvent end(Plan plan, Observation seen) {
        return switch (plan.spec().atEnd()) {
            case KEEP -> new Completed();
            case REVERT ->
                alarms.revert(plan, Transitions.waypoint((Underway) plan.state()), RevertCause.atEnd(), seen)
                        .orElseThrow(); // a state that is not held has an answer
        };
    }

    /** When the window shuts around a bake: a clock that is read later has counted what it must not. */
    private static Optional<Instant> shuts(Plan plan, Observation seen, Instant now) {
        Schedule schedule = plan.spec().schedule();
        boolean never = schedule.windows().isEmpty() && schedule.blackouts().isEmpty();
        return never || schedule.bakeOutside()
                ? Optional.empty()
                : Windows.of(plan, seen).closesAt(now);
    }

    /** Whether the bake clock stands still until an opening that has not come yet; the hold by it says so, and starts it again. */
    private static boolean isStopped(Plan plan, Baking state, Instant now) {
        Schedule schedule = plan.spec().schedule();
        return now.isBefore(state.since())
                && !schedule.bakeOutside()
                && !(schedule.windows().isEmpty() && schedule.blackouts().isEmpty());
    }

    static Duration bakeOf(Plan plan, int step) {
        return step > 0 && plan.spec().step(step) instanceof Step.Shift shift ? shift.bake() : Duration.ZERO;
    }

    private static Optional<Duration> leastBakeOf(Plan plan, int step) {
        return step > 0 && plan.spec().step(step) instanceof Step.Shift shift ? shift.least() : Optional.empty();
    }
}
