package io.sluice.app.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.sluice.app.telemetry.Exposition;
import io.sluice.app.telemetry.Expressions;
import io.sluice.app.telemetry.NodeSeriesTest;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Signal;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the service tells Prometheus, over HTTP, while plans run. */
class MetricsTest {
    @RegisterExtension
    static final Service SERVICE = Service.with("""
            access:
              tokens:
                - {name: ann, roles: [admin], sha256: %s}
                - {name: scraper, roles: [viewer], sha256: %s}
                - {name: max, roles: [viewer, operator], labels: {team: search}, sha256: %s}
            """.formatted(
                            Secrets.hash("ann-secret"), Secrets.hash("scraper-secret"), Secrets.hash("max-secret")))
            .showing("ann-secret");

    private static final String GATE = """
            [{"name": "errors", "signal": "error-rate", "every": "1s", "judge": {"max": 1}, "onFail": "hold", "onNoData": "ignore"}]""";

    private static String baking(String name) {
        String route = SERVICE.newRoute();
        for (String backend : new String[] {route + "-blue", route + "-green"}) {
            SERVICE.cloud().measure(backend, Signal.REQUESTS, new Reading.Measured(6000));
            SERVICE.cloud().measure(backend, Signal.ERROR_RATE, new Reading.Measured(0.25));
        }
        String id = SERVICE.submit(
                PlanText.of(route).with("/name", "\"" + name + "\"").with("/gates", GATE));
        SERVICE.awaitBaking(id);
        return id;
    }

    private static Reply scrape(int port, String accept, String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"));
        if (!accept.isEmpty()) {
            request.header("Accept", accept);
        }
        return SERVICE.send(token.isEmpty() ? request : request.header("Authorization", "Bearer " + token));
    }

    @Test
    void a_plan_has_series_from_its_first_look_to_its_end() {
        String id = baking("shown");
        Exposition metrics = Await.until(
                SERVICE::metrics,
                shown -> shown.value("sluice_plan_observed_weight_ratio", "plan", id, "side", "green") > 0
                        && shown.has("sluice_gate_value", "plan", id));

        assertThat(metrics.value("sluice_plan_state", "plan", id, "name", "shown", "state", "baking"))
                .isEqualTo(1);
        assertThat(metrics.value("sluice_plan_state", "plan", id)).isEqualTo(1);
        assertThat(metrics.value("sluice_plan_step", "plan", id)).isEqualTo(1);
        assertThat(metrics.value("sluice_plan_steps", "plan", id)).isEqualTo(2);
        assertThat(metrics.value("sluice_plan_desired_weight_ratio", "plan", id, "route", "edge", "side", "green"))
                .isEqualTo(0.1);
        assertThat(metrics.value("sluice_plan_desired_weight_ratio", "plan", id, "side", "blue"))
                .isEqualTo(0.9);
        assertThat(metrics.value("sluice_plan_observed_weight_ratio", "plan", id, "route", "edge", "side", "green"))
                .isEqualTo(0.1);
        assertThat(metrics.value("sluice_gate_value", "plan", id, "gate", "errors", "side", "green"))
                .isEqualTo(0.25);
        assertThat(metrics.value("sluice_gate_limit", "plan", id, "gate", "errors", "side", "green"))
                .isEqualTo(1);
        assertThat(metrics.value("sluice_gate_verdict", "plan", id, "gate", "errors"))
                .isEqualTo(1);
        assertThat(metrics.value("sluice_plan_last_look_timestamp_seconds", "plan", id))
                .isGreaterThan(1.7e9);

        SERVICE.post("/api/v1/plans/" + id + "/pause", "{\"reason\": \"to see\"}");
        Await.until(
                SERVICE::metrics,
                shown -> shown.has("sluice_plan_held", "plan", id, "by", "pause")
                        && shown.has("sluice_plan_state", "plan", id, "state", "held"));

        double reverts = SERVICE.metrics().value("sluice_revert_duration_seconds_count");
        SERVICE.post("/api/v1/plans/" + id + "/revert", "{\"reason\": \"seen\"}");
        SERVICE.await(id, "reverted");
        Exposition after = SERVICE.metrics();
        assertThat(after.series()).noneMatch(series -> id.equals(series.labels().get("plan")));
        assertThat(after.value("sluice_revert_duration_seconds_count")).isGreaterThan(reverts);
    }

