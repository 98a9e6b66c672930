package io.sluice.plan.engine;

import io.sluice.plan.PlanId;
import io.sluice.plan.engine.UnreliableStore.Reach;
import io.sluice.provider.inmemory.InMemoryCloud;
import io.sluice.traffic.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Some nodes over one store and one set of clouds, all in one thread. What is frozen lies below on the stack: there the others live on
 * until its time is over, and may be frozen in their turn.
 */
final class SimulatedCluster {
    /** The plan that a walk is about. */
    static final PlanId SUBMITTED = Specs.id(1);

    final ManualClock clock;
    final PlanStore store;
    final Map<String, InMemoryCloud> clouds;
    final Map<String, Timing> timings;
    final Witness witness;
    final ScriptedHook hook;
    final CalendarBook calendar;
    final People people;
    final Optional<SeededBug> bug;
    /** For what is of no consequence by itself: who is a little late. */
    final SplittableRandom chance;

    final Interruptions.AtPoints atPoints = new Interruptions.AtPoints();
    private final Consumer<Happening> happen;
    private final List<Node> nodes = new ArrayList<>();
    private final Deque<Happenings.Timed> coming = new ArrayDeque<>();
    private final Deque<Wake> ends = new ArrayDeque<>();
    private final Instant start;
    private int plans = 1;
    private long clockSets;
    private long clockSetsKnown;

    SimulatedCluster(Parts parts, Optional<SeededBug> bug, SplittableRandom chance, Consumer<Happening> happen) {
        this.clock = parts.clock();
        this.store = parts.store();
        this.clouds = parts.clouds();
        this.timings = parts.timings();
        this.witness = parts.witness();
        this.hook = parts.hook();
        this.calendar = parts.calendar();
        this.people = parts.people();
        this.bug = bug;
        this.chance = chance;
        this.happen = happen;
        this.start = clock.real();
    }

    /** What all nodes have in common. */
    record Parts(
            ManualClock clock,
            PlanStore store,
            Map<String, InMemoryCloud> clouds,
            Map<String, Timing> timings,
            Witness witness,
            ScriptedHook hook,
            CalendarBook calendar,
            People people) {}

    /** A machine on which one process after the other runs. */
    private static final class Node {
        final int number;
        final Reach reach = new Reach();
        final RevertAlone alone = new RevertAlone();
        final Duration clock;

        @Nullable
        SimulatedProcess process;

        Instant comesUp;

        Node(int number, Duration clock, Instant comesUp) {
            this.number = number;
            this.clock = clock;
            this.comesUp = comesUp;
        }
    }

    Timing timing(String cloud) {
        Timing timing = timings.get(cloud);
        if (timing == null) {
            throw new IllegalArgumentException("no cloud " + cloud);
        }
        return timing;
    }

    void addNode() {
        nodes.add(new Node(nodes.size(), Duration.ofMillis(chance.nextInt(1_000_000_000)), clock.real()));
    }

    void expect(List<Happenings.Timed> happenings) {
        coming.addAll(happenings);
    }

    /** Whether a node was told to put the plan back and has not told the store yet. */
    boolean isRevertPending() {
        return nodes.stream().anyMatch(node -> node.alone.isPending());
    }

    /** Nothing more goes wrong, and a node or more are there for good. */
    void calmDown() {
        coming.clear();
        atPoints.clear();
        nodes.forEach(node -> {
            node.reach.isGood();
            if (node.process != null) {
                node.process.interruptions.clear();
            }
        });
        Node last = nodes.getFirst();
        last.comesUp = last.comesUp.isAfter(clock.real()) ? clock.real() : last.comesUp;
    }

    // ---- time

    void liveFor(Duration time) {
        liveUntil(clock.real().plus(time));
    }

    /** Whoever is awake does what is due, and what is to happen happens, until then. */
    void liveUntil(Instant end) {
        for (Optional<Wake> next = next(); next.isPresent() && !next.get().at().isAfter(end); next = next()) {
            clock.advanceToReal(next.get().at());
            next.get().what().run();
            witness.checkAll();
        }
        clock.advanceToReal(end);
    }

    private record Wake(Instant at, Runnable what) {}

    private Optional<Wake> next() {
        Wake soonest = null;
        Happenings.Timed happening = coming.peek();
        if (happening != null) {
            soonest = new Wake(start.plus(happening.after()), () -> {
                coming.remove();
                happen.accept(happening.what());
            });
        }
        Wake end = ends.peek();
        if (end != null && (soonest == null || end.at().isBefore(soonest.at()))) {
            soonest = new Wake(end.at(), () -> ends.remove().what().run());
        }
        for (Node node : nodes) {
            SimulatedProcess process = node.process;
            Instant at = null;
            if (process == null) {
                at = isClockKnown() ? node.comesUp : clock.real().plusSeconds(1);
            } else if (process.isAwake()) {
                at = process.next();
            }
            if (at != null && (soonest == null || at.isBefore(soonest.at()))) {
                soonest = new Wake(at, process == null ? () -> comeUp(node) : process::wake);
            }
        }
        return Optional.ofNullable(soonest);
    }

