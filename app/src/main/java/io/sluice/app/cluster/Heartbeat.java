package io.sluice.app.cluster;

import io.dropwizard.lifecycle.Managed;
import io.sluice.app.clock.ClockDifference;
import io.sluice.app.store.Nodes;
import io.sluice.app.store.Nodes.Beat;
import io.sluice.app.store.Nodes.Node;
import io.sluice.app.store.Nodes.Self;
import io.sluice.plan.engine.Clocks;
import io.sluice.plan.engine.StoreUnavailable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says twice a second that this node is there, and hears who else is and what time it is. */
public final class Heartbeat implements Managed {
    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);
    private static final Duration EVERY = Duration.ofMillis(500);

    /** By as much may the clock of this machine differ from the database's without a word. */
    private static final Duration MOST_SKEW = Duration.ofSeconds(1);

    private static final Duration FORGET_EVERY = Duration.ofHours(1);

    private final Nodes nodes;
    private final Self self;
    private final Consumer<TimeSaid> clock;
    private final InstantSource machineClock;
    private final LongSupplier nanoTime;
    private final Roster roster;
    /** By the monotonic clock. */
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("heartbeat").daemon().factory());

    private final AtomicReference<Optional<String>> trouble = new AtomicReference<>(Optional.empty());
    private volatile Optional<Standing> standing = Optional.empty();
    private volatile Optional<Duration> skew = Optional.empty();
    private boolean answered = true;
    private Optional<Long> forgotAt = Optional.empty();

    /**
     * One that has not beaten.
     *
     * @param clock follows what time the database says
     * @param machineClock the wall clock of this machine, to be compared with the database's
     * @param nanoTime a monotonic clock
     */
    public Heartbeat(
            Nodes nodes, Self self, Consumer<TimeSaid> clock, InstantSource machineClock, LongSupplier nanoTime) {
        this.nodes = nodes;
        this.self = self;
        this.clock = clock;
        this.machineClock = machineClock;
        this.nanoTime = nanoTime;
        this.roster = new Roster(self);
    }

    /**
     * What the last beat showed.
     *
     * @param at of the monotonic clock
     * @param since of the same: the first beat of those that followed one another without a silence
     * @param returned whether there was such a silence before
     */
    private record Standing(Beat beat, Node own, long at, long since, boolean returned) {}

    @Override
    public void start() {
        var _ = thread.scheduleWithFixedDelay(this::tryToBeat, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** An executor calls nobody again who has thrown something, and says nothing of it. */
    void tryToBeat() {
        try {
            beat();
            if (!answered) {
                answered = true;
                LOG.info("the database answers again");
            }
        } catch (StoreUnavailable e) {
            if (answered) { // once for each time
                answered = false;
                LOG.warn("the database does not hear that this node is there: {}", e.getMessage());
            }
        } catch (Throwable e) { // an Error too: the node would be taken for dead
            LOG.error("a heartbeat failed; it is tried again", e);
        }
    }

    /**
     * Beats at once: at the start, and where something is to be known now.
     *
     * @throws StoreUnavailable if the database does not hear it
     */
    public synchronized void beat() {
        forget(nanoTime.getAsLong()); // before all else: the first question of a process takes long, and the time must
        // not
        Beat beat = nodes.beat(self, trouble.get(), nanoTime);
        long now = nanoTime.getAsLong();
        TimeSaid answer = new TimeSaid(beat.said(), beat.askedAt(), beat.answeredAt());
        clock.accept(answer);
        compare(answer);
        Node own = beat.own(self.id());
        boolean same = standing.filter(last -> last.own().joinedAt().equals(own.joinedAt()))
                .isPresent();
        long since = same ? standing.orElseThrow().since() : now;
        boolean returned = same ? standing.orElseThrow().returned() : standing.isPresent();
        standing = Optional.of(new Standing(beat, own, now, since, returned));
        tell(beat.live());
    }

    /** After a silence of its own everybody else may just be coming back, too. */
    private void tell(List<Node> live) {
        if (!isBack()) {
            return;
        }
        for (Roster.News news : roster.follow(live, nodes::hasLeft)) {
            if (news.isTrouble()) {
                LOG.warn("{}", news.text());
            } else {
                LOG.info("{}", news.text());
            }
        }
    }

    private void compare(TimeSaid answer) {
        Clocks machine = Clocks.read(machineClock, nanoTime);
        Duration off = answer.leastDistance(machine.wall().minusNanos(machine.nanos() - answer.answeredAt()))
                .negated();
        Optional<Duration> wrong = Optional.of(off).filter(by -> by.abs().compareTo(MOST_SKEW) > 0);
        if (wrong.isPresent() && skew.isEmpty()) {
            LOG.warn("{}", told(off));
        } else if (wrong.isEmpty() && skew.isPresent()) {
            LOG.info("the clock of this machine agrees with the database's again");
        }
        skew = wrong;
    }

    private static String told(Duration off) {
        return "the clock of this machine is %s %s the database's; plans go by the database's, but clouds check requests by this one"
                .formatted(ClockDifference.words(off.abs()), off.isNegative() ? "behind" : "ahead of");
    }

    private void forget(long now) {
        if (forgotAt.isEmpty() || now - forgotAt.get() > FORGET_EVERY.toNanos()) {
            forgotAt = Optional.of(now);
            int _ = nodes.forget();
        }
    }

    // ---- what it knows

    public Self self() {
        return self;
    }

    /** This node as its last beat found it; empty before the first. */
    public Optional<Node> own() {
        return standing.map(Standing::own);
    }

    /** Whether this node has all capsules, and may take up plans. */
    public boolean isReady() {
        return own().filter(node -> node.state() == Nodes.State.READY).isPresent();
    }

    /** All that were live at the last beat. */
    public List<Node> live() {
        return standing.map(last -> last.beat().live()).orElse(List.of());
    }

    /** How long the database has not heard of this node. */
    public Duration silence() {
        return standing.map(last -> Duration.ofNanos(nanoTime.getAsLong() - last.at()))
                .orElse(Duration.ofDays(1));
    }

    /**
     * Whether whoever else lives has had the time to be heard of: after a silence of this node, such as one of the database, that of
     * two beats.
     */
    public boolean isBack() {
        return standing.filter(last -> !last.returned()
                        || last.at() - last.since() > EVERY.multipliedBy(2).toNanos())
                .isPresent();
    }

    /** What is wrong with the clock of this machine, if anything is. */
    public Optional<String> skew() {
        return skew.map(Heartbeat::told);
    }

    /** Has the next beats say why this node cannot keep capsules; empty if it can. */
    public void trouble(Optional<String> why) {
        trouble.set(why);
    }

    @Override
    public void stop() throws InterruptedException {
        thread.shutdown();
        // A beat after it has left would have it join again.
        if (thread.awaitTermination(Nodes.LIVE.toMillis(), TimeUnit.MILLISECONDS)) {
            try {
                nodes.leave(self.id());
            } catch (StoreUnavailable e) {
                LOG.info(
                        "the others notice in {} s that this node has stopped: {}",
                        Nodes.LIVE.toSeconds(),
                        e.getMessage());
            }
        }
    }
}
