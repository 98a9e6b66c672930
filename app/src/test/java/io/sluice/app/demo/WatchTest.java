package io.sluice.app.demo;

import static io.sluice.app.demo.StubServers.plan;
import static io.sluice.app.demo.StubServers.widePlan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.app.screen.LiveScreen;
import io.sluice.app.screen.Paper;
import io.sluice.app.screen.PlainScreen;
import io.sluice.app.screen.PlanLines;
import io.sluice.app.screen.Screen;
import io.sluice.app.screen.ShownPlan;
import io.sluice.app.screen.Style;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two plans over REST, on a terminal and through a pipe. */
class WatchTest {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final String BAKES = "bakes until 2026-11-24T22:40:05Z";

    private static final Map<String, String> EDGE = Map.of("eu", "move-eu", "us", "move-us");
    private static final PlanBackends NARROW = new PlanBackends(Map.of("edge", EDGE));
    private static final PlanBackends WIDE =
            new PlanBackends(Map.of("edge", EDGE, "dns", Map.of("eu", "name-eu", "us", "name-us")));

    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(sent, true, StandardCharsets.UTF_8);
    private StubServers servers;

    @BeforeEach
    void start() throws IOException {
        servers = new StubServers();
        servers.tell(
                "good",
                List.of(
                        plan("good", "shifting", 0, "about to be looked at"),
                        plan("good", "baking", 25, BAKES),
                        plan("good", "baking", 25, BAKES),
                        plan("good", "completed", 100, "every step has baked")));
        servers.tell(
                "bad",
                List.of(
                        plan("bad", "shifting", 0, "about to be looked at"),
                        plan("bad", "baking", 50, BAKES),
                        plan("bad", "reverting", 50, "10 % > 5 %"),
                        plan("bad", "reverting", 0, "back; guarding"),
                        plan("bad", "reverted", 0, "put back: 10 % > 5 %")));
    }

    @AfterEach
    void stop() {
        servers.close();
    }

    @Test
    void aPipeGetsALineForEachChange() throws Exception {
        watch(new PlainScreen(out, Style.plain(true, ZoneOffset.UTC), servers));

        assertThat(text().lines())
                .containsExactly(
                        "before",
                        "22:00:03  good ░░░░░░░░░░░░░░░░░░░░ eu 100%   -/s    - err  us   0%   -/s    - err  shifting: about to be looked at",
                        "22:00:03  bad  ░░░░░░░░░░░░░░░░░░░░ eu 100%   -/s    - err  us   0%   -/s    - err  shifting: about to be looked at",
                        "22:00:04  good ░░░░░░░░░░░░░░░█████ eu  75%  90/s 0.0% err  us  25%  30/s  10% err  baking: bakes until 22:40:05",
                        "22:00:04  bad  ░░░░░░░░░░██████████ eu  50%  90/s 0.0% err  us  50%  30/s  10% err  baking: bakes until 22:40:05",
                        "22:00:05  bad  ░░░░░░░░░░██████████ eu  50%  90/s 0.0% err  us  50%  30/s  10% err  reverting: 10 % > 5 %",
                        "22:00:06  good ████████████████████ eu   0%  90/s 0.0% err  us 100%  30/s  10% err  completed: every step has baked",
                        "22:00:06  bad  ░░░░░░░░░░░░░░░░░░░░ eu 100%  90/s 0.0% err  us   0%  30/s  10% err  reverting: back; guarding",
                        "22:00:07  bad  ░░░░░░░░░░░░░░░░░░░░ eu 100%  90/s 0.0% err  us   0%  30/s  10% err  reverted: put back: 10 % > 5 %",
                        "good completed after 5 s: 450 requests to eu, 150 requests to us, 15 failed.",
                        "bad reverted after 5 s: 450 requests to eu, 150 requests to us, 15 failed.");
    }

    @Test
    void aTerminalShowsOneLineForEachPlanAndKeepsItInPlace() throws Exception {
        LiveScreen screen = new LiveScreen(out, new Style(80, true, true, ZoneOffset.UTC), () -> 80);
        watch(screen);

        Paper paper = Paper.of(text());
        assertThat(paper.lines())
                .containsExactly(
                        "before",
                        "good ████████ eu   0%  90/s 0.0% us 100%  30/s  10% completed: every step has …",
                        "bad  ░░░░░░░░ eu 100%  90/s 0.0% us   0%  30/s  10% reverted: put back: 10 % >…",
                        "good completed after 5 s: 450 requests to eu, 150 requests to us, 15 failed.",
                        "bad reverted after 5 s: 450 requests to eu, 150 requests to us, 15 failed.",
                        "");
        assertThat(paper.cursorShown()).isTrue();
    }

    @Test
    void aPlanWithSeveralRoutesKeepsALineForEachInPlace() throws Exception {
        servers.tell(
                "wide",
                List.of(
                        widePlan("wide", "shifting", 0, 0),
                        widePlan("wide", "shifting", 20, 0),
                        widePlan("wide", "baking", 20, 20),
                        widePlan("wide", "completed", 100, 100)));
        watch(new LiveScreen(out, new Style(80, true, true, ZoneOffset.UTC), () -> 80), "wide", "good");

        assertThat(Paper.of(text()).lines())
                .containsExactly(
                        "before",
                        "wide   completed",
                        "  edge ████████ eu   0%  90/s 0.0% us 100%  30/s  10%",
                        "  dns  ████████ eu   0%  60/s 0.0% us 100%   0/s 0.0%",
                        "good   ████████ eu   0%  90/s 0.0% us 100%  30/s  10% completed: every step ha…",
                        "wide completed after 5 s: 750 requests to eu, 150 requests to us, 15 failed.",
                        "good completed after 4 s: 360 requests to eu, 120 requests to us, 12 failed.",
                        "");
    }

