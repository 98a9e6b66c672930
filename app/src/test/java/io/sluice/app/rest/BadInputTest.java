package io.sluice.app.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.app.access.Endpoints;
import io.sluice.app.access.Endpoints.Endpoint;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows of the table of bad inputs that are about no single address, or about what plans do not have. */
class BadInputTest {
    @RegisterExtension
    static final Service SERVICE = Service.usual().logging();

    private static final String UNKNOWN = "pl_00000000000000000000000000";

    private static String running() {
        String id = SERVICE.submit(PlanText.of(SERVICE.newRoute()));
        SERVICE.awaitBaking(id);
        return id;
    }

    private static String plan(String id) {
        JsonNode shown = SERVICE.plan(id);
        return shown.path("state").asText() + shown.path("version") + shown.path("digest");
    }

    // ---- names

    @ParameterizedTest(name = "row 34: {0} is a name like any other")
    @ValueSource(strings = {"con", "null", "true", "0", "nul-1"})
    void names_that_mean_something_elsewhere(String name) {
        String script = "\"<script>alert(1)</script>\"";
        String id = SERVICE.submit(PlanText.of(SERVICE.newRoute())
                .with("/name", "\"" + name + "\"")
                .with("/description", script)
                .with("/owner", script));

        Reply reply = SERVICE.get("/api/v1/plans/" + id);

        assertThat(reply.json().path("name").textValue()).isEqualTo(name);
        assertThat(reply.json().path("owner").textValue()).isEqualTo("<script>alert(1)</script>");
        assertThat(reply.header("Content-Type")).isEqualTo("application/json");
        assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
        SERVICE.post("/api/v1/plans/" + id + "/cancel", "");
    }

    // ---- lists

    @ParameterizedTest(name = "rows 36 and 37: {0}")
    @ValueSource(
            strings = {
                "recurring?limit=0",
                "recurring?limit=-1",
                "recurring?limit=1000000000",
                "recurring?after=forged",
                "recurring?after=" + UNKNOWN,
                "recurring?sort=(select%201)",
                "plans?after=rp_00000000000000000000000000",
                "plans?view=summary&limit=0",
                "plans?view=summary&limit=1001",
                "plans?view=summary&after=%27%3B--",
                "plans?view=%27%20or%201=1",
                "providers?id=1%20or%201=1",
                "events?after=3",
                "plans/{id}/samples?since=%27%3B%20drop%20table%20plan",
                "plans/{id}/samples?since=2026-11-24T22:00:00",
                "plans/{id}/samples?until=now",
                "plans/{id}/events?from=0",
                "plans/{id}/outlook?at=now",
                "plans/{id}?fields=*",
            })
    void filters_and_pages_of_every_list(String query) {
        SERVICE.get("/api/v1/" + query.replace("{id}", running())).isProblem(400);
    }

    // ---- reverts

    @Test
    @DisplayName("row 56: of plans, providers and routes that nobody knows")
    void reverts_of_nothing() {
        SERVICE.post("/api/v1/plans/" + UNKNOWN + "/revert", "{}").isProblem(404);
        SERVICE.post("/api/v1/revert", "{\"plans\": [\"" + UNKNOWN + "\"]}").isProblemAt(422, "/plans/0");
        SERVICE.post("/api/v1/revert", "{\"provider\": \"nowhere\"}").isProblemAt(422, "/provider");
        SERVICE.post("/api/v1/revert", "{\"routes\": [\"edge\"]}").isProblemAt(422, "/routes");
        Reply nothing = SERVICE.post("/api/v1/revert", "{\"provider\": \"other\"}");
        assertThat(nothing.status()).isEqualTo(200);
        assertThat(nothing.json().path("asked").asInt()).isZero();
    }

