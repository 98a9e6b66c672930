package io.sluice.provider.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.traffic.Address;
import io.sluice.traffic.Fault;
import io.sluice.traffic.Metric;
import io.sluice.traffic.MetricQuery;
import io.sluice.traffic.Route;
import io.sluice.traffic.RouteRef;
import io.sluice.traffic.Side;
import io.sluice.traffic.TimeWindow;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Row 49 of the bad-input table, as far as one can tell without a server. */
class PromQlTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                " { } ",
                "{,}",
                "sum({})",
                "sum by (job) ({})",
                "rate({}[5m])",
                "up or {}",
                "up AND {}",
                "sum(up) / {\n}",
                "{}[5m] offset 1m",
            })
    void row49ASelectorOfEverythingIsAFault(String query) {
        assertFault(query, "selects every series");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "up{}",
                "up {}",
                "job:errors:rate5m{}",
                "{job=\"x\"}",
                "{__name__=\"a.b\"}",
                "label_replace(up, \"x\", \"{}\", \"y\", \"{}\")",
                "up # and {} in a comment",
                "vector(1)"
            })
    void aSelectorThatNamesSomethingIsNone(String query) {
        assertThat(PromQl.of(query, "/query").faults()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "up{job={{side}}}",
                "{{side}}_total",
                "up{job=\"x\"} or {{backend.id}}",
                "up # {{route}}",
                "up{job=`{{side}}`}",
                "up{job=\"\\{{side}}\"}"
            })
    void row49ANameThatCannotBeEscapedWhereItStandsIsAFault(String query) {
        assertFault(query, "must");
    }

    @ParameterizedTest
    @ValueSource(strings = {"up{job=\"x}", "up{job='x}", "up{job=`x}", "up{job=\"x\\\"}", "up{job=\"x\\"})
    void aTextThatDoesNotEndIsAFault(String query) {
        assertFault(query, "does not end");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  \n"})
    void anEmptyExpressionIsAFault(String query) {
        assertFault(query, "empty");
    }

    @Test
    void anUnknownPlaceholderIsAFault() {
        assertFault("up{a=\"{{sides}}\"}", "unknown placeholder");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "x{a=\"{{side}}\"}               | us                | x{a=\"us\"}",
                "x{a='{{side}}'}                 | us                | x{a='us'}",
                "x{a=\"{{side}}\"}               | \"} or up{a=\"    | x{a=\"\\u0022} or up{a=\\u0022\"}",
                "x{a='{{side}}'}                 | '} or up{a='      | x{a='\\u0027} or up{a=\\u0027'}",
                "x{a=\"{{side}}\"}               | back\\            | x{a=\"back\\\\\"}",
                "x{a=\"{{side}}\"}               | ~a\nb~            | x{a=\"a\\u000ab\"}",
                "x{a=\"{{side}}\"}               | é.*               | x{a=\"é.*\"}",
            })
    void row49ANameStaysWithinItsText(String query, String name, String expected) {
        assertThat(filled(query, name)).isEqualTo(expected);
    }

    @Test
    void row49ANameInARegularExpressionMeansItself() {
        assertThat(filled("x{a=~\"{{side}}-.*\"}", "a.b|c")).isEqualTo("x{a=~\"a\\\\.b\\\\|c-.*\"}");
        assertThat(filled("x{a!~ '{{side}}'}", ".*")).isEqualTo("x{a!~ '\\\\.\\\\*'}");
        assertThat(filled("x{a=\"~\",b=\"{{side}}\"}", ".*")).isEqualTo("x{a=\"~\",b=\".*\"}");
    }

    @Test
    void numbersAndTimesGoInAsTheyAre() {
        assertThat(filled("rate(x{a=\"\\\"{{route}}\\\"\"}[{{window}}s]) # {{end}}", "us"))
                .isEqualTo("rate(x{a=\"\\\"edge\\\"\"}[60s]) # 2026-11-24T22:00:00Z");
    }

    private static void assertFault(String query, String message) {
        assertThat(PromQl.of(query, "/query").faults())
                .isNotEmpty()
                .allSatisfy(fault -> assertThat(fault.pointer()).isEqualTo("/query"))
                .extracting(Fault::message)
                .anySatisfy(said -> assertThat(said).contains(message));
    }

    private static String filled(String query, String name) {
        PromQl expression = PromQl.of(query, "/query");
        assertThat(expression.faults()).isEmpty();
        Side side = new Side(name);
        Instant end = Instant.parse("2026-11-24T22:00:00Z");
        return expression.fill(new MetricQuery(
                new Metric("{}"),
                new Route(new RouteRef("p", "edge"), new Address("{}"), Map.of(side, new Address("{}"))),
                side,
                new TimeWindow(end.minusSeconds(60), end)));
    }
}
