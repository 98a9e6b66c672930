package io.sluice.provider.prometheus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import io.sluice.traffic.Reading;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client against a server of a few lines that answers what a test lays out. */
class PrometheusTest {
    private static final Instant AT = Instant.parse("2026-11-24T22:00:00Z");

    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch over = new CountDownLatch(1);
    private HttpServer server;
    private Prometheus prometheus;
    private int status = 200;
    private byte[] answer = vector("").getBytes(UTF_8);
    private boolean silent;

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
        prometheus = at("http://127.0.0.1:" + server.getAddress().getPort() + "/some/where/");
    }

    @AfterEach
    void close() {
        over.countDown();
        prometheus.close();
        server.stop(0);
    }

    @Test
    void asksForAnExpressionAtAnInstantWithTheHeadersOfThatMoment() {
        prometheus.query("sum(rate(x{a=\"b\"}[1m]))", AT);
        prometheus.query("x", AT.plusMillis(250));

        assertThat(asked)
                .containsExactly(
                        "POST /some/where/api/v1/query Bearer 7"
                                + " query=sum%28rate%28x%7Ba%3D%22b%22%7D%5B1m%5D%29%29&time=1795557600",
                        "POST /some/where/api/v1/query Bearer 7 query=x&time=1795557600.25");
    }

    @Test
    void asksForManyInstantsInOneCall() {
        answer = matrix("""
                {"metric": {"side": "eu"}, "values": [[1795557600, "190"], [1795557660, "NaN"]]},
                {"metric": {"side": "us"}, "values": [[1795557600, "10"], [1795557720.000, "7"]]}""");

        Map<Instant, Vector> found = prometheus.queryRange("x", AT, AT.plusSeconds(120), Duration.ofSeconds(60));

        assertThat(asked)
                .containsExactly("POST /some/where/api/v1/query_range Bearer 7"
                        + " query=x&start=1795557600&end=1795557720&step=60");
        assertThat(found).containsOnlyKeys(AT, AT.plusSeconds(60), AT.plusSeconds(120));
        Map<String, String> eu = Map.of("side", "eu");
        assertThat(found.get(AT))
                .isEqualTo(
                        new Vector(List.of(new Vector.Sample(eu, 190), new Vector.Sample(Map.of("side", "us"), 10))));
        assertThat(found.get(AT.plusSeconds(60)))
                .satisfies(one -> assertThat(one.reading(eu)).isInstanceOf(Reading.Missing.class));
        assertThat(found.get(AT.plusSeconds(120)))
                .isEqualTo(new Vector(List.of(new Vector.Sample(Map.of("side", "us"), 7))));
    }

    @Test
    void anAnswerOfAnotherTypeThanTheQuestionIsInvalid() {
        ProviderException thrown = catchThrowableOfType(
                ProviderException.class,
                () -> prometheus.queryRange("x", AT, AT.plusSeconds(60), Duration.ofSeconds(60)));

        assertThat(thrown.error()).isInstanceOf(ProviderError.Invalid.class);
        assertThat(thrown).hasMessageContaining("no matrix but a vector");
    }

    @Test
    void aSeriesIsFoundByItsLabelsAndOneThatIsNotThereIsMissing() {
        answer = vector("""
                {"metric": {"side": "eu", "class": "200"}, "value": [1795557600, "190"]},
                {"metric": {"side": "eu", "class": "500"}, "value": [1795557600.5, "1e1"]}""").getBytes(UTF_8);

        Vector found = prometheus.query("x", AT);

        assertThat(found.reading(Map.of("side", "eu", "class", "500"))).isEqualTo(new Reading.Measured(10));
        assertThat(found.reading(Map.of("side", "eu"))).isEqualTo(new Reading.Measured(200));
        assertThat(found.reading(Map.of("side", "us")))
                .isInstanceOfSatisfying(
                        Reading.Missing.class,
                        missing -> assertThat(missing.why()).contains("no series"));
        assertThat(found.sum(Map.of("side", "us"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "+Inf", "-Inf", "", "many"})
    void whatIsNoNumberIsMissingAndNotZero(String value) {
        answer = vector("{\"metric\": {}, \"value\": [1795557600, \"" + value + "\"]}")
                .getBytes(UTF_8);

        assertThat(prometheus.query("x", AT).reading(Map.of())).isInstanceOf(Reading.Missing.class);
    }

    @ParameterizedTest
    @CsvSource({
        "400, invalid",
        "422, invalid",
        "401, denied",
        "403, denied",
        "404, not-found",
        "429, throttled",
        "500, unavailable",
        "502, unavailable",
        "503, unavailable"
    })
    void aRefusalIsAnErrorOfItsKindAndNeverUnknown(int refusal, String kind) {
        status = refusal;
        answer = "{\"status\":\"error\",\"errorType\":\"x\",\"error\":\"because\"}".getBytes(UTF_8);

        ProviderError error = errorOfQuery();

        assertThat(error.kind()).isEqualTo(kind);
        assertThat(error.detail()).contains("because");
        assertThat(asked).hasSize(1);
    }

    @Test
    void anAnswerThatDoesNotComeInTimeIsUnavailable() {
        silent = true;

        assertThat(errorOfQuery()).isInstanceOf(ProviderError.Unavailable.class);
        assertThat(asked).hasSize(1);
    }

    @Test
    void anAnswerThatIsTooLongIsUnavailable() {
        answer = new byte[1_000_001];

        assertThat(errorOfQuery()).isInstanceOf(ProviderError.Unavailable.class);
    }

    @Test
    void anAnswerThatIsNoneIsUnavailable() {
        answer = "<html>".getBytes(UTF_8);

        assertThat(errorOfQuery()).isInstanceOf(ProviderError.Unavailable.class);
    }

    @Test
    void anExpressionThatIsNoVectorIsInvalid() {
        answer = "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[]}}".getBytes(UTF_8);

        assertThat(errorOfQuery()).isInstanceOf(ProviderError.Invalid.class);
    }

    @Test
    void aServerThatIsNotThereIsUnavailable() {
        server.stop(0);

        assertThat(errorOfQuery()).isInstanceOf(ProviderError.Unavailable.class);
    }

    private ProviderError errorOfQuery() {
        ProviderException thrown = catchThrowableOfType(ProviderException.class, () -> prometheus.query("x", AT));
        assertThat(thrown).as("the query must fail").isNotNull();
        return thrown.error();
    }

    private static Prometheus at(String base) {
        return new Prometheus(URI.create(base), () -> Map.of("Authorization", "Bearer 7"), Duration.ofMillis(500));
    }

    private static String vector(String result) {
        return "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[" + result + "]}}";
    }

    private static byte[] matrix(String result) {
        return ("{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[" + result + "]}}")
                .getBytes(UTF_8);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            if (silent) {
                over.await();
                return;
            }
            exchange.sendResponseHeaders(status, answer.length);
            exchange.getResponseBody().write(answer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
