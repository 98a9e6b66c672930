package io.sluice.app.rest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans that cannot be read or carried out: told what is wrong and where, and nothing is kept of them. */
class BadPlanTest {
    @RegisterExtension
    static final Service SERVICE = Service.with("limits: {maxJumpPercent: 60, minLookInterval: 1s}");

    private static final String STEP = "/steps/0/setWeight/percent";

    private static String route = "";
    private static String plans = "";

    @BeforeAll
    static void routeOfAll() {
        route = SERVICE.newRoute();
        SERVICE.submit(sound(SERVICE.newRoute()));
        plans = SERVICE.plans();
    }

    @AfterAll
    static void nothingWasKept() {
        assertThat(SERVICE.plans()).isEqualTo(plans);
        assertThat(SERVICE.cloud().effects()).noneMatch(effect -> effect.route().equals(route));
        SERVICE.submit(sound(route));
    }

    private static PlanText sound() {
        return sound(route);
    }

    private static PlanText sound(String of) {
        return PlanText.of(of).with("/steps/1/setWeight/percent", "60");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void unreadable(String row, byte[] body, String type) {
        Reply reply = SERVICE.post("/api/v1/plans", body, "Content-Type", type);

        assertThat(reply.isProblem(400).pointers()).hasSize(1);
    }

    static Stream<Arguments> unreadable() {
        String plan = PlanText.of("x").toString();
        String json = "application/json";
        String yaml = "application/yaml";
        return Stream.of(
                bytes("row 1: an empty body", "", json),
                bytes("row 1: null", "null", json),
                bytes("row 1: a list", "[]", json),
                bytes("row 1: a text", "\"x\"", json),
                bytes("row 1: a number", "42", json),
                bytes("row 1: an empty body of YAML", "", yaml),
                bytes("row 2: truncated", plan.substring(0, 100), json),
                bytes("row 2: a trailing comma", "{\"a\": 1,}", json),
                bytes("row 2: two documents", plan + plan, json),
                bytes("row 2: a byte order mark", "\uFEFF" + plan, json),
                arguments("row 2: UTF-16", plan.getBytes(UTF_16), json),
                arguments("row 2: invalid UTF-8", "{\"name\": \"\u00c3(\"}".getBytes(ISO_8859_1), json),
                bytes("row 2: a lone surrogate", "{\"name\": \"\\ud800\"}", json),
                bytes("row 4: a key twice", "{\"weight\": 10, \"weight\": 90}", json),
                bytes("row 9: 1,001 levels", "[".repeat(1001), json),
                bytes("row 9: 100,000 levels", "[".repeat(100_000), json),
                bytes("row 10: a number of 10,000 digits", "{\"a\": " + "1".repeat(10_000) + "}", json),
                bytes("row 11: an alias bomb", "a: &a [x]\nb: &b [*a, *a]\n", yaml),
                bytes("row 11: a Java tag", "a: !!javax.script.ScriptEngineManager [x]\n", yaml),
                bytes("row 11: a merge key", "a: {<<: {b: 1}}\n", yaml),
                bytes("row 11: two documents", "a: 1\n---\nb: 1\n", yaml),
                bytes("row 11: tabs", "a:\n\tb: 1\n", yaml),
                bytes("row 11: 60 levels", "a: " + "[".repeat(60), yaml),
                bytes("row 12: NaN", "{\"a\": NaN}", json),
                bytes("row 12: Infinity", "{\"a\": -Infinity}", json),
                bytes("row 12: +5", "{\"a\": +5}", json),
                bytes("row 12: 0x10", "{\"a\": 0x10}", json),
                bytes("row 70: a list of plans", "[" + plan + ", " + plan + "]", json));
    }

    private static Arguments bytes(String row, String body, String type) {
        return arguments(row, body.getBytes(UTF_8), type);
    }

    @ParameterizedTest(name = "row 7: Content-Type {0}")
    @MethodSource
    void other_types(String type) {
        SERVICE.post("/api/v1/plans", sound().toString(), "Content-Type", type).isProblem(415);
    }

    static Stream<String> other_types() {
        return Stream.of(
                "text/plain",
                "application/json; charset=utf-7",
                "application/json; charset=iso-8859-1",
                "application/yaml; charset=utf-16",
                "multipart/form-data; boundary=x",
                "application/x-www-form-urlencoded",
                "application/xml",
                "application/jsonp",
                "*/*",
                "application/*");
    }

    @ParameterizedTest(name = "row 7: what is no Content-Type: {0}")
    @ValueSource(strings = {"application", "/", "", "application/json;", "a b/c"})
    void no_types(String type) {
        Reply reply = SERVICE.post("/api/v1/plans", "{}", "Content-Type", type);

        assertThat(reply.status()).isIn(400, 415, 422);
        reply.isProblem(reply.status());
    }

    @ParameterizedTest(name = "row 7: no Content-Type")
    @MethodSource
    void no_type(String path) {
        Reply reply = RawCall.ask(
                SERVICE.port(), "POST " + path + " HTTP/1.1", "Host: localhost", "Content-Length: 2", "", "{}");
        reply.isProblem(415);
    }

    static Stream<String> no_type() {
        return Stream.of("/api/v1/plans", "/api/v1/revert");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void too_large(String row, String body) {
        SERVICE.post("/api/v1/plans", body).isProblem(413);
    }

    static Stream<Arguments> too_large() {
        return Stream.of(
                arguments("row 8: 10 MB", " ".repeat(10_000_000)),
                arguments("row 10: one text of 5 MB", "{\"name\": \"" + "x".repeat(5_000_000) + "\"}"),
                arguments("row 10: a million elements", "[" + "1,".repeat(1_000_000) + "1]"),
                arguments(
                        "row 34: a name of 1 MB",
                        sound("x").with("/name", quoted("n".repeat(1_000_000))).toString()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void wrong_at(String row, Object plan, String pointer) {
        SERVICE.post("/api/v1/plans", plan.toString()).isProblemAt(422, pointer);
    }

    static Stream<Arguments> wrong_at() {
        route = SERVICE.newRoute();
        return Stream.of(
                        Stream.of(
                                at("row 3: NUL", "/name", "\"a\\u0000b\""),
                                at("row 3: a control character", "/description", "\"a\\u0007b\""),
                                at("row 5: an unknown field", "/colour", "1"),
                                at("row 5: in the wrong case", "/Description", "\"x\""),
                                at("row 5: deep inside", "/steps/0/setWeight/baek", "\"1h\""),
                                at("row 5: in an address", "/routes/0/listener", "\"x\""),
                                at("row 13: no whole", "/expect", "{\"blue\": 99, \"green\": 0}", "/expect"),
                                at("row 13: more than the whole", "/expect", "{\"blue\": 99, \"green\": 2}", "/expect"),
                                at("row 13: nothing at all", "/expect", "{\"blue\": 0, \"green\": 0}", "/expect"),
                                at("row 13: a side left out", "/expect", "{\"blue\": 100}", "/expect"),
                                at("row 14: more sides than the cloud has", "/labels", "{}", "/routes/0", manySides()),
                                at("row 15: no steps", "/steps", "[]"),
                                at(
                                        "row 15: 501 steps",
                                        "/steps",
                                        "[" + "{\"setWeight\": 1},".repeat(500) + "{\"setWeight\": 2}]"),
                                at("row 15: two equal steps", "/steps/2", "{\"setWeight\": 60}", "/steps/2/setWeight"),
                                at("row 16: too bold a step", "/steps", "[{\"setWeight\": 61}]", "/steps/0"),
                                at(
                                        "row 18: a plan that names another",
                                        "/dependsOn",
                                        "[\"pl_00000000000000000000000000\"]"),
                                at("row 18: a plan that names itself", "/after", "\"move\""),
                                at("row 19: a provider that is not there", "/routes/0/provider", "\"nowhere\""),
                                at("row 19: a route that is not there", "/routes/0/route", "\"gone\"", "/routes/0"),
                                at("row 19: no address", "/routes/0/route", "\"\""),
                                at(
                                        "row 20: one backend for two sides",
                                        "/routes/0/backends/green/backend",
                                        quoted(route + "-blue")),
                                at(
                                        "row 20: a backend that is not there",
                                        "/routes/0/backends/green/backend",
                                        "\"gone\"",
                                        "/routes/0"),
                                at("row 21: one place under two names", "/routes/1", secondRoute(), "/routes/1"),
                                at(
                                        "row 32: a start in the past",
                                        "/schedule",
                                        start("2020-01-01T00:00:00Z"),
                                        "/schedule/startAt"),
                                at("row 32: year 0", "/schedule", start("0000-01-01T00:00:00Z"), "/schedule/startAt"),
                                at(
                                        "row 32: year 9999",
                                        "/schedule",
                                        start("9999-12-31T23:59:59Z"),
                                        "/schedule/startAt"),
                                at(
                                        "row 32: year 292278994",
                                        "/schedule",
                                        start("+292278994-08-17T07:12:55Z"),
                                        "/schedule/startAt"),
                                at("row 33: no zone", "/schedule", start("2027-01-01T00:00:00"), "/schedule/startAt"),
                                at("row 33: 24:00", "/schedule", start("2027-01-01T24:00:00Z"), "/schedule/startAt"),
                                at(
                                        "row 33: a number",
                                        "/schedule",
                                        "{\"startAt\": 1795557600000}",
                                        "/schedule/startAt"),
                                at("row 65: a version to come", "/apiVersion", "\"sluice/v2\""),
                                at("row 65: a choice to come", "/onStuck", "\"pray\"")),
                        Stream.of("\"10\"", "true", "[10]", "{}", "null")
                                .map(weight -> at("row 6: the weight " + weight, STEP, weight)),
                        Stream.of("-1", "101", "1e309", "1e-400", "33.333", "2147483648", "1e999999999", "-0.001")
                                .map(weight -> arguments("row 12: the weight " + weight, number(weight), STEP)),
                        Stream.of("-1s", "PT", "P1Y", "PT1E9S", "5", "300y", "109500d", "1h30m", "0", "", " 5m", "５m")
                                .map(bake -> at("row 17: the bake " + bake, "/steps/0/setWeight/bake", quoted(bake))),
                        Stream.of(
                                        "",
                                        "a b",
                                        "a\u202Eb",
                                        "a\u200Bb",
                                        "\uD83D\uDE00",
                                        "caf\u00E9",
                                        "cafe\u0301",
                                        "p\u0430yments",
                                        "..",
                                        "<script>",
                                        "-a",
                                        "A")
                                .map(name -> at("row 34: the name " + name, "/name", quoted(name))),
                        Stream.of("a\u202Eb", "a\u200Bb", "a\\r\\nb", "a\\u001b[31mb")
                                .map(text -> at("row 38: the owner " + text, "/owner", quoted(text))))
                .flatMap(row -> row);
    }

    private static Arguments at(String row, String pointer, String json) {
        return at(row, pointer, json, pointer);
    }

    private static Arguments at(String row, String pointer, String json, String said) {
        return at(row, pointer, json, said, sound());
    }

    private static Arguments at(String row, String pointer, String json, String said, PlanText plan) {
        return arguments(row, plan.with(pointer, json), said);
    }

    /** As it stands: a tree would make another number of it. */
    private static String number(String written) {
        return sound().with(STEP, "\"here\"").toString().replace("\"here\"", written);
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }

    private static String start(String at) {
        return "{\"startAt\": \"" + at + "\"}";
    }

    private static String secondRoute() {
        return """
                {"name": "edge-2", "provider": "cloud", "route": "%1$s",
                 "backends": {"blue": {"backend": "%1$s-blue"}, "green": {"backend": "%1$s-green"}}}
                """.formatted(route);
    }

    private static PlanText manySides() {
        Map<String, Integer> natives = IntStream.range(0, 11)
                .mapToObj(side -> route + "-" + side)
                .collect(Collectors.toMap(backend -> backend, backend -> backend.endsWith("-0") ? 1 : 0));
        String crowded = route + "-crowded";
        SERVICE.cloud().route(crowded, natives);
        String expect = IntStream.range(0, 11)
                .mapToObj(side -> "\"s%d\": %d".formatted(side, side == 0 ? 100 : 0))
                .collect(Collectors.joining(", ", "{", "}"));
        String backends = IntStream.range(0, 11)
                .mapToObj(side -> "\"s%d\": {\"backend\": \"%s-%d\"}".formatted(side, route, side))
                .collect(Collectors.joining(", ", "{", "}"));
        return PlanText.of(crowded)
                .without("/from")
                .without("/to")
                .with("/expect", expect)
                .with("/routes/0/backends", backends)
                .with(
                        "/steps",
                        "[{\"setWeights\": {\"weights\": "
                                + expect.replace("\"s0\": 100", "\"s0\": 50").replace("\"s1\": 0", "\"s1\": 50")
                                + "}}]");
    }
}
