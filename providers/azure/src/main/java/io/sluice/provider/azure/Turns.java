package io.sluice.provider.azure;

import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Who may write a gateway: a second write cancels the one that is under way, and each carries the whole gateway.
 *
 * <p>Ramp writes wait for each other until the gateway is done with the one before. Putting back waits for no ramp write, and cancels
 * it; only reading and sending is done by one at a time, so that each carries what the one before it put back.
 */
final class Turns {
    /** How long putting back waits for another that reads and sends: long beside two calls, short beside people's patience. */
    private static final Duration BACK_PATIENCE = Duration.ofSeconds(3);

    private final Map<String, Turn> turns = new ConcurrentHashMap<>();

    private static final class Turn {
        private final ReentrantLock ramp = new ReentrantLock(true);
        private final ReentrantLock back = new ReentrantLock(true);
        private final AtomicInteger writes = new AtomicInteger();
        private final AtomicInteger backs = new AtomicInteger();

        /** How many times it had been put back when whoever has the ramp's turn began to wait for it; theirs alone. */
        private int backsBefore;
    }

    private Turn of(ArmId gateway) {
        return turns.computeIfAbsent(gateway.key(), _ -> new Turn());
    }

    /** One ramp write from its look to its end; none that was decided before the gateway was put back. */
    void ramp(ArmId gateway, Duration patience, Runnable change) {
        Turn turn = of(gateway);
        int backs = turn.backs.get();
        if (!locked(turn.ramp, patience)) {
            throw new ProviderException(
                    new ProviderError.Unavailable("another change of " + gateway.name() + " is still under way"));
        }
        try {
            if (turn.backs.get() != backs) {
                throw new ProviderException(
                        new ProviderError.Conflict(gateway.name() + " was put back meanwhile, which this would undo"));
            }
            turn.backsBefore = backs;
            change.run();
        } finally {
            turn.ramp.unlock();
        }
    }

    /** Reads and sends what is to be put back; who holds others up for too long is not waited for. */
    <T> T back(ArmId gateway, Supplier<T> send) {
        Turn turn = of(gateway);
        turn.backs.incrementAndGet();
        turn.writes.incrementAndGet();
        boolean locked = locked(turn.back, BACK_PATIENCE);
        try {
            return send.get();
        } finally {
            if (locked) {
                turn.back.unlock();
            }
        }
    }

    /** Counts the writes, so that a look can be told to be older than one. */
    int writes(ArmId gateway) {
        return of(gateway).writes.get();
    }

    /**
     * The ramp write whose turn it is is about to be sent, made from a look before which so many writes had been; not if there
     * were more since, and not if the gateway was put back since the write began to wait, however much later the look was.
     */
    boolean mayRamp(ArmId gateway, int writes) {
        Turn turn = of(gateway);
        return turn.backs.get() == turn.backsBefore && turn.writes.compareAndSet(writes, writes + 1);
    }

    private static boolean locked(ReentrantLock lock, Duration patience) {
        try {
            return lock.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
