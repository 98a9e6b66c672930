package io.sluice.app.notify;

import io.dropwizard.lifecycle.Managed;
import io.sluice.app.store.Outbox;
import io.sluice.app.store.Outbox.Taken;
import io.sluice.plan.engine.Clocks;
import io.sluice.plan.engine.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Empties the outbox: for each receiver one message after the other, and all receivers side by side, so that one that hangs keeps
 * nobody else waiting.
 *
 * <p>The engine never waits for it. A message counts as told when the receiver has taken it and the outbox says so; a process that
 * dies between the two tells it again, by the same id.
 */
public final class Courier implements Managed {
    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);

    /** What other nodes wrote, and what is to be tried again, is found at the latest after this. */
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    /** Longer than any attempt: what the database and a pause of the process may add. */
    private static final Duration MARGIN = Duration.ofSeconds(30);

    /** For a receiver that the configuration has lost, where there is nobody to ask. */
    private static final Terms NO_TERMS = Terms.of(null, null, null);

    /** What somebody refuses may be repaired there; but what comes after it for the same plan waits as long. */
    private static final Duration REFUSED_FOR = Duration.ofHours(1);

    /** How long what is over can still be looked at with SQL. */
    private static final Duration KEPT = Duration.ofDays(7);

    private static final Duration LONGEST_DRAIN = Duration.ofSeconds(3);

    /** Connections to the database that it uses at once: the rest is the engine's. */
    private static final int MOST_CONNECTIONS = 2;

    private final Outbox outbox;
    private final Receivers receivers;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final String name;
    private final Retries retries;
    private final Deliveries deliveries;
    private final Semaphore connections = new Semaphore(MOST_CONNECTIONS);
    private final Set<String> busy = ConcurrentHashMap.newKeySet();
    private final ExecutorService lanes = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean stopping;
    private volatile @Nullable Thread looking;
    private Instant forgetAt = Instant.MIN;
    private Clocks followed;

    /**
     * One that sets out when it is started.
     *
     * @param nanoTime a monotonic clock, by which it notices that the other was set
     * @param name of this process among all that empty the same outbox
     * @param chance from 0 up to but not including 1, to spread attempts by
     */
    public Courier(
            Outbox outbox,
            Receivers receivers,
            Deliveries deliveries,
            InstantSource clock,
            LongSupplier nanoTime,
            String name,
            DoubleSupplier chance) {
        this.outbox = outbox;
        this.receivers = receivers;
        this.deliveries = deliveries;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.name = name;
        this.retries = new Retries(chance);
        this.followed = Clocks.read(clock, nanoTime);
    }

    @Override
    public void start() {
        looking = Thread.ofVirtual().name("courier").start(() -> {
            while (!stopping) {
                guarded("looking for what is to be told", this::look);
                LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            }
        });
    }

    /** There is something new to tell; returns at once. */
    public void wake() {
        LockSupport.unpark(looking);
    }

    /** Sets out for every receiver for whom something is due, unless somebody is on the way already. */
    void look() {
        followClock();
        Instant now = clock.instant();
        if (deliveries.inTrouble()) {
            deliveries.stillWaiting(asking(outbox::receiversWaiting));
        }
        for (String receiver : asking(() -> outbox.receiversWithDue(now))) {
            if (busy.add(receiver)) {
                lanes.execute(() -> {
                    try {
                        guarded("telling " + receiver, () -> carry(receiver));
                    } finally {
                        busy.remove(receiver);
                    }
                });
            }
        }
        forget(now);
    }

    /**
     * What waits holds times of the clock: once that was set, they are made to mean the same again. It does not wait for others to
     * notice, since a clock that is set forward makes everything due, and old, at that very moment.
     */
    private synchronized void followClock() {
        Clocks read = Clocks.read(clock, nanoTime);
        read.steppedSince(followed)
                .ifPresent(by ->
                        done(() -> outbox.clockSet(by, read.wall()))); // if the store does not do it, then next time
        followed = read;
    }

    /** Whatever it was: it is looked at again in a second, and what was taken is free again when its claim is over. */
    private static void guarded(String what, Runnable work) {
        try {
            work.run();
        } catch (StoreUnavailable e) {
            LOG.warn("the store kept Sluice from {}: {}", what, e.getMessage());
        } catch (RuntimeException | Error e) { // a loop that ended without a word would tell nobody anything any more
            LOG.error("{} failed", what, e);
        }
    }

    private void forget(Instant now) {
        if (!now.isBefore(forgetAt)) {
            asking(() -> outbox.forget(now.minus(KEPT)));
            forgetAt = now.plus(Duration.ofHours(1));
        }
    }

    /** Tells a receiver all that is due. */
    void carry(String receiver) {
        Duration claim = receivers
                .find(receiver)
                .map(open -> open.receiver().deadline().plus(MARGIN))
                .orElse(MARGIN);
        while (!stopping) {
            Optional<Taken> taken = asking(() -> outbox.take(receiver, name, claim, clock.instant()));
            if (taken.isEmpty()) {
                return;
            }
            tell(taken.get());
        }
    }

    private void tell(Taken taken) {
        Optional<Receivers.Open> open = receivers.find(taken.receiver());
        Sent sent = open.map(one -> send(one.receiver(), taken))
                .orElseGet(() -> Sent.failed("there is no such receiver in the configuration any more"));
        Terms terms = open.map(Receivers.Open::terms).orElse(NO_TERMS);
        switch (sent) {
            case Sent.Accepted _ -> {
                done(() -> outbox.delivered(taken, clock.instant()));
                deliveries.delivered(taken.receiver());
            }
            case Sent.Failed(String why, Optional<Duration> retryAfter) ->
                notTaken(taken, why, retryAfter, terms.giveUpAfter());
            case Sent.NotNeeded(String why) -> done(() -> outbox.givenUp(taken, why, clock.instant()));
            case Sent.Refused(String why) ->
                notTaken(taken, why, Optional.empty(), shorter(REFUSED_FOR, terms.giveUpAfter()));
        }
    }

    private Sent send(Receiver receiver, Taken taken) {
        try {
            return receiver.send(new Message(taken.id(), NoticeJson.read(taken.text())), clock.instant());
        } catch (RuntimeException e) { // a fault of ours: this one is tried again, and the others go on
            LOG.error("telling {} of {} failed", taken.receiver(), taken.id(), e);
            return Sent.failed("a fault in Sluice: " + e.getClass().getName());
        }
    }

    private void notTaken(Taken taken, String why, Optional<Duration> retryAfter, Duration giveUpAfter) {
        Duration pause = retries.after(taken.attempts(), retryAfter);
        if (givenUp(taken, why, giveUpAfter.minus(pause))) {
            deliveries.givenUp(taken.receiver(), taken.id(), taken.attempts(), why);
        } else {
            Instant now = clock.instant();
            done(() -> outbox.failed(taken, why, now.plus(pause)));
            deliveries.failed(taken.receiver(), taken.id(), why, now);
        }
    }

    /** Whether it is older than that, and is not tried again. */
    private boolean givenUp(Taken taken, String why, Duration oldest) {
        if (!taken.writtenAt().isBefore(clock.instant().minus(oldest))) {
            return false;
        }
        followClock();
        Instant now = clock.instant();
        return asking(() -> outbox.givenUpIfWrittenBefore(now.minus(oldest), taken, why, now));
    }

    private void done(Runnable mark) {
        asking(() -> {
            mark.run();
            return true;
        });
    }

    private <T> T asking(Supplier<T> question) {
        connections.acquireUninterruptibly();
        try {
            return question.get();
        } finally {
            connections.release();
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Lets what is on the way arrive, and begins nothing more. */
    @Override
    public void stop() throws InterruptedException {
        stopping = true;
        Thread last = looking;
        if (last != null) {
            LockSupport.unpark(last);
            boolean _ = last.join(LONGEST_DRAIN); // or it would send out somebody more
        }
        lanes.shutdown();
        if (!lanes.awaitTermination(LONGEST_DRAIN.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.info("stopped while telling {}; they are told again", busy);
            lanes.shutdownNow();
        }
    }
}
