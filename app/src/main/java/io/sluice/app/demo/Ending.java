package io.sluice.app.demo;

import io.sluice.app.screen.ShownPlan;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How a plan ended, and what it has cost.
 *
 * @param requests by side, on all routes, while it lasted
 */
record Ending(ShownPlan plan, Duration took, Map<String, Counts.Count> requests) {
    Ending {
        requests = Map.copyOf(requests);
    }

    static Ending of(Followed followed, ShownPlan plan, Duration took, Counts now) {
        Counts more = now.since(followed.before());
        Map<String, Counts.Count> requests = new HashMap<>();
        plan.sides().forEach(side -> {
            List<String> backends = followed.backends().ofSide(side);
            if (!backends.isEmpty()) {
                requests.put(side, more.of(backends));
            }
        });
        return new Ending(plan, took, requests);
    }

    /** In one line. */
    String sentence() {
        List<String> sides = plan.sides().stream()
                .filter(requests::containsKey)
                .map(side -> "%d requests to %s".formatted(total(side), side))
                .toList();
        long failed = requests.values().stream().mapToLong(Counts.Count::errors).sum();
        String counted = sides.isEmpty()
                ? ""
                : ": %s, %s failed".formatted(String.join(", ", sides), failed == 0 ? "none" : failed);
        return "%s %s after %s%s.".formatted(plan.name(), plan.state(), words(took), counted);
    }

    private long total(String side) {
        return requests.getOrDefault(side, Counts.Count.ZERO).total();
    }

    private static String words(Duration duration) {
        long minutes = duration.toMinutes();
        return (minutes > 0 ? minutes + " min " : "") + duration.toSecondsPart() + " s";
    }
}
