package io.sluice.app.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.app.net.TcpProxy;
import io.sluice.app.net.TcpProxy.Trouble;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;

/** P16: the emergency revert while all that a plan talks to besides its clouds and its database has gone without a word. */
class RevertWhileOthersAreDownTest {
    /** Where metrics, a hook and a receiver would be. */
    private static final TcpProxy NOBODY = new TcpProxy(1);

    @RegisterExtension
    static final Service SERVICE = Service.with("""
            sources: {prom: {type: prometheus, url: 'http://127.0.0.1:%1$d', callDeadline: 30s, metricLag: 0s, allow: [loopback]}}
            hooks: {smoke: {url: 'http://127.0.0.1:%1$d/smoke', secret: {file: %2$s}, allow: [loopback], callDeadline: 30s}}
            receivers: {chat: {type: slack, url: 'http://127.0.0.1:%1$d/', allow: [loopback], default: true}}
            """.formatted(NOBODY.port(), secret()));

    @RegisterExtension
    static final AfterAllCallback CLOSING = (ExtensionContext _) -> NOBODY.close();

    private static Path secret() {
        try {
            return Files.writeString(
                    Files.createTempFile("hook", ".secret"), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeAll
    static void theyAreGone() {
        NOBODY.fail(Trouble.BLACK_HOLE);
    }

    @Test
    @DisplayName("P16: metrics and receivers answer nothing, and twenty ticks hang in a hook")
    void metrics_notifier_and_hooks_are_down() {
        String route = SERVICE.newRoute();
        String plan = SERVICE.submit(PlanText.of(route)
                .with(
                        "/gates",
                        "[{\"name\": \"ours\", \"source\": \"prom\", \"metric\": {\"query\": \"up\"}, \"every\": \"1s\","
                                + " \"judge\": {\"max\": 1}, \"onNoData\": \"hold\"}]"));
        List<String> stuck = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            stuck.add(SERVICE.submit(PlanText.of(SERVICE.newRoute())
                    .with("/steps/0", "{\"setWeight\": 10}")
                    .with("/steps/1", "{\"webhook\": {\"hook\": \"smoke\"}}")));
        }
        stuck.forEach(one -> Await.until(
                () -> SERVICE.plan(one), held -> held.path("heldBy").asText().equals("webhook")));
        Await.until(
                () -> SERVICE.cloud().state(route).natives(), weights -> weights.getOrDefault(route + "-green", 0) > 0);

        long begun = System.nanoTime();
        Reply reply = SERVICE.post("/api/v1/plans/" + plan + "/revert", "");
        System.out.printf(
                "P16: metrics and receivers answer nothing, and twenty ticks hang in a hook: answered %d after %d ms%n",
                reply.status(), (System.nanoTime() - begun) / 1_000_000);

        assertThat(reply.status()).as("%s", reply).isEqualTo(200);
        assertThat(SERVICE.cloud().state(route).natives()).containsEntry(route + "-green", 0);
        Reply all = SERVICE.post("/api/v1/revert", "{\"all\": true}");
        assertThat(all.status()).as("%s", all).isEqualTo(200);
        assertThat(all.json().path("back").asInt()).isGreaterThanOrEqualTo(stuck.size());
    }
}