    @Test
    void what_the_node_and_all_nodes_do_is_counted() {
        String id = baking("counted");
        Exposition metrics = Await.until(SERVICE::metrics, shown -> shown.value("sluice_plans", "state", "baking") > 0);

        for (String operation : new String[] {"observe", "apply", "snapshot", "read-signals"}) {
            assertThat(metrics.value(
                            "sluice_provider_call_duration_seconds_count",
                            "provider",
                            "cloud",
                            "operation",
                            operation,
                            "outcome",
                            "ok"))
                    .as(operation)
                    .isPositive();
        }
        assertThat(metrics.value("sluice_look_lateness_seconds_count")).isPositive();
        assertThat(metrics.value("sluice_tick_duration_seconds_count", "outcome", "done"))
                .isPositive();
        assertThat(metrics.value("sluice_journal_append_duration_seconds_count", "outcome", "appended"))
                .isPositive();
        assertThat(metrics.value("sluice_capsule_acknowledgements_total")).isPositive();
        assertThat(metrics.value("sluice_node_ready")).isEqualTo(1);
        assertThat(metrics.value("sluice_nodes_live")).isEqualTo(1);
        assertThat(metrics.value("sluice_node_info")).isEqualTo(1);
        assertThat(metrics.value("sluice_database_up")).isEqualTo(1);
        assertThat(metrics.value("sluice_node_plans", "state", "baking")).isPositive();
        assertThat(metrics.value("sluice_node_plans_left_out")).isZero();
        assertThat(metrics.has("sluice_claims_held")).isTrue();
        assertThat(metrics.has("sluice_stream_readers")).isTrue();
        assertThat(metrics.has("sluice_outbox_waiting")).isTrue();
        assertThat(metrics.value("jvm_threads_current")).isPositive();
        assertThat(metrics.value(
                        "sluice_http_request_duration_seconds_count",
                        "method",
                        "POST",
                        "path",
                        "/api/v1/plans",
                        "status",
                        "201"))
                .isPositive();
        assertThat(metrics.has("sluice_http_request_duration_seconds_count", "path", "/api/v1/plans/{id}"))
                .isTrue();
        assertThat(metrics.series())
                .as("an address is a template")
                .noneMatch(series -> series.labels().getOrDefault("path", "").contains(id));
    }

    @Test
    void what_a_provider_refuses_is_counted_as_what_it_said() {
        String route = SERVICE.newRoute();
        String id = SERVICE.submit(PlanText.of(route));
        SERVICE.awaitBaking(id);
        double before = unseen();
        SERVICE.cloud().onNextRead(route, new io.sluice.traffic.ProviderError.Unavailable("down for a moment"));

        Await.until(MetricsTest::unseen, count -> count > before);
    }

    private static double unseen() {
        return SERVICE.metrics()
                .value(
                        "sluice_provider_call_duration_seconds_count",
                        "provider",
                        "cloud",
                        "operation",
                        "observe",
                        "outcome",
                        "unavailable");
    }

    @Test
    void whoever_asks_for_open_metrics_gets_it() {
        baking("open");
        Reply open = scrape(
                SERVICE.port(),
                "application/openmetrics-text;version=1.0.0;q=0.6,text/plain;version=0.0.4;q=0.3,*/*;q=0.1",
                "scraper-secret");
        Reply plain = scrape(SERVICE.port(), "text/plain", "scraper-secret");

        assertThat(open.status()).isEqualTo(200);
        assertThat(open.header("Content-Type")).startsWith("application/openmetrics-text");
        assertThat(open.body()).endsWith("# EOF\n").contains("sluice_plan_state{");
        assertThat(plain.header("Content-Type")).startsWith("text/plain");
        assertThat(plain.body()).doesNotContain("# EOF").contains("sluice_plan_state{");
    }

