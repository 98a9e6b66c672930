package io.sluice.plan.engine;

import io.sluice.plan.ApprovalEvidence;
import io.sluice.plan.Gate;
import io.sluice.plan.Gate.Judge;
import io.sluice.plan.HoldReason;
import io.sluice.plan.HookAnswer;
import io.sluice.plan.HookAnswer.Says;
import io.sluice.plan.JournalLine;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanEvent.DriftChoice;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.PlanState.Held;
import io.sluice.plan.PlanState.Reverted;
import io.sluice.plan.Principal;
import io.sluice.plan.Schedule;
import io.sluice.plan.Schedule.AtWindowEnd;
import io.sluice.plan.Step;
import io.sluice.plan.decide.Calendars;
import io.sluice.plan.decide.Decider;
import io.sluice.plan.decide.Pace;
import io.sluice.provider.inmemory.InMemoryCloud;
import io.sluice.provider.inmemory.InMemoryProvider;
import io.sluice.provider.inmemory.Mishap;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.Reading.Measured;
import io.sluice.traffic.Reading.Missing;
import io.sluice.traffic.Route;
import io.sluice.traffic.Signal;
import io.sluice.traffic.TimeWindow;
import io.sluice.traffic.Timing;
import io.sluice.traffic.WeightScale;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * One random walk: a plan over one to three routes, and everything that can happen to it in any order. The same seed walks the
 * same way.
 */
final class Simulation {
    private static final Instant START = Instant.parse("2026-11-24T08:00:00Z");
    private static final Timing TIMING =
            new Timing(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofSeconds(2));
    /** The first submitted the plan, the last is in no group. */
    private static final List<Principal> PEOPLE =
            List.of(Principal.LOCAL, new Principal("alice"), new Principal("bob"), new Principal("mallory"));

    private static final People LEADS = new People(Map.of("leads", Set.copyOf(PEOPLE.subList(0, 3))));

    private static final int EVENTS = 60;

    /** By then even a plan with every hold and timeout has come to its end, once nothing goes wrong any more. */
    private static final Duration CALM = Duration.ofHours(2);

    /** Until then windows open and shut; what happens in a walk is over by then. */
    private static final LocalTime TROUBLED_UNTIL = LocalTime.of(8, 40);

    /** So long a person waits for a test that may remember for hours what went wrong before. */
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    /** Of both sides together in a window. */
    private static final int REQUESTS = 2000;

    private final Random random;
    private final ManualClock clock = new ManualClock(START);
    private final Interruptions interruptions = new Interruptions();
    private final Map<String, InMemoryCloud> clouds = new TreeMap<>();
    private final PlanStore store = new MemoryPlanStore(clock::real);
    private final PlanSpec spec;
    private final Witness witness;
    private final UnaryOperator<PlanStore> bug;
    private final boolean strangers;
    private final ScriptedHook hook = new ScriptedHook(this::anyAnswer);
    private boolean hookIsWell;
    private final List<TimeWindow> freezes = new ArrayList<>();
    private boolean calendarKnown = true;
    private ManualAlarm alarm = new ManualAlarm();
    private Engine engine;
    private Moves moves;
    private Optional<ApprovalEvidence> seen = Optional.empty();
    private PlanId id = Specs.id(1);
    private boolean looked;
    private int clockSets;
    private int clockSetsNoticed;

    /** @param bug what a seeded bug makes of the store that the engine sees */
    Simulation(long seed, UnaryOperator<PlanStore> bug) {
        this.random = new Random(seed);
        this.bug = bug;
        this.strangers = random.nextInt(3) == 0;
        for (String name : List.of("p0", "p1")) {
            WeightScale scale = new WeightScale(List.of(999, 255, 100).get(random.nextInt(3)));
            clouds.put(name, new InMemoryCloud(name, clock::real, scale, random.nextBoolean(), Duration.ZERO));
        }
        this.spec = randomSpec();
        this.witness = new Witness(
                spec,
                new Calendars(Map.of("freeze", new Calendars.Known.Busy(freezes))),
                clouds,
                store,
                clock,
                hook,
                strangers);
        for (Route route : spec.routes()) {
            Map<String, Integer> natives = new HashMap<>(Map.of(route.name() + "-eu", 1));
            if (random.nextBoolean()) {
                natives.put(route.name() + "-us", 0);
            }
            cloud(route).backend(route.name() + "-us", 3);
            cloud(route).route(route.name(), natives);
            requestsFollowTheWeights(route);
        }
        startProcess();
    }

