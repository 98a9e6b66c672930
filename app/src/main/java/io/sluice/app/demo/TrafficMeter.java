package io.sluice.app.demo;

import io.sluice.app.screen.SideTraffic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Turns counts taken now and then into what happens per second, over the last few of them. */
final class TrafficMeter {
    /** As long as the sandbox's metrics take, so that the line and the gate's reason are about the same requests. */
    private static final Duration SPAN = Duration.ofSeconds(5);

    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(Instant at, Counts counts) {}

    void add(Instant at, Counts counts) {
        samples.addLast(new Sample(at, counts));
        while (samples.size() > 2 && secondOldest().at().isBefore(at.minus(SPAN))) {
            samples.removeFirst();
        }
    }

    /** Of one side's backends; nothing while there is too little to tell. */
    Optional<SideTraffic> of(String backends) {
        if (samples.isEmpty() || span().compareTo(SHORTEST) < 0) {
            return Optional.empty();
        }
        Counts.Count more =
                samples.getLast().counts().since(samples.getFirst().counts()).of(backends);
        double errorPercent = more.total() == 0 ? 0 : 100.0 * more.errors() / more.total();
        return Optional.of(new SideTraffic(more.total() * 1000.0 / span().toMillis(), errorPercent));
    }

    /** What the sides of a plan's routes get, by route and side. */
    Map<String, Map<String, SideTraffic>> of(PlanBackends plan) {
        Map<String, Map<String, SideTraffic>> traffic = new HashMap<>();
        plan.byRoute().forEach((route, bySide) -> {
            Map<String, SideTraffic> known = new HashMap<>();
            bySide.forEach((side, backends) -> of(backends).ifPresent(measured -> known.put(side, measured)));
            traffic.put(route, known);
        });
        return traffic;
    }

    private Duration span() {
        return Duration.between(samples.getFirst().at(), samples.getLast().at());
    }

    private Sample secondOldest() {
        return samples.stream().skip(1).findFirst().orElseThrow();
    }
}
