package io.sluice.provider.aws;

import static io.sluice.provider.tck.SignalFixture.CLEAN;
import static io.sluice.provider.tck.SignalFixture.FAULTY;
import static io.sluice.provider.tck.SignalFixture.SILENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.sandbox.world.FixedWorld;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import io.sluice.traffic.Signal;
import io.sluice.traffic.SignalQuery;
import io.sluice.traffic.TimeWindow;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is AWS's own about its figures. */
class CloudWatchSignalsTest {
    private final CloudWatchFixture cloud = new CloudWatchFixture();

    @AfterEach
    void close() {
        cloud.close();
    }

    @Test
    void oneLookIsOneCall() {
        read(
                query(CLEAN, Signal.REQUESTS),
                query(CLEAN, Signal.ERROR_RATE),
                query(FAULTY, Signal.ERROR_RATE),
                query(CLEAN, Signal.LATENCY_P99),
                query(FAULTY, Signal.LATENCY_P99));

        assertThat(cloud.stub().requests())
                .singleElement()
                .satisfies(request -> assertThat(request)
                        .containsKey("MetricDataQueries.member.6.Id")
                        .doesNotContainKey("MetricDataQueries.member.7.Id"));
    }

    @Test
    void latenciesAreMilliseconds() {
        assertThat(read(query(CLEAN, Signal.LATENCY_P95))).containsExactly(new Reading.Measured(120));
    }

    @Test
    void aPercentileOfLongWindowsIsAskedForWithAPeriodOfTheirLengthInOneCall() {
        for (int minute = 5; minute < 60; minute++) {
            cloud.count("TargetResponseTime", "p99", FixedWorld.CHECKOUT_EU, minute, 0.25 * minute);
        }

        List<Reading> readings = read(IntStream.range(0, 12)
                .mapToObj(five -> latency(five * 5, five * 5 + 5))
                .toArray(SignalQuery[]::new));

        assertThat(cloud.stub().requests())
                .singleElement()
                .satisfies(request -> assertThat(request)
                        .containsEntry("MetricDataQueries.member.1.MetricStat.Period", "300")
                        .doesNotContainKey("MetricDataQueries.member.2.Id"));
        assertThat(readings.getFirst()).isEqualTo(new Reading.Measured(120));
        assertThat(readings.get(1)).isEqualTo(new Reading.Measured(2250));
        assertThat(readings.getLast()).isEqualTo(new Reading.Measured(14_750));
    }

