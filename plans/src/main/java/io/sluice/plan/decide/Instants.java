package io.sluice.plan.decide;

import java.time.Instant;
import java.util.Optional;

/** Comparing instants. */
final class Instants {
    private Instants() {}

    static Instant earlier(Instant one, Optional<Instant> other) {
        return other.filter(instant -> instant.isBefore(one)).orElse(one);
    }

    static Instant later(Instant one, Instant other) {
        return other.isAfter(one) ? other : one;
    }
}
