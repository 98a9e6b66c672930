package io.sluice.app.rest;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for something to become so, but not for ever. */
final class Await {
    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    private Await() {}

    static <T> T until(Supplier<T> look, Predicate<T> so) {
        long end = System.nanoTime() + LONGEST.toNanos();
        T seen = look.get();
        while (!so.test(seen)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("after " + LONGEST + " still " + seen);
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
            seen = look.get();
        }
        return seen;
    }
}
