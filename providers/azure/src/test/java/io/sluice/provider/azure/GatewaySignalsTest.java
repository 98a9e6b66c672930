package io.sluice.provider.azure;

import static io.sluice.provider.tck.TrafficFixture.LEFT;
import static io.sluice.provider.tck.TrafficFixture.RIGHT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.provider.tck.Answer;
import io.sluice.provider.tck.Relay.Exchange;
import io.sluice.sandbox.SandboxClient;
import io.sluice.sandbox.azure.AzureWorld;
import io.sluice.sandbox.azure.GatewayWorld;
import io.sluice.traffic.Metric;
import io.sluice.traffic.MetricQuery;
import io.sluice.traffic.ObservedRoute;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import io.sluice.traffic.Sight;
import io.sluice.traffic.Signal;
import io.sluice.traffic.SignalQuery;
import io.sluice.traffic.TimeWindow;
import io.sluice.traffic.WeightChange;
import io.sluice.traffic.Weights;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Figures of a gateway from end to end: real requests, counted by the sandbox and read as Azure Monitor has them. */
class GatewaySignalsTest {
    private final GatewayFixture cloud = new GatewayFixture(false);
    private final Route route = cloud.route();

    @AfterEach
    void close() {
        cloud.close();
    }

    @Test
    void sidesThatShareOnePoolAreToldApartByTheirServers() throws Exception {
        half();
        try (SandboxClient client = cloud.sandbox().client()) {
            client.backends(GatewayWorld.US, "{\"errorPercent\":50}");
        }
        Instant start = Instant.now().minusSeconds(60);
        send(80);

        TimeWindow window = new TimeWindow(start, start.plusSeconds(120));
        assertThat(await(LEFT, Signal.REQUESTS, window)).isEqualTo(40);
        assertThat(await(RIGHT, Signal.REQUESTS, window)).isEqualTo(40);
        assertThat(await(LEFT, Signal.ERROR_RATE, window)).isZero();
        assertThat(await(RIGHT, Signal.ERROR_RATE, window)).isEqualTo(50);
    }

    @Test
    void bytesAndCapacityAreThoseOfTheWholeGateway() throws Exception {
        Instant start = Instant.now().minusSeconds(60);
        send(10);
        TimeWindow window = new TimeWindow(start, start.plusSeconds(120));

        // Two instances stand ready, of ten units each: ten requests take less.
        assertThat(await(Signal.CAPACITY_UNITS, window)).isEqualTo(20);
        assertThat(await(Signal.PROCESSED_BYTES, window)).isBetween(10 * 100.0, 10 * 1_000.0);
        assertThat(cloud.opened()
                        .signals()
                        .read(List.of(
                                query(route, LEFT, Signal.PROCESSED_BYTES, window),
                                query(route, LEFT, Signal.CAPACITY_UNITS, window))))
                .hasOnlyElementsOfType(Reading.Missing.class);
    }

    @Test
    void anyMetricOfTheGatewayIsHadByItsName() throws Exception {
        half();
        try (SandboxClient client = cloud.sandbox().client()) {
            client.backends(GatewayWorld.US, "{\"errorPercent\":50}");
        }
        Instant start = Instant.now().minusSeconds(60);
        send(40);
        TimeWindow window = new TimeWindow(start, start.plusSeconds(120));
        Metric metric =
                MonitorMetricsFixture.of(GatewayWorld.CHECKOUT, "ResponseStatus", "Total", "HttpStatusGroup eq '5xx'");
        await(RIGHT, Signal.REQUESTS, window, 20);

        assertThat(cloud.opened().metrics().orElseThrow().read(List.of(new MetricQuery(metric, route, RIGHT, window))))
                .containsExactly(new Reading.Measured(10));
    }

    @Test
    void aWholeLookIsOneCallForTheFiguresOfAGateway() {
        TimeWindow window = new TimeWindow(Instant.EPOCH.plusSeconds(60), Instant.EPOCH.plusSeconds(120));
        int before = cloud.relay().exchanges().size();

        cloud.opened()
                .signals()
                .read(List.of(
                        query(route, LEFT, Signal.REQUESTS, window),
                        query(route, LEFT, Signal.ERROR_RATE, window),
                        query(route, RIGHT, Signal.ERROR_RATE, window),
                        query(cloud.neighbour(), RIGHT, Signal.ERROR_RATE, window)));

        List<Exchange> asked = cloud.relay()
                .exchanges()
                .subList(before, cloud.relay().exchanges().size());
        assertThat(asked).hasSize(2);
        assertThat(asked.getLast().path()).endsWith("/providers/Microsoft.Insights/metrics");
        assertThat(asked.getLast().query())
                .contains("metricnames=BackendResponseStatus", "interval=PT5S", "aggregation=Total", "top=10000")
                .contains("timespan=1970-01-01T00%3A01%3A00Z%2F1970-01-01T00%3A02%3A00Z")
                .contains("$filter=BackendPool%20eq%20%27*%27%20and%20BackendServer");
    }

