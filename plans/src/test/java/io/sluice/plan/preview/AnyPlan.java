package io.sluice.plan.preview;

import static java.util.stream.Collectors.toMap;

import io.sluice.plan.Cron;
import io.sluice.plan.Figure;
import io.sluice.plan.Gate;
import io.sluice.plan.Gate.Judge;
import io.sluice.plan.HoldReason;
import io.sluice.plan.HookAnswer;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.PlanState.Held;
import io.sluice.plan.Principal;
import io.sluice.plan.Schedule;
import io.sluice.plan.Schedule.AtWindowEnd;
import io.sluice.plan.Step;
import io.sluice.plan.Step.OnTimeout;
import io.sluice.plan.decide.Calendars;
import io.sluice.plan.decide.Decider;
import io.sluice.plan.decide.Pace;
import io.sluice.plan.decide.Timings;
import io.sluice.plan.decide.Windows;
import io.sluice.plan.engine.CalendarBook;
import io.sluice.plan.engine.Calls;
import io.sluice.plan.engine.Engine;
import io.sluice.plan.engine.Hook;
import io.sluice.plan.engine.HookQuestion;
import io.sluice.plan.engine.ManualAlarm;
import io.sluice.plan.engine.ManualClock;
import io.sluice.plan.engine.MemoryPlanStore;
import io.sluice.plan.engine.Moves;
import io.sluice.plan.engine.People;
import io.sluice.plan.engine.PlanStore;
import io.sluice.plan.engine.Providers;
import io.sluice.plan.engine.Specs;
import io.sluice.plan.preview.Rehearsal.Run;
import io.sluice.provider.MetricSource;
import io.sluice.provider.Provider;
import io.sluice.provider.Source;
import io.sluice.provider.inmemory.Effect;
import io.sluice.provider.inmemory.InMemoryCloud;
import io.sluice.provider.inmemory.InMemoryProvider;
import io.sluice.traffic.Fault;
import io.sluice.traffic.Metric;
import io.sluice.traffic.MetricQuery;
import io.sluice.traffic.MetricTiming;
import io.sluice.traffic.ObservedRoute;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Reading.Measured;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import io.sluice.traffic.Signal;
import io.sluice.traffic.TimeWindow;
import io.sluice.traffic.Timing;
import io.sluice.traffic.WeightScale;
import io.sluice.traffic.Weights;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Any plan over any routes in memory: rehearsed, and then carried out by the engine. The same seed makes the same. */
final class AnyPlan {
    private static final Instant START = Instant.parse("2026-10-23T08:00:00Z"); // Friday before summer time ends
    private static final PlanId ID = Specs.id(1);
    private static final String CALENDAR = "freezes";
    private static final String DIGEST = "sha256:0";
    private static final String HOOK = "any";
    private static final List<Principal> LEADS = List.of(new Principal("ann"), new Principal("bob"));
    private static final People PEOPLE = new People(Map.of("leads", Set.copyOf(LEADS)));

    /** A plan whose only window is a quarter of an hour each week is through by then. */
    private static final Duration LONGEST = Duration.ofDays(2 * 365);

    private final Random random;
    private final ManualClock clock = new ManualClock(START);
    private final Map<String, InMemoryCloud> clouds = new TreeMap<>();
    private final Map<String, Provider> providers = new HashMap<>();
    private final Figures figures;
    private final Calendars calendars;
    private final PlanStore store = new MemoryPlanStore(clock);
    private final ManualAlarm alarm = new ManualAlarm();
    private final Engine engine;
    private final Moves moves;
    private final PlanSpec spec;
    private final Pace pace;
    private final List<String> story = new ArrayList<>();

