package io.sluice.app.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses, methods and headers that lead nowhere. */
class BadAddressTest {
    @RegisterExtension
    static final Service SERVICE = Service.usual();

    @ParameterizedTest(name = "row 35: the id {0}")
    @ValueSource(
            strings = {
                "x",
                "pl_",
                "pl_01ARZ3NDEKTSV4RRFFQ69G5FAV",
                "pl_01arz3ndektsv4rrffq69g5fav",
                "PL_01ARZ3NDEKTSV4RRFFQ69G5FAV",
                "123e4567-e89b-12d3-a456-426614174000",
                "%20pl_01ARZ3NDEKTSV4RRFFQ69G5FAV",
                "%27%3B%20drop%20table%20plan%3B--",
                "%F0%9F%98%80",
                "..."
            })
    void what_is_no_id_is_told_as_what_is_nobodys(String id) {
        for (String rest : List.of("", "/journal")) {
            assertThat(SERVICE.get("/api/v1/plans/" + id + rest).isProblem(404).body())
                    .isEqualTo(unknown());
        }
        for (String move : List.of("pause", "resume", "promote", "cancel", "revert")) {
            assertThat(SERVICE.post("/api/v1/plans/" + id + "/" + move, "{}")
                            .isProblem(404)
                            .body())
                    .isEqualTo(unknown());
        }
    }

    @Test
    @DisplayName("row 35: an id of 300 characters")
    void long_id() {
        assertThat(SERVICE.get("/api/v1/plans/" + "a".repeat(300))
                        .isProblem(404)
                        .body())
                .isEqualTo(unknown());
    }

    private static String unknown() {
        return SERVICE.get("/api/v1/plans/pl_00000000000000000000000000").body();
    }

    @ParameterizedTest(name = "row 35: the path {0}")
    @ValueSource(
            strings = {
                "/api/v1/plans/../../etc/passwd",
                "/api/v1/plans/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
                "/api/v1/plans/%2e%2e/%2e%2e/etc/passwd",
                "/api/v1/plans/%00",
                "/api/v1/plans/..;/providers",
                "/api/v1/plans/a%2Fb",
                "/api/v1/plans/a%5Cb",
                "/api/v1/plans/a;b=c",
                "/api/v1/plans/%ff",
                "/api/v1/plans/%c3%28",
                "/api/v1/plans/%zz",
                "/api/v1/plans//",
                "//api/v1/plans",
                "/api//v1/plans",
                "/api/v1/./plans/./x",
                "/nothing",
                "/api/v1/plans/x/y/z"
            })
    void what_leads_nowhere(String path) {
        Reply reply = RawCall.ask(SERVICE.port(), "GET " + path + " HTTP/1.1", "Host: localhost", "Connection: close");

        assertThat(reply.status()).as("%s", reply).isIn(400, 404);
        reply.isProblem(reply.status());
    }

    @ParameterizedTest(name = "row 36: {0}")
    @ValueSource(
            strings = {
                "state=%27%3B%20drop%20table%20plan",
                "state=baking%27%20or%20%271%27=%271",
                "state=",
                "label=%25",
                "label==x",
                "label=",
                "limit=1%20or%201=1",
                "after=%27%3B--",
                "sort=(select%201)",
                "staet=held",
                "after=pl_%25"
            })
    void filters_that_make_no_sense(String query) {
        SERVICE.get("/api/v1/plans?" + query).isProblem(400);
    }

    @ParameterizedTest(name = "row 36: {0} is meant literally")
    @ValueSource(strings = {"owner=%25", "owner=_", "label=team=%25", "owner=%27%20or%201=1", "owner=%00"})
    void filters_are_literal(String query) {
        SERVICE.submit(PlanText.of(SERVICE.newRoute()).with("/owner", "\"ann\"").with("/labels", "{\"team\": \"a\"}"));

        assertThat(SERVICE.get("/api/v1/plans?" + query).json().path("plans").size())
                .isZero();
    }

    @ParameterizedTest(name = "row 37: {0}")
    @ValueSource(
            strings = {
                "plans?limit=0",
                "plans?limit=-1",
                "plans?limit=1000000000",
                "plans?limit=99999999999999999999",
                "plans?limit=ten",
                "plans?limit=",
                "plans?limit=1.5",
                "plans?limit=%D9%A1",
                "plans?after=forged",
                "plans?after=",
                "plans?limit=1&limit=2",
                "plans?after=x&after=y",
                "plans/{id}/journal?limit=0",
                "plans/{id}/journal?after=-1",
                "plans/{id}/journal?after=99999999999999999999",
                "plans/{id}/journal?after=x",
                "plans/{id}/journal?from=3"
            })
    void pages_that_there_are_not(String query) {
        String path =
                query.contains("{id}") ? query.replace("{id}", SERVICE.submit(PlanText.of(SERVICE.newRoute()))) : query;
        SERVICE.get("/api/v1/" + path).isProblem(400);
    }

    @ParameterizedTest(name = "row 40: {0} {1}")
    @CsvSource({
        "PUT, /api/v1/plans",
        "PATCH, /api/v1/plans",
        "DELETE, /api/v1/plans",
        "PUT, /api/v1/providers",
        "POST, /api/v1/schema/plan",
        "GET, /api/v1/revert",
        "PUT, /api/v1/plans/{id}",
        "PATCH, /api/v1/plans/{id}",
        "DELETE, /api/v1/plans/{id}",
        "POST, /api/v1/plans/{id}",
        "DELETE, /api/v1/plans/{id}/journal",
        "GET, /api/v1/plans/{id}/pause",
        "TRACE, /api/v1/plans",
        "FOO, /api/v1/plans"
    })
    void methods_that_are_not_there(String method, String path) {
        String id = SERVICE.submit(PlanText.of(SERVICE.newRoute()));
        long version = SERVICE.awaitBaking(id).path("version").asLong();

        Reply reply = RawCall.ask(
                SERVICE.port(),
                method + " " + path.replace("{id}", id) + " HTTP/1.1",
                "Host: localhost",
                "Content-Length: 0",
                "Connection: close");

        assertThat(reply.isProblem(405).header("Allow")).isNotEmpty();
        assertThat(SERVICE.plan(id).path("version").asLong()).isEqualTo(version);
    }

