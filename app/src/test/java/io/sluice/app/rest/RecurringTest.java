package io.sluice.app.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dropwizard.db.DataSourceFactory;
import io.sluice.app.store.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Plans that come again, over the wire. What would be waited for until tomorrow is made due by the database behind the service. */
class RecurringTest {
    private static final String SETTINGS =
            "receivers: {chat: {type: slack, url: \"http://127.0.0.1:9/\", allow: [loopback], default: true}}";

    @RegisterExtension
    static final Service SERVICE = Service.with(SETTINGS);

    private static PlanText drill(String route) {
        return PlanText.of(route)
                .with("/steps", "[{\"setWeight\": {\"percent\": 10, \"bake\": \"1s\"}}]")
                .with("/atEnd", "\"revert\"")
                .with("/schedule", "{\"every\": \"0 3 * * *\", \"timeZone\": \"Europe/Berlin\"}");
    }

    /** One whose due times are far from now, whatever the hour is. */
    private static PlanText farAway(String route) {
        int hour = (OffsetDateTime.now(ZoneOffset.UTC).getHour() + 6) % 24;
        return drill(route).with("/schedule", "{\"every\": \"30 %d * * *\"}".formatted(hour));
    }

    private static String submit(PlanText plan) {
        Reply reply =
                Await.until(() -> SERVICE.post("/api/v1/recurring", plan.toString()), answer -> answer.status() != 503);
        assertThat(reply.status()).as("%s", reply).isEqualTo(201);
        return reply.json().path("id").asText();
    }

    private static JsonNode shown(String id) {
        return SERVICE.get("/api/v1/recurring/" + id).json();
    }

    private static JsonNode awaitRun(String id, String outcome) {
        return Await.until(
                () -> shown(id), plan -> plan.at("/lastRun/outcome").asText().equals(outcome));
    }

    private static void makeDue(String id, Instant due) {
        assertThat(update(
                        "update recurring set next_run = ? where id = ?",
                        OffsetDateTime.ofInstant(due, ZoneOffset.UTC),
                        id))
                .isEqualTo(1);
    }