    private InMemoryCloud cloud(Route route) {
        InMemoryCloud cloud = clouds.get(route.ref().provider());
        if (cloud == null) {
            throw new IllegalStateException("no cloud for " + route.ref());
        }
        return cloud;
    }

    private PlanSpec randomSpec() {
        int count = 1 + random.nextInt(3);
        String[] routes = new String[count];
        for (int i = 0; i < count; i++) {
            routes[i] = "p" + random.nextInt(2) + "/r" + i;
        }
        Specs specs = Specs.over(routes);
        int percent = 0;
        for (int i = 1 + random.nextInt(4); i > 0 && percent < 100; i--) {
            percent = Math.min(100, percent + 1 + random.nextInt(60));
            Duration bake = Duration.ofSeconds(random.nextInt(30));
            if (count > 1 && random.nextInt(4) == 0) {
                specs.shift(percent, bake, List.of("r" + random.nextInt(count)));
            } else {
                specs.shift(percent, bake);
            }
            if (random.nextInt(4) == 0) {
                specs.least(bake.dividedBy(2));
            }
            if (random.nextInt(5) == 0) {
                specs.pause(random.nextBoolean() ? Optional.of(Duration.ofSeconds(10)) : Optional.empty());
            }
            if (random.nextInt(5) == 0) {
                specs.webhook("any", Duration.ofSeconds(10L + random.nextInt(120)), anyOnFail());
            }
            if (percent < 100 && i > 1 && random.nextInt(5) == 0) {
                specs.approval(
                        "leads",
                        1 + random.nextInt(2),
                        random.nextBoolean() ? Optional.of(Duration.ofMinutes(2)) : Optional.empty(),
                        random.nextBoolean() ? Step.OnTimeout.REVERT : Step.OnTimeout.HOLD);
            }
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            anyGate(specs, "gate" + i);
        }
        if (random.nextInt(6) == 0) {
            specs.asking("hooked", "any", Duration.ofSeconds(5L + random.nextInt(20)), anyOnFail(), Gate.OnNoData.HOLD);
        }
        if (random.nextInt(3) == 0) {
            specs.schedule(anySchedule());
        }
        return specs.onDrift(random.nextInt(4) == 0 ? PlanSpec.OnDrift.REVERT : PlanSpec.OnDrift.HOLD)
                .onStuck(random.nextBoolean() ? PlanSpec.OnStuck.REVERT : PlanSpec.OnStuck.HOLD)
                .stepTimeout(Duration.ofMinutes(1))
                .atEnd(random.nextInt(4) == 0 ? PlanSpec.AtEnd.REVERT : PlanSpec.AtEnd.KEEP)
                .build();
    }

    /** Open and shut in turn, in minutes, while all goes wrong; open all the time once it is calm. */
    private Schedule anySchedule() {
        List<Schedule.Recurring> windows = new ArrayList<>();
        LocalTime open = LocalTime.of(8, 0);
        while (open.isBefore(TROUBLED_UNTIL)) {
            LocalTime close = open.plusMinutes(1 + random.nextInt(4));
            windows.add(new Schedule.Window(EnumSet.of(DayOfWeek.TUESDAY), open, close));
            open = close.plusMinutes(1 + random.nextInt(3));
        }
        windows.add(new Schedule.Window(EnumSet.of(DayOfWeek.TUESDAY), TROUBLED_UNTIL, LocalTime.MIDNIGHT));
        for (int i = random.nextInt(3); i > 0; i--) {
            Instant freeze = START.plus(Duration.ofMinutes(1 + random.nextInt(30)));
            freezes.add(new TimeWindow(freeze, freeze.plusSeconds(1 + random.nextInt(120))));
        }
        AtWindowEnd atWindowEnd = List.of(AtWindowEnd.HOLD, AtWindowEnd.STEP_BACK, AtWindowEnd.REVERT)
                .get(random.nextInt(3));
        return new Schedule(
                Optional.empty(),
                ZoneOffset.UTC,
                windows,
                random.nextBoolean() ? List.of(new Schedule.Blackout.OfCalendar("freeze", "")) : List.of(),
                atWindowEnd,
                atWindowEnd == AtWindowEnd.HOLD && random.nextInt(4) == 0);
    }