    @Test
    @DisplayName("row 40: X-HTTP-Method-Override is not heard")
    void override() {
        String id = SERVICE.submit(PlanText.of(SERVICE.newRoute()));

        for (String header : List.of("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")) {
            assertThat(SERVICE.send(SERVICE.request("/api/v1/plans/" + id).header(header, "DELETE"))
                            .status())
                    .isEqualTo(200);
            SERVICE.post("/api/v1/plans/" + id, "", header, "GET").isProblem(405);
        }
    }

    @Test
    @DisplayName("HEAD is GET without a body, OPTIONS says what there is")
    void other_methods() {
        Reply head = SERVICE.method("HEAD", "/api/v1/plans", "");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(SERVICE.method("HEAD", "/nothing", "").status()).isEqualTo(404);

        Reply options = SERVICE.method("OPTIONS", "/api/v1/plans", "");
        assertThat(options.status()).isEqualTo(200);
        assertThat(List.of(options.header("Allow").split(",", -1))).containsOnly("GET", "HEAD", "POST", "OPTIONS");
    }

    @Test
    @DisplayName("row 39: headers that are too large, too many, or say two things")
    void headers() {
        String get = "GET /api/v1/plans HTTP/1.1";
        ask(431, get, "Host: localhost", "X-Long: " + "a".repeat(9 * 1024));
        ask(
                431,
                Stream.concat(
                                Stream.of(get, "Host: localhost"),
                                Stream.iterate(0, i -> i + 1).limit(600).map(i -> "X-Header-" + i + ": abcdefghijkl"))
                        .toArray(String[]::new));
        ask(
                431,
                Stream.concat(
                                Stream.of(get, "Host: localhost"),
                                Stream.iterate(0, i -> i + 1).limit(200).map(i -> "X-" + i + ": " + "a".repeat(40)))
                        .toArray(String[]::new));
        ask(400, get);
        ask(400, get, "Host: localhost", "Host: example.org");
        ask(400, get, "Host: local host");
        ask(400, get, "Host: localhost", "X-Bad : x");
        ask(400, get, "Host: localhost", "X-Bad: a\0b");
        ask(400, get, "Host: localhost", "Content-Length: -1");
        ask(400, get, "Host: localhost", "Content-Length: 1", "Content-Length: 2");
        ask(
                400,
                "POST /api/v1/revert HTTP/1.1",
                "Host: localhost",
                "Content-Type: application/json",
                "Content-Length: 13",
                "Transfer-Encoding: chunked",
                "",
                "0",
                "");
        ask(505, "GET /api/v1/plans HTTP/9.9", "Host: localhost");
        ask(505, "GET /api/v1/plans", "Host: localhost");
        ask(414, "GET /" + "a".repeat(9 * 1024) + " HTTP/1.1", "Host: localhost");
    }

    @Test
    @DisplayName("row 39: a service that asks for no token is called localhost and not otherwise")
    void forged_host() {
        ask(400, "GET /api/v1/plans HTTP/1.1", "Host: evil.example");
        ask(400, "GET http://evil.example/api/v1/plans HTTP/1.1", "Host: evil.example");
        ask(400, "POST /api/v1/revert HTTP/1.1", "Host: evil.example:8080", "Content-Length: 0");
    }

    private static void ask(int status, String... lines) {
        RawCall.ask(SERVICE.port(), lines).isProblem(status);
    }

    @ParameterizedTest(name = "a page of {0} may not send requests")
    @ValueSource(strings = {"https://evil.example", "null", "http://127.0.0.1:1"})
    void other_sites(String origin) {
        SERVICE.method(
                        "POST",
                        "/api/v1/revert",
                        "{\"all\": true}",
                        "Origin",
                        origin,
                        "Content-Type",
                        "application/json")
                .isProblem(403);
    }

    @Test
    @DisplayName("our own page may")
    void own_site() {
        assertThat(SERVICE.post("/api/v1/revert", "{\"plans\": []}", "Origin", "http://127.0.0.1:" + SERVICE.port())
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest(name = "Accept: {0} is 406")
    @ValueSource(strings = {"text/html", "application/xml", "image/*"})
    void what_nobody_can_answer(String accept) {
        SERVICE.send(SERVICE.request("/api/v1/plans").header("Accept", accept)).isProblem(406);
    }

    @ParameterizedTest(name = "row 69: {0}: {1} says nothing")
    @CsvSource({
        "If-Modified-Since, 'Fri, 31 Dec 9999 23:59:59 GMT'",
        "Date, 'Fri, 31 Dec 9999 23:59:59 GMT'",
        "If-None-Match, *",
        "Range, bytes=0-1"
    })
    void the_clients_clock(String header, String value) {
        Reply reply = RawCall.ask(
                SERVICE.port(),
                "GET /api/v1/providers HTTP/1.1",
                "Host: localhost",
                header + ": " + value,
                "Connection: close");

        assertThat(reply.status()).isEqualTo(200);
    }
}
