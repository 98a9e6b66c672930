package io.sluice.browser;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for something to become so, but not for ever. */
final class Await {
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private Await() {}

    static <T> T until(String what, Supplier<T> look, Predicate<T> so) {
        long end = System.nanoTime() + LONGEST.toNanos();
        T seen = look.get();
        while (!so.test(seen)) {
            if (System.nanoTime() > end) {
                throw new AssertionError(
                        "waited %s in vain: %s; the last look showed %s".formatted(LONGEST, what, seen));
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
            seen = look.get();
        }
        return seen;
    }
}
