package io.sluice.app.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.sluice.app.net.TcpProxy;
import io.sluice.app.net.TcpProxy.Trouble;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a collector of OpenTelemetry is sent, read by its own protocol; and one that answers nothing. */
class TracesTest {
    private static final List<Span> SPANS = new CopyOnWriteArrayList<>();
    private static final List<KeyValue> RESOURCE = new CopyOnWriteArrayList<>();
    private static final List<String> ASKED_WITHIN = new CopyOnWriteArrayList<>();
    private static final HttpServer OTHERS = others();
    private static final TcpProxy BETWEEN = new TcpProxy(OTHERS.getAddress().getPort());
    private static final Set<String> MAY_BE_SAID = Set.of(
            "sluice.plan",
            "sluice.provider",
            "sluice.outcome",
            "http.request.method",
            "http.route",
            "http.response.status_code",
            "exemplar"); // a histogram names this span

    @RegisterExtension
    static final Service SERVICE =
            Service.with("""
            node: {name: sluice-a}
            telemetry: {traces: {endpoint: "http://127.0.0.1:%d/v1/traces", sample: 1.0}}
            sources:
              figures: {type: http, url: "http://127.0.0.1:%d/figures", allow: [loopback]}
            """.formatted(BETWEEN.port(), OTHERS.getAddress().getPort()));

    /** A collector, and a source of figures. */
    private static HttpServer others() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/v1/traces", TracesTest::take);
            server.createContext("/figures", exchange -> {
                ASKED_WITHIN.add(
                        Optional.ofNullable(exchange.getRequestHeaders().getFirst("traceparent"))
                                .orElse(""));
                answer(exchange, "{\"queue\": 3}".getBytes(StandardCharsets.UTF_8));
            });
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void take(HttpExchange exchange) throws IOException {
        ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(exchange.getRequestBody());
        request.getResourceSpansList().forEach(spans -> {
            RESOURCE.addAll(spans.getResource().getAttributesList());
            spans.getScopeSpansList().forEach(scope -> SPANS.addAll(scope.getSpansList()));
        });
        exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
        answer(exchange, new byte[0]);
    }