    @Test
    @DisplayName("row 56: a plan of 500 routes is more than one may have, so no revert is that wide")
    void five_hundred_routes() {
        String route = SERVICE.newRoute();
        String routes = IntStream.range(0, 500)
                .mapToObj(i -> """
                        {"name": "edge-%1$d", "provider": "cloud", "route": "%2$s-%1$d",
                         "backends": {"blue": {"backend": "%2$s-blue"}, "green": {"backend": "%2$s-green"}}}
                        """.formatted(i, route))
                .collect(Collectors.joining(",", "[", "]"));
        String plans = SERVICE.plans();

        SERVICE.post("/api/v1/plans", PlanText.of(route).with("/routes", routes).toString())
                .isProblemAt(422, "/routes");

        assertThat(SERVICE.plans()).isEqualTo(plans);
    }

    // ---- what plans do not have

    @ParameterizedTest(name = "row 58: {0} with If-Match: {1}")
    @CsvSource({"PUT, ", "PUT, '\"1\"'", "PATCH, *", "PATCH, '\"0\"'", "POST, '\"1\"'"})
    void a_plan_that_was_submitted_is_not_edited(String method, String match) {
        String id = running();
        String before = plan(id);
        String edited =
                PlanText.of("x").with("/steps/1/setWeight/percent", "50").toString();
        String[] headers = match == null
                ? new String[] {"Content-Type", "application/json"}
                : new String[] {"Content-Type", "application/json", "If-Match", match};

        for (String at : List.of("", "/steps", "/steps/0", "/steps/1")) {
            Reply reply = SERVICE.method(method, "/api/v1/plans/" + id + at, edited, headers);
            reply.isProblem(at.isEmpty() ? 405 : 404);
        }
        assertThat(plan(id)).isEqualTo(before);
    }

    @Test
    @DisplayName("row 58: sent once more with other steps it is another plan, for which the route is taken")
    void an_edit_by_submission() {
        String route = SERVICE.newRoute();
        String id = SERVICE.submit(PlanText.of(route));
        SERVICE.awaitBaking(id);
        String before = plan(id);

        Reply reply = SERVICE.post(
                "/api/v1/plans",
                PlanText.of(route).with("/steps/1/setWeight/percent", "50").toString());

        assertThat(reply.isProblem(409).json().path("plan").asText()).isEqualTo(id);
        assertThat(plan(id)).isEqualTo(before);
    }

    @ParameterizedTest(name = "row 59: {0} {1}")
    @CsvSource({
        "DELETE, /api/v1/plans/{id}, 405",
        "DELETE, /api/v1/plans, 405",
        "DELETE, /api/v1/plans/{id}/journal, 405",
        "PUT, /api/v1/plans/{id}/journal, 405",
        "POST, /api/v1/plans/{id}/journal, 405",
        "DELETE, /api/v1/plans/{id}/journal/1, 404",
        "DELETE, /api/v1/plans/{id}/samples, 405",
        "DELETE, /api/v1/events, 405",
        "POST, /api/v1/plans/{id}/purge, 404",
    })
    void neither_a_plan_nor_what_is_written_of_it_is_deleted(String method, String path, int status) {
        String id = running();
        String before = plan(id);
        long lines = journal(id);

        SERVICE.method(method, path.replace("{id}", id), "").isProblem(status);

        assertThat(plan(id)).isEqualTo(before);
        assertThat(journal(id)).isEqualTo(lines);
    }

    private static long journal(String id) {
        return SERVICE.get("/api/v1/plans/" + id + "/journal?limit=200")
                .json()
                .path("events")
                .size();
    }

    @ParameterizedTest(name = "row 70: {0}")
    @ValueSource(strings = {"a list", "an object of plans", "documents of YAML", "an address for many"})
    void many_plans_at_once_are_none(String form) {
        List<String> routes = List.of(SERVICE.newRoute(), SERVICE.newRoute(), SERVICE.newRoute());
        String plans = SERVICE.plans();
        String list = routes.stream()
                .map(route -> PlanText.of(route).toString())
                .collect(Collectors.joining(form.startsWith("documents") ? "\n---\n" : ","));

        switch (form) {
            case "a list" -> SERVICE.post("/api/v1/plans", "[" + list + "]").isProblem(400);
            case "an object of plans" ->
                SERVICE.post("/api/v1/plans", "{\"plans\": [" + list + "]}").isProblemAt(422, "/plans");
            case "documents of YAML" ->
                SERVICE.post("/api/v1/plans", list, "Content-Type", "application/yaml")
                        .isProblem(400);
            default -> SERVICE.post("/api/v1/plans/import", "[" + list + "]").isProblem(405);
        }

        assertThat(SERVICE.plans()).isEqualTo(plans);
    }