    private Gate.OnFail anyOnFail() {
        return random.nextBoolean() ? Gate.OnFail.REVERT : Gate.OnFail.HOLD;
    }

    private HookAnswer anyAnswer() {
        if (hookIsWell) {
            return HookAnswer.of(Says.PASS, "");
        }
        Optional<Duration> again =
                random.nextBoolean() ? Optional.of(Duration.ofSeconds(random.nextInt(40))) : Optional.empty();
        // Half of them yes, or no plan with a hook would come far.
        Says says = random.nextBoolean() ? Says.PASS : List.of(Says.values()).get(random.nextInt(Says.values().length));
        return new HookAnswer(says, "any", Optional.empty(), Optional.empty(), again);
    }

    /** A hook whose call can be cut off before it and after it. */
    private final class InterruptedHook implements Hook {
        @Override
        public HookAnswer ask(HookQuestion question) {
            interruptions.point();
            witness.asks(question);
            HookAnswer answer = hook.ask(question);
            interruptions.point();
            return answer;
        }

        @Override
        public Duration callDeadline() {
            return hook.callDeadline();
        }
    }

    /** A limit, or now and then a judge that weighs all windows of a step. */
    private void anyGate(Specs specs, String name) {
        Duration every = Duration.ofSeconds(5L + random.nextInt(10));
        Gate.OnFail onFail = random.nextBoolean() ? Gate.OnFail.REVERT : Gate.OnFail.HOLD;
        Gate.OnUndecided undecided = random.nextBoolean() ? Gate.OnUndecided.PROCEED : Gate.OnUndecided.WAIT;
        switch (random.nextInt(8)) {
            case 0 ->
                specs.judged(name, Signal.ERROR_RATE, every, new Judge.Sequential(Specs.EU, 50), onFail, undecided);
            case 1 ->
                specs.judged(name, Signal.LATENCY_P99, every, new Judge.Sequential(Specs.EU, 20), onFail, undecided);
            case 2 -> specs.judged(name, Signal.REQUESTS, every, new Judge.Share(20), onFail, undecided);
            case 3 ->
                specs.judged(
                        name,
                        Signal.ERROR_RATE,
                        every,
                        new Judge.BurnRate(99, Duration.ofMinutes(2), Duration.ofSeconds(15), 5),
                        onFail,
                        undecided);
            default -> {
                List<Gate.OnNoData> policies = List.of(Gate.OnNoData.HOLD, Gate.OnNoData.FAIL, Gate.OnNoData.IGNORE);
                specs.errors(every, onFail, policies.get(random.nextInt(3)), random.nextInt(2));
            }
        }
    }

    /** A calendar of which now and then nobody knows what stands in it. */
    private final class Freezes implements CalendarBook {
        @Override
        public Set<String> names() {
            return Set.of("freeze");
        }

        @Override
        public Calendars known(Set<String> names, Instant now) {
            return names.isEmpty()
                    ? Calendars.NONE
                    : new Calendars(Map.of(
                            "freeze",
                            calendarKnown
                                    ? new Calendars.Known.Busy(freezes)
                                    : new Calendars.Known.Unknown("nobody answers")));
        }
    }

    /** A process comes up: nothing of the one before is left but the store and the clouds. */
    private void startProcess() {
        looked = false;
        alarm = new ManualAlarm();
        Map<String, io.sluice.provider.Provider> opened = new HashMap<>();
        clouds.forEach((name, cloud) -> opened.put(
                name,
                new InterruptedProvider(new InMemoryProvider(cloud, name, TIMING), interruptions, witness::sends)));
        PlanStore seen = new InterruptedStore(bug.apply(store), interruptions, witness::appended);
        engine = new Engine(
                seen,
                new Providers(opened, Map.of(), Optional.empty(), new Freezes(), Map.of("any", new InterruptedHook())),
                Calls.inline(),
                new Decider(Pace.STANDARD, 5.0),
                (_, _) -> interruptions.point(),
                alarm,
                clock,
                clock::nanoTime);
        moves = new Moves(seen, engine.journal(), engine::seizeAndTick, alarm, LEADS, clock, () -> Specs.id(2));
    }

