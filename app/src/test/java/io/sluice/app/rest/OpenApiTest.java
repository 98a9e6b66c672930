package io.sluice.app.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the running service answers is what its description says, to the last field. */
class OpenApiTest {
    @RegisterExtension
    static final Service SERVICE = Service.usual();

    private static final String PLAN = "/api/v1/plans/{id}";
    private static final String GATED = """
            [{"name": "errors", "signal": "error-rate", "every": "1s", "judge": {"max": 1}, "onFail": "hold", "onNoData": "ignore"}]""";

    private static Contract contract() {
        return Contract.of(SERVICE);
    }

    private static String id = "";

    @BeforeAll
    static void aPlanThatBakes() {
        id = SERVICE.submit(PlanText.of(SERVICE.newRoute()).with("/labels", "{\"team\": \"payments\"}"));
        SERVICE.awaitBaking(id);
    }

    @Test
    @DisplayName("it is served to whoever asks, and may be kept only as long as it is the same")
    void served() {
        Reply reply = SERVICE.get("/openapi.json");

        assertThat(reply.header("Content-Type")).isEqualTo("application/json");
        assertThat(reply.header("Cache-Control")).isEqualTo("no-cache");
        assertThat(reply.json().path("openapi").asText()).isEqualTo("3.1.0");
        contract().good("GET /openapi.json", reply);
    }

    @Test
    @DisplayName("every call that shows something")
    void shown() {
        Contract contract = contract();
        contract.good("GET /api/v1/plans", SERVICE.get("/api/v1/plans?limit=1&state=baking&label=team=payments"));
        contract.good("GET /api/v1/plans", SERVICE.get("/api/v1/plans?view=summary"));
        contract.good("GET " + PLAN, SERVICE.get("/api/v1/plans/" + id));
        for (String part : List.of("journal", "outlook", "samples", "runbook")) {
            contract.good("GET " + PLAN + "/" + part, SERVICE.get("/api/v1/plans/" + id + "/" + part));
        }
        contract.good(
                "GET " + PLAN + "/runbook",
                SERVICE.send(SERVICE.request("/api/v1/plans/" + id + "/runbook").header("Accept", "application/json")));
        contract.good("GET /api/v1/providers", SERVICE.get("/api/v1/providers"));
        contract.good("GET /metrics", SERVICE.get("/metrics"));
        contract.good("GET /api/v1/me", SERVICE.get("/api/v1/me"));
        contract.good("GET /api/v1/login", SERVICE.get("/api/v1/login"));
        contract.good("GET /api/v1/schema/plan", SERVICE.get("/api/v1/schema/plan"));
        contract.good("GET /api/v1/recurring", SERVICE.get("/api/v1/recurring"));
    }

    @Test
    @DisplayName("every move of a plan, from its submission to its revert")
    void moved() {
        Contract contract = contract();
        PlanText plan = PlanText.of(SERVICE.newRoute());
        contract.good("POST /api/v1/plans/preview", post("/api/v1/plans/preview", plan.toString()));
        contract.holds(
                "POST /api/v1/plans/preview",
                SERVICE.post(
                        "/api/v1/plans/preview",
                        plan.toString(),
                        "Accept",
                        "text/plain",
                        "Content-Type",
                        "application/json"));
        Reply submitted = contract.good("POST /api/v1/plans", post("/api/v1/plans", plan.toString()));
        String moved = submitted.json().path("id").asText();
        SERVICE.awaitBaking(moved);
        for (String move : List.of("pause", "resume", "promote", "approve", "reject", "cancel", "revert")) {
            String body = move.equals("approve")
                    ? "{\"evidence\": {\"digest\": \"d\", \"step\": 1, \"gates\": {}}}"
                    : "{\"reason\": \"a test\"}";
            contract.holds("POST " + PLAN + "/" + move, SERVICE.post("/api/v1/plans/" + moved + "/" + move, body));
        }
        contract.holds("POST /api/v1/revert", SERVICE.post("/api/v1/revert", "{\"plans\": [\"%s\"]}".formatted(moved)));
        contract.holds("POST /api/v1/revert", SERVICE.post("/api/v1/revert", "{\"plans\": []}"));
    }

    @Test
    @DisplayName("a plan with gates")
    void judged() {
        String judged = SERVICE.submit(PlanText.of(SERVICE.newRoute()).with("/gates", GATED));
        Await.until(
                () -> SERVICE.get("/api/v1/plans/" + judged + "/samples").json(),
                samples -> !samples.at("/gates/errors").isEmpty());
        contract().good("GET " + PLAN, SERVICE.get("/api/v1/plans/" + judged));
        contract().good("GET " + PLAN + "/samples", SERVICE.get("/api/v1/plans/" + judged + "/samples"));
    }

