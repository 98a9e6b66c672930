package io.sluice.app.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the demo shows: one plan that goes well, one that is put back, and then whatever else is asked of the service. */
final class Story {
    private static final Path EXAMPLES = Path.of("plans", "examples");

    /** Half way: enough is there to lose, and enough is left to go back to. */
    private static final int BREAKS_AT_PERCENT = 50;

    private static final int ERROR_PERCENT = 30;

    /** On a busy machine a few milliseconds come and go, and doubling less than these would fail the latency gate. */
    private static final int LATENCY_MILLIS = 25;

    /** Both need about a minute and a half; on a machine that is ten times as slow they are still going well. */
    private static final Duration LIMIT = Duration.ofMinutes(15);

    private final SluiceClient service;
    private final SandboxClient sandbox;
    private final Screen screen;
    private final Directory directory;
    private final Watch watch;
    private final Duration pause;
    private final PlanFile good = PlanFile.read(EXAMPLES.resolve("checkout-region-move.yaml"));
    private final PlanFile bad = PlanFile.read(EXAMPLES.resolve("search-region-move.yaml"));

    /** Target groups by side, of each plan that was seen. */
    private final Map<String, Map<String, String>> groups = new HashMap<>();

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

    /** Shows both plans to their end; whether it was the right one. */
    boolean tell(int load) throws IOException, InterruptedException {
        for (PlanFile plan : List.of(good, bad)) {
            for (String group : plan.groups().values()) {
                sandbox.slowDown(group, LATENCY_MILLIS);
            }
        }
        sandbox.breakDown(bad.newGroup(), BREAKS_AT_PERCENT, ERROR_PERCENT);
        screen.say(introduction(load));
        List<Followed> plans = List.of(submit(good), submit(bad));
        List<Ending> endings = watch.untilEnded(plans, LIMIT);
        screen.say("");
        endings.forEach(ending -> screen.say(ending.sentence()));
        return endings.get(0).plan().state().equals("completed")
                && endings.get(1).plan().state().equals("reverted");
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
        Followed followed = watch.submit(file);
        groups.put(followed.id(), followed.groups());
        return followed;
    }

    private List<Followed> newPlans() throws InterruptedException {
        try {
            List<Followed> found = new ArrayList<>();
            for (ShownPlan plan : service.listPlans()) {
                if (!groups.containsKey(plan.id())) {
                    Map<String, String> known = plan.revertOf().map(groups::get).orElse(Map.of());
                    groups.put(plan.id(), known);
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

                Two plans move %d requests a second each from Ireland (eu) to Virginia (us), in a cloud in a box.
                %s goes well. %s turns bad half way: once us has %d %%,
                %d %% of what us answers there will be errors, and a gate is to put everything back.

                Open  %s
                Logs  %s
                """.formatted(
                        load,
                        good.name(),
                        bad.name(),
                        BREAKS_AT_PERCENT,
                        ERROR_PERCENT,
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