    /** @throws AssertionError if the plan ever does what it must not */
    void run() {
        submit();
        for (int i = 0; i < EVENTS && !plan().isTerminal(); i++) {
            survive(this::somethingHappens);
            witness.check(id);
        }
        calmDown();
        goToTheEnd();
        if (!(plan().state() instanceof Reverted) && random.nextBoolean()) {
            survive(() -> moves.revert(id, false, "changed our mind", Principal.LOCAL));
            goToTheEnd();
        }
        clock.advance(Duration.ofMinutes(2));
        clouds.values().forEach(InMemoryCloud::settle);
        witness.checkEnd(id);
    }

    /** The plan ends, and so does the one that puts it back, if somebody asked for that. */
    private void goToTheEnd() {
        Instant end = clock.real().plus(CALM);
        Instant patience = clock.real().plus(PATIENCE);
        id = store.findRevertOf(id).orElse(id);
        while (!plan().isTerminal()) {
            if (clock.real().isAfter(end)) {
                throw new AssertionError("never ended: " + plan().state());
            }
            survive(() -> helpOut(patience));
            survive(this::tickAtAlarm);
            witness.check(id);
        }
    }

    private void submit() {
        Map<String, String> keys = new HashMap<>();
        spec.routes().forEach(route -> keys.put(route.name(), route.ref().toString()));
        store.create(new PlanStore.NewPlan(
                id,
                spec,
                "{}",
                "sha256:0",
                keys,
                List.of(new PlanEvent.Submitted("sha256:0", spec.expected().byRoute())),
                Principal.LOCAL,
                clock.instant(),
                clock.instant(),
                Optional.empty()));
    }

    private Plan plan() {
        return store.plan(id);
    }

    /** What was going on may be cut off by the death of the process; another one comes up then. */
    private void survive(Runnable what) {
        try {
            what.run();
        } catch (Crash _) {
            interruptions.clear();
            startProcess();
        }
    }

    private void somethingHappens() {
        int dice = random.nextInt(100);
        if (dice < 55) {
            tickAtAlarm();
        } else if (dice < 57) {
            calendarKnown = !calendarKnown;
        } else if (dice < 59) {
            theClockIsSet();
        } else if (dice < 63) {
            clock.advance(Duration.ofSeconds(random.nextInt(30)));
        } else if (dice < 75) {
            cloud(anyRoute()).onNextWrite(anyRoute().name(), anyMishap());
        } else if (dice < 79) {
            cloud(anyRoute()).onNextRead(anyRoute().name(), anyError());
        } else if (dice < 83) {
            if (!strangers) {
                Route route = anyRoute();
                cloud(route).staleReads(route.name(), Duration.ofSeconds(1 + random.nextInt(15)));
            }
        } else if (dice < 88) {
            somethingIsMeasured();
        } else if (dice < 92) {
            anOperatorMoves();
        } else if (dice < 97) {
            somethingInterrupts();
        } else if (strangers) {
            aStrangerMoves();
        }
    }

    private void tickAtAlarm() {
        int sets = clockSets;
        if (sets > clockSetsNoticed) {
            alarm.forget(); // it was set for a time of another clock, and everything is woken within the second
        }
        Instant next = alarm.setFor(id).orElseGet(clock::instant);
        clock.advanceTo(next);
        if (random.nextInt(4) == 0) {
            clock.advance(Duration.ofMillis(random.nextInt(3000)));
        }
        if (alarm.setFor(id).isEmpty()) {
            clock.advance(Duration.ofSeconds(1)); // the sweep of a process that has just come up
        }
        engine.tick(id);
        looked = true;
        clockSetsNoticed = sets;
    }

    /**
     * By a second or by a day, forward or back, and the process notices within the second. One that dies in that very second does
     * not, and neither does one that has not looked at the plan yet.
     */
    private void theClockIsSet() {
        if (!looked || interruptions.arePending()) {
            return;
        }
        clock.set(anyStep());
        alarm.forget();
        if (random.nextInt(3) == 0) {
            anOperatorMoves();
        }
        if (!plan().isTerminal()) {
            clock.advance(Duration.ofMillis(random.nextInt(1000)));
            engine.tick(id);
        }
    }

