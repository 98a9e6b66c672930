package io.sluice.plan.engine;

import io.sluice.plan.ApprovalEvidence;
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
import io.sluice.plan.decide.Calendars;
import io.sluice.plan.engine.Happening.Interruption;
import io.sluice.plan.engine.Happening.Move;
import io.sluice.provider.inmemory.InMemoryCloud;
import io.sluice.provider.inmemory.Mishap;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.Reading.Measured;
import io.sluice.traffic.Reading.Missing;
import io.sluice.traffic.Route;
import io.sluice.traffic.Signal;
import io.sluice.traffic.TimeWindow;
import io.sluice.traffic.Timing;
import io.sluice.traffic.WeightScale;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One random walk: a plan over one to three routes, one to three nodes, and everything that can happen to them in any order. The
 * same seed walks the same way.
 */
final class Simulation {
    private static final Instant START = Instant.parse("2026-11-24T08:00:00Z");

    /** The first submitted the plan, the last is in no group. */
    private static final List<Principal> PEOPLE =
            List.of(Principal.LOCAL, new Principal("alice"), new Principal("bob"), new Principal("mallory"));

    private static final People LEADS = new People(Map.of("leads", Set.copyOf(PEOPLE.subList(0, 3))));

    /** By then even a plan with every hold and timeout has come to its end, once nothing goes wrong any more. */
    private static final Duration CALM = Duration.ofHours(2);

    /** So long a person waits for a test that may remember for hours what went wrong before. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** How long a look around takes whoever helps once all is calm. */
    private static final Duration ROUND = Duration.ofSeconds(10);

    /** Of both sides together in a window. */
    private static final int REQUESTS = 2000;

    private final SplittableRandom random;
    private final ManualClock clock = new ManualClock(START);
    private final Map<String, InMemoryCloud> clouds = new TreeMap<>();
    private final Map<String, Timing> timings = new HashMap<>();
    private final PlanStore store = new MemoryPlanStore(clock::real);
    private final PlanSpec spec;
    private final Witness witness;
    private final boolean strangers;
    private final List<TimeWindow> freezes = new ArrayList<>();
    private final List<Happenings.Timed> happenings;
    private final List<Said> happened = new ArrayList<>();
    private final SimulatedCluster cluster;
    private boolean hookIsWell;
    private Instant calendarIsAwayUntil = Instant.MIN;
    private Optional<ApprovalEvidence> seen = Optional.empty();

