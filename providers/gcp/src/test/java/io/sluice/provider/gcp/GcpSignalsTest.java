package io.sluice.provider.gcp;

import static io.sluice.provider.gcp.TestSettings.GLOBAL;
import static io.sluice.provider.gcp.TestSettings.REGIONAL;
import static io.sluice.provider.tck.SignalFixture.CLEAN;
import static io.sluice.provider.tck.SignalFixture.FAULTY;
import static io.sluice.provider.tck.SignalFixture.SILENT;
import static io.sluice.provider.tck.TrafficFixture.LEFT;
import static io.sluice.provider.tck.TrafficFixture.RIGHT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.provider.gcp.Spec.Exchange;
import io.sluice.provider.tck.Trouble;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import io.sluice.traffic.Signal;
import io.sluice.traffic.SignalQuery;
import io.sluice.traffic.TimeWindow;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the figures are asked by, and what has none. */
class GcpSignalsTest {
    private static final Instant END = Instant.parse("2026-11-24T22:05:00Z");
    private static final TimeWindow WINDOW = new TimeWindow(END.minusSeconds(300), END);

    @Test
    void allSidesOfAUrlMapAreOneExpressionForCountsAndOneForEachPercentile() {
        try (MonitoringFixture cloud = new MonitoringFixture()) {
            cloud.cloud().relay().forget();
            List<Reading> readings = cloud.source()
                    .read(Stream.of(CLEAN, FAULTY, SILENT)
                            .flatMap(side -> Stream.of(
                                            Signal.REQUESTS,
                                            Signal.ERROR_RATE,
                                            Signal.LATENCY_P50,
                                            Signal.LATENCY_P95,
                                            Signal.LATENCY_P99)
                                    .map(signal ->
                                            new SignalQuery(cloud.route(), Optional.of(side), signal, cloud.window())))
                            .toList());

            assertThat(queries(cloud.cloud())).hasSize(4);
            assertThat(readings.subList(0, 2)).containsExactly(new Reading.Measured(200), new Reading.Measured(0));
            assertThat(readings.subList(5, 7)).containsExactly(new Reading.Measured(200), new Reading.Measured(5));
            assertThat(readings.subList(10, 15)).hasOnlyElementsOfType(Reading.Missing.class);
            assertThat(value(readings.get(2))).as("milliseconds on loopback").isCloseTo(5, within(5.0));
        }
    }

    @Test
    void theExpressionsAreThoseOfCloudMonitoringsPrometheus() {
        try (SandboxFixture cloud = new SandboxFixture()) {
            Route api = cloud.neighbour();
            cloud.opened()
                    .signals()
                    .read(List.of(
                            new SignalQuery(api, Optional.of(LEFT), Signal.ERROR_RATE, WINDOW),
                            new SignalQuery(api, Optional.of(RIGHT), Signal.LATENCY_P99, WINDOW)));

            assertThat(queries(cloud))
                    .containsExactlyInAnyOrder(
                            "query=sum by (backend_target_name, response_code_class) (increase("
                                    + "loadbalancing_googleapis_com:https_backend_request_count"
                                    + "{monitored_resource=\"https_lb_rule\",url_map_name=\"api\"}[300s]))&time=1795557900",
                            "query=histogram_quantile(0.99, sum by (backend_target_name, le) (increase("
                                    + "loadbalancing_googleapis_com:https_backend_latencies_bucket"
                                    + "{monitored_resource=\"https_lb_rule\",url_map_name=\"api\"}[300s])))&time=1795557900");
        }
    }

    @Test
    void eachKindOfLoadBalancerHasFiguresOfItsOwnAndAMeshHasNone() {
        assertThat(new Scheme("EXTERNAL_MANAGED", true).figures().map(Scheme.Figures::resource))
                .contains("https_lb_rule");
        assertThat(new Scheme("EXTERNAL_MANAGED", false).figures().map(Scheme.Figures::resource))
                .contains("http_external_regional_lb_rule");
        assertThat(new Scheme("INTERNAL_MANAGED", false).figures().map(Scheme.Figures::resource))
                .contains("internal_http_lb_rule");
        assertThat(new Scheme("INTERNAL_SELF_MANAGED", true).figures()).isEmpty();
        assertThat(new Scheme("INTERNAL_SELF_MANAGED", true).signals()).containsExactly(Signal.HEALTHY_TARGETS);
        assertThat(new Scheme("EXTERNAL_MANAGED", true).signals()).doesNotContain(Signal.BALANCER_ERROR_RATE);
    }

    @Test
    void healthyEndpointsAreCountedOverTheGroupsOfABackendService() {
        try (SandboxFixture cloud = new SandboxFixture()) {
            assertThat(healthy(cloud, cloud.neighbour(), RIGHT)).isEqualTo(new Reading.Measured(2));

            cloud.order("/sandbox/backends/gcp-api-us", "{\"targets\": 1}");
            assertThat(healthy(cloud, cloud.neighbour(), RIGHT)).isEqualTo(new Reading.Measured(1));

            cloud.order("/sandbox/backends/gcp-api-us", "{\"healthy\": false}");
            assertThat(healthy(cloud, cloud.neighbour(), RIGHT)).isEqualTo(new Reading.Measured(0));
            assertThat(healthy(cloud, cloud.neighbour(), LEFT)).isEqualTo(new Reading.Measured(2));
        }
    }