    private Duration anyStep() {
        Duration most = spec.schedule().windows().isEmpty() ? Duration.ofDays(1) : Duration.ofMinutes(10);
        Duration by = Duration.ofMillis(Math.round(Math.exp(random.nextDouble() * Math.log((double) most.toMillis()))))
                .plusSeconds(1);
        return random.nextBoolean() ? by : by.negated();
    }

    private Route anyRoute() {
        return spec.routes().get(random.nextInt(spec.routes().size()));
    }

    private Mishap anyMishap() {
        Duration after = Duration.ofMillis(random.nextInt(20_000));
        return switch (random.nextInt(6)) {
            case 0 -> new Mishap.LoseRequest();
            case 1 -> new Mishap.LoseReply();
            case 2, 3 -> new Mishap.LandLate(after);
            case 4 -> new Mishap.LandTwice(after);
            default -> new Mishap.Refuse(anyError());
        };
    }

    private ProviderError anyError() {
        return switch (random.nextInt(4)) {
            case 0 -> new ProviderError.Throttled("Rate exceeded", Optional.empty());
            case 1 -> new ProviderError.Unavailable("down");
            case 2 -> new ProviderError.Conflict("changed meanwhile");
            default -> new ProviderError.Denied("not allowed");
        };
    }

    private void requestsFollowTheWeights(Route route) {
        for (String side : List.of("-eu", "-us")) {
            String backend = route.name() + side;
            cloud(route).measure(backend, Signal.REQUESTS, _ -> {
                Map<String, Integer> natives = cloud(route).state(route.name()).natives();
                double all =
                        natives.values().stream().mapToInt(Integer::intValue).sum();
                return new Measured(Math.round(REQUESTS * natives.getOrDefault(backend, 0) / Math.max(1, all)));
            });
        }
    }

    private void somethingIsMeasured() {
        Route route = anyRoute();
        String side = route.name() + (random.nextInt(3) == 0 ? "-eu" : "-us");
        switch (random.nextInt(8)) {
            case 0 -> cloud(route).measure(side, Signal.ERROR_RATE, new Measured(20));
            case 1 -> cloud(route).measure(side, Signal.ERROR_RATE, new Measured(0));
            case 2 -> cloud(route).measure(side, Signal.ERROR_RATE, new Missing("no requests"));
            case 3 -> cloud(route).backend(side, random.nextInt(2) * 3);
            case 4 -> cloud(route).measure(side, Signal.REQUESTS, new Measured(random.nextInt(2) * 20));
            case 5 -> cloud(route).measure(side, Signal.REQUESTS, new Missing("no requests"));
            case 6 -> cloud(route).measure(side, Signal.LATENCY_P99, new Measured(random.nextBoolean() ? 120 : 400));
            default ->
                cloud(route)
                        .failSignals(
                                random.nextBoolean()
                                        ? Optional.of(new ProviderError.Unavailable("metrics are down"))
                                        : Optional.empty());
        }
    }

    private void anOperatorMoves() {
        Principal by = Principal.LOCAL;
        switch (random.nextInt(10)) {
            case 0, 1 -> moves.pause(id, "wait", by);
            case 2, 3 -> moves.resume(id, anyChoice(), "go on", by);
            case 4, 5 -> moves.promote(id, "enough", by);
            case 6 -> moves.revert(id, random.nextInt(4) == 0, "back", by);
            case 7 -> somebodyDecides();
            case 8 -> seen = plan().approval().map(approval -> approval.evidence("sha256:0"));
            default -> {
                if (random.nextInt(4) == 0) {
                    moves.cancel(id, "leave it", by);
                }
            }
        }
    }

    /** Somebody, who may or may not, says yes to what was seen some time ago, or no. */
    private void somebodyDecides() {
        Principal by = PEOPLE.get(random.nextInt(PEOPLE.size()));
        if (random.nextInt(8) == 0) {
            moves.reject(id, "no", by);
        } else {
            seen.ifPresent(evidence -> moves.approve(id, evidence, "yes", by));
        }
    }

