package io.sluice.plan.decide;

import io.sluice.plan.HoldReason;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanEvent.HoldEnded;
import io.sluice.plan.PlanEvent.Purpose;
import io.sluice.plan.PlanEvent.ShareJudged;
import io.sluice.plan.PlanEvent.WeightsVerified;
import io.sluice.plan.PlanState.Held;
import io.sluice.plan.PlanState.Scheduled;
import io.sluice.plan.PlanState.Shifting;
import io.sluice.plan.PlanState.Underway;
import io.sluice.plan.PlanState.Waypoint;
import io.sluice.plan.RouteShare;
import io.sluice.plan.Schedule.AtWindowEnd;
import io.sluice.plan.Step;
import io.sluice.plan.Transitions;
import io.sluice.plan.Verdict;
import io.sluice.plan.decide.Decision.Apply;
import io.sluice.plan.decide.Decision.Record;
import io.sluice.plan.decide.Decision.RouteWrite;
import io.sluice.plan.decide.Decision.Wait;
import io.sluice.traffic.ObservedRoute;
import io.sluice.traffic.Route;
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
 * What a held plan does: ends its hold when what it waits for is there, and meanwhile leaves no route alone on a split.
 */
record Waiting(Pace pace, Guard guard, Forward forward) {
    Decision next(Plan plan, Held held, List<Judgement> judged, Observation seen, Instant now) {
        if (held.why() instanceof HoldReason.Approval && Transitions.waypoint(held) instanceof Shifting) {
            return Record.of(new HoldEnded("approval", "the weights are put back first; people are asked again then"));
        }
        if (held.why() instanceof HoldReason.Webhook && Transitions.waypoint(held) instanceof Shifting) {
            return Record.of(new HoldEnded("webhook", "the weights are put back first; the hook is asked anew then"));
        }
        if (held.why() instanceof HoldReason.Webhook webhook) {
            return new Webhooks(pace, forward).next(plan, webhook, judged, seen, now);
        }
        if (held.why() instanceof HoldReason.Approval approval && approval.isGiven()) {
            return approved(plan, held, approval, judged, seen, now);
        }
        Optional<PlanEvent> backAgain = backAgain(plan, held, seen, now);
        if (backAgain.isPresent()) {
            return Record.of(backAgain.get());
        }
        Optional<String> over = isOver(plan, held, judged, seen, now);
        if (over.isPresent()) {
            List<PlanEvent> events =
                    new ArrayList<>(List.of(new HoldEnded(held.why().word(), over.get())));
            if (held.why() instanceof HoldReason.Share(String route, String _)) {
                Shares.again(plan, route, held.since(), seen)
                        .ifPresent(share -> events.add(new ShareJudged(Gates.followed(plan), share)));
            }
            askedAgain(plan, held, seen, now).ifPresent(events::add);
            return new Record(events);
        }
        Windows windows = Windows.of(plan, seen);
        return WindowEnd.stepBack(plan, held, windows, now)
                .or(() -> Approvals.overdue(plan, now)
                        .or(() -> BakeClock.stop(plan, windows, now))
                        .map(Record::of))
                .or(() -> stepBack(plan, held, seen, now))
                .orElseGet(() -> new Wait(nextLook(plan, held, seen, now), sentence(held, windows, now)));
    }

    /** A calendar or the time zone data may have changed since the hold began. */
    private static String sentence(Held held, Windows windows, Instant now) {
        return held.why() instanceof HoldReason.Window
                ? windows.shut(now, Optional.empty()).sentence()
                : held.why().sentence();
    }

    /** Why a hold by the window is to begin anew, if it is: whether it ever opens decides whether a person is called. */
    private static Optional<String> opensOtherwise(HoldReason.Window held, Windows windows, Instant now) {
        boolean opens = windows.nextOpening(now).isPresent();
        return Optional.of(opens ? "the schedule opens again after all" : "the schedule has no window any more")
                .filter(_ -> held.opens().isPresent() != opens);
    }

    /**
     * What people are asked once more when a step behind their approval can be made at last: the gates may have turned and turned
     * back since, and nobody looked at them for it.
     */
    private static Optional<PlanEvent> askedAgain(Plan plan, Held held, Observation seen, Instant now) {
        return held.at() instanceof Shifting shifting
                        && shifting.step() > 1
                        && plan.spec().step(shifting.step() - 1) instanceof Step.Approval approval
                        && Shown.shows(plan, plan.settled(), seen)
                        && !plan.hasOutstanding(seen.at())
                        && !plan.settled().equals(plan.target(shifting.step()))
                ? Optional.of(Approvals.ask(plan, shifting.step() - 1, approval, now))
                : Optional.empty();
    }