    /**
     * The walk of a seed.
     *
     * @param left out of what happens in it, by their numbers
     * @param bug that all nodes have
     */
    Simulation(long seed, Set<Integer> left, Optional<SeededBug> bug) {
        this.random = new SplittableRandom(seed);
        this.strangers = random.nextInt(3) == 0;
        for (String name : List.of("p0", "p1")) {
            WeightScale scale = new WeightScale(List.of(999, 255, 100).get(random.nextInt(3)));
            clouds.put(name, new InMemoryCloud(name, clock::real, scale, random.nextBoolean(), Duration.ZERO));
            timings.put(name, anyTiming());
        }
        this.spec = AnySpec.draw(random);
        for (int i = random.nextInt(3); i > 0; i--) {
            Instant freeze = START.plus(Duration.ofSeconds(10 + random.nextInt(300)));
            freezes.add(new TimeWindow(freeze, freeze.plusSeconds(1 + random.nextInt(120))));
        }
        ScriptedHook hook = new ScriptedHook(this::anyAnswer);
        this.witness = new Witness(
                spec,
                new Calendars(Map.of("freeze", new Calendars.Known.Busy(freezes))),
                clouds,
                store,
                clock,
                hook,
                strangers);
        this.cluster = new SimulatedCluster(
                new SimulatedCluster.Parts(clock, store, clouds, timings, witness, hook, new Freezes(), LEADS),
                bug,
                random.split(),
                this::happens);
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            cluster.addNode();
        }
        this.happenings = Happenings.of(seed).stream()
                .filter(happening -> !left.contains(happening.number()))
                .toList();
        for (Route route : spec.routes()) {
            Map<String, Integer> natives = new HashMap<>(Map.of(route.name() + "-eu", 1));
            if (random.nextBoolean()) {
                natives.put(route.name() + "-us", 0);
            }
            cloud(route).backend(route.name() + "-us", 3);
            cloud(route).route(route.name(), natives);
            requestsFollowTheWeights(route);
        }
    }

    private InMemoryCloud cloud(Route route) {
        InMemoryCloud cloud = clouds.get(route.ref().provider());
        if (cloud == null) {
            throw new IllegalStateException("no cloud for " + route.ref());
        }
        return cloud;
    }

    /** Most clouds say soon that a call cannot land any more, some after minutes; and some take their time for a change. */
    private Timing anyTiming() {
        Duration landsWithin =
                Duration.ofSeconds(List.of(10, 10, 10, 40, 40, 120).get(random.nextInt(6)));
        Duration call = Duration.ofSeconds(2);
        Duration change = random.nextInt(3) == 0 ? call.multipliedBy(10) : call;
        return new Timing(Duration.ofSeconds(5), Duration.ofSeconds(5), landsWithin, call, change);
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
                            clock.real().isBefore(calendarIsAwayUntil)
                                    ? new Calendars.Known.Unknown("nobody answers")
                                    : new Calendars.Known.Busy(freezes)));
        }
    }

    // ---- the walk

    /** @throws AssertionError if the plan ever does what it must not */
    void run() {
        submit();
        cluster.expect(happenings);
        if (!happenings.isEmpty()) {
            Instant last = START.plus(happenings.getLast().after());
            while (clock.real().isBefore(last) && !plan().isTerminal()) {
                cluster.liveFor(Duration.ofSeconds(5));
            }
        }
        calmDown();
        goToTheEnd();
        if (!(plan().state() instanceof Reverted) && random.nextBoolean()) {
            does(0, Move.REVERT);
            goToTheEnd();
        }
        clock.advance(Duration.ofMinutes(2));
        clouds.values().forEach(InMemoryCloud::settle);
        witness.checkEnd(cluster.plan());
    }

    private void submit() {
        Map<String, String> keys = new HashMap<>();
        spec.routes().forEach(route -> keys.put(route.name(), route.ref().toString()));
        store.create(new PlanStore.NewPlan(
                SimulatedCluster.SUBMITTED,
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
        return store.plan(cluster.plan());
    }

    /** The plan ends, and so does the one that puts it back, if somebody asked for that. */
    private void goToTheEnd() {
        Instant end = clock.real().plus(CALM);
        Instant patience = clock.real().plus(PATIENCE);
        while (!plan().isTerminal() || cluster.isRevertPending()) {
            if (clock.real().isAfter(end)) {
                throw new AssertionError("never ended: " + plan().state() + "; " + cluster);
            }
            cluster.awake(0).ifPresent(process -> {
                boolean _ = process.run(() -> helpOut(process.moves(), patience));
            });
            cluster.liveFor(ROUND);
        }
    }

    private void calmDown() {
        cluster.calmDown();
        calendarIsAwayUntil = Instant.MIN;
        hookIsWell = true;
        for (Route route : spec.routes()) {
            for (String side : List.of("-eu", "-us")) {
                cloud(route).backend(route.name() + side, 3);
                cloud(route).measure(route.name() + side, Signal.ERROR_RATE, new Measured(0.5));
                cloud(route).measure(route.name() + side, Signal.LATENCY_P99, new Measured(120));
            }
            requestsFollowTheWeights(route);
        }
        clouds.keySet().forEach(cloud -> metrics(cloud, Optional.empty()));
    }

    /** The person who is called: resumes what only a person can, and gives up on a test that remembers what went wrong. */
    private void helpOut(Moves moves, Instant patience) {
        PlanId id = cluster.plan();
        boolean remembers = spec.gates().stream().anyMatch(gate -> !(gate.judge() instanceof Judge.Limits));
        if (remembers && clock.real().isAfter(patience)) {
            moves.revert(id, false, "it takes too long", Principal.LOCAL);
        }
        if (plan().state() instanceof Held(var _, HoldReason why, Instant since)
                && clock.instant().isAfter(since.plus(ROUND))) {
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

    // ---- what happens

    private void happens(Happening what) {
        happened.add(new Said(clock.real(), "** " + what));
        switch (what) {
            case Happening.NextWrite(int route, Mishap goes) -> onNextWrite(route(route), goes);
            case Happening.NextWriteIsLate(int route, double part, boolean now) -> {
                Duration most = cluster.timing(route(route).ref().provider())
                        .landsWithin()
                        .dividedBy(2);
                Duration after = Duration.ofMillis(Math.round(part * most.toMillis()));
                onNextWrite(route(route), now ? new Mishap.LandTwice(after) : new Mishap.LandLate(after));
            }
            case Happening.NextLookFails(int route, ProviderError error) ->
                cloud(route(route)).onNextRead(route(route).name(), error);
            case Happening.LooksAreStale(int route, Duration lasts) -> {
                if (!strangers) {
                    cloud(route(route)).staleReads(route(route).name(), lasts);
                }
            }
            case Happening.FigureChanges change -> change(change);
            case Happening.Asked(int node, Move move) -> does(node, move);
            case Happening.Between(int node, int points, Interruption interruption) ->
                cluster.interrupt(node, points, interruption, () -> interrupts(node, interruption));
            case Happening.At(Interruptions.Point point, Interruption interruption) ->
                cluster.atPoints.order(point, node -> interrupts(node, interruption));
            case Happening.NodeDies(int node, Duration until) -> cluster.die(node, until);
            case Happening.AllDie(Duration until) -> cluster.allDie(until);
            case Happening.NodeIsStopped(int node, Duration until) -> cluster.stop(node, until);
            case Happening.StoreFails fails -> storeFails(fails);
            case Happening.RevertWithoutStore(int node, boolean onlyThere, Duration lasts) -> {
                storeFails(
                        new Happening.StoreFails(onlyThere ? OptionalInt.of(node) : OptionalInt.empty(), true, lasts));
                does(node, Move.REVERT);
            }
            case Happening.CommitIsUnknown(int node, boolean done) ->
                cluster.reach(node, reach -> reach.nextCommitIsUnknown(done));
            case Happening.ClaimIsSeized(int node) ->
                cluster.awake(node).ifPresent(process -> process.seize(cluster.plan()));
            case Happening.TickOutOfTurn(int node) ->
                cluster.awake(node).ifPresent(process -> process.tick(cluster.plan()));
            case Happening.ClockIsSet(Duration by) -> setClock(by);
            case Happening.CalendarIsAway(Duration lasts) ->
                calendarIsAwayUntil = clock.real().plus(lasts);
            case Happening.StrangerSets(int route, List<Integer> weights) -> {
                if (strangers && !plan().isTerminal()) { // what becomes of a route after its plan is nobody's concern
                    strangerSets(route(route), weights);
                }
            }
        }
    }

    private void interrupts(int node, Interruption what) {
        happened.add(new Said(clock.real(), "** in the middle of it, node " + node + ": " + what));
        switch (what) {
            case Interruption.Death(Duration until) -> cluster.die(node, until);
            case Interruption.Freeze(Duration lasts) -> cluster.freeze(node, lasts);
            case Interruption.Stall(Duration lasts) -> cluster.liveFor(lasts);
            case Interruption.Asked(Move move) -> does(node, move);
            case Interruption.ClockSet(Duration by) -> setClock(by);
        }
        happened.add(new Said(clock.real(), "** node " + node + " goes on"));
    }

    private Route route(int number) {
        return spec.routes().get(number % spec.routes().size());
    }

    private void onNextWrite(Route route, Mishap goes) {
        cloud(route).onNextWrite(route.name(), goes);
    }

    /** Windows are minutes long and end with the day, so where there are some it is set by minutes. */
    private void setClock(Duration by) {
        cluster.setClock(spec.schedule().windows().isEmpty() ? by : Duration.ofMillis(by.toMillis() % 600_000));
    }

    private void storeFails(Happening.StoreFails fails) {
        Instant end = clock.real().plus(fails.lasts());
        java.util.function.Consumer<UnreliableStore.Reach> change = reach -> {
            if (fails.toReads()) {
                reach.isAwayUntil(end);
            } else {
                reach.isReadOnlyUntil(end);
            }
        };
        fails.node().ifPresentOrElse(node -> cluster.reach(node, change), () -> cluster.everyReach(change));
    }

    private void strangerSets(Route route, List<Integer> weights) {
        Map<String, Integer> natives = new HashMap<>();
        List<String> sides = List.of("-eu", "-us", "-stranger");
        for (int i = 0; i < weights.size(); i++) {
            natives.put(route.name() + sides.get(i), weights.get(i));
        }
        cloud(route).strangerSets(route.name(), natives);
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

    private void change(Happening.FigureChanges change) {
        Route route = route(change.route());
        InMemoryCloud cloud = cloud(route);
        String side = route.name() + (change.ofNewSide() ? "-us" : "-eu");
        switch (change.shows()) {
            case MANY_ERRORS -> cloud.measure(side, Signal.ERROR_RATE, new Measured(20));
            case NO_ERRORS -> cloud.measure(side, Signal.ERROR_RATE, new Measured(0));
            case ERRORS_UNKNOWN -> cloud.measure(side, Signal.ERROR_RATE, new Missing("no requests"));
            case NOBODY_HEALTHY -> cloud.backend(side, 0);
            case ALL_HEALTHY -> cloud.backend(side, 3);
            case FEW_REQUESTS -> cloud.measure(side, Signal.REQUESTS, new Measured(20));
            case REQUESTS_UNKNOWN -> cloud.measure(side, Signal.REQUESTS, new Missing("no requests"));
            case SLOW_ANSWERS -> cloud.measure(side, Signal.LATENCY_P99, new Measured(400));
            case QUICK_ANSWERS -> cloud.measure(side, Signal.LATENCY_P99, new Measured(120));
            case METRICS_DOWN ->
                metrics(route.ref().provider(), Optional.of(new ProviderError.Unavailable("no metrics")));
            case METRICS_BACK -> metrics(route.ref().provider(), Optional.empty());
        }
    }

    private void metrics(String cloud, Optional<ProviderError> away) {
        witness.metrics(cloud, away.isPresent());
        Optional.ofNullable(clouds.get(cloud)).ifPresent(those -> those.failSignals(away));
    }

    /** Somebody asks a node, or the next one that listens. */
    private void does(int node, Move move) {
        cluster.awake(node).ifPresent(process -> {
            boolean _ = process.run(() -> move(process, move));
        });
    }

    private void move(SimulatedProcess process, Move move) {
        Moves moves = process.moves();
        PlanId id = cluster.plan();
        Principal by = Principal.LOCAL;
        Optional<DriftChoice> drift = plan().state() instanceof Held(var _, HoldReason.Drift _, var _)
                ? Optional.of(move == Move.RESUME_ADOPTING ? DriftChoice.ADOPT : DriftChoice.REASSERT)
                : Optional.empty();
        switch (move) {
            case PAUSE -> moves.pause(id, "wait", by);
            case RESUME_ADOPTING, RESUME_REASSERTING -> moves.resume(id, drift, "go on", by);
            case PROMOTE -> moves.promote(id, "enough", by);
            case REVERT -> process.revert(false);
            case REVERT_EXACTLY -> process.revert(true);
            case CANCEL -> moves.cancel(id, "leave it", by);
            case LOOK_AT_WHAT_TO_APPROVE -> seen = plan().approval().map(asked -> asked.evidence("sha256:0"));
            case SUBMITTER_APPROVES -> approve(moves, id, PEOPLE.get(0));
            case ALICE_APPROVES -> approve(moves, id, PEOPLE.get(1));
            case BOB_APPROVES -> approve(moves, id, PEOPLE.get(2));
            case MALLORY_APPROVES -> approve(moves, id, PEOPLE.get(3));
            case ALICE_REJECTS -> moves.reject(id, "no", PEOPLE.get(1));
        }
    }

    /** Says yes to what was seen some time ago. */
    private void approve(Moves moves, PlanId id, Principal by) {
        seen.ifPresent(evidence -> moves.approve(id, evidence, "yes", by));
    }

    // ---- the story

    /** What happened in it, by the numbers under which it can be left out. */
    List<Happenings.Timed> happenings() {
        return happenings;
    }

    /** What the walk did, for whoever has to understand a failure. */
    String story() {
        StringBuilder story = new StringBuilder(
                "routes: " + spec.routes().stream().map(Route::ref).toList() + "; steps: " + spec.steps() + " and "
                        + spec.atEnd() + "\n" + timings + "\n" + spec.schedule() + " " + freezes + "\n");
        List<Said> lines = new ArrayList<>(happened);
        Stream.of(SimulatedCluster.SUBMITTED, cluster.plan()).distinct().forEach(id -> {
            for (JournalLine line : store.journal(id, 0, Integer.MAX_VALUE)) {
                lines.add(new Said(
                        witness.writtenAt(id, line),
                        "%s %d by %s: %s".formatted(id.value().substring(27), line.seq(), line.by(), line.event())));
            }
        });
        clouds.values()
                .forEach(cloud -> cloud.effects().forEach(effect -> lines.add(new Said(effect.at(), "-> " + effect))));
        lines.sort(Comparator.comparing(Said::at));
        lines.forEach(
                line -> story.append(line.at()).append(' ').append(line.what()).append('\n'));
        return story.toString();
    }

    private record Said(Instant at, String what) {}
}