    private Optional<DriftChoice> anyChoice() {
        return plan().state() instanceof Held(var _, HoldReason.Drift _, var _)
                ? Optional.of(random.nextBoolean() ? DriftChoice.ADOPT : DriftChoice.REASSERT)
                : Optional.empty();
    }

    private void somethingInterrupts() {
        int points = random.nextInt(25);
        if (random.nextInt(5) == 0) {
            Duration by = anyStep();
            interruptions.order(points, () -> {
                if (looked) {
                    clock.set(by);
                    clockSets++;
                }
            });
        } else if (random.nextInt(3) == 0) {
            interruptions.order(points, () -> moves.revert(id, false, "in the middle of it", Principal.LOCAL));
        } else {
            interruptions.order(points, () -> {
                if (clockSets == clockSetsNoticed) { // one that dies before it notices cannot know
                    looked = false;
                    throw new Crash("after " + points + " points");
                }
            });
        }
    }

    private void aStrangerMoves() {
        Route route = anyRoute();
        Map<String, Integer> natives = new HashMap<>();
        natives.put(route.name() + "-eu", random.nextInt(20));
        natives.put(route.name() + "-us", 1 + random.nextInt(20));
        if (random.nextInt(4) == 0) {
            natives.put(route.name() + "-stranger", random.nextInt(3));
        }
        cloud(route).strangerSets(route.name(), natives);
    }

    private void calmDown() {
        interruptions.clear();
        calendarKnown = true;
        hookIsWell = true;
        for (Route route : spec.routes()) {
            for (String side : List.of("-eu", "-us")) {
                cloud(route).backend(route.name() + side, 3);
                cloud(route).measure(route.name() + side, Signal.ERROR_RATE, new Measured(0.5));
                cloud(route).measure(route.name() + side, Signal.LATENCY_P99, new Measured(120));
            }
            requestsFollowTheWeights(route);
        }
        clouds.values().forEach(cloud -> cloud.failSignals(Optional.empty()));
    }

    /** The person who is called: resumes what only a person can, and gives up on a test that remembers what went wrong. */
    private void helpOut(Instant patience) {
        boolean remembers = spec.gates().stream().anyMatch(gate -> !(gate.judge() instanceof Judge.Limits));
        if (remembers && clock.real().isAfter(patience)) {
            moves.revert(id, false, "it takes too long", Principal.LOCAL);
        }
        if (plan().state() instanceof Held(var _, HoldReason why, Instant since)
                && clock.instant().isAfter(since.plus(Duration.ofMinutes(1)))) {
            switch (why) {
                case HoldReason.Approval approval ->
                    PEOPLE.forEach(person -> moves.approve(id, approval.evidence("sha256:0"), "yes", person));
                case HoldReason.Drift _ -> {
                    if (moves.resume(id, anyChoiceThatWorks(), "sorted out", Principal.LOCAL)
                            instanceof Moves.Moved.NotAllowed) {
                        moves.cancel(id, "somebody else owns it now", Principal.LOCAL);
                    }
                }
                case HoldReason.Pause _,
                        HoldReason.Webhook _,
                        HoldReason.Stuck _,
                        HoldReason.Share _,
                        HoldReason.ProviderFailure _ ->
                    moves.resume(id, Optional.empty(), "sorted out", Principal.LOCAL);
                default -> {}
            }
        }
    }

    private Optional<DriftChoice> anyChoiceThatWorks() {
        return Optional.of(plan().baseline().isPresent() ? DriftChoice.REASSERT : DriftChoice.ADOPT);
    }

    /** What the walk did, for whoever has to understand a failure. */
    String story() {
        StringBuilder story = new StringBuilder(
                "spec: " + spec.steps() + " and " + spec.atEnd() + "\n" + spec.schedule() + " " + freezes + "\n");
        List<String> lines = new ArrayList<>();
        for (JournalLine line : store.journal(id, 0, Integer.MAX_VALUE)) {
            lines.add(line.at() + " " + line.seq() + " " + line.by() + " " + line.event());
        }
        clouds.values().forEach(cloud -> cloud.effects().forEach(effect -> lines.add(effect.at() + "   -> " + effect)));
        lines.stream().sorted().forEach(line -> story.append(line).append('\n'));
        return story.toString();
    }
}
