package io.sluice.app.notify;

import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * When something that was not taken is tried again: after twice as long each time up to a limit, and never at the same moment as
 * everything else that failed together with it.
 *
 * @param chance from 0 up to but not including 1
 */
record Retries(DoubleSupplier chance) {
    private static final Duration FIRST = Duration.ofSeconds(2);

    /** Whoever repairs a receiver at night sees within minutes whether it works. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    /** What a receiver may ask for at most; more would be as good as giving up. */
    private static final Duration LONGEST_ASKED = Duration.ofHours(1);

    private static final int DOUBLINGS = 8; // 2 s · 2^8 is past the longest

    /**
     * The pause after an attempt.
     *
     * @param attempts so far, from 1
     * @param asked how long the receiver wants to be left alone at least
     */
    Duration after(int attempts, Optional<Duration> asked) {
        Duration doubled = FIRST.multipliedBy(1L << Math.min(attempts - 1, DOUBLINGS));
        Duration whole = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        long half = whole.toMillis() / 2;
        Duration pause = Duration.ofMillis(half + (long) (half * chance.getAsDouble()));
        Duration least = asked.orElse(Duration.ZERO);
        Duration heeded = least.compareTo(LONGEST_ASKED) > 0 ? LONGEST_ASKED : least;
        return pause.compareTo(heeded) < 0 ? heeded : pause;
    }
}
