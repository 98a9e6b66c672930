package io.sluice.provider.prometheus;

import static io.sluice.provider.prometheus.PrometheusFixture.END;
import static io.sluice.provider.prometheus.PrometheusFixture.ROUTE;
import static io.sluice.provider.prometheus.PrometheusFixture.WITHOUT_NUMBER;
import static io.sluice.provider.prometheus.PrometheusFixture.result;
import static io.sluice.provider.prometheus.PrometheusFixture.sample;
import static io.sluice.provider.prometheus.PrometheusFixture.vector;
import static io.sluice.provider.tck.MetricFixture.LOW;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sluice.provider.Source;
import io.sluice.provider.SourceFactory;
import io.sluice.traffic.Metric;
import io.sluice.traffic.MetricQuery;
import io.sluice.traffic.Reading;
import io.sluice.traffic.TimeWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrometheusSourceTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    static Stream<String> withoutNumber() {
        return WITHOUT_NUMBER.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("withoutNumber")
    void row48WhatIsNotOneFiniteNumberIsMissingAndSaysWhy(String query) {
        try (PrometheusFixture fixture = new PrometheusFixture()) {
            assertThat(fixture.source().read(List.of(query(query, fixture.window()))))
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Reading.Missing.class,
                            missing -> assertThat(missing.why()).isNotBlank().hasSizeLessThan(500));
        }
    }

    @Test
    void row48ThePartThatIsThereOfAnAnswerIsNotTakenForTheWhole() {
        try (PrometheusFixture fixture = new PrometheusFixture()) {
            assertThat(fixture.source().read(List.of(query("partial", fixture.window()))))
                    .asString()
                    .contains("one of two stores did not answer");
        }
    }

    @Test
    void row49ADivisionByZeroIsMissing() {
        try (FigureServer server = answering(vector(sample("1795557600", "\"NaN\"")))) {
            assertThat(read(server, minutes("0 / 0", 1))).hasOnlyElementsOfType(Reading.Missing.class);
        }
    }

    @Test
    void aScalarIsAFigureToo() {
        try (FigureServer server = answering(result("scalar", "[1795557600,\"42\"]"))) {
            assertThat(read(server, minutes("scalar(x)", 1))).containsExactly(new Reading.Measured(42));
        }
    }

    @ParameterizedTest
    @CsvSource({"0, true", "-59.999, true", "-60, false", "0.001, false"})
    void aValueIsOfTheWindowsEndOrOfTheMinuteBefore(double seconds, boolean taken) {
        String time = String.format(java.util.Locale.ROOT, "%.3f", END.getEpochSecond() + seconds);
        try (FigureServer server = answering(vector(sample(time, "\"1\"")))) {
            assertThat(read(server, minutes("x", 1)).getFirst() instanceof Reading.Measured)
                    .isEqualTo(taken);
        }
    }

    @Test
    void sixtyWindowsThatFollowOneAnotherAreOneCall() {
        try (FigureServer server = new FigureServer(
                (asked, out) -> out.write(matrix(series(asked, 60)).getBytes(UTF_8)))) {
            List<MetricQuery> sixty = minutes("x", 60);

            assertThat(read(server, sixty))
                    .containsExactlyElementsOf(sixty.stream()
                            .map(query ->
                                    new Reading.Measured(query.window().end().getEpochSecond()))
                            .toList());
            assertThat(server.asked())
                    .containsExactly(new FigureServer.Asked(
                            "/api/v1/query_range",
                            Map.of(
                                    "query",
                                    "x",
                                    "start",
                                    "" + END.minus(MINUTE.multipliedBy(59)).getEpochSecond(),
                                    "end",
                                    "" + END.getEpochSecond(),
                                    "step",
                                    "60")));
        }
    }

    @Test
    void ofARangeWhatIsNotThereOrNotOneIsMissingAndTheRestIsMeasured() {
        long end = END.getEpochSecond();
        String one = "{\"metric\":{\"pod\":\"a\"},\"values\":[[%d,\"1\"],[%d,\"2\"],[%d,\"NaN\"]]}"
                .formatted(end - 240, end - 180, end - 60);
        String other = "{\"metric\":{\"pod\":\"b\"},\"values\":[[%d,\"3\"],[%d,\"4\"]]}".formatted(end - 180, end);
        try (FigureServer server = answering(matrix(one + "," + other))) {
            List<Reading> readings = read(server, minutes("x", 5));

            assertThat(readings.get(0)).isEqualTo(new Reading.Measured(1));
            assertThat(readings.get(1)).asString().contains("2 series");
            assertThat(readings.get(2)).asString().contains("nothing for");
            assertThat(readings.get(3)).asString().contains("no finite number");
            assertThat(readings.get(4)).isEqualTo(new Reading.Measured(4));
        }
    }

    @Test
    void row48OfARangeThatIsWrongAsAWholeEachIsMissing() {
        for (String wrong : List.of("<html>", vector(""), result("matrix", "[]"), "{\"status\":\"error\"}")) {
            try (FigureServer server = answering(wrong)) {
                assertThat(read(server, minutes("x", 3))).hasSize(3).hasOnlyElementsOfType(Reading.Missing.class);
            }
        }
    }

    @Test
    void aQueryThatNamesItsWindowIsAskedForEachOfThem() {
        try (FigureServer server = answering(vector(""))) {
            read(server, minutes("x{day=\\\"{{end}}\\\"}", 3));

            assertThat(server.asked()).hasSize(3).allMatch(asked -> asked.path().equals("/api/v1/query"));
        }
    }

    @Test
    void aBackendWithoutTheFieldIsMissingAndNobodyIsAsked() {
        try (FigureServer server = answering(vector(""))) {
            assertThat(read(server, minutes("x{a=\\\"{{backend.pool}}\\\"}", 1)))
                    .singleElement()
                    .asString()
                    .contains("pool");
            assertThat(server.asked()).isEmpty();
        }
    }

    @Test
    void aQueryThatHangsHidesNoneOfTheOthers() {
        CountDownLatch over = new CountDownLatch(1);
        try (FigureServer server = new FigureServer((asked, out) -> {
                    if (asked.query().equals("slow")) {
                        awaitQuietly(over);
                    }
                    out.write(vector(sample("1795557600", "\"42\"")).getBytes(UTF_8));
                });
                Source source = server.open("1s")) {
            List<Reading> readings = source.metrics()
                    .read(Stream.of(minutes("x", 1), minutes("slow", 1), minutes("y", 1))
                            .flatMap(List::stream)
                            .toList());

            assertThat(readings.get(0)).isEqualTo(new Reading.Measured(42)).isEqualTo(readings.get(2));
            assertThat(readings.get(1)).isInstanceOf(Reading.Missing.class);
        } finally {
            over.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch over) {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- settings

    @Test
    void settingsAreReadAsTheyAreWritten() throws JsonProcessingException {
        SourceFactory factory = settings("""
                {"type": "prometheus", "url": "https://prom.example.com/x/", "bearer": {"env": "PROM_TOKEN"},
                 "tls": {"trustStore": "/t.p12", "trustStorePassword": {"file": "/run/secrets/t"}},
                 "callDeadline": "7s", "allow": ["10.0.0.0/8", "loopback"]}""");

        try (Source source = factory.open("prom")) {
            assertThat(source.callDeadline()).isEqualTo(Duration.ofSeconds(8));
        }
        assertThat(factory.toString()).contains("PROM_TOKEN", "prom.example.com");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\": \"prometheus\"}",
                "{\"type\": \"prometheus\", \"url\": \"http://127.0.0.1:9090\"}",
                "{\"type\": \"prometheus\", \"url\": \"https://x.example\", \"bearer\": \"hunter2\"}",
                "{\"type\": \"prometheus\", \"url\": \"https://x.example\", \"allow\": [\"everything\"]}",
                "{\"type\": \"prometheus\", \"url\": \"https://x.example\", \"nonsense\": 1}"
            })
    void settingsThatCannotBeMeantAreRefused(String json) {
        assertThatThrownBy(() -> settings(json)).isInstanceOf(JsonProcessingException.class);
    }

    private static SourceFactory settings(String json) throws JsonProcessingException {
        JsonMapper mapper = new JsonMapper();
        mapper.registerSubtypes(PrometheusSourceFactory.class);
        return mapper.readValue(json, SourceFactory.class);
    }

    // ---- parts

    private static FigureServer answering(String answer) {
        return new FigureServer((_, out) -> out.write(answer.getBytes(UTF_8)));
    }

    private static List<Reading> read(FigureServer server, List<MetricQuery> queries) {
        try (Source source = server.open()) {
            return source.metrics().read(queries);
        }
    }

    /** So many minutes in a row, the last of which ends at the end. */
    private static List<MetricQuery> minutes(String query, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> END.minus(MINUTE.multipliedBy(count - 1 - i)))
                .map(end -> query(query, new TimeWindow(end.minus(MINUTE), end)))
                .toList();
    }

    private static MetricQuery query(String query, TimeWindow window) {
        return new MetricQuery(new Metric("{\"query\":\"" + query + "\"}"), ROUTE, LOW, window);
    }

    /** A series whose value is its time, over what was asked for. */
    private static String series(FigureServer.Asked asked, int count) {
        Instant start = Instant.ofEpochSecond(Long.parseLong(asked.form().getOrDefault("start", "0")));
        return IntStream.range(0, count)
                .mapToObj(i -> start.plus(MINUTE.multipliedBy(i)).getEpochSecond())
                .map(time -> "[" + time + ",\"" + time + "\"]")
                .collect(Collectors.joining(",", "{\"metric\":{},\"values\":[", "]}"));
    }

    private static String matrix(String series) {
        return result("matrix", "[" + series + "]");
    }
}