    AnyPlan(long seed) {
        random = new Random(seed);
        clock.advance(Duration.ofMillis(random.nextInt(60_000)));
        for (String name : List.of("p0", "p1")) {
            WeightScale scale = new WeightScale(List.of(999, 255, 100, 10).get(random.nextInt(4)));
            Duration settle = Duration.ofSeconds(random.nextInt(3) == 0 ? random.nextInt(300) : 0);
            InMemoryCloud cloud = new InMemoryCloud(name, clock, scale, random.nextBoolean(), settle);
            clouds.put(name, cloud);
            providers.put(name, new InMemoryProvider(cloud, name, anyTiming()));
        }
        figures = new Figures(anyPeriod(), anyLag());
        calendars = anyCalendars();
        spec = anySpec();
        spec.routes().forEach(this::place);
        pace = anyPace();
        engine = new Engine(
                store,
                configured(),
                Calls.inline(),
                new Decider(pace, 5.0),
                (_, _) -> {},
                alarm,
                clock,
                clock::nanoTime);
        moves = new Moves(store, engine.journal(), engine::seizeAndTick, alarm, PEOPLE, clock, () -> Specs.id(2));
    }

    /** A plan that waits for days is looked at less often here, or most of the time would go by looking. */
    private Pace anyPace() {
        Duration watch = spec.schedule().windows().isEmpty()
                        && spec.schedule().blackouts().isEmpty()
                ? Duration.ofSeconds(List.of(15, 60, 300).get(random.nextInt(3)))
                : Duration.ofMinutes(10);
        return new Pace(
                watch,
                Pace.STANDARD.firstRetry(),
                Pace.STANDARD.longestRetry(),
                Pace.STANDARD.guardLooks(),
                Pace.STANDARD.untilCounted());
    }

    private Timing anyTiming() {
        return new Timing(anyPeriod(), anyLag(), Duration.ofSeconds(20), Duration.ofSeconds(2));
    }

    private Duration anyPeriod() {
        return Duration.ofSeconds(5L * (1 + random.nextInt(12)));
    }

    private Duration anyLag() {
        return Duration.ofSeconds(random.nextInt(180));
    }

    private Providers configured() {
        CalendarBook book = new CalendarBook() {
            @Override
            public Set<String> names() {
                return calendars.byName().keySet();
            }

            @Override
            public Calendars known(Set<String> names, Instant now) {
                return calendars;
            }
        };
        return new Providers(
                providers, Map.of(Figures.NAME, figures), Optional.empty(), book, Map.of(HOOK, new Passes()));
    }

    private InMemoryCloud cloud(Route route) {
        return of(clouds, route.ref().provider());
    }

    private static <T> T of(Map<String, T> all, String name) {
        T found = all.get(name);
        if (found == null) {
            throw new IllegalStateException("no " + name);
        }
        return found;
    }

    private void place(Route route) {
        String name = route.name();
        Map<String, Integer> natives = new HashMap<>(Map.of(name + "-eu", 1 + random.nextInt(10)));
        if (random.nextBoolean()) {
            natives.put(name + "-us", 0);
        }
        if (random.nextInt(4) == 0) {
            natives.put(name + "-stranger", 0);
        }
        cloud(route).backend(name + "-us", 3);
        cloud(route).route(name, natives);
        for (String side : List.of("-eu", "-us")) {
            cloud(route).measure(name + side, Signal.ERROR_RATE, new Measured(0.5));
        }
    }

    private PlanSpec anySpec() {
        int count = 1 + random.nextInt(3);
        String[] routes = new String[count];
        for (int i = 0; i < count; i++) {
            routes[i] = "p" + random.nextInt(2) + "/r" + i;
        }
        Specs specs = Specs.over(routes);
        anySteps(specs, count);
        for (int i = random.nextInt(3); i > 0; i--) {
            anyGate(specs, "gate" + i);
        }
        return specs.schedule(anySchedule())
                .atEnd(random.nextInt(4) == 0 ? PlanSpec.AtEnd.REVERT : PlanSpec.AtEnd.KEEP)
                .build();
    }

