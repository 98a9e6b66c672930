package io.sluice.app.demo;

import io.sluice.app.screen.PlanLines;
import io.sluice.app.screen.Screen;
import io.sluice.app.screen.ShownPlan;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks at plans again and again until they have ended, and shows each look. */
final class Watch {
    /** A service that says nothing for so long is not just busy. */
    private static final Duration SILENCE = Duration.ofSeconds(20);

    private final SluiceClient service;
    private final SandboxClient sandbox;
    private final Screen screen;
    private final InstantSource clock;
    private final Duration pause;
    private final TrafficMeter meter = new TrafficMeter();
    private Instant answeredAt;

    Watch(SluiceClient service, SandboxClient sandbox, Screen screen, InstantSource clock, Duration pause) {
        this.service = service;
        this.sandbox = sandbox;
        this.screen = screen;
        this.clock = clock;
        this.pause = pause;
        this.answeredAt = clock.instant();
    }

    /** Submits a plan, to be watched from the first moment on. */
    Followed submit(PlanFile file, PlanBackends backends) throws IOException, InterruptedException {
        Counts before = sandbox.counts();
        Instant since = clock.instant();
        ShownPlan plan = service.submit(file);
        return new Followed(plan.id(), backends, since, before);
    }

    /** Begins to watch a plan that is there already. */
    Followed follow(ShownPlan plan, PlanBackends backends) throws IOException, InterruptedException {
        return new Followed(plan.id(), backends, clock.instant(), sandbox.counts());
    }

    /**
     * Returns how each ended, in their order.
     *
     * @throws DemoFailed if one has not by then, or the service says nothing any more
     */
    List<Ending> untilEnded(List<Followed> plans, Duration limit) throws InterruptedException {
        Instant deadline = clock.instant().plus(limit);
        Map<String, Ending> endings = new LinkedHashMap<>();
        while (endings.size() < plans.size()) {
            look(plans, endings);
            if (clock.instant().isAfter(deadline)) {
                throw new DemoFailed("%d of %d plans have not ended within %d minutes"
                        .formatted(plans.size() - endings.size(), plans.size(), limit.toMinutes()));
            }
            Thread.sleep(pause);
        }
        screen.settle();
        return plans.stream().map(plan -> ending(endings, plan)).toList();
    }

    private static Ending ending(Map<String, Ending> endings, Followed plan) {
        return Optional.ofNullable(endings.get(plan.id())).orElseThrow();
    }

    private void look(List<Followed> plans, Map<String, Ending> endings) throws InterruptedException {
        try {
            Counts counts = sandbox.counts();
            Instant now = clock.instant();
            meter.add(now, counts);
            List<PlanLines> lines = new ArrayList<>();
            for (Followed followed : plans) {
                ShownPlan plan = service.plan(followed.id());
                lines.add(new PlanLines(plan, meter.of(followed.backends())));
                if (plan.ended()) {
                    endings.computeIfAbsent(
                            plan.id(), _ -> Ending.of(followed, plan, Duration.between(followed.since(), now), counts));
                }
            }
            screen.show(lines);
            answeredAt = now;
        } catch (IOException e) {
            if (Duration.between(answeredAt, clock.instant()).compareTo(SILENCE) > 0) {
                throw new DemoFailed("the service does not answer any more: " + e.getMessage(), e);
            }
        }
    }
}
