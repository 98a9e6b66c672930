package io.sluice.app.access;

import io.sluice.plan.Principal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * How often each may call. Putting back is never counted: whoever is at it must not be told to wait. Nor is the question who one is: a
 * page that was told to wait there would not have what its orders to put back need.
 */
final class RateLimits {
    /** Whoever comes after so many others begins anew. */
    private static final int MOST_PEOPLE = 10_000;

    private static final String WHO = "api/v1/me";

    private final RateSettings settings;
    private final LongSupplier nanoTime;

    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MOST_PEOPLE;
        }
    };

    /** @param nanoTime a monotonic clock */
    RateLimits(RateSettings settings, LongSupplier nanoTime) {
        this.settings = settings;
        this.nanoTime = nanoTime;
    }

    /**
     * Counts a call.
     *
     * @param path as the request has it, below the root
     * @throws AccessRefused if somebody calls too often
     */
    void check(Principal principal, Action action, String path) {
        if (action == Action.REVERT || path.equals(WHO)) {
            return;
        }
        Optional<Duration> wait = bucket(principal).take(nanoTime.getAsLong());
        if (wait.isPresent()) {
            throw AccessRefused.tooOften(settings, wait.get());
        }
    }

    private synchronized Bucket bucket(Principal principal) {
        return buckets.computeIfAbsent(
                principal.folded(), _ -> new Bucket(settings.perSecond(), settings.burst(), nanoTime.getAsLong()));
    }
}