    @Test
    void who_may_read_all_plans_may_scrape_and_the_admin_port_asks_nobody() {
        assertThat(scrape(SERVICE.port(), "", "scraper-secret").status()).isEqualTo(200);
        scrape(SERVICE.port(), "", "").isProblem(401);
        scrape(SERVICE.port(), "", "max-secret").isProblem(403);
        Reply admin = scrape(SERVICE.adminPort(), "", "");
        assertThat(admin.status()).isEqualTo(200);
        assertThat(Exposition.parse(admin.body()).knows("sluice_plan_state")).isTrue();
    }

    // ---- what reads them

    /** An expression, and what is made of its labels for people. */
    private record Asked(String expression, String shown) {}

    private static Path docs(String file) {
        return Path.of("../docs/telemetry", file);
    }

    private static List<Asked> ofTheDashboard() throws IOException {
        List<Asked> asked = new ArrayList<>();
        JsonNode dashboard = Service.JSON.readTree(Files.readString(docs("grafana-dashboard.json")));
        for (JsonNode panel : dashboard.path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                asked.add(new Asked(
                        target.path("expr").asText(),
                        target.path("legendFormat").asText()));
            }
        }
        for (JsonNode variable : dashboard.at("/templating/list")) {
            if (variable.path("type").asText().equals("query")) {
                asked.add(new Asked(variable.path("definition").asText(), ""));
            }
        }
        return asked;
    }

    private static List<Asked> ofTheAlerts() throws IOException {
        List<Asked> asked = new ArrayList<>();
        JsonNode alerts = new YAMLMapper().readTree(docs("alerts.yml").toFile());
        for (JsonNode rule : alerts.at("/groups/0/rules")) {
            asked.add(new Asked(
                    rule.path("expr").asText(), rule.at("/annotations/summary").asText()));
        }
        return asked;
    }

    /** A histogram by no labels has no series before it has counted; all others have, once there was a plan of each kind. */
    @Test
    void the_dashboard_and_the_alerts_name_only_what_there_is() throws IOException {
        Exposition metrics = everythingOnce();
        Exposition elsewhere = NodeSeriesTest.withBucketsAndReceivers(); // which this service has none of
        List<Asked> asked = new ArrayList<>(ofTheDashboard());
        assertThat(asked).hasSizeGreaterThan(25);
        asked.addAll(ofTheAlerts());
        assertThat(asked).hasSizeGreaterThan(35);
        for (Asked one : asked) {
            Expressions names = Expressions.of(one.expression());
            assertThat(names.metrics()).as(one.expression()).isNotEmpty();
            Set<String> given = new TreeSet<>(Set.of("instance")); // from Prometheus
            names.metrics().forEach((metric, labels) -> {
                Exposition with = metrics.has(metric) ? metrics : elsewhere;
                assertThat(with.has(metric)).as("%s has series", metric).isTrue();
                assertThat(with.labels(metric))
                        .as("%s in %s", metric, one.expression())
                        .containsAll(labels);
                given.addAll(with.labels(metric));
            });
            assertThat(given).as(one.expression()).containsAll(names.grouped());
            Set<String> left = names.grouped().isEmpty() ? given : names.grouped();
            assertThat(left)
                    .as("%s of %s", one.shown(), one.expression())
                    .containsAll(Expressions.inserted(one.shown()));
        }
    }

    /** After a plan that baked, one that is held and one that was put back. */
    private static Exposition everythingOnce() {
        String baking = baking("one");
        String held = baking("two");
        SERVICE.post("/api/v1/plans/" + held + "/pause", "{\"reason\": \"to see\"}");
        String back = baking("three");
        SERVICE.post("/api/v1/plans/" + back + "/revert", "{\"reason\": \"to see\"}");
        SERVICE.await(back, "reverted");
        return Await.until(
                SERVICE::metrics,
                metrics -> metrics.has("sluice_gate_value", "plan", baking)
                        && metrics.has("sluice_plan_held", "plan", held));
    }

    @Test
    void every_series_of_sluice_is_in_the_page() throws IOException {
        String page = Files.readString(Path.of("../docs/telemetry.md"));
        assertThat(SERVICE.metrics().types().keySet().stream().filter(name -> name.startsWith("sluice_")))
                .allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
    }
}