    /** The hold ends and the next step begins in one: between them there is no moment at which an approval could be stale. */
    private Decision approved(
            Plan plan, Held held, HoldReason.Approval approval, List<Judgement> judged, Observation seen, Instant now) {
        Optional<String> notYet = forward.notYet(plan, judged, seen, now);
        return notYet.isPresent()
                ? new Wait(soonest(plan, held, seen, now), approval.told() + "; " + notYet.get())
                : new Record(List.of(
                        new HoldEnded(approval.word(), approval.told()),
                        forward.after(plan, approval.step(), seen, now)));
    }

    /** When what keeps a given approval from being followed may be over. */
    private Instant soonest(Plan plan, Held held, Observation seen, Instant now) {
        Windows windows = Windows.of(plan, seen);
        return Instants.earlier(
                nextLook(plan, held, seen, now),
                windows.isShut(now)
                        ? windows.nextOpening(now)
                        : forward.judges().next(plan, seen));
    }

    /** Why what the plan waits for is there, if it is. */
    private Optional<String> isOver(Plan plan, Held held, List<Judgement> judged, Observation seen, Instant now) {
        Waypoint point = Transitions.waypoint(held);
        Windows windows = Windows.of(plan, seen);
        return switch (held.why()) {
            case HoldReason.Pause(Optional<Instant> until, String _) ->
                until.filter(end -> !now.isBefore(end)).map(_ -> "the pause is over");
            case HoldReason.Approval _, HoldReason.Webhook _ -> Optional.empty();
            case HoldReason.Window _ when windows.isOpen(now) -> Optional.of("the window is open");
            case HoldReason.Window _ when windows.unknown(now).isPresent() -> windows.unknown(now);
            case HoldReason.Window window
            when opensOtherwise(window, windows, now).isPresent() -> opensOtherwise(window, windows, now);
            case HoldReason.Calendar _
            when windows.unknown(now).isEmpty() -> Optional.of("the schedule is known again");
            case HoldReason.Window _, HoldReason.Calendar _ ->
                Optional.of("every route shows the step's weights")
                        .filter(_ -> point instanceof Shifting(int step, var _, var _, var _)
                                && mayStay(plan, step)
                                && plan.spec().routes().stream()
                                        .allMatch(route -> Shown.showsWish(plan, point, route.name(), seen)));
            case HoldReason.Gate(String gate, String _) ->
                judged.stream()
                        .filter(judgement -> judgement.gate().name().equals(gate))
                        .findFirst()
                        .flatMap(Waiting::failsNoMore);
            case HoldReason.NoData(String gate, String _) ->
                Optional.of("there is data again").filter(_ -> plan.tally(gate).verdict() != Verdict.UNKNOWN);
            case HoldReason.Drift _ ->
                // Once the plan is under way the alarm ends it; before the start the expected weights decide.
                Optional.of("the expected weights are back")
                        .filter(_ -> point instanceof Scheduled && Shown.shows(plan, plan.settled(), seen));
            case HoldReason.Stuck(Set<String> routes, String _) ->
                Optional.of("the stuck route shows its weights")
                        .filter(_ -> point instanceof Shifting shifting && Shown.isReady(plan, shifting, routes, seen));
            case HoldReason.Share(String route, String _) ->
                Shares.again(plan, route, held.since(), seen).map(RouteShare::reason);
            case HoldReason.ProviderFailure(String route, String _) ->
                Optional.of("the provider answers again for " + route)
                        .filter(_ -> seen.seen(route).isPresent()
                                && (plan.ledger(route).failure().isEmpty()
                                        || Shown.showsWish(plan, point, route, seen)));
            case HoldReason.NoWayBack _ ->
                // Once the plan is under way the alarm ends it.
                Optional.of("there is a healthy target again")
                        .filter(_ -> point instanceof Scheduled
                                && guard.noWayBack(plan, seen).isEmpty());
        };
    }

    /** A failure is not undone by knowing less: only a pass ends it, or that nothing is left to judge. */
    private static Optional<String> failsNoMore(Judgement judgement) {
        return switch (judgement.verdict()) {
            case PASS -> Optional.of("the gate passes again");
            case NOT_JUDGED ->
                Optional.of("the gate has nothing to judge any more: " + judgement.reason())
                        .filter(_ -> judgement.due().isEmpty());
            case UNDECIDED, UNKNOWN, FAIL -> Optional.empty();
        };
    }

    /** Whether a step that was made after all may stay while the window is shut. */
    private static boolean mayStay(Plan plan, int step) {
        return plan.spec().schedule().atWindowEnd() != AtWindowEnd.STEP_BACK
                || plan.settled().equals(plan.target(step));
    }

