package io.sluice.provider.azure;

import static io.sluice.provider.tck.MetricFixture.LOW;
import static io.sluice.provider.tck.MetricFixture.ODD;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.traffic.Metric;
import io.sluice.traffic.MetricQuery;
import io.sluice.traffic.Reading;
import io.sluice.traffic.TimeWindow;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is Azure Monitor's own about metrics by name. */
class MonitorMetricsTest {
    private final MonitorMetricsFixture cloud = new MonitorMetricsFixture();

    @AfterEach
    void close() {
        cloud.close();
    }

    @Test
    void allWindowsOfAMetricAreOneCallAndEachHasItsOwn() {
        List<Reading> readings = cloud.source()
                .read(IntStream.range(0, 60)
                        .mapToObj(minute -> new TimeWindow(
                                MonitorMetricsFixture.START.plusSeconds(60L * minute),
                                MonitorMetricsFixture.START.plusSeconds(60L * minute + 60)))
                        .map(window -> new MetricQuery(cloud.metric(), cloud.route(), LOW, window))
                        .toList());

        assertThat(readings.subList(0, 2)).containsExactly(new Reading.Measured(10), new Reading.Measured(20));
        assertThat(readings.subList(2, 60)).hasOnlyElementsOfType(Reading.Missing.class);
        assertThat(cloud.relay().exchanges()).singleElement().satisfies(asked -> {
            assertThat(asked.path()).isEqualTo(MonitorMetricsFixture.BUS + "/providers/Microsoft.Insights/metrics");
            assertThat(MonitorMetricsFixture.parameter(asked, "timespan"))
                    .isEqualTo("2026-11-24T22:00:00Z/2026-11-24T23:00:00Z");
            assertThat(MonitorMetricsFixture.parameter(asked, "aggregation")).isEqualTo("Average,Count");
        });
    }

    @ParameterizedTest
    @CsvSource({"Total, 61", "Count, 7", "Minimum, 4", "Maximum, 20"})
    void theMinutesOfAWindowArePutTogetherAsTheirAggregationWantsIt(String aggregation, double together) {
        Metric metric = new Metric("""
                {"resource": "%s", "namespace": "orders/sizes", "name": "Size", "aggregation": "%s"}""".formatted(MonitorMetricsFixture.BUS, aggregation));

        assertThat(cloud.source().read(List.of(new MetricQuery(metric, cloud.route(), LOW, cloud.window()))))
                .containsExactly(new Reading.Measured(together));
        assertThat(cloud.relay().exchanges()).singleElement().satisfies(asked -> {
            assertThat(MonitorMetricsFixture.parameter(asked, "metricnamespace"))
                    .isEqualTo("orders/sizes");
            assertThat(MonitorMetricsFixture.parameter(asked, "aggregation")).isEqualTo(aggregation);
            assertThat(MonitorMetricsFixture.parameter(asked, "$filter")).isEmpty();
        });
    }

    @Test
    void aNameThatIsPutIntoAnIdCannotLeadElsewhere() {
        Metric metric =
                MonitorMetricsFixture.of(MonitorMetricsFixture.BUS + "-{{side}}", "Depth", "Average", "a eq 'b'");

        assertThat(cloud.source().read(List.of(new MetricQuery(metric, cloud.route(), ODD, cloud.window()))))
                .singleElement()
                .isInstanceOfSatisfying(
                        Reading.Missing.class,
                        missing -> assertThat(missing.why()).contains("not the id of a resource"));
        assertThat(cloud.asked()).isZero();

        cloud.source().read(List.of(new MetricQuery(metric, cloud.route(), LOW, cloud.window())));
        assertThat(cloud.relay().exchanges())
                .singleElement()
                .satisfies(asked -> assertThat(asked.path()).startsWith(MonitorMetricsFixture.BUS + "-low/providers/"));
    }
}
