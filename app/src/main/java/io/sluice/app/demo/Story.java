package io.sluice.app.demo;

import io.sluice.app.screen.Screen;
import io.sluice.app.screen.ShownPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the demo shows: one plan that goes well, one that is put back, one over several routes, and then whatever else is asked
 * of the service.
 */
final class Story {
    private static final Path EXAMPLES = Path.of("plans", "examples");

    /** Half way: enough is there to lose, and enough is left to go back to. */
    private static final int BREAKS_AT_PERCENT = 50;

    private static final int ERROR_PERCENT = 30;

    /** On a busy machine a few milliseconds come and go, and doubling less than these would fail the latency gate. */
    private static final int LATENCY_MILLIS = 25;

    /** All need about a minute and a half; on a machine that is ten times as slow they are still going well. */
    private static final Duration LIMIT = Duration.ofMinutes(15);

    private final SluiceClient service;
    private final SandboxClient sandbox;
    private final Screen screen;
    private final Directory directory;
    private final Watch watch;
    private final Duration pause;
    private final PlanFile good = PlanFile.read(EXAMPLES.resolve("checkout-region-move.yaml"));
    private final PlanFile bad = PlanFile.read(EXAMPLES.resolve("search-region-move.yaml"));
    private final PlanFile wide = PlanFile.read(EXAMPLES.resolve("storefront-cloud-move.yaml"));

    /** Of each plan that was seen, by its id. */
    private final Map<String, PlanBackends> backends = new HashMap<>();

    Story(
            SluiceClient service,
            SandboxClient sandbox,
            Screen screen,
            Directory directory,
            InstantSource clock,
            Duration pause) {
        this.service = service;
        this.sandbox = sandbox;
        this.screen = screen;
        this.directory = directory;
        this.pause = pause;
        this.watch = new Watch(service, sandbox, screen, clock, pause);
    }

    /** Shows the plans to their end; whether it was the right one. */
    boolean tell(int load) throws IOException, InterruptedException {
        for (PlanFile plan : List.of(good, bad, wide)) {
            for (String each : sandbox.backends(plan).all()) {
                sandbox.slowDown(each, LATENCY_MILLIS);
            }
        }
        for (String each : sandbox.backends(bad).ofSide(bad.to())) {
            sandbox.breakDown(each, BREAKS_AT_PERCENT, ERROR_PERCENT);
        }
        screen.say(introduction(load));
        List<Followed> plans = List.of(submit(good), submit(bad), submit(wide));
        List<Ending> endings = watch.untilEnded(plans, LIMIT);
        screen.say("");
        endings.forEach(ending -> screen.say(ending.sentence()));
        return hasArrived(endings.get(0), good)
                && endings.get(1).plan().state().equals("reverted")
                && hasArrived(endings.get(2), wide);
    }

    private boolean hasArrived(Ending ending, PlanFile plan) throws IOException, InterruptedException {
        return ending.plan().state().equals("completed")
                && service.hasAll(ending.plan().id(), plan.to());
    }

    /** Shows what others submit, or have put back, for as long as this process lives. */
    void goOn() throws InterruptedException {
        screen.say(wayOut());
        while (!Thread.currentThread().isInterrupted()) {
            List<Followed> more = newPlans();
            if (!more.isEmpty()) {
                watch.untilEnded(more, Duration.ofDays(365)).forEach(ending -> screen.say(ending.sentence()));
            }
            Thread.sleep(pause);
        }
    }

    private Followed submit(PlanFile file) throws IOException, InterruptedException {
        Followed followed = watch.submit(file, sandbox.backends(file));
        backends.put(followed.id(), followed.backends());
        return followed;
    }

    private List<Followed> newPlans() throws InterruptedException {
        try {
            List<Followed> found = new ArrayList<>();
            for (ShownPlan plan : service.listPlans()) {
                if (!backends.containsKey(plan.id())) {
                    PlanBackends known = plan.revertOf().map(backends::get).orElse(PlanBackends.UNKNOWN);
                    backends.put(plan.id(), known);
                    found.add(watch.follow(plan, known));
                }
            }
            return found;
        } catch (IOException e) {
            return List.of(); // the service is busy, or about to end
        }
    }

    private String introduction(int load) {
        return """

                Three plans move traffic from Ireland (eu) to Virginia (us), in clouds in a box:
                %d requests a second on each route.
                %s goes well.
                %s turns bad half way: once us has %d %%, %d %% of what us answers
                there will be errors, and a gate is to put everything back.
                %s moves %d routes on three clouds in lockstep: a step is
                done when all of %s show it.

                Open  %s
                Logs  %s
                """.formatted(
                        load,
                        good.name(),
                        bad.name(),
                        BREAKS_AT_PERCENT,
                        ERROR_PERCENT,
                        wide.name(),
                        wide.routes().size(),
                        String.join(", ", wide.routes()),
                        service.plansUrl(),
                        directory.serviceLog());
    }

    private String wayOut() {
        return """

                Open           %s
                Put all back   curl -X POST %s/api/v1/revert -H 'Content-Type: application/json' -d '{"all": true, "endedWithin": "1h"}'
                Stop           Ctrl-C
                """.formatted(service.plansUrl(), service.url());
    }
}
