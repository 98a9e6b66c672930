package io.sluice.provider.gcp;

import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one URL map without asking: a write needs all of it, and the look that led to the write has just read it.
 *
 * <p>It is where the writes of one URL map wait for each other. Each replaces the fingerprint, so of two that are sent at once
 * Google refuses one, though they may be for two places that have nothing to do with each other.
 */
final class Known {
    /** Between a look and its write come at most the writes to the other places of a plan. */
    private static final int KEPT = 16;

    /** A few answers' time: a revert shall not wait for a write that hangs. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final ReentrantLock writing = new ReentrantLock();
    private final Deque<Look> seen = new ArrayDeque<>();
    private @Nullable UrlMap latest;

    /** When places were put back, on the same count as looks; there are no more of them than plans name. */
    private final Map<Place, Long> putBack = new HashMap<>();

    private long count;

    private record Look(UrlMap urlMap, long at) {}

    synchronized void saw(UrlMap urlMap) {
        latest = urlMap;
        seen.removeIf(look -> look.urlMap().fingerprint().equals(urlMap.fingerprint()));
        seen.addLast(new Look(urlMap, ++count));
        if (seen.size() > KEPT) {
            seen.removeFirst();
        }
    }

    /** What was seen last is no longer what is there. */
    synchronized void outdated() {
        latest = null;
    }

    /** The URL map as it was when it had a fingerprint, if nothing newer is known. */
    synchronized Optional<UrlMap> latestAt(String fingerprint) {
        return Optional.ofNullable(latest).filter(urlMap -> urlMap.fingerprint().equals(fingerprint));
    }

    /** Whether a place is now as it was when its URL map had a fingerprint, whatever has become of other places. */
    synchronized boolean isSame(Place place, UrlMap now, String fingerprint) {
        return now.fingerprint().equals(fingerprint)
                || seen.stream()
                        .map(Look::urlMap)
                        .filter(urlMap -> urlMap.fingerprint().equals(fingerprint))
                        .anyMatch(then -> then.split(place).equals(now.split(place))
                                && then.elsewhere(place).equals(now.elsewhere(place)));
    }

    /** When the look was that showed a fingerprint, to ask later what has happened since; one that is not known is now. */
    synchronized long lookedAt(String fingerprint) {
        return seen.stream()
                .filter(look -> look.urlMap().fingerprint().equals(fingerprint))
                .mapToLong(Look::at)
                .findFirst()
                .orElse(count);
    }

    /**
     * Whether a place has been put back since a look, or is being. It may then be just as the look showed it, even by its
     * fingerprint, and a write made from there would undo what somebody ordered meanwhile.
     */
    synchronized boolean putBackSince(Place place, long look) {
        return putBack.getOrDefault(place, 0L) > look;
    }

    void puttingBack(Place place, Runnable restore) {
        putBack(place, true);
        try {
            restore.run();
        } finally {
            putBack(place, false);
        }
    }

    private synchronized void putBack(Place place, boolean underWay) {
        putBack.put(place, underWay ? Long.MAX_VALUE : ++count);
    }

    /** Lets one write of this URL map be made up and sent at a time; who has waited long enough goes too, since Google compares. */
    <T> T oneAtATime(Supplier<T> write) {
        boolean alone = false;
        try {
            alone = writing.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return write.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProviderException(new ProviderError.Unavailable("not sent: it was not waited for"), e);
        } finally {
            if (alone) {
                writing.unlock();
            }
        }
    }
}
