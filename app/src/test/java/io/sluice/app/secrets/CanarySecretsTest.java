package io.sluice.app.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.app.kills.SluiceProcess;
import io.sluice.app.store.PostgresServer;
import io.sluice.sandbox.Sandbox;
import io.sluice.sandbox.SandboxSettings;
import io.sluice.sandbox.world.FixedWorld;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets stand wherever one can be configured; the service does all it does, at DEBUG; and then nothing that it wrote or said has one. */
class CanarySecretsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LONGEST = Duration.ofMinutes(1);

    @TempDir
    private Path directory;

    private final List<Canary> planted = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private final Map<String, String> written = new LinkedHashMap<>();
    private final HttpClient http = HttpClient.newHttpClient();

    // ---- planting

    private Canary plant(Canary canary) {
        planted.add(canary);
        return canary;
    }

    private String inVariable(Canary canary) {
        String name = "SLUICE_CANARY_" + planted.size();
        plant(canary);
        environment.put(name, canary.text());
        return "{env: " + name + "}";
    }

    private String inFile(Canary canary) throws IOException {
        plant(canary);
        Path file = Files.writeString(
                Files.createDirectories(directory.resolve("secrets")).resolve("secret" + planted.size()),
                canary.text() + "\n");
        return "{file: " + file + "}";
    }

    private static String sha256(Canary token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(token.text().getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private String settings(Echo echo, Sandbox sandbox, String database, Canary ann, Canary bob) throws IOException {
        Canary basic = Canary.of("password of an HTTP source");
        return """
                data: %s
                database: {url: '%s', user: sluice_app, password: %s}
                archive: {olderThan: 90d, directory: %s, user: sluice_archivist, password: %s}
                publicUrl: https://sluice.example.com
                providers:
                  sandbox: {type: aws, region: eu-west-1, endpoint: %s, metricPeriod: 5s, metricLag: 0s, landsWithin: 2s, callDeadline: 5s, settle: 0s}
                sources:
                  prom: {type: prometheus, url: '%s', bearer: %s, allow: [loopback], metricLag: 0s}
                  web: {type: http, url: '%s', basic: {user: sluice, password: %s}, allow: [loopback]}
                  orders: {type: sql, url: 'jdbc:postgresql://127.0.0.1:%d/%s', user: postgres, password: %s}
                  down: {type: sql, url: 'jdbc:postgresql://127.0.0.1:9/x', user: postgres, password: %s}
                receivers:
                  slack: {type: slack, url: %s, allow: [loopback], default: true}
                  teams: {type: teams, url: %s, allow: [loopback], default: true}
                  pager: {type: pagerduty, url: '%s', routingKey: %s, allow: [loopback], default: true}
                  oncall: {type: webhook, url: '%s', secret: %s, allow: [loopback], default: true}
                  mail: {type: email, host: localhost, port: 9, security: none, allow: [loopback], user: sluice, password: %s, from: s@example.com, to: [a@example.com], default: true}
                hooks:
                  smoke: {url: %s, secret: %s, allow: [loopback], callDeadline: 5s}
                calendars:
                  team: {url: %s, bearer: %s, allow: [loopback]}
                approvals: {via: mail, key: %s}
                access:
                  tokens:
                    - {name: ann, roles: [admin], sha256: %s, groups: [leads], email: ann@example.com}
                    - {name: bob, roles: [admin], sha256: %s, groups: [leads], email: bob@example.com}
                  breakGlass: {sha256: %s}
                  sessions: {key: %s}
                  oidc: {issuer: '%s', audience: sluice, grants: [{roles: [viewer]}], allow: [loopback]}
                pace: {watch: 1s, firstRetry: 1s, longestRetry: 2s, guardLooks: [1s], untilCounted: 0s}
                limits: {minLookInterval: 1s}
                """.formatted(
                directory.resolve("data"),
                PostgresServer.shared().url(database),
                inVariable(Canary.of("password of the database")),
                directory.resolve("archive"),
                inFile(Canary.of("password of the archivist")),
                sandbox.controlUrl(),
                echo.url("/prom"),
                inVariable(Canary.of("bearer token of a source")),
                echo.url("/web"),
                inFile(basic),
                PostgresServer.shared().port(),
                database,
                inFile(Canary.of("password of a SQL source")),
                inFile(Canary.of("password of a SQL source that is down")),
                inVariable(new Canary(
                        "address of Slack", echo.url("/" + Canary.of("").text()))),
                inFile(new Canary(
                        "address of Teams", echo.url("/" + Canary.of("").text()))),
                echo.url("/pager"),
                inVariable(Canary.of("routing key of PagerDuty")),
                echo.url("/oncall"),
                inFile(Canary.key("secret of a receiver", "whsec_")),
                inFile(Canary.of("password of the mail server")),
                inVariable(new Canary(
                        "address of a hook", echo.url("/" + Canary.of("").text()))),
                inFile(Canary.key("secret of a hook", "whsec_")),
                inVariable(new Canary(
                        "address of a calendar", echo.url("/" + Canary.of("").text()))),
                inFile(Canary.of("bearer token of a calendar")),
                inVariable(Canary.key("key of links", "")),
                sha256(plant(ann)),
                sha256(plant(bob)),
                sha256(plant(Canary.of("break-glass credential"))),
                inVariable(Canary.key("key of sessions", "")),
                echo.url("/idp"));
    }

    private void amazon() {
        environment.put("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
        environment.put(
                "AWS_SECRET_ACCESS_KEY", plant(Canary.of("secret key of AWS")).text());
        environment.put(
                "AWS_SESSION_TOKEN", plant(Canary.of("session token of AWS")).text());
    }

    // ---- the test

    @Test
    @DisplayName("no secret is in a log at DEBUG, a journal, an answer, the database or the data directory")
    void nothingIsSaid() throws Exception {
        String database = PostgresServer.shared().newDatabase();
        Canary ann = Canary.of("token of ann");
        try (Echo echo = Echo.open();
                Sandbox sandbox = Sandbox.start(
                        SandboxSettings.anyPorts().withHealthTimes(Duration.ofMillis(200), Duration.ofMillis(200)))) {
            amazon();
            String settings = settings(echo, sandbox, database, ann, Canary.of("token of bob"));
            environment.put("SLUICE_TOKEN", plant(Canary.of("SLUICE_TOKEN")).text());
            environment.put("JAVA_TOOL_OPTIONS", "-Ddw.logging.level=DEBUG");
            try (SluiceProcess service =
                    SluiceProcess.start(new SluiceProcess.Birth(directory, settings, 384, environment, List.of()))) {
                until("it answers", () -> {
                    assertThat(service.isAlive()).as("alive: %s", errors()).isTrue();
                    return status(service, ann.text(), "/api/v1/plans") == 200;
                });
                use(service, ann, echo);
                ask(service, ann);
                service.terminate();
                assertThat(service.awaitExit(LONGEST)).isPresent();
                written.put("output", String.join("\n", service.said()));
            }
            heardByTheirOwners(echo);
        }
        read(database);
        assertThat(found()).isEmpty();
        assertThat(errors().contains("DEBUG [")).as("a log at DEBUG").isTrue();
        assertThat(errors().lines().filter(line -> line.contains("receiver")))
                .as("of what happened")
                .isNotEmpty();
        assertThat(written.get("database")).contains("canary-gates");
    }

    private String errors() {
        try {
            return Files.readString(directory.resolve("stderr.log"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void until(String what, Supplier<Boolean> so) {
        long end = System.nanoTime() + LONGEST.toNanos();
        while (!so.get()) {
            assertThat(System.nanoTime()).as("not within %s: %s", LONGEST, what).isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }

    private void use(SluiceProcess service, Canary ann, Echo echo) {
        String gates = submit(
                service,
                ann,
                plan(
                        "canary-gates",
                        FixedWorld.CHECKOUT_LISTENER,
                        FixedWorld.CHECKOUT_EU,
                        FixedWorld.CHECKOUT_US,
                        """
                steps: [{setWeight: {percent: 10, bake: 10s}}, {setWeight: 100}]
                gates:
                  - {name: prom, source: prom, metric: {query: up}, every: 1s, judge: {max: 1}}
                  - {name: web, source: web, metric: {path: /x, select: $.value}, every: 1s, judge: {max: 1}}
                  - {name: orders, source: orders, metric: {query: select 1}, every: 1s, judge: {max: 1}}
                  - {name: down, source: down, metric: {query: select 1}, every: 1s, judge: {max: 1}}
                """));
        String asks = submit(
                service,
                ann,
                plan("canary-asks", FixedWorld.SEARCH_LISTENER, FixedWorld.SEARCH_EU, FixedWorld.SEARCH_US, """
                steps: [{setWeight: 10}, {webhook: {hook: smoke}}, {approval: {group: leads, timeout: 1h}}, {setWeight: 100}]
                """));
        submit(
                service,
                ann,
                plan("canary-waits", FixedWorld.PORTAL_LISTENER, FixedWorld.PORTAL_EU, FixedWorld.PORTAL_US, """
                steps: [{setWeight: 100}]
                schedule: {blackouts: [{calendar: team, why: freeze}]}
                """));
        String address = secret("address of a hook");
        until("the hook is asked", () -> echo.heard(path(address)));
        echo.takes(path(address));
        until(
                "the plan waits for approval",
                () -> shown(service, ann, asks).path("heldBy").asText().equals("approval"));
        until(
                "a gate has no figure",
                () -> shown(service, ann, gates).toString().contains("unknown"));
        for (String receiver : List.of("address of Slack", "address of Teams")) {
            until(receiver, () -> echo.heard(path(secret(receiver))));
        }
        until("pager", () -> echo.heard("/pager"));
        until("oncall", () -> echo.heard("/oncall"));
        for (String id : List.of(gates, asks)) {
            assertThat(send(service, ann.text(), "/api/v1/plans/" + id + "/revert", "{\"reason\": \"a test\"}")
                            .statusCode())
                    .isBetween(200, 202);
            until(
                    "it is back",
                    () -> shown(service, ann, id).path("state").asText().equals("reverted"));
        }
    }

    private static String plan(String name, String listener, String eu, String us, String more) {
        return """
                apiVersion: sluice/v1
                name: %s
                from: eu
                to: us
                routes:
                  - {name: edge, provider: sandbox, listener: '%s', backends: {eu: {targetGroup: '%s'}, us: {targetGroup: '%s'}}}
                """.formatted(name, listener, eu, us) + more;
    }

    /** Whatever there is to ask, and what people send by mistake. */
    private void ask(SluiceProcess service, Canary ann) {
        List<String> paths = new ArrayList<>(
                List.of("/api/v1/plans", "/api/v1/providers", "/api/v1/recurring", "/api/v1/schema/plan"));
        for (JsonNode id :
                json(get(service.port(), ann.text(), "/api/v1/plans?limit=50")).findValues("id")) {
            String plan = "/api/v1/plans/" + id.asText();
            paths.addAll(List.of(plan, plan + "/journal?limit=200", plan + "/runbook"));
        }
        for (String path : paths) {
            keep("GET " + path, get(service.port(), ann.text(), path));
        }
        for (String path : List.of("/healthcheck", "/metrics", "/threads")) {
            keep("admin " + path, get(service.adminPort(), "", path));
        }
        Canary wrong = plant(Canary.of("a token that nobody has"));
        keep("wrong token", get(service.port(), wrong.text(), "/api/v1/plans"));
        keep("token of a provider", get(service.port(), webToken(), "/api/v1/plans"));
        keep("break-glass", send(service, secret("break-glass credential"), "/api/v1/revert", "{\"plans\": []}"));
        keep("session", get(service, loggedIn(service, ann), "/api/v1/me"));
        keep("wrong form", send(service, ann.text() + " " + ann.text(), "/api/v1/plans", "{"));
        keep("no plan", send(service, ann.text(), "/api/v1/plans", "{\"name\": 1}"));
    }

    /** As an identity provider signs them, but by nobody. */
    private String webToken() {
        Canary signature = plant(Canary.of("signature of a token"));
        return Stream.of("{\"alg\":\"RS256\",\"kid\":\"1\"}", "{\"sub\":\"ann\",\"aud\":\"sluice\"}")
                        .map(part -> Base64.getUrlEncoder().withoutPadding().encodeToString(part.getBytes(UTF_8)))
                        .collect(joining("."))
                + "." + signature.text();
    }

    /** The cookie of a browser that has logged in. */
    private String loggedIn(SluiceProcess service, Canary token) {
        HttpResponse<String> answer = exchange(HttpRequest.newBuilder(uri(service.port(), "/login"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("token=" + token.text())));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
        String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
        plant(new Canary("cookie of a session", cookie.substring(cookie.indexOf('=') + 1)));
        return cookie;
    }

    private HttpResponse<String> get(SluiceProcess service, String cookie, String path) {
        return exchange(HttpRequest.newBuilder(uri(service.port(), path)).header("Cookie", cookie));
    }

    /** Or nothing would have been shown by their absence. */
    private void heardByTheirOwners(Echo echo) {
        for (String place :
                List.of("bearer token of a source", "routing key of PagerDuty", "bearer token of a calendar")) {
            assertThat(echo.heard(secret(place))).as(place).isTrue();
        }
        assertThat(echo.heard(Canary.asLogin("sluice", canary("password of an HTTP source"))))
                .isTrue();
        assertThat(echo.heard(path(secret("address of a calendar")))).isTrue();
    }

    private Canary canary(String place) {
        return planted.stream()
                .filter(one -> one.place().equals(place))
                .findFirst()
                .orElseThrow();
    }

    private String secret(String place) {
        return canary(place).text();
    }

    private static String path(String url) {
        return URI.create(url).getPath();
    }

    // ---- what it wrote

    private void read(String database) throws IOException {
        written.put("stderr.log", errors());
        try (Stream<Path> files = Files.walk(directory.resolve("data"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                written.put(directory.relativize(file).toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        written.put("database", PostgresServer.shared().ask(database, """
                select string_agg(cast(query_to_xml('select * from ' || quote_ident(table_name), true, false, '') as text), ' ')
                from information_schema.tables where table_schema = 'public'
                """));
    }

    private List<String> found() {
        List<String> found = new ArrayList<>();
        written.forEach((where, text) -> {
            for (Canary canary : planted) {
                for (String disguise : canary.disguises()) {
                    int at = text.indexOf(disguise);
                    if (at >= 0) {
                        found.add(canary.place() + " in " + where + ": "
                                + text.substring(
                                        Math.max(0, at - 300), Math.min(text.length(), at + disguise.length() + 50)));
                        break;
                    }
                }
            }
            String login = Canary.asLogin("sluice", canary("password of an HTTP source"));
            if (text.contains(login)) {
                found.add("a login in " + where);
            }
        });
        return found;
    }

    // ---- calls

    private String submit(SluiceProcess service, Canary token, String plan) {
        List<String> id = new ArrayList<>();
        until("a plan is taken", () -> {
            HttpResponse<String> answer = exchange(HttpRequest.newBuilder(uri(service.port(), "/api/v1/plans"))
                    .header("Authorization", "Bearer " + token.text())
                    .header("Content-Type", "application/yaml")
                    .POST(BodyPublishers.ofString(plan)));
            assertThat(answer.statusCode()).as(answer.body()).isIn(201, 503);
            if (answer.statusCode() == 201) {
                id.add(json(answer).path("id").asText());
            }
            return !id.isEmpty();
        });
        return id.getFirst();
    }

    private JsonNode shown(SluiceProcess service, Canary token, String id) {
        return json(get(service.port(), token.text(), "/api/v1/plans/" + id));
    }

    private int status(SluiceProcess service, String token, String path) {
        try {
            return get(service.port(), token, path).statusCode();
        } catch (AssertionError e) {
            return 0; // it does not listen yet
        }
    }

    private HttpResponse<String> get(int port, String token, String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(port, path));
        return exchange(token.isEmpty() ? request : request.header("Authorization", "Bearer " + token));
    }

    private HttpResponse<String> send(SluiceProcess service, String token, String path, String body) {
        return exchange(HttpRequest.newBuilder(uri(service.port(), path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    private static URI uri(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private HttpResponse<String> exchange(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError("no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new AssertionError(answer.body(), e);
        }
    }

    private void keep(String what, HttpResponse<String> answer) {
        written.put(what, answer.statusCode() + " " + answer.headers().map() + " " + answer.body());
    }
}