    @Test
    void aRegionalBackendServiceIsAskedInItsRegion() {
        try (SandboxFixture cloud = new SandboxFixture()) {
            Route billing = TestSettings.route(
                    "{\"urlMap\":\"" + REGIONAL + "urlMaps/billing\"}",
                    Map.of(
                            LEFT,
                            REGIONAL + "backendServices/billing-a",
                            RIGHT,
                            REGIONAL + "backendServices/billing-b"));

            assertThat(healthy(cloud, billing, LEFT)).isEqualTo(new Reading.Measured(2));
        }
    }

    @Test
    void whatHasNoHealthCheckHasNoHealthAndWhatIsGoneHasNoneEither() {
        try (SandboxFixture cloud = new SandboxFixture()) {
            Route route = TestSettings.route(
                    cloud.neighbour().address().json(),
                    Map.of(LEFT, GLOBAL + "backendServices/shop-functions", RIGHT, GLOBAL + "backendServices/gone"));

            assertThat(healthy(cloud, route, LEFT)).isInstanceOf(Reading.Missing.class);
            assertThat(healthy(cloud, route, RIGHT)).isInstanceOf(Reading.Missing.class);
        }
    }

    @Test
    void whatIsNotPublishedYetIsMissing() {
        try (SandboxFixture cloud = new SandboxFixture()) {
            cloud.order("/sandbox/metrics", "{\"lagMillis\": 180000}");
            Instant now = Instant.now();
            TimeWindow young = new TimeWindow(now.minusSeconds(60), now);

            assertThat(cloud.opened()
                            .signals()
                            .read(List.of(
                                    new SignalQuery(cloud.neighbour(), Optional.of(LEFT), Signal.ERROR_RATE, young))))
                    .hasOnlyElementsOfType(Reading.Missing.class);
        }
    }

    @Test
    void aQueryThatIsRefusedHidesNoOtherFigure() {
        try (MonitoringFixture cloud = new MonitoringFixture()) {
            List<SignalQuery> queries = Stream.of(Signal.LATENCY_P99, Signal.REQUESTS, Signal.HEALTHY_TARGETS)
                    .flatMap(signal -> Stream.of(CLEAN, FAULTY)
                            .map(side -> new SignalQuery(cloud.route(), Optional.of(side), signal, cloud.window())))
                    .toList();
            GcpRelay relay = cloud.cloud().relay();
            relay.order(exchange -> exchange.body().contains("histogram_quantile"), Trouble.DENIED, () -> {});
            relay.order(exchange -> exchange.path().endsWith("api-us/getHealth"), Trouble.DENIED, () -> {});

            assertThat(cloud.source().read(queries))
                    .satisfiesExactly(
                            GcpSignalsTest::denied,
                            GcpSignalsTest::denied,
                            one -> assertThat(one).isEqualTo(new Reading.Measured(200)),
                            one -> assertThat(one).isEqualTo(new Reading.Measured(200)),
                            one -> assertThat(one).isEqualTo(new Reading.Measured(2)),
                            GcpSignalsTest::denied);
        }
    }

    private static void denied(Reading reading) {
        assertThat(reading)
                .isInstanceOfSatisfying(
                        Reading.Missing.class,
                        missing -> assertThat(missing.why()).contains("Required permission"));
    }

    @Test
    void queriesAndServicesAreAskedSideBySide() {
        try (SandboxFixture cloud = new SandboxFixture()) {
            CyclicBarrier expressions = meeting(cloud, "/prometheus/");
            CyclicBarrier services = meeting(cloud, "/getHealth");

            List<Reading> readings = cloud.opened()
                    .signals()
                    .read(Stream.of(Signal.REQUESTS, Signal.LATENCY_P99, Signal.HEALTHY_TARGETS)
                            .flatMap(signal -> Stream.of(LEFT, RIGHT)
                                    .map(side -> new SignalQuery(cloud.neighbour(), Optional.of(side), signal, WINDOW)))
                            .toList());

            assertThat(readings.subList(4, 6)).hasOnlyElementsOfType(Reading.Measured.class);
            assertThat(expressions.isBroken()).isFalse();
            assertThat(services.isBroken()).isFalse();
        }
    }

    /** Of two requests to a path each is answered only when the other has been asked too. */
    private static CyclicBarrier meeting(SandboxFixture cloud, String path) {
        CyclicBarrier both = new CyclicBarrier(2);
        for (int i = 0; i < 2; i++) {
            cloud.relay().order(exchange -> exchange.path().contains(path), Trouble.OVERTAKEN, () -> {
                try {
                    both.await(5, TimeUnit.SECONDS);
                } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                    throw new IllegalStateException(e);
                }
            });
        }
        return both;
    }

    private static Reading healthy(SandboxFixture cloud, Route route, Side side) {
        return cloud.opened()
                .signals()
                .read(List.of(new SignalQuery(route, Optional.of(side), Signal.HEALTHY_TARGETS, WINDOW)))
                .getFirst();
    }

    private static double value(Reading reading) {
        return reading instanceof Reading.Measured(double value) ? value : Double.NaN;
    }

    private static List<String> queries(SandboxFixture cloud) {
        return cloud.relay().exchanges().stream()
                .filter(exchange -> exchange.path().contains("/prometheus/"))
                .map(Exchange::body)
                .map(body -> URLDecoder.decode(body, StandardCharsets.UTF_8))
                .toList();
    }
}