    @Test
    void oneGatewayThatCannotBeAskedTakesNoFiguresOfAnotherAway() {
        Route other = GatewayFixture.policy(GatewayWorld.POLICY, "checkout-rule");
        fail(ArmId.of(GatewayWorld.POLICY).name());

        assertOnlyTheFirstIsMissing(query(other, LEFT, Signal.HEALTHY_TARGETS, lately()));
    }

    @Test
    void aKindThatCannotBeAskedTakesNoFiguresOfAnotherAway() {
        Route other =
                TestSettings.route("frontDoor", AzureWorld.SHOP_ORIGINS, "origin", Map.of(LEFT, "eu", RIGHT, "us"));
        fail("originGroups");

        assertOnlyTheFirstIsMissing(query(other, LEFT, Signal.REQUESTS, lately()));
    }

    @Test
    void whatAzureMonitorCannotSayTakesNoHealthAway() {
        fail("Microsoft.Insights");

        assertOnlyTheFirstIsMissing(query(route, LEFT, Signal.REQUESTS, lately()));
    }

    @Test
    void ifNothingCanBeHadTheSourceHasFailed() {
        fail("applicationGateways");

        assertThatThrownBy(() -> cloud.opened()
                        .signals()
                        .read(List.of(
                                query(route, LEFT, Signal.REQUESTS, lately()),
                                query(route, LEFT, Signal.HEALTHY_TARGETS, lately()))))
                .hasMessageContaining("told to");
    }

    private void assertOnlyTheFirstIsMissing(SignalQuery failing) {
        List<Reading> readings =
                cloud.opened().signals().read(List.of(failing, query(route, LEFT, Signal.HEALTHY_TARGETS, lately())));

        assertThat(readings.getFirst())
                .isInstanceOfSatisfying(
                        Reading.Missing.class,
                        missing -> assertThat(missing.why()).contains("told to"));
        assertThat(readings.getLast()).isEqualTo(new Reading.Measured(4));
    }

    private void fail(String part) {
        cloud.relay()
                .answerNext(
                        one -> one.path().contains(part),
                        Answer.json(503, ArmRelay.error("ServiceUnavailable", "told to")));
    }

    private static TimeWindow lately() {
        Instant now = Instant.now();
        return new TimeWindow(now.minusSeconds(60), now);
    }

    @Test
    void latencyIsMissingByNameAndNeverAnAverage() {
        TimeWindow window = new TimeWindow(Instant.EPOCH, Instant.EPOCH.plusSeconds(60));

        assertThat(cloud.opened().signals().read(List.of(query(route, LEFT, Signal.LATENCY_P99, window))))
                .singleElement()
                .isInstanceOfSatisfying(
                        Reading.Missing.class,
                        missing -> assertThat(missing.why()).contains("no percentile"));
    }

    @Test
    void ofASideThatIsInThePoolThoseServersCountThatAreInIt() {
        apply(Weights.of(RIGHT, 3333, LEFT));
        assertThat(healthy(LEFT)).isEqualTo(new Reading.Measured(4));
        assertThat(healthy(RIGHT)).isEqualTo(new Reading.Measured(2));

        try (SandboxClient client = cloud.sandbox().client()) {
            client.backends(GatewayWorld.US, "{\"healthy\":false}");
        }

        assertThat(healthy(RIGHT)).isEqualTo(new Reading.Measured(0));
    }

    @Test
    void ofASideThatIsNotInThePoolTheServersAreProbedOnDemand() {
        assertThat(healthy(RIGHT)).isEqualTo(new Reading.Measured(4));

        Exchange probe = cloud.relay().exchanges().stream()
                .filter(one -> one.path().endsWith("/getBackendHealthOnDemand"))
                .findFirst()
                .orElseThrow();
        JsonNode sent = Specs.json(probe.body());
        JsonNode official = Specs.read("azure-appgw-backendhealth-test-2022-01-01.json");
        assertThat(Specs.shape(sent)).isEqualTo(Specs.shape(official.at("/parameters/probeRequest")));
        try (SandboxClient client = cloud.sandbox().client()) {
            client.backends(GatewayWorld.US, "{\"healthy\":false}");
        }
        assertThat(healthy(RIGHT)).isEqualTo(new Reading.Measured(0));
    }

