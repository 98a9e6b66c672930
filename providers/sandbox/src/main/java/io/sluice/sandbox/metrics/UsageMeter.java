package io.sluice.sandbox.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** Adds up what one load balancer does, from one look to the next. */
public final class UsageMeter {
    private final LongAdder bytes = new LongAdder();
    private Optional<Instant> since = Optional.empty();
    private long accepted;

    /** Bytes went through. */
    public void bytes(long more) {
        bytes.add(more);
    }

    /**
     * What was done since the last look; empty for the first one.
     *
     * @param acceptedEver connections that clients have made so far
     * @param open connections that are open now
     */
    public synchronized Optional<Usage> look(Instant now, long acceptedEver, long open) {
        Optional<Instant> before = since;
        long fresh = acceptedEver - accepted;
        long through = bytes.sumThenReset();
        since = Optional.of(now);
        accepted = acceptedEver;
        return before.map(start -> Duration.between(start, now).toNanos() / 1e9)
                .filter(seconds -> seconds > 0)
                .map(seconds -> new Usage(seconds, fresh, open, through));
    }
}
