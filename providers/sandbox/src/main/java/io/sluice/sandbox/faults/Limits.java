package io.sluice.sandbox.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/** How often the control planes let themselves be asked: token buckets as the clouds have them, none unless ordered. */
public final class Limits {
    private final LongSupplier nanoTime;
    private final List<Bucket> buckets = new ArrayList<>();

    Limits() {
        this(System::nanoTime);
    }

    Limits(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * A bucket to be set up.
     *
     * @param service as the request log has it, {@code elbv2}; absent for all
     * @param actions the calls that share the bucket, {@code Modify*}
     * @param burst how many calls at once after a rest
     * @param perSecond how many for long
     */
    public record Limit(Optional<String> service, String actions, int burst, double perSecond) {
        public Limit {
            if (burst < 1 || !(perSecond > 0 && perSecond <= 100_000)) {
                throw new IllegalArgumentException("burst must be at least 1, and perSecond more than 0");
            }
        }

        private boolean isOf(ControlCall call) {
            String pattern = Pattern.quote(actions).replace("*", "\\E.*\\Q");
            return service.stream().allMatch(call.service()::equals)
                    && call.action().matches(pattern);
        }
    }

    /** A bucket, and what has come of it so far. */
    public record Progress(Limit limit, long passed, long refused) {}

    /** Sets a bucket up, full; one of the same service and actions goes. */
    public synchronized void set(Limit limit) {
        buckets.removeIf(bucket -> bucket.limit.service().equals(limit.service())
                && bucket.limit.actions().equals(limit.actions()));
        buckets.add(new Bucket(limit, nanoTime.getAsLong()));
    }

    public synchronized void clear() {
        buckets.clear();
    }

    public synchronized List<Progress> progress() {
        return buckets.stream()
                .map(bucket -> new Progress(bucket.limit, bucket.passed, bucket.refused))
                .toList();
    }

    /** Takes a token from each bucket that the call belongs to, or says that one was empty. */
    synchronized boolean exceededBy(ControlCall call) {
        long now = nanoTime.getAsLong();
        boolean exceeded = false;
        for (Bucket bucket : buckets) {
            exceeded |= bucket.limit.isOf(call) && !bucket.take(now);
        }
        return exceeded;
    }

    private static final class Bucket {
        private final Limit limit;
        private double tokens;
        private long filledAt;
        private long passed;
        private long refused;

        Bucket(Limit limit, long now) {
            this.limit = limit;
            this.tokens = limit.burst();
            this.filledAt = now;
        }

        boolean take(long now) {
            tokens = Math.min(limit.burst(), tokens + (now - filledAt) / 1e9 * limit.perSecond());
            filledAt = now;
            if (tokens < 1) {
                refused++;
                return false;
            }
            tokens--;
            passed++;
            return true;
        }
    }
}
