package io.sluice.plan.preview;

import io.sluice.plan.HoldReason;
import io.sluice.plan.HookAnswer;
import io.sluice.plan.JournalLine;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanEvent.ApprovalGiven;
import io.sluice.plan.PlanEvent.HoldEnded;
import io.sluice.plan.PlanEvent.Started;
import io.sluice.plan.PlanEvent.WebhookAnswered;
import io.sluice.plan.PlanEvent.WriteApplied;
import io.sluice.plan.PlanEvent.WriteIntended;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.PlanState.Held;
import io.sluice.plan.Principal;
import io.sluice.plan.Schedule;
import io.sluice.plan.Schedule.Blackout;
import io.sluice.plan.Schedule.CronWindow;
import io.sluice.plan.decide.Decider;
import io.sluice.plan.decide.Decision;
import io.sluice.plan.decide.Decision.RouteWrite;
import io.sluice.plan.decide.ForeseenGates;
import io.sluice.plan.decide.Pace;
import io.sluice.traffic.Side;
import io.sluice.traffic.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A plan carried out in a {@link World} where all goes well, by the decider that carries it out in the real one, on a clock
 * that goes from one moment at which something happens to the next.
 *
 * <p>What waits for a person goes on at once here, and is told as an open end.
 */
public final class Rehearsal {
    /** No plan waits longer for what comes by the clock: a decider of this pace never looks only to see whether all is well. */
    private static final Duration NEVER = Duration.ofDays(2 * 366);

    /** More than happens to any plan that is meant; a loop ends here, at a few megabytes. */
    private static final int MOST_EVENTS = 15_000;

    /** The same by time, about a second: what a look and an event take grows with what there is to look at. */
    private static final long MOST_EFFORT = 2_000_000;

    /** What a look takes beside what it looks at. */
    private static final int EFFORT_OF_ANY = 20;

    /** To lay a window out takes so much longer than to look at a route. */
    private static final int WINDOWS_MORE = 2;

    /** So many events of a calendar are looked at as fast as one route. */
    private static final int EVENTS_LIKE_A_ROUTE = 10;

    /** The guard against bad balancers has nothing to see here. */
    private static final double ANY_PERCENT = 100;

    private final World world;
    private final Decider decider;
    private final List<Moment> moments = new ArrayList<>();
    private final List<Written> writes = new ArrayList<>();
    private final List<OpenEnd> openEnds = new ArrayList<>();
    private final Instant horizon;
    private final int ofEach;
    private Plan plan;
    private Instant now;
    private int events;
    private long effort;

    private Rehearsal(Plan plan, World world, Pace pace, Instant now) {
        this.plan = plan;
        this.world = world;
        this.now = now;
        this.horizon = now.plus(NEVER);
        this.ofEach = effort(plan.spec(), world);
        Pace eventsOnly =
                new Pace(NEVER, pace.firstRetry(), pace.longestRetry(), pace.guardLooks(), pace.untilCounted());
        this.decider = new Decider(eventsOnly, ANY_PERCENT, new ForeseenGates(plan));
    }

    /** What happened but calls, and the plan after it. */
    public record Moment(Instant at, PlanEvent event, Plan after) {}

    /**
     * A call that asked a route for other weights.
     *
     * @param intent what the journal says of it
     * @param step for which it was, counted from 1; 0 is the start
     * @param from the cloud's integers before it, of every side that the route lists
     * @param to the same after it
     */
    public record Written(Instant at, WriteIntended intent, int step, Map<Side, Integer> from, Map<Side, Integer> to) {
        public Written {
            from = Map.copyOf(from);
            to = Map.copyOf(to);
        }
    }

    /**
     * Where a plan waits for somebody.
     *
     * @param step at which it stands, counted from 1
     * @param heldBy the hold's word
     * @param why one sentence
     */
    public record OpenEnd(Instant at, int step, String heldBy, String why) {
        private boolean isOfSameKind(OpenEnd other) {
            return step == other.step() && heldBy.equals(other.heldBy());
        }
    }

    /**
     * What came of it.
     *
     * @param end when the plan was over; empty if it never was
     * @param cutOffAt from when on nothing is foreseen any more, as too much happens
     */
    public record Run(
            Plan plan,
            Optional<Instant> end,
            List<Moment> moments,
            List<Written> writes,
            List<OpenEnd> openEnds,
            Optional<Instant> cutOffAt) {
        public Run {
            moments = List.copyOf(moments);
            writes = List.copyOf(writes);
            openEnds = List.copyOf(openEnds);
        }
    }