    /** By the database behind the service. */
    private static int update(String sql, Object... values) {
        DataSourceFactory file = Database.inFile(SERVICE.data().resolve("sluice"));
        try (Connection connection = DriverManager.getConnection(file.getUrl(), file.getUser(), file.getPassword());
                PreparedStatement update = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                update.setObject(i + 1, values[i]);
            }
            return update.executeUpdate();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_run_is_a_plan_of_its_own_that_ends_where_it_began() {
        String route = SERVICE.newRoute();
        String id = submit(farAway(route));
        makeDue(id, Instant.now());

        JsonNode after = awaitRun(id, "submitted");
        String plan = after.at("/lastRun/plan").asText();
        assertThat(SERVICE.await(plan, "reverted").path("recurring").asText()).isEqualTo(id);
        assertThat(SERVICE.plan(plan).path("reason").asText())
                .isEqualTo("put back: every step was reached and has baked, and the plan ends where it began");
        assertThat(SERVICE.cloud().state(route).natives()).containsEntry(route + "-blue", 100);
        assertThat(after.path("runs")).hasSize(1);
        assertThat(Instant.parse(after.path("nextRun").asText())).isAfter(Instant.now());
    }

    @Test
    void it_shows_what_was_submitted_and_when_it_runs_next() {
        String id = submit(drill(SERVICE.newRoute()).with("/labels", "{\"kind\": \"drill\"}"));
        JsonNode plan = shown(id);

        assertThat(id).startsWith("rec_");
        assertThat(plan.fieldNames())
                .toIterable()
                .containsExactly(
                        "id",
                        "name",
                        "owner",
                        "labels",
                        "digest",
                        "every",
                        "timeZone",
                        "submittedBy",
                        "submittedAt",
                        "nextRun",
                        "lastRun",
                        "stoppedAt",
                        "stoppedBy",
                        "stopReason",
                        "runs");
        assertThat(plan.path("every").asText()).isEqualTo("0 3 * * *");
        assertThat(plan.path("timeZone").asText()).isEqualTo("Europe/Berlin");
        assertThat(plan.path("submittedBy").asText()).isEqualTo("local");
        assertThat(plan.path("lastRun").isNull()).isTrue();
        assertThat(SERVICE.get("/api/v1/recurring?limit=1").json().path("recurring"))
                .hasSize(1);
        assertThat(SERVICE.get("/api/v1/recurring?after=" + id + "&limit=200")
                        .json()
                        .findValuesAsText("id"))
                .doesNotContain(id);
    }

    @Test
    void each_kind_of_plan_has_its_own_address_and_both_can_be_previewed() {
        PlanText recurring = drill(SERVICE.newRoute());
        JsonNode fault = SERVICE.post("/api/v1/plans", recurring.toString())
                .isProblem(422)
                .json()
                .at("/faults/0");
        assertThat(fault.path("pointer").asText()).isEqualTo("/schedule/every");
        assertThat(fault.path("message").asText()).isEqualTo("makes it a recurring plan; send it to /api/v1/recurring");

        JsonNode other = SERVICE.post(
                        "/api/v1/recurring", PlanText.of(SERVICE.newRoute()).toString())
                .isProblem(422)
                .json()
                .at("/faults/0");
        assertThat(other.path("message").asText())
                .isEqualTo("is missing; a plan that runs once is sent to /api/v1/plans");

        JsonNode preview = Await.until(
                        () -> SERVICE.post("/api/v1/plans/preview", recurring.toString()),
                        answer -> answer.status() != 503)
                .json();
        assertThat(preview.path("startsAt").asText()).matches(".*T0[12]:00:00Z");
        assertThat(preview.path("endsAs").asText()).isEqualTo("reverted");
    }

    @Test
    void a_plan_that_could_never_run_is_refused_at_once() {
        assertThat(SERVICE.post(
                                "/api/v1/recurring",
                                drill(SERVICE.newRoute())
                                        .with("/routes/0/provider", "\"nobody\"")
                                        .toString())
                        .isProblem(422)
                        .json()
                        .at("/faults/0/pointer")
                        .asText())
                .isEqualTo("/routes/0/provider");
    }

    @Test
    void the_same_key_makes_one() {
        PlanText plan = drill(SERVICE.newRoute());
        String key = Service.random(8);
        String[] headers = {"Idempotency-Key", key};
        Reply first = Await.until(
                () -> SERVICE.post("/api/v1/recurring", plan.toString(), headers), answer -> answer.status() != 503);
        Reply second = SERVICE.post("/api/v1/recurring", plan.toString(), headers);

        assertThat(second.status()).isEqualTo(201);
        assertThat(second.json().path("id")).isEqualTo(first.json().path("id")); // runs may have been due between
        assertThat(SERVICE.post("/api/v1/recurring", drill(SERVICE.newRoute()).toString(), headers)
                        .isProblem(422)
                        .json()
                        .path("type")
                        .asText())
                .endsWith("key-reused");
    }

    @Test
    void keys_that_count_no_more_are_forgotten() throws Exception {
        String[] headers = {"Idempotency-Key", Service.random(8)};
        for (String path : List.of("/api/v1/recurring", "/api/v1/plans")) {
            PlanText plan = path.endsWith("plans") ? PlanText.of(SERVICE.newRoute()) : drill(SERVICE.newRoute());
            Reply reply =
                    Await.until(() -> SERVICE.post(path, plan.toString(), headers), answer -> answer.status() != 503);
            assertThat(reply.status()).isEqualTo(201);
        }
        OffsetDateTime old = OffsetDateTime.now(ZoneOffset.UTC).minusHours(25);
        for (String table : List.of("idempotency", "recurring_key")) {
            assertThat(update("update %s set used_at = ? where client_key = ?".formatted(table), old, headers[1]))
                    .isEqualTo(1);
        }
        SERVICE.restart(SETTINGS);

        for (String table : List.of("idempotency", "recurring_key")) {
            String still = "update %s set used_at = used_at where client_key = ?".formatted(table);
            assertThat(Await.until(() -> update(still, headers[1]), rows -> rows == 0))
                    .as(table)
                    .isZero();
        }
    }

    @Test
    void stopped_is_stopped_and_a_second_time_is_no_fault() {
        String id = submit(drill(SERVICE.newRoute()));
        Reply stopped = SERVICE.post("/api/v1/recurring/" + id + "/stop", "{\"reason\": \"season freeze\"}");
        assertThat(stopped.json().path("stoppedBy").asText()).isEqualTo("local");
        assertThat(stopped.json().path("stopReason").asText()).isEqualTo("season freeze");

        assertThat(stopped.status()).isEqualTo(200);
        assertThat(stopped.json().path("nextRun").isNull()).isTrue();
        assertThat(SERVICE.post("/api/v1/recurring/" + id + "/stop", "").json().path("stoppedAt"))
                .isEqualTo(stopped.json().path("stoppedAt"));
        assertThat(SERVICE.post("/api/v1/recurring/rec_nobody/stop", "")
                        .isProblem(404)
                        .status())
                .isEqualTo(404);
    }

    @Test
    void row_65_one_that_a_later_release_cannot_read_is_shown_and_refused_and_keeps_no_other_from_anything()
            throws Exception {
        String id = submit(farAway(SERVICE.newRoute()));
        update("update recurring set document = '{\"apiVersion\":\"sluice/v0\"}' where id = ?", id);
        SERVICE.restart(SETTINGS);

        Reply list = SERVICE.get("/api/v1/recurring?limit=200");
        assertThat(list.status()).isEqualTo(200);
        assertThat(list.json().findValuesAsText("id")).contains(id);
        assertThat(shown(id).path("every").isNull()).isTrue();
        makeDue(id, Instant.now());
        assertThat(awaitRun(id, "refused").at("/lastRun/reason").asText())
                .startsWith("this release of Sluice cannot read the plan as it was written");
        assertThat(SERVICE.post("/api/v1/recurring/" + id + "/stop", "").status())
                .isEqualTo(200);
    }

    @Test
    void what_was_missed_and_what_is_refused_says_why() {
        String route = SERVICE.newRoute();
        String id = submit(farAway(route));
        makeDue(id, Instant.now().minusSeconds(14 * 3600));
        assertThat(awaitRun(id, "skipped").at("/lastRun/reason").asText()).contains("now it is too late");

        SERVICE.cloud().strangerSets(route, Map.of(route + "-blue", 50, route + "-green", 50));
        makeDue(id, Instant.now());
        assertThat(awaitRun(id, "refused").at("/lastRun/reason").asText()).contains("the plan expects blue 100 %");
    }
}
