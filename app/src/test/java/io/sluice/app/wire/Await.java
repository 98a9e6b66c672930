package io.sluice.app.wire;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for something to become so, but not for ever. */
final class Await {
    /** Long, as the machine may be busy with many tests; what takes so long has failed. */
    private static final Duration LONGEST = Duration.ofMinutes(2);

    private static final Duration LOOK_EVERY = Duration.ofMillis(75);

    private Await() {}

    static <T> T until(String what, Supplier<T> look, Predicate<T> so) {
        return until(what, LONGEST, look, so);
    }

    static <T> T until(String what, Duration longest, Supplier<T> look, Predicate<T> so) {
        long end = System.nanoTime() + longest.toNanos();
        T seen = look.get();
        while (!so.test(seen)) {
            if (System.nanoTime() > end) {
                throw new AssertionError(
                        "waited %s in vain: %s; the last look showed %s".formatted(longest, what, seen));
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
            seen = look.get();
        }
        return seen;
    }
}