    /** Whether periods count from the start or lie on CloudWatch's own grid AWS does not say; the answer does. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPercentileOfWindowsOffTheGridIsTheirOwnOrTheWorstOfTheirPeriods(boolean ownGrid) {
        if (ownGrid) {
            cloud.stub().cutOnOwnGrid();
        }
        cloud.count("TargetResponseTime", "p99", FixedWorld.CHECKOUT_EU, 7, 0.300);

        List<Reading> readings = read(latency(2, 7), latency(7, 12), latency(12, 17));

        assertThat(readings.get(0)).isInstanceOf(Reading.Missing.class);
        assertThat(readings.get(1)).isEqualTo(new Reading.Measured(300));
        assertThat(readings.get(2)).isInstanceOf(Reading.Missing.class);
        assertThat(cloud.stub().requests())
                .singleElement()
                .satisfies(request -> assertThat(request)
                        .containsEntry("MetricDataQueries.member.1.MetricStat.Period", "300")
                        .containsEntry("MetricDataQueries.member.2.MetricStat.Period", "60")
                        .doesNotContainKey("MetricDataQueries.member.3.Id"));
    }

    private SignalQuery latency(int fromMinute, int beforeMinute) {
        TimeWindow window = new TimeWindow(
                CloudWatchFixture.START.plusSeconds(60L * fromMinute),
                CloudWatchFixture.START.plusSeconds(60L * beforeMinute));
        return new SignalQuery(cloud.route(), Optional.of(CLEAN), Signal.LATENCY_P99, window);
    }

    @Test
    void windowsOfOneLookAreAddedUpEachByItself() {
        TimeWindow whole = cloud.window();
        TimeWindow second = new TimeWindow(whole.start().plusSeconds(60), whole.end());

        assertThat(read(
                        query(CLEAN, Signal.REQUESTS),
                        new SignalQuery(cloud.route(), Optional.of(CLEAN), Signal.REQUESTS, second)))
                .containsExactly(new Reading.Measured(200), new Reading.Measured(80));
        assertThat(cloud.stub().requests()).hasSize(1);
    }

    @Test
    void whatTheBalancerItselfAnsweredCountsAgainstAllThatItGot() {
        assertThat(read(new SignalQuery(cloud.route(), Optional.empty(), Signal.BALANCER_ERROR_RATE, cloud.window())))
                .containsExactly(new Reading.Measured(5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PartialData", "InternalError", "Forbidden"})
    void anAnswerThatIsNotCompleteIsMissingAndSaysSo(String status) {
        cloud.stub().answerWith(status);

        assertThat(read(query(CLEAN, Signal.ERROR_RATE)))
                .containsExactly(new Reading.Missing("CloudWatch says " + status));
    }

    @Test
    void noRequestsAreNoErrorRate() {
        cloud.count("HTTPCode_Target_5XX_Count", "Sum", FixedWorld.API_V1, 0, 3);

        assertThat(read(query(SILENT, Signal.ERROR_RATE))).singleElement().isInstanceOf(Reading.Missing.class);
    }

    @Test
    void healthyTargetsAreCountedWithoutAskingCloudWatch() {
        assertThat(read(query(CLEAN, Signal.HEALTHY_TARGETS))).singleElement().isInstanceOf(Reading.Measured.class);
        assertThat(cloud.stub().requests()).isEmpty();
    }

    @Test
    void theHealthOfATargetGroupThatIsNotAttachedCannotBeKnown() {
        Route route = TestSettings.route(
                "listener",
                FixedWorld.SEARCH_LISTENER,
                Map.of(CLEAN, FixedWorld.SEARCH_EU, SILENT, FixedWorld.SEARCH_US));

        assertThat(cloud.source()
                        .read(List.of(
                                new SignalQuery(route, Optional.of(SILENT), Signal.HEALTHY_TARGETS, cloud.window()))))
                .singleElement()
                .isInstanceOfSatisfying(
                        Reading.Missing.class,
                        missing -> assertThat(missing.why()).contains("not attached"));
    }

    @Test
    void aNetworkLoadBalancerCountsNoRequests() {
        Route route = TestSettings.route(
                "listener",
                FixedWorld.ORDERS_LISTENER,
                Map.of(CLEAN, FixedWorld.ORDERS_EU, SILENT, FixedWorld.ORDERS_US));

        assertThat(cloud.source()
                        .read(List.of(new SignalQuery(route, Optional.of(CLEAN), Signal.ERROR_RATE, cloud.window()))))
                .containsExactly(new Reading.Missing("error-rate is not measured by a Network Load Balancer"));
    }

    @Test
    void bytesAndCapacityAreOfTheWholeLoadBalancerOfEitherKind() {
        Route network = TestSettings.route(
                "listener",
                FixedWorld.ORDERS_LISTENER,
                Map.of(CLEAN, FixedWorld.ORDERS_EU, SILENT, FixedWorld.ORDERS_US));
        for (Route route : List.of(cloud.route(), network)) {
            assertThat(read(
                            new SignalQuery(route, Optional.empty(), Signal.PROCESSED_BYTES, cloud.window()),
                            new SignalQuery(route, Optional.empty(), Signal.CAPACITY_UNITS, cloud.window())))
                    // 0.09375 of a unit's hour in two minutes.
                    .containsExactly(new Reading.Measured(4_000_000), new Reading.Measured(2.8125));
            assertThat(read(
                            new SignalQuery(route, Optional.of(CLEAN), Signal.PROCESSED_BYTES, cloud.window()),
                            new SignalQuery(route, Optional.of(CLEAN), Signal.CAPACITY_UNITS, cloud.window())))
                    .hasOnlyElementsOfType(Reading.Missing.class);
        }
    }

    @Test
    void theMetricsShowThatTheyLiveByTheHealthOfAnyTargetGroupInEachPeriod() {
        TimeWindow one = minutes(0, 1);

        assertThat(read(heartbeat(cloud.window()), heartbeat(one)))
                .containsExactly(new Reading.Measured(2), new Reading.Measured(1));
        assertThat(read(heartbeat(minutes(0, 3)), heartbeat(minutes(2, 3))))
                .as("one of the periods has none")
                .hasOnlyElementsOfType(Reading.Missing.class);
    }

    @Test
    void aSilentMinuteAndOneWithoutMetricsAreToldApartInTheSameCall() {
        cloud.count("HealthyHostCount", "SampleCount", FixedWorld.CHECKOUT_EU, 5, 1);
        TimeWindow silent = minutes(5, 6);
        TimeWindow lost = minutes(6, 7);

        assertThat(read(requests(silent), heartbeat(silent), requests(lost), heartbeat(lost)))
                .containsExactly(
                        new Reading.Missing("no requests from 2026-11-24T22:05:00Z to 2026-11-24T22:06:00Z"),
                        new Reading.Measured(1),
                        new Reading.Missing("no requests from 2026-11-24T22:06:00Z to 2026-11-24T22:07:00Z"),
                        new Reading.Missing(
                                "HealthyHostCount of its target groups, which needs no requests, was not there"
                                        + " from 2026-11-24T22:06:00Z to 2026-11-24T22:07:00Z either"));
        assertThat(cloud.stub().requests()).hasSize(1);
    }

    /** What CloudWatch keeps back of the requests is no silence, however well it tells of health. */
    @Test
    void aLookThatWasCutShortShowsNoSignOfLife() {
        cloud.stub().answerWith("PartialData", "RequestCount");

        assertThat(read(requests(cloud.window()), heartbeat(cloud.window())))
                .containsOnly(new Reading.Missing("CloudWatch says PartialData"));
    }

    @Test
    void aNetworkLoadBalancerHasNoSignOfLifeForRequestsThatItNeverCounts() {
        Route route = TestSettings.route(
                "listener",
                FixedWorld.ORDERS_LISTENER,
                Map.of(CLEAN, FixedWorld.ORDERS_EU, SILENT, FixedWorld.ORDERS_US));

        assertThat(read(new SignalQuery(route, Optional.empty(), Signal.HEARTBEAT, cloud.window())))
                .hasOnlyElementsOfType(Reading.Missing.class);
    }

    private SignalQuery requests(TimeWindow window) {
        return new SignalQuery(cloud.route(), Optional.of(CLEAN), Signal.REQUESTS, window);
    }

    private SignalQuery heartbeat(TimeWindow window) {
        return new SignalQuery(cloud.route(), Optional.empty(), Signal.HEARTBEAT, window);
    }

    private static TimeWindow minutes(int from, int before) {
        return new TimeWindow(
                CloudWatchFixture.START.plusSeconds(60L * from), CloudWatchFixture.START.plusSeconds(60L * before));
    }

    private List<Reading> read(SignalQuery... queries) {
        return cloud.source().read(List.of(queries));
    }

    private SignalQuery query(Side side, Signal signal) {
        return new SignalQuery(cloud.route(), Optional.of(side), signal, cloud.window());
    }
}
