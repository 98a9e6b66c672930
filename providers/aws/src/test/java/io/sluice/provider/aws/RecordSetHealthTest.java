package io.sluice.provider.aws;

import static io.sluice.provider.tck.TrafficFixture.LEFT;
import static io.sluice.provider.tck.TrafficFixture.RIGHT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.provider.tck.Trouble;
import io.sluice.sandbox.world.FixedWorld;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import io.sluice.traffic.Signal;
import io.sluice.traffic.SignalQuery;
import io.sluice.traffic.TimeWindow;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordSetHealthTest {
    private static final String OBSERVATION = "<HealthCheckObservation><Region>eu-west-1</Region>"
            + "<StatusReport><Status>%s</Status></StatusReport></HealthCheckObservation>";

    private final RecordSetFixture cloud = new RecordSetFixture();

    @AfterEach
    void close() {
        cloud.close();
    }

    @Test
    void aRecordWhoseCheckPassesHasOneHealthyTarget() {
        assertThat(read(cloud.route(), LEFT, Signal.HEALTHY_TARGETS)).isEqualTo(new Reading.Measured(1));

        cloud.sandbox().client().backends("orders-db-eu", "{\"healthy\": false}");

        assertThat(read(cloud.route(), LEFT, Signal.HEALTHY_TARGETS)).isEqualTo(new Reading.Measured(0));
        assertThat(read(cloud.route(), RIGHT, Signal.HEALTHY_TARGETS)).isEqualTo(new Reading.Measured(1));
    }

    @Test
    void withoutACheckNothingIsKnown() {
        assertThat(read(cloud.neighbour(), LEFT, Signal.HEALTHY_TARGETS))
                .isEqualTo(new Reading.Missing("record eu has no health check"));
    }

    @Test
    void noOtherFigureIsMeasured() {
        for (Signal signal : Signal.values()) {
            if (signal != Signal.HEALTHY_TARGETS) {
                assertThat(read(cloud.route(), LEFT, signal))
                        .isEqualTo(new Reading.Missing(signal + " is not measured by a Route 53 record set"));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"2, 10, 1", "1, 5, 1", "1, 6, 0", "0, 3, 0", "3, 3, 1"})
    void moreThan18PercentOfTheCheckersMakeItHealthy(int passing, int all, int healthy) {
        cloud.relay()
                .answer(
                        "GetHealthCheckStatus",
                        "<GetHealthCheckStatusResponse xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\">"
                                + "<HealthCheckObservations>"
                                + OBSERVATION
                                        .formatted("Success: HTTP Status Code 200, OK")
                                        .repeat(passing)
                                + OBSERVATION
                                        .formatted("Failure: Connection refused")
                                        .repeat(all - passing)
                                + "</HealthCheckObservations></GetHealthCheckStatusResponse>");

        assertThat(read(cloud.route(), LEFT, Signal.HEALTHY_TARGETS)).isEqualTo(new Reading.Measured(healthy));
    }

    @ParameterizedTest
    @CsvSource({"CALCULATED, false, false", "TCP, true, false", "TCP, false, true", "CLOUDWATCH_METRIC, false, false"})
    void aCheckThatTheCheckersDoNotDecideIsNoFigure(String type, boolean inverted, boolean disabled) {
        cloud.relay()
                .answer(
                        "GetHealthCheck",
                        ("<GetHealthCheckResponse xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\"><HealthCheck>"
                                        + "<Id>x</Id><CallerReference>x</CallerReference><HealthCheckConfig><Type>%s</Type>"
                                        + "<Inverted>%s</Inverted><Disabled>%s</Disabled></HealthCheckConfig>"
                                        + "<HealthCheckVersion>1</HealthCheckVersion></HealthCheck></GetHealthCheckResponse>")
                                .formatted(type, inverted, disabled));

        assertThat(read(cloud.route(), LEFT, Signal.HEALTHY_TARGETS)).isInstanceOf(Reading.Missing.class);
    }

    @Test
    void questionsOfBothKindsAreAnsweredInTheirOrder() {
        Route edge = TestSettings.route(
                "listener",
                FixedWorld.CHECKOUT_LISTENER,
                Map.of(LEFT, FixedWorld.CHECKOUT_EU, RIGHT, FixedWorld.CHECKOUT_US));

        List<Reading> readings = cloud.opened()
                .signals()
                .read(List.of(
                        query(cloud.neighbour(), LEFT, Signal.HEALTHY_TARGETS),
                        query(edge, LEFT, Signal.HEALTHY_TARGETS),
                        query(cloud.route(), LEFT, Signal.ERROR_RATE),
                        query(cloud.route(), LEFT, Signal.HEALTHY_TARGETS)));

        assertThat(readings)
                .containsExactly(
                        new Reading.Missing("record eu has no health check"),
                        new Reading.Measured(2),
                        new Reading.Missing("error-rate is not measured by a Route 53 record set"),
                        new Reading.Measured(1));
    }

    @Test
    void aCheckThatMayNotBeReadHidesNoOtherFigure() {
        Route edge = TestSettings.route(
                "listener",
                FixedWorld.CHECKOUT_LISTENER,
                Map.of(LEFT, FixedWorld.CHECKOUT_EU, RIGHT, FixedWorld.CHECKOUT_US));
        List<SignalQuery> queries = List.of(
                query(cloud.route(), LEFT, Signal.HEALTHY_TARGETS),
                query(cloud.route(), RIGHT, Signal.HEALTHY_TARGETS),
                query(edge, LEFT, Signal.HEALTHY_TARGETS));

        cloud.relay().order("GetHealthCheck"::equals, Trouble.DENIED, () -> {});
        assertThat(cloud.opened().signals().read(queries))
                .satisfiesExactly(
                        RecordSetHealthTest::denied,
                        one -> assertThat(one).isEqualTo(new Reading.Measured(1)),
                        one -> assertThat(one).isEqualTo(new Reading.Measured(2)));

        cloud.relay().order("ListResourceRecordSets"::equals, Trouble.DENIED, () -> {});
        assertThat(cloud.opened().signals().read(queries))
                .satisfiesExactly(
                        RecordSetHealthTest::denied,
                        RecordSetHealthTest::denied,
                        one -> assertThat(one).isEqualTo(new Reading.Measured(2)));

        cloud.relay().order("ListResourceRecordSets"::equals, Trouble.DENIED, () -> {});
        assertThatThrownBy(() -> cloud.opened().signals().read(queries.subList(0, 2)))
                .hasMessageStartingWith("denied: ");
    }

    private static void denied(Reading reading) {
        assertThat(reading)
                .isInstanceOfSatisfying(
                        Reading.Missing.class,
                        missing -> assertThat(missing.why()).contains("AccessDenied"));
    }

    private Reading read(Route route, Side side, Signal signal) {
        return cloud.opened()
                .signals()
                .read(List.of(query(route, side, signal)))
                .getFirst();
    }

    private static SignalQuery query(Route route, Side side, Signal signal) {
        Instant end = Instant.parse("2026-11-24T22:00:00Z");
        return new SignalQuery(route, Optional.of(side), signal, new TimeWindow(end.minusSeconds(60), end));
    }
}
