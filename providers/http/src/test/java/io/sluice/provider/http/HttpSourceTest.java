package io.sluice.provider.http;

import static io.sluice.provider.http.HttpFixture.END;
import static io.sluice.provider.http.HttpFixture.WITHOUT_NUMBER;
import static io.sluice.provider.http.HttpFixture.metric;
import static io.sluice.provider.tck.MetricFixture.LOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sluice.provider.Source;
import io.sluice.provider.SourceFactory;
import io.sluice.traffic.Address;
import io.sluice.traffic.Metric;
import io.sluice.traffic.MetricQuery;
import io.sluice.traffic.ProviderException;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Route;
import io.sluice.traffic.RouteRef;
import io.sluice.traffic.Side;
import io.sluice.traffic.TimeWindow;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpSourceTest {
    static Stream<String> withoutNumber() {
        return WITHOUT_NUMBER.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("withoutNumber")
    void row48WhatIsNotOneFiniteNumberIsMissingAndSaysWhy(String path) {
        try (HttpFixture page = new HttpFixture()) {
            assertThat(read(page, metric(path, "$.lag"), page.window()))
                    .isInstanceOfSatisfying(
                            Reading.Missing.class,
                            missing -> assertThat(missing.why()).isNotBlank().hasSizeLessThan(500));
        }
    }

    @Test
    void aNumberInATextIsSaidToBeAText() {
        try (HttpFixture page = new HttpFixture()) {
            assertThat(read(page, metric("/text", "$.lag"), page.window()))
                    .asString()
                    .contains("is a text");
        }
    }

    @Test
    void oneReadAsksForEachPageOnce() {
        try (HttpFixture page = new HttpFixture()) {
            List<Reading> readings = page.source()
                    .read(List.of(
                            query(page, metric("/object", "$.lag.seconds"), page.window()),
                            query(page, metric("/object", "$.lag['seconds']"), page.window()),
                            query(page, metric("/list", "$.lag[0]"), page.window()),
                            query(page, metric("/list", "$.lag.max()"), page.window())));

            assertThat(readings).containsOnly(new Reading.Measured(1)).hasSize(4);
            assertThat(page.requests()).containsExactlyInAnyOrder("GET /status/object", "GET /status/list");
        }
    }

    @ParameterizedTest
    @CsvSource({"0, true", "80, true", "81, false", "-1, false"})
    void thePresentStandsForAWindowThatHasJustEnded(int secondsAgo, boolean measured) {
        try (HttpFixture page = new HttpFixture()) {
            // The fixture's clock stands at 20 s after the end; the deadline of a call is 20 s, and a minute more is
            // what is just.
            var end = END.plusSeconds(20L - secondsAgo);

            Reading reading = read(page, metric("/object", "$.lag.seconds"), new TimeWindow(end.minusSeconds(60), end));

            assertThat(reading instanceof Reading.Measured)
                    .as(reading.toString())
                    .isEqualTo(measured);
            assertThat(page.requests()).hasSize(measured ? 1 : 0);
        }
    }

    @Test
    void whoNamesTheWindowHasAPastAndNobodyElse() {
        try (HttpFixture page = new HttpFixture()) {
            assertThat(page.source().keepsPast(metric("/object?until={{end}}", "$.lag")))
                    .isTrue();
            assertThat(page.source().keepsPast(metric("/object?for={{window}}", "$.lag")))
                    .isFalse();
        }
    }

    @Test
    void aPageThatIsToldTheWindowHasAPast() {
        try (HttpFixture page = new HttpFixture()) {
            var end = END.minus(Duration.ofDays(1));

            assertThat(read(
                            page,
                            metric("/object?from={{start}}&to={{end}}&for={{window}}", "$.lag.seconds"),
                            new TimeWindow(end.minusSeconds(60), end)))
                    .isEqualTo(new Reading.Measured(1));
            assertThat(page.requests())
                    .containsExactly(
                            "GET /status/object?from=2026-11-23T21%3A59%3A00Z&to=2026-11-23T22%3A00%3A00Z&for=60");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", ""})
    void aNameThatWouldLeadElsewhereIsMissingAndNobodyIsAsked(String name) {
        Side side = new Side("x");
        Route route = new Route(
                new RouteRef("p", "edge"), new Address("{}"), Map.of(side, new Address("{\"id\":\"" + name + "\"}")));
        try (HttpFixture page = new HttpFixture()) {
            assertThat(page.source()
                            .read(List.of(new MetricQuery(
                                    metric("/db/{{backend.id}}/lag", "$.lag"), route, side, page.window()))))
                    .singleElement()
                    .isInstanceOf(Reading.Missing.class);
            assertThat(page.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 400, 404, 410, 422})
    void aPageThatIsNotThereIsMissing(int status) {
        try (HttpFixture page = new HttpFixture()) {
            page.answerWith(status);

            assertThat(read(page, metric("/a", "$.lag"), page.window()))
                    .asString()
                    .contains("" + status);
        }
    }

    @ParameterizedTest
    @CsvSource({"302, unavailable", "401, denied", "403, denied", "429, throttled", "500, unavailable"})
    void aServerThatDoesNotAnswerIsAnError(int status, String kind) {
        try (HttpFixture page = new HttpFixture()) {
            page.answerWith(status);

            ProviderException thrown = catchThrowableOfType(
                    ProviderException.class, () -> read(page, metric("/a", "$.lag"), page.window()));

            assertThat(thrown.error().kind()).isEqualTo(kind);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "$.a              | 1.5",
                "$['b c'].d       | 2",
                "$.list[1]        | 20",
                "$.list[-1]       | 30",
                "$.list.length()  | 3",
                "$.list.sum()     | 60",
                "$..e             | 5",
                "$.rows[?(@.name == 'x')].v | 8",
                "$.rows[?(@.tags == [1])].v | 9",
            })
    void aPathMayBeAnythingThatLeadsToOneNumber(String select, double value) throws JsonProcessingException {
        assertThat(Selection.of(select, "/select").faults()).isEmpty();
        assertThat(Selection.reading(rows(), select)).isEqualTo(new Reading.Measured(value));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"$.list", "$.list[*]", "$.rows[?(@.name == 'z')].v", "$.rows[*].v", "$.x.y", "$.list[9]", "$"})
    void aPathThatLeadsToNoneOrToSeveralIsMissing(String select) throws JsonProcessingException {
        assertThat(Selection.of(select, "/select").faults()).isEmpty();
        assertThat(Selection.reading(rows(), select)).isInstanceOf(Reading.Missing.class);
    }

    private static JsonNode rows() throws JsonProcessingException {
        return new JsonMapper().readTree("""
                {"a": 1.5, "b c": {"d": 2}, "list": [10, 20, 30], "deep": [{"e": 5}],
                 "rows": [{"name": "x", "v": 8}, {"name": "y", "v": 9, "tags": [1]}]}""");
    }

    // ---- settings

    @Test
    void settingsAreReadAsTheyAreWritten() throws JsonProcessingException {
        JsonMapper mapper = new JsonMapper();
        mapper.registerSubtypes(HttpSourceFactory.class);

        SourceFactory factory = mapper.readValue("""
                {"type": "http", "url": "https://status.example.com",
                 "basic": {"user": "sluice", "password": {"file": "/run/secrets/status"}}}""", SourceFactory.class);

        try (Source source = factory.open("status")) {
            assertThat(source.callDeadline()).isEqualTo(Duration.ofSeconds(11));
        }
        assertThatThrownBy(() ->
                        mapper.readValue("{\"type\": \"http\", \"url\": \"http://10.0.0.7/\"}", SourceFactory.class))
                .isInstanceOf(JsonProcessingException.class);
    }

    private static Reading read(HttpFixture page, Metric metric, TimeWindow window) {
        return page.source().read(List.of(query(page, metric, window))).getFirst();
    }

    private static MetricQuery query(HttpFixture page, Metric metric, TimeWindow window) {
        return new MetricQuery(metric, page.route(), LOW, window);
    }
}