    private void anySteps(Specs specs, int routes) {
        int percent = 0;
        for (int i = 1 + random.nextInt(8); i > 0; i--) {
            percent = random.nextInt(6) == 0 ? random.nextInt(101) : Math.min(100, percent + random.nextInt(30));
            Duration bake = anyBake();
            if (routes > 1 && random.nextInt(4) == 0) {
                specs.shift(percent, bake, List.of("r" + random.nextInt(routes)));
            } else {
                specs.shift(percent, bake);
            }
            if (random.nextInt(4) == 0) {
                specs.least(bake.dividedBy(2));
            }
            if (random.nextInt(5) == 0) {
                specs.pause(random.nextBoolean() ? Optional.of(anyBake()) : Optional.empty());
            }
            if (random.nextInt(8) == 0) {
                specs.approval("leads", 1 + random.nextInt(2), anyTimeout(), anyOnTimeout());
            }
            if (random.nextInt(8) == 0) {
                specs.webhook(HOOK, Duration.ofMinutes(1 + random.nextInt(60)), anyOnFail());
            }
        }
    }

    /** Longer than anybody here takes to say yes. */
    private Optional<Duration> anyTimeout() {
        return random.nextBoolean() ? Optional.of(Duration.ofMinutes(30 + random.nextInt(600))) : Optional.empty();
    }

    private OnTimeout anyOnTimeout() {
        return random.nextBoolean() ? OnTimeout.REVERT : OnTimeout.HOLD;
    }

    private Gate.OnFail anyOnFail() {
        return random.nextBoolean() ? Gate.OnFail.REVERT : Gate.OnFail.HOLD;
    }

    private Duration anyBake() {
        return switch (random.nextInt(4)) {
            case 0 -> Duration.ZERO;
            case 1 -> Duration.ofSeconds(random.nextInt(120));
            case 2 -> Duration.ofMinutes(random.nextInt(40));
            default -> Duration.ofMinutes(15L * random.nextInt(8));
        };
    }

    /** Any that says yes in time: what a test of many windows would say of such traffic is tried elsewhere. */
    private void anyGate(Specs specs, String name) {
        Duration every = Duration.ofSeconds(30L + random.nextInt(900));
        Judge judge = switch (random.nextInt(3)) {
            case 0 -> new Judge.Compare(Specs.EU, 10);
            case 1 -> new Judge.BurnRate(99, Duration.ofMinutes(20), Duration.ofMinutes(5), 5);
            default -> new Judge.Limits(Optional.empty(), Optional.of(1.0));
        };
        specs.gate(new Gate(
                name,
                random.nextInt(4) == 0 && !(judge instanceof Judge.BurnRate)
                        ? Figures.FIGURE
                        : new Figure.OfRoute(Signal.ERROR_RATE),
                every,
                random.nextInt(3) == 0 ? Duration.ofSeconds(random.nextInt(600)) : Duration.ZERO,
                judge,
                anyOnFail(),
                Gate.NoDataPolicy.always(Gate.OnNoData.HOLD),
                random.nextBoolean() ? Gate.OnUndecided.WAIT : Gate.OnUndecided.PROCEED,
                0,
                random.nextBoolean() ? specs.names() : Set.of("r0"),
                Optional.empty()));
    }

