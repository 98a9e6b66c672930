package io.sluice.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.provider.QueryTemplate.Slot;
import io.sluice.traffic.Address;
import io.sluice.traffic.Fault;
import io.sluice.traffic.Metric;
import io.sluice.traffic.MetricQuery;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import io.sluice.traffic.Route;
import io.sluice.traffic.RouteRef;
import io.sluice.traffic.Side;
import io.sluice.traffic.TimeWindow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTemplateTest {
    private static final Side US = new Side("us");
    private static final Route ROUTE = new Route(
            new RouteRef("aws-prod", "edge"),
            new Address("{\"listener\":\"l\"}"),
            Map.of(
                    US,
                    new Address("{\"targetGroup\":\"arn:us\",\"port\":80}"),
                    new Side("eu"),
                    new Address("{\"targetGroup\":\"arn:eu\"}")));
    private static final TimeWindow WINDOW =
            new TimeWindow(Instant.parse("2026-11-24T21:59:00Z"), Instant.parse("2026-11-24T22:00:00.250600Z"));

    @Test
    void fillsEachPlaceAsItsLanguageWritesIt() {
        String text =
                "{{side}} of {{ route }} at {{backend.targetGroup}}, {{window}} s from {{start}} to {{end}}; {one} }}";

        assertThat(filled(text))
                .isEqualTo("<us> of <edge> at <arn:us>, <60> s from <2026-11-24T21:59:00Z> to"
                        + " <2026-11-24T22:00:00.250Z>; {one} }}");
        assertThat(filled("no place")).isEqualTo("no place");
    }

    @Test
    void row49WhatIsPutInIsNotReadAgain() {
        assertThat(QueryTemplate.of("{{side}}{{route}}", "/query")
                        .fill(query(), (slot, value) -> slot.name().equals("side") ? "{{route}}" : value.text()))
                .isEqualTo("{{route}}edge");
    }

    @Test
    void tellsNamesFromNumbersAndMoments() {
        List<Slot> slots = QueryTemplate.of("{{side}}{{window}}{{end}}{{backend.port}}", "/query")
                .slots();

        assertThat(slots).extracting(Slot::isName).containsExactly(true, false, false, true);
        assertThat(slots).extracting(Slot::isMoment).containsExactly(false, false, true, false);
        assertThat(QueryTemplate.of("{{window}}", "").namesTheWindow()).isFalse();
        assertThat(QueryTemplate.of("{{start}}", "").namesTheWindow()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{sides}}",
                "{{}}",
                "{{backend}}",
                "{{backend.}}",
                "{{backend.a.b}}",
                "{{side",
                "a {{ b",
                "{{si{de}}",
                "{{SIDE}}"
            })
    void whatIsNoPlaceIsAFaultThatPointsThere(String text) {
        assertThat(QueryTemplate.of(text, "/query").faults())
                .extracting(Fault::pointer)
                .containsExactly("/query");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{backend.pool}}", "{{backend.port}}"})
    void aBackendWithoutThatTextIsInvalid(String text) {
        ProviderException thrown = catchThrowableOfType(ProviderException.class, () -> filled(text));

        assertThat(thrown.error()).isInstanceOf(ProviderError.Invalid.class);
        assertThat(thrown.error().detail()).contains("us");
    }

    private static String filled(String text) {
        QueryTemplate template = QueryTemplate.of(text, "/query");
        assertThat(template.faults()).isEqualTo(new ArrayList<>());
        return template.fill(query(), (_, value) -> "<" + value.text() + ">");
    }

    private static MetricQuery query() {
        return new MetricQuery(new Metric("{}"), ROUTE, US, WINDOW);
    }
}
