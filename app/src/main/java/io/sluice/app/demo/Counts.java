package io.sluice.app.demo;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Requests that the sandbox's backends have counted, by their names. */
record Counts(Map<String, Count> byBackends) {
    static final Counts NONE = new Counts(Map.of());

    /** Requests, and how many of them were answered with an error. */
    record Count(long total, long errors) {
        static final Count ZERO = new Count(0, 0);
    }

    Counts {
        byBackends = Map.copyOf(byBackends);
    }

    Count of(String backends) {
        return byBackends.getOrDefault(backends, Count.ZERO);
    }

    /** Of several together. */
    Count of(List<String> several) {
        return several.stream()
                .map(this::of)
                .reduce(
                        Count.ZERO,
                        (one, other) -> new Count(one.total() + other.total(), one.errors() + other.errors()));
    }

    /** What came on top of an earlier count. */
    Counts since(Counts earlier) {
        Map<String, Count> more = new HashMap<>();
        byBackends.forEach((backends, now) -> {
            Count then = earlier.of(backends);
            more.put(backends, new Count(now.total() - then.total(), now.errors() - then.errors()));
        });
        return new Counts(more);
    }
}
