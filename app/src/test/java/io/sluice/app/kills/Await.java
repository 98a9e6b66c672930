package io.sluice.app.kills;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what another process does, looking again and again. */
public final class Await {
    private static final long BETWEEN_LOOKS_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private Await() {}

    public static void until(String what, Duration atMost, BooleanSupplier there) {
        Boolean _ = value(what, atMost, () -> Optional.of(true).filter(_ -> there.getAsBoolean()));
    }

    /** What is there in the end. */
    public static <T> T value(String what, Duration atMost, Supplier<Optional<T>> look) {
        long start = System.nanoTime();
        Optional<T> seen = look.get();
        while (seen.isEmpty()) {
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("waiting until %s", what)
                    .isLessThan(atMost);
            LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("interrupted while waiting until " + what);
            }
            seen = look.get();
        }
        return seen.get();
    }
}
