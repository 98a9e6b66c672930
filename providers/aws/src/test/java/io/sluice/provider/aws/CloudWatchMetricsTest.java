package io.sluice.provider.aws;

import static io.sluice.provider.tck.MetricFixture.LOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.sandbox.world.FixedWorld;
import io.sluice.traffic.Fault;
import io.sluice.traffic.Metric;
import io.sluice.traffic.MetricQuery;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import io.sluice.traffic.TimeWindow;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is CloudWatch's own about metrics by name. */
class CloudWatchMetricsTest {
    private final CloudWatchMetricsFixture cloud = new CloudWatchMetricsFixture();

    @AfterEach
    void close() {
        cloud.close();
    }

    @ParameterizedTest
    @CsvSource({"Sum, 12", "SampleCount, 12", "Minimum, 2", "Maximum, 10"})
    void whatCanBePutTogetherIsPutTogetherFromTheMetricsPeriods(String statistic, double value) {
        cloud.put("Depth", statistic, "orders", 0, 10);
        cloud.put("Depth", statistic, "orders", 1, 2);
        cloud.put("Depth", statistic, "orders", 2, 99);

        assertThat(read(statistic, window(0, 2))).isEqualTo(new Reading.Measured(value));
    }

    @Test
    void aPercentileIsThatOfTheWholeWindowOrNone() {
        cloud.put("Depth", "p99", "orders", 7, 3);

        assertThat(read("p99", window(5, 10))).isEqualTo(new Reading.Measured(3));
        assertThat(read("p99", window(7, 12))).as("counted from the start").isEqualTo(new Reading.Measured(3));
        cloud.stub().cutOnOwnGrid();
        assertThat(read("p99", window(3, 8)))
                .isInstanceOfSatisfying(
                        Reading.Missing.class,
                        missing -> assertThat(missing.why()).contains("begin at other times"));
    }

    @Test
    void anHourOfWindowsIsOneCallAndEachHasItsOwn() {
        for (int minute = 0; minute < 60; minute++) {
            cloud.put("Depth", "Maximum", "orders", minute, minute);
        }
        Metric metric = CloudWatchMetricsFixture.of("AWS/SQS", "Depth", "Maximum", "orders");

        List<Reading> readings = cloud.source()
                .read(IntStream.range(0, 60)
                        .mapToObj(minute -> new MetricQuery(metric, cloud.route(), LOW, window(minute, minute + 1)))
                        .toList());

        assertThat(cloud.asked()).isEqualTo(1);
        assertThat(readings).hasSize(60);
        assertThat(readings.get(42)).isEqualTo(new Reading.Measured(42));
    }

    /** Errors, for one, are published only where there were some; beside a total that was counted, none is none. */
    @Test
    void aCountThatIsAbsentIsZeroIfThePlanSaysSo() {
        cloud.put("Errors", "Sum", "orders", 0, 3);

        assertThat(read(errors("Sum"), window(0, 1))).isEqualTo(new Reading.Measured(3));
        assertThat(read(errors("Sum"), window(1, 2))).isEqualTo(new Reading.Measured(0));
        assertThat(read(CloudWatchMetricsFixture.of("AWS/SQS", "Errors", "Sum", "orders"), window(1, 2)))
                .isInstanceOf(Reading.Missing.class);
        cloud.stub().answerWith("PartialData");
        assertThat(read(errors("Sum"), window(1, 2))).isEqualTo(new Reading.Missing("CloudWatch says PartialData"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Average", "Maximum", "p99"})
    void whatIsNoCountIsNotZeroWhereItIsAbsent(String statistic) {
        assertThat(cloud.source().check(errors(statistic)))
                .extracting(Fault::pointer)
                .containsExactly("/absent");
        assertThat(cloud.source().check(errors("Sum"))).isEmpty();
        assertThat(cloud.source()
                        .check(new Metric(errors("Sum").json().replace("\"absent\":\"zero\"", "\"absent\":\"0\""))))
                .extracting(Fault::pointer)
                .containsExactly("/absent");
    }

    private static Metric errors(String statistic) {
        return new Metric(CloudWatchMetricsFixture.of("AWS/SQS", "Errors", statistic, "orders")
                .json()
                .replace("{", "{\"absent\":\"zero\","));
    }

    @Test
    void aRoutesOwnLoadBalancerAndTargetGroupsGoByCloudWatchsNames() {
        Side eu = new Side("eu");
        Route route = TestSettings.route("listener", FixedWorld.CHECKOUT_LISTENER, Map.of(eu, FixedWorld.CHECKOUT_EU));
        cloud.stub()
                .put(
                        "AWS/ApplicationELB",
                        "AnomalousHostCount",
                        "Maximum",
                        Map.of(
                                "LoadBalancer", FixedWorld.CHECKOUT.dimension(),
                                "TargetGroup",
                                        FixedWorld.CHECKOUT_EU.substring(FixedWorld.CHECKOUT_EU.lastIndexOf(':') + 1)),
                        CloudWatchMetricsFixture.START,
                        2);
        Metric metric = new Metric("{\"namespace\":\"AWS/ApplicationELB\",\"name\":\"AnomalousHostCount\","
                + "\"statistic\":\"Maximum\",\"dimension.LoadBalancer\":\"{{backend.LoadBalancer}}\","
                + "\"dimension.TargetGroup\":\"{{backend.TargetGroup}}\"}");

        assertThat(cloud.source().read(List.of(new MetricQuery(metric, route, eu, cloud.window()))))
                .containsExactly(new Reading.Measured(2));
    }

    private Reading read(String statistic, TimeWindow window) {
        return read(CloudWatchMetricsFixture.of("AWS/SQS", "Depth", statistic, "orders"), window);
    }

    private Reading read(Metric metric, TimeWindow window) {
        return cloud.source()
                .read(List.of(new MetricQuery(metric, cloud.route(), LOW, window)))
                .getFirst();
    }

    private static TimeWindow window(int fromMinute, int beforeMinute) {
        return new TimeWindow(
                CloudWatchMetricsFixture.START.plusSeconds(60L * fromMinute),
                CloudWatchMetricsFixture.START.plusSeconds(60L * beforeMinute));
    }
}