    /**
     * That a baked step shows its weights once more, after what should not be there was written over under the hold: so that gates
     * are judged anew from here. Who asked people or a hook asks them anew afterwards, and a stuck route ends its hold by itself.
     */
    private static Optional<PlanEvent> backAgain(Plan plan, Held held, Observation seen, Instant now) {
        return Transitions.waypoint(held) instanceof Shifting shifting
                        && !shifting.overwrites().isEmpty()
                        && isBesideTheStep(held)
                        && plan.settled().equals(plan.target(shifting.step()))
                        && Shown.shows(plan, plan.settled(), seen)
                        && !plan.hasOutstanding(seen.at())
                        && Settling.until(plan, seen).filter(now::isBefore).isEmpty()
                ? Optional.of(new WeightsVerified(shifting.step()))
                : Optional.empty();
    }

    private static boolean isBesideTheStep(Underway state) {
        return switch (state) {
            case Held(Underway at, HoldReason why, Instant _) ->
                isBesideTheStep(at)
                        && switch (why) {
                            case HoldReason.Pause _,
                                    HoldReason.Window _,
                                    HoldReason.Calendar _,
                                    HoldReason.Gate _,
                                    HoldReason.NoData _,
                                    HoldReason.Share _,
                                    HoldReason.NoWayBack _ -> true;
                            case HoldReason.Approval _,
                                    HoldReason.Webhook _,
                                    HoldReason.Drift _,
                                    HoldReason.Stuck _,
                                    HoldReason.ProviderFailure _ -> false;
                        };
            case Waypoint _ -> true;
        };
    }

    /**
     * While a stuck, refused or shut-out step is held half done, the routes that had gone ahead go back to the split that all had: no
     * route stays alone on a vector. What shall not be there at all, as a late call of the plan's own, goes back under any hold. Only
     * once it is certain what every earlier call did.
     */
    private Optional<Decision> stepBack(Plan plan, Held held, Observation seen, Instant now) {
        if (!(Transitions.waypoint(held)
                instanceof Shifting(int step, Instant _, Duration _, Map<String, Weights> overwrites))) {
            return Optional.empty();
        }
        Set<String> ahead = goneAhead(plan, held.why());
        Set<String> asked = held.why() instanceof HoldReason.ProviderFailure(String refused, String _)
                ? Set.of(refused)
                : Holds.heldBy(held, HoldReason.Drift.class)
                        .map(drift -> drift.seen().keySet())
                        .orElse(Set.of());
        List<RouteWrite> writes = new ArrayList<>();
        for (Route route : plan.spec().routes()) {
            String name = route.name();
            Weights back = plan.settled().of(name);
            Optional<ObservedRoute> observed = seen.seen(name)
                    .filter(shown -> !shown.shows(back))
                    .filter(_ -> !now.isBefore(pace.nextAttempt(plan.ledger(name), now)));
            if (observed.isPresent()) {
                boolean foreign = observed.get().weights().equals(overwrites.get(name)) && !asked.contains(name);
                if (foreign) {
                    writes.add(new RouteWrite.Change(name, observed.get(), back, Purpose.REASSERT));
                } else if (ahead.contains(name)
                        && observed.get().shows(plan.target(step).of(name))) {
                    writes.add(new RouteWrite.Change(name, observed.get(), back, Purpose.BACK));
                }
            }
        }
        return writes.isEmpty() || plan.hasOutstanding(seen.at()) ? Optional.empty() : Optional.of(new Apply(writes));
    }

    /** The routes that may have gone ahead of one that is held up. */
    private static Set<String> goneAhead(Plan plan, HoldReason why) {
        Set<String> all = new HashSet<>(plan.settled().routes());
        switch (why) {
            case HoldReason.Stuck(Set<String> routes, String _) -> all.removeAll(routes);
            case HoldReason.ProviderFailure(String route, String _) -> all.remove(route);
            case HoldReason.Window _, HoldReason.Calendar _ -> {}
            default -> all.clear();
        }
        return all;
    }

    private Instant nextLook(Plan plan, Held held, Observation seen, Instant now) {
        Instant watch =
                Instants.earlier(now.plus(pace.watch()), Windows.of(plan, seen).closesAt(now));
        return switch (held.why()) {
            case HoldReason.Pause(Optional<Instant> until, String _) -> Instants.earlier(watch, until);
            case HoldReason.Approval approval ->
                Instants.earlier(watch, approval.until().filter(now::isBefore));
            case HoldReason.Window _ ->
                Instants.earlier(watch, Windows.of(plan, seen).nextOpening(now));
            case HoldReason.Webhook _ -> watch;
            case HoldReason.Calendar _,
                    HoldReason.Gate _,
                    HoldReason.NoData _,
                    HoldReason.Drift _,
                    HoldReason.Stuck _,
                    HoldReason.Share _,
                    HoldReason.ProviderFailure _,
                    HoldReason.NoWayBack _ ->
                Instants.earlier(watch, Optional.of(now.plus(pace.firstRetry().multipliedBy(5))));
        };
    }
}