    // ---- nodes

    private void comeUp(Node node) {
        // One that was not there when the clock was set cannot know, and nor can others once nobody is left who does.
        if (isClockKnown()) {
            node.process = new SimulatedProcess(
                    this, node.number, node.reach, node.alone, node.clock, () -> Specs.id(++plans));
        }
    }

    private Node node(int number) {
        return nodes.get(number % nodes.size());
    }

    /** The node of that number, or the next one that somebody can talk to. */
    Optional<SimulatedProcess> awake(int number) {
        for (int i = 0; i < nodes.size(); i++) {
            SimulatedProcess process = node(number + i).process;
            if (process != null && process.isAwake()) {
                return Optional.of(process);
            }
        }
        return Optional.empty();
    }

    void interrupt(int number, int points, Happening.Interruption interruption, Runnable what) {
        SimulatedProcess process = node(number).process;
        if (process != null) {
            process.interruptions.order(
                    points,
                    interruption instanceof Happening.Interruption.Freeze(Duration lasts)
                            && lasts.compareTo(Claims.LENGTH) > 0,
                    what);
        }
    }

    void die(int number, Duration until) {
        Node node = node(number);
        if (node.process != null && isClockKnown()) {
            end(node, until);
        }
    }

    private void end(Node node, Duration until) {
        if (node.process != null) {
            node.process.interruptions.kill();
            node.process = null;
            if (!bug.map(SeededBug::keepsAcceptedReverts).orElse(true)) {
                node.alone.forget();
            }
            node.comesUp = clock.real().plus(until);
        }
    }

    void allDie(Duration until) {
        for (int i = 0; i < nodes.size(); i++) {
            die(i, until);
        }
    }

    /** It begins nothing more, and ends when its ticks are over, or soon without that. */
    void stop(int number, Duration until) {
        Node node = node(number);
        if (node.process != null && isClockKnown()) {
            node.process.windDown();
            endSoon(node, node.process, until);
        }
    }

    private void endSoon(Node node, SimulatedProcess process, Duration until) {
        if (process != node.process) {
            return; // it has died meanwhile
        }
        if (process.isAtRest() && isClockKnown()) {
            end(node, until);
        } else {
            ends.add(new Wake(clock.real().plusSeconds(1), () -> endSoon(node, process, until)));
        }
    }

    void freeze(int number, Duration lasts) {
        SimulatedProcess process = node(number).process;
        if (process != null) {
            process.freeze(lasts);
        }
    }

    void reach(int number, Consumer<Reach> change) {
        change.accept(node(number).reach);
    }

    void everyReach(Consumer<Reach> change) {
        nodes.forEach(node -> change.accept(node.reach));
    }

    // ---- the clock that all go by

    /** Whether nobody has to know any more by how much the clock was set. */
    private boolean isClockKnown() {
        return clockSets == clockSetsKnown || store.plan(plan()).isTerminal();
    }

    long clockSets() {
        return clockSets;
    }

    void clockIsKnown(long sets) {
        clockSetsKnown = Math.max(clockSetsKnown, sets);
    }

    /**
     * Sets the clock of all nodes. One that has not dealt with the plan yet could not know by how much, so the clock is left alone
     * then; for the same reason nobody dies before somebody has told the plan.
     */
    void setClock(Duration by) {
        boolean known = nodes.stream().allMatch(node -> node.process == null || node.process.knowsTheClock())
                && nodes.stream().anyMatch(node -> node.process != null);
        if (known && isClockKnown()) {
            clock.set(by);
            clockSets++;
            nodes.forEach(node -> {
                if (node.process != null) {
                    node.process.noticeTheClock();
                }
            });
        }
    }

    /** How its nodes stand, for whoever has to understand a failure. */
    @Override
    public String toString() {
        return "the clock was set %d times (%d known); nodes: %s"
                .formatted(
                        clockSets,
                        clockSetsKnown,
                        nodes.stream()
                                .map(node ->
                                        node.process == null ? "down until " + node.comesUp : node.process.toString())
                                .toList());
    }

    /** The plan that counts now: the one that was submitted, or the one that puts it back. */
    PlanId plan() {
        return store.findRevertOf(SimulatedCluster.SUBMITTED).orElse(SimulatedCluster.SUBMITTED);
    }
}
