package io.sluice.plan.engine;

import io.sluice.plan.engine.TokenBucket.Waiting;
import io.sluice.provider.Provider;
import io.sluice.traffic.CallQuota;
import io.sluice.traffic.CallQuota.Operation;
import io.sluice.traffic.Route;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * The calls that this process may make to each account, shared by all its plans: what a cloud would refuse for being too much
 * is not sent, and what matters more goes first.
 */
public final class CallBudget {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private final Map<String, TokenBucket> buckets = new HashMap<>();
    private final Set<Waiting> served = new HashSet<>();
    private final LongSupplier nanoTime;

    /**
     * A budget with all buckets full.
     *
     * @param nanoTime a monotonic clock
     */
    public CallBudget(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** What goes first when there is not enough for all. */
    public enum Priority {
        /** Traffic goes back to where it is safe. */
        REVERT,
        /** What was written is looked for. */
        VERIFY,
        /** Traffic moves on. */
        RAMP,
        /** Nothing is to be done, as far as is known. */
        WATCH;

        /** Whether it may take the last tokens; others leave half of a bucket to those that may. */
        boolean mayEmpty() {
            return switch (this) {
                case REVERT, VERIFY -> true;
                case RAMP, WATCH -> false;
            };
        }
    }

    /** Takes a place in the queues of all buckets that an operation takes from. */
    public Turn join(Provider provider, Operation operation, Collection<Route> routes, Priority priority) {
        List<CallQuota> quotas = provider.quotas().stream()
                .filter(quota -> quota.tokens(operation, routes) > 0)
                .sorted(Comparator.comparing(CallQuota::name))
                .toList();
        if (quotas.isEmpty()) {
            return Turn.AT_ONCE;
        }
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            List<Place> places = new ArrayList<>();
            long longest = 0;
            for (CallQuota quota : quotas) {
                TokenBucket bucket = buckets.computeIfAbsent(
                        quota.name(), _ -> new TokenBucket(quota.burst(), quota.perSecond(), now));
                Waiting waiting = bucket.join(priority, quota.tokens(operation, routes));
                longest = Math.max(longest, bucket.nanosUntil(waiting, now));
                places.add(new Place(bucket, waiting));
            }
            return new Ticket(places, Duration.ofNanos(longest));
        } finally {
            lock.unlock();
        }
    }

    /**
     * How a bucket stands.
     *
     * @param tokens in it now
     * @param capacity that it has when it is full
     * @param waiting calls in the queue in front of it
     */
    public record Level(String bucket, double tokens, int capacity, int waiting) {}

    /** All buckets that any call was made from, by name. */
    public List<Level> levels() {
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            return buckets.entrySet().stream()
                    .map(entry -> entry.getValue().level(entry.getKey(), now))
                    .sorted(Comparator.comparing(Level::bucket))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    private record Place(TokenBucket bucket, Waiting waiting) {}

    /** A place in the queues. */
    private final class Ticket implements Turn {
        private final List<Place> places;
        private final Duration expected;
        private boolean open = true;

        private Ticket(List<Place> places, Duration expected) {
            this.places = places;
            this.expected = expected;
        }

        @Override
        public Duration expected() {
            return expected;
        }

        @Override
        public boolean await(Duration atMost) {
            long deadline = nanoTime.getAsLong() + atMost.toNanos();
            boolean come = false;
            lock.lock();
            try {
                while (!come) {
                    long now = nanoTime.getAsLong();
                    serveAll(now);
                    come = places.stream().allMatch(place -> served.contains(place.waiting()));
                    if (!come && now >= deadline) {
                        return false;
                    }
                    if (!come) {
                        long pause = places.stream()
                                .filter(place -> !served.contains(place.waiting()))
                                .mapToLong(place -> place.bucket().nanosToNext(now))
                                .max()
                                .orElse(0);
                        long _ = moved.awaitNanos(Math.clamp(pause, TimeUnit.MILLISECONDS.toNanos(1), deadline - now));
                    }
                }
                return true;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            } finally {
                if (!come) {
                    cancel();
                }
                places.forEach(place -> served.remove(place.waiting()));
                lock.unlock();
            }
        }

        @Override
        public void cancel() {
            lock.lock();
            try {
                if (open) {
                    open = false;
                    long now = nanoTime.getAsLong();
                    places.forEach(place -> {
                        place.bucket().leave(place.waiting(), now);
                        served.remove(place.waiting());
                    });
                    moved.signalAll(); // whoever waits behind it may be able to go now
                }
            } finally {
                lock.unlock();
            }
        }

        private void serveAll(long now) {
            boolean any = false;
            for (Place place : places) {
                any |= served.addAll(place.bucket().serve(now));
            }
            if (any) {
                moved.signalAll();
            }
        }
    }
}
