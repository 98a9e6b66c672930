package io.sluice.app.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.standardwebhooks.Webhook;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpHeaders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Plans that ask a hook: the real service over REST, and a real server that is asked. */
class WebhookTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final CountDownLatch OVER = new CountDownLatch(1);

    /** What to say to plans of an owner; each test has one of its own. */
    private static final Map<String, Says> ANSWERS = new ConcurrentHashMap<>();

    private static final List<Heard> HEARD = new CopyOnWriteArrayList<>();
    private static final HttpServer SERVER = serve();

    @RegisterExtension
    static final Service SERVICE =
            Service.with("""
                    hooks:
                      smoke: {url: "http://127.0.0.1:%1$d/smoke", secret: {file: %2$s}, allow: [loopback], callDeadline: 5s}
                      unreachable: {url: "https://localhost:%1$d/", secret: {file: %2$s}}
                    """.formatted(SERVER.getAddress().getPort(), secret()));

    private interface Says {
        void answer(HttpExchange exchange) throws IOException, InterruptedException;
    }

    private record Heard(String owner, Map<String, List<String>> headers, String body) {
        String id() {
            return headers.getOrDefault("Webhook-id", List.of("")).getFirst();
        }

        JsonNode json() {
            try {
                return Service.JSON.readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static Path secret() {
        try {
            return Files.writeString(Files.createTempFile("hook", ".secret"), SECRET + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpServer serve() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", WebhookTest::take);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            String owner = Service.JSON.readTree(body).at("/data/plan/owner").asText();
            HEARD.add(new Heard(owner, Map.copyOf(exchange.getRequestHeaders()), body));
            ANSWERS.getOrDefault(owner, says(204, "")).answer(exchange);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static Says says(int status, String body) {
        return exchange -> {
            byte[] bytes = body.getBytes(UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    private static List<Heard> heard(String owner) {
        return HEARD.stream().filter(one -> one.owner().equals(owner)).toList();
    }

    @AfterAll
    static void close() {
        OVER.countDown();
        SERVER.stop(0);
    }

    // ---- plans

    /** 10 %, then the hook, then the rest. */
    private static PlanText asking(String owner, String webhook) {
        return PlanText.of(SERVICE.newRoute())
                .with("/owner", "\"" + owner + "\"")
                .with("/steps/0", "{\"setWeight\": 10}")
                .with("/steps/2", "{\"setWeight\": {\"percent\": 100, \"bake\": \"1h\"}}")
                .with("/steps/1", "{\"webhook\": " + webhook + "}");
    }

    private static String submitted(String owner, Says says, String webhook) {
        ANSWERS.put(owner, says);
        return SERVICE.submit(asking(owner, webhook));
    }

    private static JsonNode awaitReason(String id, String part) {
        return Await.until(
                () -> SERVICE.plan(id), plan -> plan.path("reason").asText().contains(part));
    }

    private static JsonNode awaitStep(String id, int step) {
        return Await.until(() -> SERVICE.plan(id), plan -> plan.path("step").asInt() == step);
    }

    private static Reply move(String id, String move) {
        return SERVICE.post("/api/v1/plans/" + id + "/" + move, "{\"reason\": \"a test\"}");
    }

    // ---- a step

    @Test
    void a_hook_that_passes_lets_the_plan_go_on_and_is_told_what_is_asked() {
        String id = submitted("passes", says(200, ""), "{\"hook\": \"smoke\", \"timeout\": \"1h\"}");

        awaitStep(id, 3);

        Heard asked = heard("passes").getFirst();
        JsonNode event = asked.json();
        assertThat(event.path("type").asText()).isEqualTo("io.sluice.hook.step");
        assertThat(event.path("id").asText())
                .isEqualTo(asked.id())
                .startsWith(id + ".")
                .endsWith(".smoke");
        assertThat(event.at("/data/plan/digest").asText())
                .isEqualTo(SERVICE.plan(id).path("digest").asText());
        assertThat(event.at("/data/step").toString()).isEqualTo("{\"number\":2,\"of\":3,\"source\":\"/steps/1\"}");
        assertThat(event.at("/data/weights/now").toString()).isEqualTo("{\"edge\":{\"blue\":90,\"green\":10}}");
        assertThat(event.at("/data/weights/next").toString()).isEqualTo("{\"edge\":{\"blue\":0,\"green\":100}}");
        assertThat(event.at("/data/weights/since").asText()).endsWith("Z");
        assertThatCode(() -> new Webhook(SECRET).verify(asked.body(), HttpHeaders.of(asked.headers(), (_, _) -> true)))
                .as("the standard's own library takes it")
                .doesNotThrowAnyException();
    }

    @Test
    void a_hook_that_works_is_asked_again_by_the_same_id() {
        String id = submitted("waits", says(202, ""), "{\"hook\": \"smoke\"}");
        Await.until(() -> heard("waits"), asked -> asked.size() >= 2);
        assertThat(awaitReason(id, "says wait").path("heldBy").asText()).isEqualTo("webhook");
        move(id, "resume").isProblem(409);

        ANSWERS.put("waits", says(200, "{\"verdict\": \"pass\", \"reason\": \"40 of 40\"}"));
        awaitStep(id, 3);

        assertThat(heard("waits"))
                .extracting(Heard::id)
                .containsOnly(heard("waits").getFirst().id());
        assertThat(heard("waits"))
                .extracting(Heard::body)
                .containsOnly(heard("waits").getFirst().body());
    }

    @Test
    void a_no_holds_and_a_resume_asks_anew_and_a_promote_goes_on_without_it() {
        String id = submitted(
                "fails", says(200, "{\"verdict\": \"fail\", \"reason\": \"3 of 40\"}"), "{\"hook\": \"smoke\"}");
        awaitReason(id, "hook smoke failed: 3 of 40; resume asks it anew, promote goes on without it");

        assertThat(move(id, "resume").status()).isEqualTo(200);
        Await.until(() -> heard("fails"), asked -> asked.size() == 2);
        assertThat(heard("fails")).extracting(Heard::id).doesNotHaveDuplicates();

        awaitReason(id, "hook smoke failed");
        assertThat(move(id, "promote").status()).isEqualTo(200);
        awaitStep(id, 3);
    }

    @Test
    void a_hook_that_refuses_puts_the_plan_back_where_it_says_so() {
        String id = submitted("refuses", says(404, ""), "{\"hook\": \"smoke\", \"onFail\": \"revert\"}");

        SERVICE.await(id, "reverted");
        assertThat(SERVICE.plan(id).path("reason").asText()).isEqualTo("put back: hook smoke refused: answered 404");
    }

    /** The hook answers only when the test is over. */
    @Test
    void a_revert_does_not_wait_for_a_hook() {
        String id = submitted("hangs", _ -> OVER.await(), "{\"hook\": \"smoke\", \"timeout\": \"1h\"}");
        Await.until(() -> heard("hangs"), asked -> !asked.isEmpty());

        assertThat(move(id, "revert").status()).isEqualTo(200);

        SERVICE.await(id, "reverted");
        assertThat(heard("hangs"))
                .extracting(Heard::id)
                .containsOnly(heard("hangs").getFirst().id());
    }

    // ---- a gate

    @Test
    void a_gate_asks_by_an_id_for_each_window_and_shows_what_was_said() {
        ANSWERS.put(
                "gate", says(200, "{\"verdict\": \"pass\", \"reason\": \"fine\", \"value\": 0.3, \"unit\": \"s\"}"));
        String id = SERVICE.submit(PlanText.of(SERVICE.newRoute())
                .with("/owner", "\"gate\"")
                .with("/gates", "[{\"name\": \"probe\", \"webhook\": {\"hook\": \"smoke\"}, \"every\": \"1s\"}]"));
        JsonNode shown = Await.until(
                        () -> SERVICE.plan(id),
                        plan -> plan.at("/gates/0/verdict").asText().equals("pass"))
                .at("/gates/0/readings/0");
        assertThat(shown.path("reason").asText()).isEqualTo("hook smoke passed: fine");
        assertThat(shown.path("value").asDouble()).isEqualTo(0.3);
        assertThat(shown.path("unit").asText()).isEqualTo("s");
        Await.until(() -> heard("gate").stream().map(Heard::id).distinct().toList(), ids -> ids.size() >= 3);
        assertThat(heard("gate"))
                .allSatisfy(
                        asked -> assertThat(asked.json().path("type").asText()).isEqualTo("io.sluice.hook.gate"))
                .allSatisfy(asked -> assertThat(asked.id()).startsWith(id + ".probe."));

        ANSWERS.put("gate", says(503, ""));
        Await.until(() -> SERVICE.plan(id), plan -> plan.path("heldBy").asText().equals("no-data"));
        ANSWERS.put("gate", says(200, "{\"verdict\": \"fail\", \"reason\": \"too slow\"}"));
        SERVICE.await(id, "reverted");
        assertThat(SERVICE.plan(id).path("reason").asText())
                .isEqualTo("put back: gate probe failed: hook smoke failed: too slow");
    }

    // ---- what is refused, and what is capped

    @Test
    void a_hook_that_is_not_configured_is_a_fault_at_its_place() {
        Reply reply = SERVICE.post(
                "/api/v1/plans",
                asking("nobody", "{\"hook\": \"lost\"}")
                        .with("/gates", "[{\"name\": \"probe\", \"webhook\": {\"hook\": \"gone\"}}]")
                        .toString());

        assertThat(reply.isProblem(422).json().path("faults"))
                .extracting(fault -> fault.path("pointer").asText())
                .containsExactly("/steps/1/webhook/hook", "/gates/0/webhook/hook");
        assertThat(reply.json().at("/faults/0/message").asText())
                .isEqualTo("no hook lost is configured (there are: smoke, unreachable)");
    }

    @Test
    @DisplayName("row 46: a name that means loopback is not called, and the plan says why")
    void loopback() {
        String id = submitted("loopback", says(204, ""), "{\"hook\": \"unreachable\"}");

        awaitReason(id, "allow");
        assertThat(heard("loopback")).isEmpty();
    }

    @Test
    @DisplayName("rows 46 and 47: a redirect is not followed")
    void redirect() {
        String id = submitted(
                "redirects",
                exchange -> {
                    exchange.getResponseHeaders()
                            .set(
                                    "Location",
                                    "http://127.0.0.1:" + SERVER.getAddress().getPort() + "/inside");
                    exchange.sendResponseHeaders(307, -1);
                },
                "{\"hook\": \"smoke\"}");

        awaitReason(id, "redirects are not followed");
        assertThat(heard("redirects"))
                .extracting(Heard::id)
                .containsOnly(heard("redirects").getFirst().id());
    }

    @Test
    @DisplayName("row 47: an answer without end is read no further, and is no pass")
    void endless() {
        String id = submitted(
                "endless",
                exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    byte[] spaces = " ".repeat(8192).getBytes(UTF_8);
                    while (OVER.getCount() > 0) {
                        exchange.getResponseBody().write(spaces);
                    }
                },
                "{\"hook\": \"smoke\"}");

        awaitReason(id, "the answer is longer than 65536 bytes");
        assertThat(move(id, "revert").status()).isEqualTo(200);
    }

    @Test
    @DisplayName("row 47: a bomb is not unpacked, and is no pass")
    void bomb() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write("{\"verdict\": \"pass\"}".getBytes(UTF_8));
            gzip.write(new byte[10_000_000]);
        }
        String id = submitted(
                "bomb",
                exchange -> {
                    exchange.getResponseHeaders().set("Content-Encoding", "gzip");
                    exchange.sendResponseHeaders(200, packed.size());
                    packed.writeTo(exchange.getResponseBody());
                },
                "{\"hook\": \"smoke\"}");

        awaitReason(id, "the answer is packed as gzip");
    }
}
