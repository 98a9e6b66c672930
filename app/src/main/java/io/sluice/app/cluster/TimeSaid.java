package io.sluice.app.cluster;

import java.time.Duration;
import java.time.Instant;

/**
 * What the database said when it was asked for the time. When exactly it read its clock in between is not known.
 *
 * @param askedAt of this process's monotonic clock
 * @param answeredAt of the same
 */
public record TimeSaid(Instant said, long askedAt, long answeredAt) {
    public TimeSaid {
        if (answeredAt - askedAt < 0) { // the numbers themselves may pass the largest
            throw new IllegalArgumentException("answered before it was asked");
        }
    }

    /** What the database's clock most likely shows at the answer: half of the way is behind it. */
    Instant likely() {
        return said.plusNanos((answeredAt - askedAt) / 2);
    }

    /** How far the database's clock may be at the answer from a time, ahead of it or behind it. */
    Duration mostDistance(Instant shown) {
        Duration behind = Duration.between(said, shown).abs();
        Duration ahead =
                Duration.between(shown, said.plusNanos(answeredAt - askedAt)).abs();
        return behind.compareTo(ahead) > 0 ? behind : ahead;
    }

    /** How far the database's clock is at the answer from a time at least, negative where it is behind it. */
    Duration leastDistance(Instant shown) {
        Instant latest = said.plusNanos(answeredAt - askedAt);
        if (shown.isBefore(said)) {
            return Duration.between(shown, said);
        }
        return shown.isAfter(latest) ? Duration.between(shown, latest) : Duration.ZERO;
    }
}