    private static void answer(HttpExchange exchange, byte[] body) throws IOException {
        exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    @BeforeEach
    void theCollectorIsThere() {
        BETWEEN.fail(Trouble.NONE);
    }

    @AfterAll
    static void close() {
        BETWEEN.close();
        OTHERS.stop(0);
    }

    private static Optional<String> attribute(List<KeyValue> attributes, String key) {
        return attributes.stream()
                .filter(one -> one.getKey().equals(key))
                .map(one -> one.getValue().hasIntValue()
                        ? Long.toString(one.getValue().getIntValue())
                        : one.getValue().getStringValue())
                .findFirst();
    }

    private static boolean says(Span span, String key, String value) {
        return attribute(span.getAttributesList(), key).equals(Optional.of(value));
    }

    private static boolean isPartOf(Span part, Span whole) {
        return part.getTraceId().equals(whole.getTraceId())
                && part.getParentSpanId().equals(whole.getSpanId());
    }

    private static List<Span> parts(Span whole, String name) {
        return SPANS.stream()
                .filter(span -> isPartOf(span, whole) && span.getName().equals(name))
                .toList();
    }

    private static String hex(ByteString id) {
        return HexFormat.of().formatHex(id.toByteArray());
    }

    @Test
    void a_tick_is_a_trace_of_its_stages_and_their_calls() {
        String id = SERVICE.submit(PlanText.of(SERVICE.newRoute()));
        SERVICE.awaitBaking(id);
        Span apply = Await.until(
                        () -> SPANS.stream()
                                .filter(span -> span.getName().equals("apply"))
                                .filter(span -> tick(span)
                                        .filter(tick -> says(tick, "sluice.plan", id))
                                        .isPresent())
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
        Span tick = tick(apply).orElseThrow();

        assertThat(apply.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CLIENT);
        assertThat(says(apply, "sluice.provider", "cloud")).isTrue();
        assertThat(says(apply, "sluice.outcome", "ok")).isTrue();
        assertThat(tick.getParentSpanId().isEmpty()).isTrue();
        assertThat(says(tick, "sluice.outcome", "done")).isTrue();
        assertThat(parts(tick, "look"))
                .isNotEmpty()
                .anySatisfy(look -> assertThat(parts(look, "observe")).isNotEmpty());
        assertThat(parts(tick, "decide")).isNotEmpty();
        assertThat(parts(tick, "act"))
                .isNotEmpty()
                .anySatisfy(act -> assertThat(isPartOf(apply, act)).isTrue());
        assertThat(attribute(RESOURCE, "service.name")).contains("sluice");
        assertThat(attribute(RESOURCE, "service.instance.id")).contains("sluice-a");
    }

    /** Sent with all of its parts, or not yet. */
    private static Optional<Span> tick(Span part) {
        return SPANS.stream()
                .filter(span ->
                        span.getName().equals("tick") && span.getTraceId().equals(part.getTraceId()))
                .findFirst();
    }

    @Test
    void a_request_is_a_part_of_the_trace_that_it_names() {
        String id = SERVICE.submit(PlanText.of(SERVICE.newRoute()));
        String trace = Service.random(16);
        String caller = Service.random(8);
        String unsampled = Service.random(16);
        SERVICE.send(
                SERVICE.request("/api/v1/plans/" + id).header("traceparent", "00-" + unsampled + "-" + caller + "-00"));
        SERVICE.send(
                SERVICE.request("/api/v1/plans/" + id).header("traceparent", "00-" + trace + "-" + caller + "-01"));
        Span request = Await.until(
                        () -> SPANS.stream()
                                .filter(span -> hex(span.getTraceId()).equals(trace))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();

        assertThat(request.getName()).isEqualTo("GET /api/v1/plans/{id}");
        assertThat(hex(request.getParentSpanId())).isEqualTo(caller);
        assertThat(says(request, "http.response.status_code", "200")).isTrue();
        assertThat(says(request, "sluice.plan", id)).isTrue();
        assertThat(SPANS)
                .as("who asks may say no")
                .noneMatch(span -> hex(span.getTraceId()).equals(unsampled));
    }

    @Test
    void who_has_figures_is_told_the_trace_and_no_span_says_what_a_plan_says() {
        String planted = "planted-" + Service.random(8);
        String id = SERVICE.submit(PlanText.of(SERVICE.newRoute())
                .with("/name", "\"" + planted + "\"")
                .with("/labels", "{\"note\": \"" + planted + "\"}")
                .with("/gates", """
                        [{"name": "queue", "source": "figures", "metric": {"path": "/figures", "select": "$.queue"}, "every": "1s",
                          "judge": {"max": 5}, "onNoData": "ignore"}]"""));
        SERVICE.awaitBaking(id);
        Span asked = Await.until(
                        () -> SPANS.stream()
                                .filter(span -> span.getName().equals("read-metrics")
                                        && says(span, "sluice.provider", "figures"))
                                .filter(span -> ASKED_WITHIN.stream()
                                        .anyMatch(named -> named.startsWith(
                                                "00-" + hex(span.getTraceId()) + "-" + hex(span.getSpanId()) + "-")))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();

        assertThat(asked.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CLIENT);
        assertThat(SPANS)
                .allSatisfy(span -> {
                    assertThat(span.getAttributesList())
                            .extracting(KeyValue::getKey)
                            .isSubsetOf(MAY_BE_SAID);
                    assertThat(span.getEventsList()).isEmpty();
                })
                .noneMatch(span -> span.toString().contains(planted));
    }

    @Test
    void a_collector_that_answers_nothing_holds_up_nothing() {
        BETWEEN.fail(Trouble.BLACK_HOLE);
        for (int i = 0; i < 5; i++) {
            String route = SERVICE.newRoute();
            String id = SERVICE.submit(PlanText.of(route));
            SERVICE.awaitBaking(id);
            Reply reply = SERVICE.post("/api/v1/plans/" + id + "/revert", "{\"reason\": \"to see\"}");
            assertThat(reply.status()).as("%s", reply).isEqualTo(200);
            SERVICE.await(id, "reverted");
            assertThat(SERVICE.cloud().state(route).natives()).containsEntry(route + "-green", 0);
        }
        BETWEEN.fail(Trouble.NONE);
        int before = SPANS.size();
        Await.until(SPANS::size, size -> size > before);
    }
}