    @Test
    void aHealthThatTheGatewayDoesNotKnowIsMissingAndOneThatDrainsDoesNotCount() {
        answerHealth("Unknown", "Unknown");
        assertThat(healthy(LEFT))
                .isInstanceOfSatisfying(
                        Reading.Missing.class,
                        missing -> assertThat(missing.why()).contains("does not know"));

        answerHealth("Draining", "Up");
        assertThat(healthy(LEFT)).isEqualTo(new Reading.Measured(1));

        answerHealth("Draining", "Down");
        assertThat(healthy(LEFT)).isEqualTo(new Reading.Measured(0));
    }

    @Test
    void aGatewayThatIsGoneIsMissing() {
        assertThat(cloud.opened()
                        .signals()
                        .read(List.of(
                                query(cloud.missing(), LEFT, Signal.REQUESTS, window()),
                                query(cloud.missing(), LEFT, Signal.HEALTHY_TARGETS, window()))))
                .hasSize(2)
                .hasOnlyElementsOfType(Reading.Missing.class);
    }

    private void answerHealth(String one, String other) {
        String gateway = GatewayWorld.CHECKOUT;
        cloud.relay().answerNext(asked -> asked.path().endsWith("/backendhealth"), Answer.json(200, """
                        {"backendAddressPools": [{"backendAddressPool": {"id": "%s/backendaddressPools/CHECKOUT"},
                          "backendHttpSettingsCollection": [{
                            "backendHttpSettings": {"id": "%s/backendHttpSettingsCollection/checkout-settings"},
                            "servers": [{"address": "10.1.0.1", "health": "%s"}, {"address": "10.1.0.2", "health": "%s"}]}]}]}
                        """.formatted(
                        gateway, gateway, one, other)));
    }

    private static TimeWindow window() {
        return new TimeWindow(Instant.EPOCH, Instant.EPOCH.plusSeconds(60));
    }

    private Reading healthy(Side side) {
        return cloud.opened()
                .signals()
                .read(List.of(query(route, side, Signal.HEALTHY_TARGETS, window())))
                .getFirst();
    }

    private void half() {
        apply(Weights.of(RIGHT, 5000, LEFT));
    }

    private void apply(Weights to) {
        ObservedRoute seen = Optional.ofNullable(
                        cloud.provider().observe(Set.of(route)).get(route))
                .flatMap(Sight::seen)
                .orElseThrow();
        cloud.provider().apply(new WeightChange(route, to, seen.revision(), "one"));
    }

    private void send(int requests) throws Exception {
        URI gateway = URI.create(cloud.sandbox().listenerUrl("gateway") + "/");
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (int i = 0; i < requests; i++) {
                client.send(HttpRequest.newBuilder(gateway).build(), HttpResponse.BodyHandlers.ofString());
            }
        }
    }

    /** Figures are published every few seconds. */
    private double await(Side side, Signal signal, TimeWindow window) {
        return await(query(route, side, signal, window), 40);
    }

    /** Until so many requests are counted. */
    private void await(Side side, Signal signal, TimeWindow window, double requests) {
        await(query(route, side, signal, window), requests);
    }

    /** The same of the route as a whole. */
    private double await(Signal signal, TimeWindow window) {
        return await(new SignalQuery(route, Optional.empty(), signal, window), 0);
    }

    private double await(SignalQuery query, double requests) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        Reading reading;
        do {
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            reading = cloud.opened().signals().read(List.of(query)).getFirst();
        } while (!complete(reading, query.signal(), requests) && System.nanoTime() < deadline);
        assertThat(reading).isInstanceOf(Reading.Measured.class);
        return reading instanceof Reading.Measured(double value) ? value : Double.NaN;
    }

    private static boolean complete(Reading reading, Signal signal, double requests) {
        return reading instanceof Reading.Measured(double value) && (signal != Signal.REQUESTS || value >= requests);
    }

    private static SignalQuery query(Route route, Side side, Signal signal, TimeWindow window) {
        return new SignalQuery(route, Optional.of(side), signal, window);
    }
}
