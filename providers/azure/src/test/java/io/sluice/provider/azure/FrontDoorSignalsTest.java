package io.sluice.provider.azure;

import static io.sluice.provider.tck.SignalFixture.CLEAN;
import static io.sluice.provider.tck.SignalFixture.FAULTY;
import static io.sluice.provider.tck.SignalFixture.SILENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.traffic.Reading;
import io.sluice.traffic.Side;
import io.sluice.traffic.Signal;
import io.sluice.traffic.SignalQuery;
import io.sluice.traffic.TimeWindow;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is Azure Monitor's own about a Front Door. */
class FrontDoorSignalsTest {
    private final FrontDoorSignalFixture cloud = new FrontDoorSignalFixture();

    @AfterEach
    void close() {
        cloud.close();
    }

    @Test
    void allSidesAndSignalsOfARouteAreOneCallForEachMetric() {
        cloud.source()
                .read(List.of(
                        query(CLEAN, Signal.REQUESTS),
                        query(FAULTY, Signal.REQUESTS),
                        query(FAULTY, Signal.ERROR_RATE),
                        query(CLEAN, Signal.HEALTHY_TARGETS),
                        query(FAULTY, Signal.HEALTHY_TARGETS)));

        assertThat(ArmRelay.calls(cloud.relay()))
                .containsExactlyInAnyOrder("GET shop-origins", "GET origins", "GET metrics", "GET metrics");
        assertThat(cloud.relay().exchanges())
                .filteredOn(one -> one.query().contains("OriginRequestCount"))
                .singleElement()
                .satisfies(one -> assertThat(one.uri().getQuery())
                        .contains(
                                "api-version=2018-01-01",
                                "interval=PT5S",
                                "aggregation=Total",
                                "timespan=2026-11-24T22:00:00Z/2026-11-24T22:02:00Z",
                                "$filter=Origin eq '*' and HttpStatusGroup eq '*'"));
    }

    /** One origin is one target, and the figure is the part of the edge's probes that it passes. */
    @Test
    void healthIsThePartOfTheProbesThatAnOriginPasses() {
        assertThat(read(CLEAN, Signal.HEALTHY_TARGETS)).isEqualTo(new Reading.Measured(0.75));
        assertThat(read(SILENT, Signal.HEALTHY_TARGETS)).isInstanceOf(Reading.Missing.class);
    }

    /** Its status is 0 then, and what group that is in Azure does not say. */
    @Test
    void anOriginThatDidNotAnswerIsAnError() {
        cloud.count("silent.example.com", "0", 5, 10);
        cloud.count("silent.example.com", "2XX", 5, 30);

        assertThat(read(SILENT, Signal.ERROR_RATE)).isEqualTo(new Reading.Measured(25));
    }

    @Test
    void thereIsNoPercentileAndNoErrorOfItsOwn() {
        for (Signal signal :
                List.of(Signal.LATENCY_P50, Signal.LATENCY_P95, Signal.LATENCY_P99, Signal.BALANCER_ERROR_RATE)) {
            assertThat(read(CLEAN, signal)).isInstanceOf(Reading.Missing.class);
        }
    }

    @Test
    void aMetricThatCannotBeHadTakesNoOtherAway() {
        List<SignalQuery> both = List.of(query(CLEAN, Signal.REQUESTS), query(CLEAN, Signal.HEALTHY_TARGETS));
        cloud.failNext();

        List<Reading> readings = cloud.source().read(both);

        assertThat(readings.getFirst())
                .isInstanceOfSatisfying(
                        Reading.Missing.class,
                        missing -> assertThat(missing.why()).contains("TooManyRequests"));
        assertThat(readings.getLast()).isEqualTo(new Reading.Measured(0.75));

        cloud.failNext();
        cloud.failNext();
        assertThatThrownBy(() -> cloud.source().read(both)).hasMessageContaining("TooManyRequests");
    }

    private Reading read(Side side, Signal signal) {
        return cloud.source().read(List.of(query(side, signal))).getFirst();
    }

    private SignalQuery query(Side side, Signal signal) {
        return new SignalQuery(
                cloud.route(),
                Optional.of(side),
                signal,
                new TimeWindow(FrontDoorSignalFixture.START, FrontDoorSignalFixture.START.plusSeconds(120)));
    }
}
