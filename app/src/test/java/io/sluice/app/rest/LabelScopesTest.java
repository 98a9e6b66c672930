package io.sluice.app.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever has a role for some plans only: the others are not there for them. */
class LabelScopesTest {
    /** Pat is of the payments team and Max of search; Ann may do everything. */
    @RegisterExtension
    static final Service SERVICE = Service.with(
                    """
            access:
              tokens:
                - {name: ann, roles: [admin], sha256: %s}
                - {name: pat, roles: [submitter, operator, approver], labels: {team: payments}, sha256: %s}
                - {name: max, roles: [operator], labels: {team: search}, sha256: %s}
            """.formatted(Secrets.hash("ann"), Secrets.hash("pat"), Secrets.hash("max")))
            .showing("ann");

    private static String payments = "";
    private static String search = "";

    @BeforeAll
    static void plans() {
        payments = SERVICE.submit(labelled("payments"));
        search = SERVICE.submit(labelled("search"));
        SERVICE.awaitBaking(payments);
        SERVICE.awaitBaking(search);
    }

    private static PlanText labelled(String team) {
        return PlanText.of(SERVICE.newRoute()).with("/labels", "{\"team\": \"" + team + "\", \"kind\": \"region\"}");
    }

    private static Reply as(String who, String method, String path, String body) {
        return SERVICE.send(SERVICE.request(path)
                .setHeader("Authorization", "Bearer " + who)
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "GET, ''",
        "GET, /journal",
        "GET, /runbook",
        "GET, /samples",
        "GET, /outlook",
        "GET, /events",
        "POST, /pause",
        "POST, /resume",
        "POST, /promote",
        "POST, /cancel",
        "POST, /approve",
        "POST, /reject",
        "POST, /revert"
    })
    @DisplayName("row 35: another team's plan is answered as one that never was")
    void not_there(String method, String what) {
        String body = method.equals("POST") ? "{}" : "";
        Reply others = as("pat", method, "/api/v1/plans/" + search + what, body);
        Reply nobodys = as("pat", method, "/api/v1/plans/pl_00000000000000000000000000" + what, body);

        assertThat(others.isProblem(404).body())
                .isEqualTo(nobodys.isProblem(404).body());
        assertThat(SERVICE.plan(search).path("state").asText()).isEqualTo("baking");
    }