    /** Carries a plan out from where it stands. */
    static Run of(Plan plan, World world, Pace pace, Instant now) {
        return new Rehearsal(plan, world, pace, now).run();
    }

    private Run run() {
        boolean over = false;
        while (!over && events < MOST_EVENTS && effort < MOST_EFFORT) {
            effort += ofEach;
            switch (decider.decide(plan, world.look(now), now)) {
                case Decision.Record(List<PlanEvent> events) -> happens(events);
                case Decision.Freeze _ -> happens(List.of(new Started(world.baseline())));
                case Decision.Apply(List<RouteWrite> asked) -> perform(asked);
                // A preview calls nobody.
                case Decision.Ask ask ->
                    happens(List.of(new WebhookAnswered(
                            ask.id(), HookAnswer.of(HookAnswer.Says.PASS, "taken to, as nobody asked it"))));
                case Decision.Wait(Instant until, String why) -> over = !waits(until, why);
                case Decision.Rest _ -> over = true;
            }
        }
        Optional<Instant> end = plan.isTerminal() ? plan.endedAt() : Optional.empty();
        return new Run(plan, end, moments, writes, openEnds, over ? Optional.empty() : Optional.of(now));
    }

    /** How much there is to look at: routes, gates, and when its schedule may open and shut. */
    private static int effort(PlanSpec spec, World world) {
        Stream<Schedule.Recurring> again = spec.schedule().blackouts().stream()
                .flatMap(blackout ->
                        blackout instanceof Blackout.Again(var when, var _) ? Stream.of(when) : Stream.empty());
        int times = Stream.concat(spec.schedule().windows().stream(), again)
                .mapToInt(window ->
                        window instanceof CronWindow cron ? cron.opens().timesADay() : 1)
                .sum();
        return EFFORT_OF_ANY
                + spec.routes().size()
                + spec.gates().size()
                + times * WINDOWS_MORE
                + world.calendarEvents() / EVENTS_LIKE_A_ROUTE;
    }

    private void happens(List<PlanEvent> all) {
        events += all.size();
        effort += (long) ofEach * all.size();
        for (JournalLine line : JournalLine.following(plan.version(), all, Principal.SLUICE, now)) {
            plan = plan.after(line);
            // Calls are told as writes; with the plan after each of them a large one would take hundreds of megabytes.
            if (!(line.event() instanceof WriteIntended || line.event() instanceof WriteApplied)) {
                moments.add(new Moment(now, line.event(), plan));
            }
        }
    }

    private void perform(List<RouteWrite> asked) {
        List<PlanEvent> intents = new ArrayList<>();
        List<PlanEvent> outcomes = new ArrayList<>();
        for (RouteWrite write : asked) {
            Timing timing = world.timing(write.route());
            int number = plan.writes() + intents.size() + 1;
            WriteIntended intent =
                    write.intent(plan, number, now.plus(timing.changeDeadline()).plus(timing.landsWithin()));
            Map<Side, Integer> from = world.route(write.route()).natives();
            world.perform(write);
            writes.add(new Written(
                    now, intent, plan.step(), from, world.route(write.route()).natives()));
            intents.add(intent);
            outcomes.add(new WriteApplied(number));
        }
        happens(intents);
        happens(outcomes);
    }

    private static List<PlanEvent> somebodySaysSo(HoldReason hold) {
        return hold instanceof HoldReason.Approval approval
                ? IntStream.rangeClosed(1, approval.count())
                        .<PlanEvent>mapToObj(i -> new ApprovalGiven(new Principal("approver " + i), "as expected"))
                        .toList()
                : List.of(new HoldEnded(hold.word(), "somebody says so"));
    }

    /** Whether there is anything to wait for. */
    private boolean waits(Instant until, String why) {
        if (plan.state() instanceof Held(var _, HoldReason hold, var _) && !hold.endsByTheClock()) {
            OpenEnd end = new OpenEnd(now, plan.step(), hold.word(), hold.sentence());
            if (openEnds.stream().anyMatch(end::isOfSameKind)) {
                return false; // it would wait for the same again at once, whoever says what
            }
            openEnds.add(end);
            happens(somebodySaysSo(hold));
            return true;
        }
        if (!until.isAfter(now) || !until.isBefore(horizon)) {
            openEnds.add(new OpenEnd(now, plan.step(), plan.state().word(), why));
            return false;
        }
        now = until;
        return true;
    }
}