    @Test
    void aPipeGetsTheRoutesThatMovedBeneathTheirPlan() throws Exception {
        servers.tell(
                "wide",
                List.of(
                        widePlan("wide", "shifting", 0, 0),
                        widePlan("wide", "shifting", 20, 0),
                        widePlan("wide", "completed", 100, 100)));
        watch(new PlainScreen(out, Style.plain(false, ZoneOffset.UTC), servers), "wide");

        assertThat(text().lines())
                .containsExactly(
                        "before",
                        "22:00:02  wide   shifting",
                        "22:00:02    edge -------------------- eu 100%   -/s    - err  us   0%   -/s    - err",
                        "22:00:02    dns  -------------------- eu 100%   -/s    - err  us   0%   -/s    - err",
                        "22:00:03  wide   shifting",
                        "22:00:03    edge ----------------#### eu  80%  90/s 0.0% err  us  20%  30/s  10% err",
                        "22:00:04  wide   completed",
                        "22:00:04    edge #################### eu   0%  90/s 0.0% err  us 100%  30/s  10% err",
                        "22:00:04    dns  #################### eu   0%  60/s 0.0% err  us 100%   0/s 0.0% err",
                        "wide completed after 3 s: 450 requests to eu, 90 requests to us, 9 failed.");
    }

    @Test
    void aPlanHasArrivedOnceEachRouteWasSeenOnTheNewSide() throws Exception {
        servers.tell("half", List.of(widePlan("half", "completed", 100, 99)));
        servers.tell("whole", List.of(widePlan("whole", "completed", 100, 100)));

        assertThat(service().hasAll("half", "us")).isFalse();
        assertThat(service().hasAll("whole", "us")).isTrue();
        assertThat(service().hasAll("whole", "eu")).isFalse();
    }

    @Test
    void whatIsSaidMeanwhileStandsAboveTheLines() {
        LiveScreen screen = new LiveScreen(out, new Style(80, true, false, ZoneOffset.UTC), () -> 40);
        screen.show(List.of(lines(5)));
        screen.say("by the way");
        screen.show(List.of(lines(25)));

        assertThat(Paper.of(text()).lines())
                .containsExactly("by the way", "good eu  75%   -/s    - us  25%   -/s …", "");
        assertThat(Paper.of(text()).cursorShown()).isFalse();
    }

    @Test
    void afterItsEndNothingIsDrawnAnyMore() {
        LiveScreen screen = new LiveScreen(out, new Style(80, true, false, ZoneOffset.UTC), () -> 80);
        screen.show(List.of(lines(5)));
        screen.close();
        String atTheEnd = text();
        screen.show(List.of(lines(25)));
        screen.say("too late");
        screen.settle();

        assertThat(text()).isEqualTo(atTheEnd);
        assertThat(Paper.of(text()).cursorShown()).isTrue();
    }

    @Test
    void aPlanThatIsRefusedIsOneSentence() {
        assertThatExceptionOfType(DemoFailed.class)
                .isThrownBy(() -> watch(new PlainScreen(out, Style.plain(true, ZoneOffset.UTC), servers), "other"))
                .withMessage("the service refused other.yaml: not in this story");
    }

    @Test
    void aServiceThatIsGoneIsOneSentence() {
        assertThatExceptionOfType(DemoFailed.class)
                .isThrownBy(() -> {
                    Watch watch = new Watch(service(), sandbox(), screen(), servers, Duration.ZERO);
                    watch.untilEnded(
                            List.of(new Followed("gone", PlanBackends.UNKNOWN, servers.instant(), Counts.NONE)), LIMIT);
                })
                .withMessage("the service does not answer any more: GET /api/v1/plans/gone: 404 not in this story");
    }

    private void watch(Screen screen) throws IOException, InterruptedException {
        watch(screen, "good", "bad");
    }

    private void watch(Screen screen, String... names) throws IOException, InterruptedException {
        screen.say("before");
        Watch watch = new Watch(service(), sandbox(), screen, servers, Duration.ZERO);
        List<Followed> plans = new ArrayList<>();
        for (String name : names) {
            plans.add(watch.submit(file(name), name.equals("wide") ? WIDE : NARROW));
        }
        watch.untilEnded(plans, LIMIT).forEach(ending -> screen.say(ending.sentence()));
    }

    private Screen screen() {
        return new PlainScreen(out, Style.plain(true, ZoneOffset.UTC), servers);
    }

    private SluiceClient service() {
        return new SluiceClient(new JsonHttp(servers.url()));
    }

    private SandboxClient sandbox() {
        return new SandboxClient(new JsonHttp(servers.url()));
    }

    private String text() {
        return sent.toString(StandardCharsets.UTF_8);
    }

    private static PlanFile file(String name) {
        return new PlanFile(Path.of(name + ".yaml"), "name: " + name, name, "us", List.of());
    }

    private static PlanLines lines(int us) {
        try {
            return new PlanLines(
                    ShownPlan.of(new ObjectMapper().readTree(plan("good", "baking", us, BAKES))), Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