    // ---- everywhere

    static List<Endpoint> everyAddress() {
        return Endpoints.all().stream()
                .filter(endpoint -> !endpoint.path().equals("/api/v1/events")) // what makes no sense there is left out
                .toList();
    }

    @ParameterizedTest(name = "{0} answers rubbish as what it is")
    @MethodSource("everyAddress")
    void rubbish(Endpoint endpoint) {
        for (String id :
                List.of("x", "%27%3B--", "%F0%9F%98%80", "a".repeat(300), UNKNOWN, "rp" + UNKNOWN.substring(2))) {
            String path = endpoint.path().replaceAll("\\{[^}]*}", id);
            refused(endpoint, SERVICE.method(endpoint.method(), path + "?%27=%00&x=y&x=z", ""));
            if (endpoint.method().equals("GET")) {
                continue; // who asks says nothing in a body
            }
            for (String body : List.of("{", "[[[[", "\"\\ud800\"", "{\"\": {\"/~\": 1e999}}", "\u0000", "- &a *a")) {
                for (String type :
                        List.of("application/json", "application/yaml", "application/x-www-form-urlencoded")) {
                    refused(endpoint, SERVICE.method(endpoint.method(), path, body, "Content-Type", type));
                }
            }
        }
    }

    /** Or done, where an address needs nothing to be said. */
    private static void refused(Endpoint endpoint, Reply reply) {
        assertThat(reply.status())
                .as("%s", reply)
                .satisfiesAnyOf(
                        status -> assertThat(status).isLessThan(500),
                        status -> assertThat(status).isEqualTo(501));
        if (reply.status() >= 400 && endpoint.path().startsWith("/api/")) {
            reply.isProblem(reply.status());
        }
    }

    // ---- logs

    @Test
    @DisplayName("rows 38 and 66: nobody writes a line of their own into the logs, nor a command to a terminal")
    void logs() {
        String id = running();
        for (String reason : List.of("a\\nERROR forged", "\\u001b[2J", "\\u202e", "\\u2028", "\\u009b2J")) {
            SERVICE.post("/api/v1/plans/" + id + "/pause", "{\"reason\": \"" + reason + "\"}")
                    .isProblemAt(422, "/reason");
        }
        String marked = "mark-" + Service.random(8);
        for (String line : List.of(
                "GET /api/v1/plans/" + marked + "%0d%0aERROR%20forged%1b%5b2J?x=%0a HTTP/1.1",
                "GET /api/v1/plans/" + marked + "\u009b2J HTTP/1.1",
                "GET /api/v1/plans?" + marked + "=\u009b2J HTTP/1.1")) {
            Reply reply = raw(
                    line, "User-Agent: x\u009b2Jx\u0085ERROR forged", "Referer: http://x/\u009b2J\u00e2\u0080\u00ae");
            assertThat(reply.status()).isBetween(400, 404);
        }
        assertThat(raw("GET /api/v1/plans HTTP/1.1", "User-Agent: x\u001b[2J").status())
                .isEqualTo(400);
        SERVICE.get("/api/v1/plans?label=" + marked + "-last=1");

        String logged = Await.until(SERVICE::logged, log -> log.contains(marked + "-last"));

        assertThat(logged).contains("x\\u009b2Jx\\u0085ERROR forged");
        assertThat(logged.lines()).noneMatch(line -> line.strip().startsWith("ERROR"));
        assertThat(logged.codePoints()
                        .filter(character -> character != '\n' && character != '\t')
                        .filter(character -> Character.getType(character) == Character.CONTROL
                                || Character.getType(character) == Character.FORMAT))
                .isEmpty();
    }

    private static Reply raw(String... lines) {
        String[] all = new String[lines.length + 2];
        System.arraycopy(lines, 0, all, 0, lines.length);
        all[lines.length] = "Host: localhost";
        all[lines.length + 1] = "Connection: close";
        return RawCall.ask(SERVICE.port(), all);
    }
}