    @Test
    @DisplayName("a plan that comes again")
    void recurring() {
        Contract contract = contract();
        String plan = PlanText.of(SERVICE.newRoute())
                .with("/steps", "[{\"setWeight\": {\"percent\": 10, \"bake\": \"1s\"}}]")
                .with("/schedule", "{\"every\": \"0 3 * * *\", \"timeZone\": \"Europe/Berlin\"}")
                .with("/atEnd", "\"revert\"")
                .toString();
        Reply submitted = contract.good("POST /api/v1/recurring", post("/api/v1/recurring", plan));
        String recurring = submitted.json().path("id").asText();
        contract.good("GET /api/v1/recurring/{id}", SERVICE.get("/api/v1/recurring/" + recurring));
        contract.good("GET /api/v1/recurring", SERVICE.get("/api/v1/recurring"));
        contract.good("POST /api/v1/recurring/{id}/stop", SERVICE.post("/api/v1/recurring/" + recurring + "/stop", ""));
        contract.holds("POST /api/v1/plans", SERVICE.post("/api/v1/plans", plan).isProblem(422));
    }

    @Test
    @DisplayName("what happens while it happens")
    void heard() {
        Contract contract = contract();
        try (Heard plan = Heard.from(SERVICE, "/api/v1/plans/" + id + "/events", "0");
                Heard all = Heard.from(SERVICE, "/api/v1/events", "0")) {
            contract.holds("PlanEvents", plan.next(event -> event.is("journal")));
            contract.holds("PlanEvents", plan.next(event -> event.is("look")));
            contract.holds("AllEvents", all.next(event -> event.is("journal")));
            SERVICE.submit(PlanText.of(SERVICE.newRoute()));
            contract.holds("AllEvents", all.next(event -> event.is("plans")));
        }
    }

    @Test
    @DisplayName("every refusal that a client can bring about")
    void refused() {
        Contract contract = contract();
        contract.holds("GET /api/v1/plans", SERVICE.get("/api/v1/plans?limit=x").isProblem(400));
        contract.holds("POST /api/v1/plans", SERVICE.post("/api/v1/plans", "{").isProblem(400));
        contract.holds(
                "POST /api/v1/plans",
                SERVICE.post(
                                "/api/v1/plans",
                                "{}",
                                "Content-Type",
                                "application/json",
                                "Origin",
                                "http://other.example")
                        .isProblem(403));
        contract.holds("GET " + PLAN, SERVICE.get("/api/v1/plans/pl_nowhere").isProblem(404));
        contract.holds(
                "GET /api/v1/plans",
                SERVICE.send(SERVICE.request("/api/v1/plans").header("Accept", "image/*"))
                        .isProblem(406));
        contract.holds(
                "POST " + PLAN + "/promote",
                SERVICE.post("/api/v1/plans/" + again() + "/promote", "{}").isProblem(409));
        contract.holds(
                "POST /api/v1/plans",
                SERVICE.post("/api/v1/plans", " ".repeat(300_000)).isProblem(413));
        contract.holds("GET " + PLAN, raw("/api/v1/plans/" + "a".repeat(9_000)).isProblem(414));
        contract.holds(
                "POST /api/v1/plans",
                SERVICE.post("/api/v1/plans", "<plan/>", "Content-Type", "application/xml")
                        .isProblem(415));
        contract.holds("POST /api/v1/plans", SERVICE.post("/api/v1/plans", "{}").isProblem(422));
        contract.holds(
                "GET /api/v1/plans",
                raw("/api/v1/plans", "X-Long: " + "a".repeat(9_000)).isProblem(431));
        contract.holds(
                "POST /login",
                SERVICE.post("/login", "token=x", "Content-Type", "application/x-www-form-urlencoded")
                        .isProblem(401));
        contract.holds(
                "GET /login/provider", SERVICE.get("/login/provider?to=/").isProblem(404));
        contract.holds("POST /logout", SERVICE.post("/logout", ""));
    }

    /** On a connection of its own: what the web server itself refuses ends it. */
    private static Reply raw(String path, String... headers) {
        return RawCall.ask(
                SERVICE.port(),
                Stream.concat(Stream.of("GET " + path + " HTTP/1.1", "Host: localhost"), Stream.of(headers))
                        .toArray(String[]::new));
    }

    /** What is answered once the cloud answers in its second: a busy machine may be late. */
    private static Reply post(String path, String body) {
        return Await.until(() -> SERVICE.post(path, body), answer -> answer.status() != 503);
    }

    /** A plan that is over. */
    private static String again() {
        String over = SERVICE.submit(PlanText.of(SERVICE.newRoute()));
        SERVICE.post("/api/v1/plans/" + over + "/cancel", "{}");
        return over;
    }
}