    @Test
    void ones_own_is_there_and_obeys() {
        assertThat(as("pat", "GET", "/api/v1/plans/" + payments, "").status()).isEqualTo(200);
        assertThat(as("pat", "POST", "/api/v1/plans/" + payments + "/pause", "{}")
                        .status())
                .isEqualTo(200);
        assertThat(as("pat", "POST", "/api/v1/plans/" + payments + "/resume", "{}")
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest(name = "limit={0}")
    @ValueSource(ints = {1, 50})
    void lists_have_ones_own_and_pages_are_full(int limit) {
        assertThat(ids("pat", "?limit=" + limit)).contains(payments).doesNotContain(search);
        assertThat(ids("max", "?limit=" + limit)).contains(search).doesNotContain(payments);
        assertThat(ids("ann", "?limit=" + limit)).contains(search, payments);
        assertThat(ids("pat", "?view=summary&limit=" + limit))
                .contains(payments)
                .doesNotContain(search);
        assertThat(ids("pat", "?label=team=search&limit=" + limit)).isEmpty();
        assertThat(ids("pat", "?label=kind=region&limit=" + limit)).contains(payments);
    }

    private static Set<String> ids(String who, String query) {
        Set<String> ids = new HashSet<>();
        String after = "";
        do {
            JsonNode page = as(who, "GET", "/api/v1/plans" + query + after, "").json();
            page.path("plans").forEach(plan -> ids.add(plan.path("id").asText()));
            after = page.path("next").isTextual()
                    ? "&after=" + page.path("next").asText()
                    : "";
        } while (!after.isEmpty());
        return ids;
    }

    @Test
    void a_route_that_another_teams_plan_has_is_taken_and_by_whom_is_not_told() {
        String route = SERVICE.newRoute();
        PlanText theirs = PlanText.of(route).with("/labels", "{\"team\": \"search\"}");
        PlanText ours = PlanText.of(route).with("/labels", "{\"team\": \"payments\"}");
        String owner = SERVICE.submit(theirs);

        Reply submitted = as("pat", "POST", "/api/v1/plans", ours.toString()).isProblem(409);
        assertThat(submitted.json().path("type").asText()).endsWith(":route-taken");
        assertThat(submitted.body())
                .contains("belongs to another plan until that ends")
                .doesNotContain(owner);
        Reply previewed = as("pat", "POST", "/api/v1/plans/preview", ours.toString());
        assertThat(previewed.status()).as("%s", previewed).isEqualTo(200);
        assertThat(previewed.body())
                .contains("belongs to another plan until that ends")
                .doesNotContain(owner);

        assertThat(SERVICE.post("/api/v1/plans", ours.toString())
                        .isProblem(409)
                        .json()
                        .path("plan")
                        .asText())
                .isEqualTo(owner);
        assertThat(SERVICE.post("/api/v1/plans/preview", ours.toString()).body())
                .contains("belongs to plan " + owner);
    }

    @Test
    void a_revert_that_another_teams_plan_stands_in_the_way_of_does_not_name_it() {
        String route = SERVICE.newRoute();
        String ours = SERVICE.submit(PlanText.of(route).with("/labels", "{\"team\": \"payments\"}"));
        SERVICE.awaitBaking(ours);
        assertThat(SERVICE.post("/api/v1/plans/" + ours + "/cancel", "{}").status())
                .isEqualTo(200);
        String owner = SERVICE.submit(PlanText.of(route)
                .with("/expect", "{\"blue\": 90, \"green\": 10}")
                .with("/steps", "[{\"setWeight\": {\"percent\": 50, \"bake\": \"1h\"}}]")
                .with("/labels", "{\"team\": \"search\"}"));

        Reply one = as("pat", "POST", "/api/v1/plans/" + ours + "/revert", "{}").isProblem(409);
        Reply many = as("pat", "POST", "/api/v1/revert", "{\"plans\": [\"" + ours + "\"]}");
        assertThat(one.body()).contains("belongs to another plan").doesNotContain(owner);
        assertThat(many.body()).contains("belongs to another plan").doesNotContain(owner);
        assertThat(SERVICE.post("/api/v1/plans/" + ours + "/revert", "{}").body())
                .contains(owner);
    }

    @Test
    void whoever_listens_hears_of_their_own_plans_alone() {
        String first = SERVICE.submit(labelled("search"));
        String second = SERVICE.submit(labelled("payments"));

        try (Heard heard = Heard.as(SERVICE, "pat", "/api/v1/events", "0")) {
            Set<String> plans = new HashSet<>();
            Heard.Event event;
            do {
                event = heard.next(any -> any.is("journal") || any.is("plans"));
                plans.addAll(
                        event.is("journal")
                                ? List.of(event.json().path("plan").asText())
                                : event.json().path("changed").findValuesAsText("id"));
            } while (!plans.contains(second));
            assertThat(plans).doesNotContain(first, search);
        }
    }

    @Test
    void nobody_submits_for_another_team() {
        for (String path : List.of("/api/v1/plans", "/api/v1/plans/preview")) {
            Reply reply = as("pat", "POST", path, labelled("search").toString()).isProblem(403);
            assertThat(reply.json().path("detail").asText())
                    .isEqualTo("pat may submit only plans with the labels [team=payments].");
            as("pat", "POST", path, PlanText.of(SERVICE.newRoute()).toString()).isProblem(403);
        }
        String every = labelled("search")
                .with("/atEnd", "\"revert\"")
                .with("/schedule", "{\"every\": \"0 3 * * mon\", \"timeZone\": \"UTC\"}")
                .toString();
        as("pat", "POST", "/api/v1/recurring", every).isProblem(403);
    }

    @Test
    void recurring_plans_are_there_for_their_team() {
        Reply reply = as(
                "ann",
                "POST",
                "/api/v1/recurring",
                labelled("payments")
                        .with("/atEnd", "\"revert\"")
                        .with("/schedule", "{\"every\": \"0 3 * * mon\", \"timeZone\": \"UTC\"}")
                        .toString());
        assertThat(reply.status()).as("%s", reply).isEqualTo(201);
        String id = reply.json().path("id").asText();

        assertThat(as("pat", "GET", "/api/v1/recurring/" + id, "").status()).isEqualTo(200);
        as("max", "GET", "/api/v1/recurring/" + id, "").isProblem(404);
        assertThat(as("pat", "GET", "/api/v1/recurring", "").json().findValuesAsText("id"))
                .contains(id);
        assertThat(as("max", "GET", "/api/v1/recurring", "").json().findValuesAsText("id"))
                .isEmpty();
        as("max", "POST", "/api/v1/recurring/" + id + "/stop", "{}").isProblem(403); // may not stop anything at all
    }

    @Test
    @DisplayName("a revert of all is one of all that is there for who asks")
    void all() {
        String mine = SERVICE.submit(labelled("garden"));
        List<String> others = List.of(payments, search, mine);
        others.forEach(SERVICE::awaitBaking);

        Reply named = as("max", "POST", "/api/v1/revert", "{\"plans\": [\"" + mine + "\"]}");
        assertThat(named.isProblemAt(422, "/plans/0").body()).contains("there is no plan of this id");
        Reply reply = as("max", "POST", "/api/v1/revert", "{\"all\": true, \"reason\": \"a test\"}");

        List<String> reverted = new ArrayList<>();
        reply.json()
                .path("plans")
                .forEach(plan -> reverted.add(plan.path("plan").asText()));
        assertThat(reply.status()).as("%s", reply).isEqualTo(200);
        assertThat(reverted).contains(search).doesNotContain(payments, mine);
        assertThat(SERVICE.plan(mine).path("state").asText()).isEqualTo("baking");
        search = SERVICE.submit(labelled("search"));
        SERVICE.awaitBaking(search);
    }
}
