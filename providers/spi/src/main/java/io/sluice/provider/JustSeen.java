package io.sluice.provider;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * What a look showed a moment ago, kept for the write that it was made for, so that one step costs one look before it.
 *
 * <p>For clouds that cannot compare revisions themselves the moment is short: between the look and the write nothing lies but
 * the line in the journal.
 *
 * @param <K> names a place
 * @param <V> what was there
 */
public final class JustSeen<K, V> {
    /** Long enough for the looks at the plan's other routes and a line in the journal, short beside what people do. */
    private static final Duration GOOD_FOR = Duration.ofSeconds(2);

    /** More places than one look takes along. */
    private static final int MOST_KEPT = 1000;

    private final Map<K, Seen<V>> kept = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;

    private record Seen<V>(V what, long atNanos) {}

    public JustSeen() {
        this(System::nanoTime);
    }

    /**
     * The same with another clock.
     *
     * @param nanoTime a monotonic clock
     */
    public JustSeen(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Keeps what a look showed. */
    public void put(K place, V what) {
        long now = nanoTime.getAsLong();
        if (kept.size() >= MOST_KEPT) {
            kept.clear();
        }
        kept.put(place, new Seen<>(what, now));
    }

    /** What was shown a moment ago, for one write; the next has to look anew. */
    public Optional<V> take(K place) {
        Seen<V> seen = kept.remove(place);
        return Optional.ofNullable(seen)
                .filter(one -> nanoTime.getAsLong() - one.atNanos() <= GOOD_FOR.toNanos())
                .map(Seen::what);
    }
}
