package io.sluice.app.demo;

import java.util.HashMap;
import java.util.Map;

/** Requests that the sandbox's backends have counted, by target group. */
record Counts(Map<String, Count> byGroup) {
    static final Counts NONE = new Counts(Map.of());

    /** Requests, and how many of them were answered with an error. */
    record Count(long total, long errors) {
        static final Count ZERO = new Count(0, 0);
    }

    Counts {
        byGroup = Map.copyOf(byGroup);
    }

    Count of(String group) {
        return byGroup.getOrDefault(group, Count.ZERO);
    }

    /** What came on top of an earlier count. */
    Counts since(Counts earlier) {
        Map<String, Count> more = new HashMap<>();
        byGroup.forEach((group, now) -> {
            Count then = earlier.of(group);
            more.put(group, new Count(now.total() - then.total(), now.errors() - then.errors()));
        });
        return new Counts(more);
    }
}
