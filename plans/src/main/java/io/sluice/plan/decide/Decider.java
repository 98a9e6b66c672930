package io.sluice.plan.decide;

import static java.util.stream.Collectors.toMap;

import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanState;
import io.sluice.plan.PlanState.Baking;
import io.sluice.plan.PlanState.Held;
import io.sluice.plan.PlanState.Reverting;
import io.sluice.plan.PlanState.Scheduled;
import io.sluice.plan.PlanState.Shifting;
import io.sluice.plan.PlanState.Underway;
import io.sluice.plan.RevertCause;
import io.sluice.plan.RouteShare;
import io.sluice.plan.Transitions;
import io.sluice.plan.decide.Decision.Record;
import io.sluice.plan.decide.Decision.Rest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Says what to do next about a plan, from the plan, what is seen, and the time; touches nothing.
 *
 * <p>It is asked again after everything that happens, so it only ever names the next thing. The order within each state is
 * the order of importance: what must stop the plan comes before what would move it on.
 *
 * @param pace how often to look and to ask again
 * @param guard against sides that cannot answer
 * @param judges who says what the gates make of a look
 */
public record Decider(Pace pace, Guard guard, Judges judges) {

    /** A decider whose guard lets the balancers themselves answer so many percent of requests with errors. */
    public Decider(Pace pace, double balancerErrorPercent) {
        this(pace, balancerErrorPercent, Judges.BY_FIGURES);
    }

    /** The same with gates that somebody else judges. */
    public Decider(Pace pace, double balancerErrorPercent, Judges judges) {
        this(pace, new Guard(balancerErrorPercent), judges);
    }

    public Decision decide(Plan plan, Observation seen, Instant now) {
        return switch (plan.state()) {
            case PlanState.Completed _ -> new Rest("every step was reached and has baked");
            case PlanState.Reverted(RevertCause cause) -> new Rest("put back: " + cause.why());
            case PlanState.Cancelled _ -> new Rest("cancelled; the weights stay as they are");
            case Reverting reverting -> new PutBack(pace, judges).next(plan, reverting, seen, now);
            case Underway underway -> withBakeStopped(plan, proceed(plan, underway, seen, now), seen, now);
        };
    }

    /** What would read the bake clock only now waits until it is stopped at the end of its window. */
    private static Decision withBakeStopped(Plan plan, Decision decision, Observation seen, Instant now) {
        return decision instanceof Record(List<PlanEvent> events) && BakeClock.isReadBy(events.getFirst())
                ? BakeClock.stop(plan, Windows.of(plan, seen), now)
                        .<Decision>map(Record::of)
                        .orElse(decision)
                : decision;
    }

    /** What is known so far of the requests of routes that bake, by the route's name. */
    public Map<String, RouteShare> shares(Plan plan, Observation seen) {
        return plan.state() instanceof Baking
                ? judges.shares(plan, seen).stream()
                        .map(ShareJudgement::found)
                        .collect(toMap(RouteShare::route, Function.identity()))
                : Map.of();
    }

    private Decision proceed(Plan plan, Underway state, Observation seen, Instant now) {
        List<Judgement> judged = judges.judge(plan, seen);
        List<PlanEvent> news = judged.stream()
                .filter(judgement ->
                        judgement.isNewsTo(plan.tally(judgement.gate().name())))
                .<PlanEvent>map(Judgement::event)
                .toList();
        if (!news.isEmpty()) {
            return new Record(news);
        }
        Optional<PlanEvent> voided = Approvals.voided(plan, now);
        if (voided.isPresent()) {
            return Record.of(voided.get());
        }
        Alarms alarms = new Alarms(guard);
        Optional<PlanEvent> alarm = Transitions.waypoint(state) instanceof Scheduled
                ? Optional.empty()
                : alarms.raised(plan, state, judged, seen, now);
        if (alarm.isPresent()) {
            return Record.of(alarm.get());
        }
        Forward forward = new Forward(pace, guard, judges, alarms);
        return switch (state) {
            case Held held -> new Waiting(pace, guard, forward).next(plan, held, judged, seen, now);
            case Scheduled _ -> forward.start(plan, seen, now);
            case Shifting shifting -> forward.shift(plan, shifting, seen, now);
            case Baking baking -> forward.bake(plan, baking, judged, seen, now);
        };
    }
}