    private Schedule anySchedule() {
        Optional<Instant> startAt = random.nextInt(3) == 0
                ? Optional.of(START.plusSeconds(60 + random.nextInt(200_000)))
                : Optional.empty();
        ZoneId zone = ZoneId.of(List.of("Europe/Berlin", "UTC", "America/New_York", "Australia/Lord_Howe")
                .get(random.nextInt(4)));
        List<Schedule.Recurring> windows = new ArrayList<>();
        if (random.nextInt(2) == 0) {
            for (int i = 1 + random.nextInt(2); i > 0; i--) {
                windows.add(anyWindow(15L * (1 + random.nextInt(60))));
            }
        }
        List<Schedule.Blackout> blackouts = new ArrayList<>();
        if (random.nextInt(4) == 0) {
            LocalDate start = LocalDate.ofInstant(START, zone).plusDays(random.nextInt(5));
            blackouts.add(new Schedule.Blackout.Dates(start, start.plusDays(1 + random.nextInt(3)), "freeze"));
        }
        if (random.nextInt(4) == 0) {
            blackouts.add(new Schedule.Blackout.Again(anyWindow(15L * (1 + random.nextInt(16))), "backups"));
        }
        if (random.nextInt(4) == 0) {
            blackouts.add(new Schedule.Blackout.OfCalendar(CALENDAR, ""));
        }
        AtWindowEnd atWindowEnd = (windows.isEmpty() && blackouts.isEmpty()) || random.nextBoolean()
                ? AtWindowEnd.HOLD
                : List.of(AtWindowEnd.HOLD, AtWindowEnd.STEP_BACK, AtWindowEnd.REVERT)
                        .get(random.nextInt(3));
        boolean bakeOutside = random.nextBoolean() && atWindowEnd == AtWindowEnd.HOLD;
        return new Schedule(startAt, zone, windows, blackouts, atWindowEnd, bakeOutside);
    }

    /** Weekly, or by a cron. */
    private Schedule.Recurring anyWindow(long minutes) {
        LocalTime open = LocalTime.of(random.nextInt(24), 15 * random.nextInt(4));
        if (random.nextInt(3) == 0) {
            String days =
                    List.of("* * *", "* * 1-5", "1-7,20-31 * *", "* * sat,sun").get(random.nextInt(4));
            return new Schedule.CronWindow(
                    Cron.of("%d %d %s".formatted(open.getMinute(), open.getHour(), days)), Duration.ofMinutes(minutes));
        }
        Set<DayOfWeek> days = EnumSet.of(DayOfWeek.of(1 + random.nextInt(7)));
        for (int more = random.nextInt(6); more > 0; more--) {
            days.add(DayOfWeek.of(1 + random.nextInt(7)));
        }
        return new Schedule.Window(days, open, open.plusMinutes(minutes));
    }

