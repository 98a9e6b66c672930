package io.sluice.plan.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * One bucket of calls and the queue in front of it: what matters more goes first, and of equals who came first.
 *
 * <p>Kept a little under what the cloud allows, because what is sent evenly does not arrive evenly: a twentieth less at
 * once, at least one call, and {@value #PACE} of the rate. Only the two highest priorities may empty it; below them half of what the cloud allows at
 * once stays free, so that a revert never finds it drained by ramps.
 *
 * <p>Times are nanoseconds of one monotonic clock. Not safe for threads; its owner is.
 */
final class TokenBucket {
    /** Our clock against theirs: with the same rate, whatever margin is lost once would never come back. */
    static final double PACE = 0.98;

    private static final double NANOS = 1e9;

    private static final Comparator<Waiting> BY_IMPORTANCE = Comparator.<Waiting, CallBudget.Priority>comparing(
                    waiting -> waiting.priority)
            .thenComparingLong(waiting -> waiting.arrived);

    private final int capacity;
    private final int reserve;
    private final double perNano;
    private final PriorityQueue<Waiting> queue = new PriorityQueue<>(BY_IMPORTANCE);
    private double tokens;
    private long filledAt;
    private long arrivals;

    /** A bucket that is full. */
    TokenBucket(int burst, double perSecond, long now) {
        this.capacity = Math.max(1, burst - Math.ceilDiv(burst, 20));
        this.reserve = Math.ceilDiv(burst, 2);
        this.perNano = perSecond * PACE / NANOS;
        this.tokens = capacity;
        this.filledAt = now;
    }

    /** Someone in the queue of this bucket, and like nobody in another's. */
    static final class Waiting {
        private final CallBudget.Priority priority;
        private final int tokens;
        private final long arrived;

        private Waiting(CallBudget.Priority priority, int tokens, long arrived) {
            this.priority = priority;
            this.tokens = tokens;
            this.arrived = arrived;
        }
    }

    /** Joins the queue for so many tokens; more than the bucket holds are as many as it holds. */
    Waiting join(CallBudget.Priority priority, int wanted) {
        Waiting waiting = new Waiting(priority, Math.min(wanted, capacity), arrivals++);
        queue.add(waiting);
        return waiting;
    }

    /** Leaves the queue, or gives back what was taken and not used. */
    void leave(Waiting waiting, long now) {
        if (!queue.remove(waiting)) {
            fill(now);
            tokens = Math.min(capacity, tokens + waiting.tokens);
        }
    }

    /** Lets go whoever can go now, in order; nobody overtakes. */
    List<Waiting> serve(long now) {
        fill(now);
        List<Waiting> served = new ArrayList<>();
        for (Waiting first = queue.peek(); first != null && lacks(first) <= 0; first = queue.peek()) {
            queue.remove();
            tokens -= first.tokens;
            served.add(first);
        }
        return served;
    }

    /** How long until the first of the queue can go, if nobody joins before it; 0 if it can now or there is none. */
    long nanosToNext(long now) {
        fill(now);
        Waiting first = queue.peek();
        return first == null ? 0 : (long) Math.ceil(Math.max(0, lacks(first)) / perNano);
    }

    /** How long someone in the queue will wait at most, if nobody joins who matters more. */
    long nanosUntil(Waiting waiting, long now) {
        fill(now);
        int ahead = queue.stream()
                .filter(other -> BY_IMPORTANCE.compare(other, waiting) < 0)
                .mapToInt(other -> other.tokens)
                .sum();
        return (long) Math.ceil(Math.max(0, ahead + lacks(waiting)) / perNano);
    }

    /** How it stands, under a name. */
    CallBudget.Level level(String name, long now) {
        fill(now);
        return new CallBudget.Level(name, tokens, capacity, queue.size());
    }

    private double lacks(Waiting waiting) {
        int left = waiting.priority.mayEmpty() ? 0 : Math.min(reserve, capacity - waiting.tokens);
        // A hair of rounding must not make the last of a bucket wait.
        return waiting.tokens + left - tokens - 1e-9;
    }

    private void fill(long now) {
        tokens = Math.min(capacity, tokens + Math.max(0, now - filledAt) * perNano);
        filledAt = now;
    }
}