    private Calendars anyCalendars() {
        List<TimeWindow> events = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            Instant start = START.plusSeconds(random.nextInt(7 * 86_400));
            events.add(new TimeWindow(start, start.plusSeconds(60 + random.nextInt(40_000))));
        }
        return new Calendars(Map.of(CALENDAR, new Calendars.Known.Busy(events)));
    }

    /** A hook that says yes at once, as a preview takes it to. */
    private record Passes() implements Hook {
        @Override
        public HookAnswer ask(HookQuestion question) {
            return HookAnswer.of(HookAnswer.Says.PASS, "");
        }

        @Override
        public Duration callDeadline() {
            return Duration.ofSeconds(5);
        }
    }

    /** A source that has every figure, in its own time. */
    private record Figures(Duration period, Duration lag) implements Source, MetricSource {
        static final String NAME = "figures";
        static final Figure FIGURE = new Figure.OfSource(
                Map.of(Specs.EU, NAME, Specs.US, NAME),
                Map.of(Specs.EU, new Metric("{}"), Specs.US, new Metric("{}")),
                "percent");

        @Override
        public MetricSource metrics() {
            return this;
        }

        @Override
        public MetricTiming timing() {
            return new MetricTiming(period, lag);
        }

        @Override
        public Duration callDeadline() {
            return Duration.ofSeconds(5);
        }

        @Override
        public List<Fault> check(Metric metric) {
            return List.of();
        }

        @Override
        public List<Reading> read(List<MetricQuery> queries) {
            return queries.stream().<Reading>map(_ -> new Measured(0.5)).toList();
        }

        @Override
        public void close() {}
    }

    // ---- what is foreseen, and what is done

    private record Change(Instant at, String route, Map<Side, Integer> natives) {}

    /** Whether it was compared: one that never comes to an end is none that is admitted. */
    boolean comparesWithItsRun() {
        Run foreseen = rehearse();
        story.add("spec: " + spec.steps() + "\n" + spec.schedule() + "\n" + spec.gates());
        foreseen.moments().forEach(moment -> story.add("foreseen " + moment.at() + " " + moment.event()));
        List<Change> expected = foreseen.writes().stream()
                .filter(written -> !written.from().equals(written.to()))
                .map(written -> new Change(written.at(), written.intent().route(), written.to()))
                .toList();
        boolean opens = new Windows(spec.schedule(), calendars)
                .nextOpening(spec.schedule().startAt().orElse(clock.instant()))
                .isPresent();
        if (!opens || (foreseen.end().isEmpty() && spec.schedule().atWindowEnd() == AtWindowEnd.STEP_BACK)) {
            return false; // never open, or steps that never bake within a window: no such plan is admitted
        }
        if (!stepsBackWithoutAWrite()) {
            keepsItsOutlook(foreseen);
        }
        carryOut();
        List<Change> done = clouds.values().stream()
                .flatMap(cloud -> cloud.effects().stream())
                .sorted((one, other) -> Integer.compare(number(one), number(other)))
                .map(AnyPlan::change)
                .toList();
        compare(foreseen, expected, done);
        return true;
    }

    /**
     * Whether a step may be taken back that a route's integers cannot tell from the one before: nothing is written then and
     * nothing waited for, and an outlook, which knows no integers, reckons with both.
     */
    private boolean stepsBackWithoutAWrite() {
        return spec.schedule().atWindowEnd() == AtWindowEnd.STEP_BACK
                && spec.routes().stream().anyMatch(this::movesWithoutIntegers);
    }

    private boolean movesWithoutIntegers(Route route) {
        WeightScale scale = cloud(route).scale();
        return IntStream.rangeClosed(1, spec.steps().size())
                .filter(step -> spec.step(step) instanceof Step.Shift)
                .anyMatch(step -> {
                    Weights before = spec.before(step, route.name());
                    Weights after = ((Step.Shift) spec.step(step)).weights().of(route.name());
                    return !before.equals(after) && scale.reachable(before).equals(scale.reachable(after));
                });
    }

    /** Said at any moment of a run that goes well, its end is where it then is. */
    private void keepsItsOutlook(Run foreseen) {
        for (Rehearsal.Moment moment : foreseen.moments()) {
            // That is in one with what follows it: between them the approval would be asked again.
            boolean between = (moment.event() instanceof PlanEvent.HoldEnded(var by, var _) && by.equals("approval"))
                    || moment.after().isTerminal();
            boolean waits =
                    foreseen.openEnds().stream().anyMatch(end -> !end.at().isBefore(moment.at()));
            if (!between && !waits && random.nextInt(8) == 0) {
                Optional<Instant> end =
                        Outlook.of(moment.after(), known(), pace, moment.at()).end();
                if (!end.equals(foreseen.end())) {
                    throw new AssertionError(
                            "through at " + foreseen.end() + ", but at " + moment.at() + " said " + end);
                }
            }
        }
    }

    private Outlook.Known known() {
        Map<String, Outlook.Told> told = new HashMap<>();
        for (Route route : spec.routes()) {
            ObservedRoute seen = seen(route);
            told.put(route.name(), new Outlook.Told(seen.attached(), seen.settle()));
        }
        return new Outlook.Known(timings(), calendars, told);
    }

    private ObservedRoute seen(Route route) {
        return of(providers, route.ref().provider()).traffic().observe(Set.of(route)).values().stream()
                .flatMap(sight -> sight.seen().stream())
                .findFirst()
                .orElseThrow();
    }

    private Run rehearse() {
        Map<String, ObservedRoute> seen = new HashMap<>();
        spec.routes().forEach(route -> seen.put(route.name(), seen(route)));
        Plan plan = Plan.blank(ID, spec, 1, clock.instant());
        World world = World.before(spec.routes(), seen, timings()).knowing(calendars);
        return Rehearsal.of(plan, world, pace, clock.instant());
    }

    private Timings timings() {
        return configured().timings(spec.routes());
    }

    private void carryOut() {
        store.create(new PlanStore.NewPlan(
                ID,
                spec,
                "{}",
                DIGEST,
                spec.routes().stream()
                        .collect(toMap(Route::name, route -> route.ref().toString())),
                List.of(new PlanEvent.Submitted(DIGEST, spec.expected().byRoute())),
                Principal.LOCAL,
                clock.instant(),
                clock.instant(),
                Optional.empty()));
        Instant end = clock.instant().plus(LONGEST);
        alarm.set(ID, clock.instant());
        while (!store.plan(ID).isTerminal() && clock.instant().isBefore(end)) {
            clock.advanceTo(alarm.setFor(ID).orElseThrow());
            engine.tick(ID);
            answer();
        }
        store.journal(ID, 0, Integer.MAX_VALUE)
                .forEach(line -> story.add("done     " + line.at() + " " + line.event()));
    }

    /** Nobody is waited for longer than it takes to look. */
    private void answer() {
        if (!(store.plan(ID).state() instanceof Held(var _, HoldReason why, var _))) {
            return;
        }
        switch (why) {
            case HoldReason.Pause(var until, var _)
            when until.isEmpty() -> moved(moves.resume(ID, Optional.empty(), "go on", Principal.LOCAL));
            case HoldReason.Approval approval
            when !approval.isGiven() ->
                LEADS.stream()
                        .limit(approval.count())
                        .forEach(person -> moved(moves.approve(ID, approval.evidence(DIGEST), "as expected", person)));
            default -> {}
        }
    }

    private static void moved(Moves.Moved moved) {
        if (!(moved instanceof Moves.Moved.InForce)) {
            throw new AssertionError("not done: " + moved);
        }
    }

    private void compare(Run foreseen, List<Change> expected, List<Change> done) {
        Plan plan = store.plan(ID);
        if (!plan.state().word().equals(foreseen.plan().state().word())) {
            throw new AssertionError(
                    "ended as " + plan.state() + ", not as " + foreseen.plan().state());
        }
        for (int i = 0; i < Math.max(expected.size(), done.size()); i++) {
            if (i >= expected.size() || i >= done.size()) {
                throw new AssertionError("foreseen " + expected.size() + " writes, made " + done.size());
            }
            Change one = expected.get(i);
            Change other = done.get(i);
            if (!one.route().equals(other.route()) || !one.natives().equals(other.natives())) {
                throw new AssertionError("foreseen " + one + ", made " + other);
            }
            sameMoment(one.at(), other.at(), "write " + (i + 1));
        }
        plan.endedAt().ifPresent(ended -> sameMoment(foreseen.end().orElseThrow(), ended, "the end"));
    }

    /** To the millisecond: every wait of a plan names the moment at which something may change, and no look is by chance. */
    private static void sameMoment(Instant at, Instant done, String what) {
        if (!at.equals(done)) {
            throw new AssertionError(what + " foreseen at " + at + ", made at " + done);
        }
    }

    private static int number(Effect effect) {
        return Integer.parseInt(effect.requestId().substring(effect.requestId().lastIndexOf('-') + 1));
    }

    private static Change change(Effect effect) {
        Map<Side, Integer> natives = new TreeMap<>();
        effect.natives().forEach((backend, weight) -> {
            String side = backend.substring(effect.route().length() + 1);
            natives.put(new Side(side.equals("stranger") ? "backend/" + backend : side), weight);
        });
        return new Change(effect.at(), effect.route(), natives);
    }

    String story() {
        return String.join("\n", story);
    }
}
