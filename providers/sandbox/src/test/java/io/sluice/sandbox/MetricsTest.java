package io.sluice.sandbox;

import static io.sluice.sandbox.Clients.refusal;
import static io.sluice.sandbox.world.FixedWorld.CHECKOUT;
import static io.sluice.sandbox.world.FixedWorld.CHECKOUT_EU;
import static io.sluice.sandbox.world.FixedWorld.ORDERS;
import static io.sluice.sandbox.world.FixedWorld.ORDERS_EU;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.sandbox.http.Connections;
import io.sluice.sandbox.http.Request;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.ScanBy;
import software.amazon.awssdk.services.cloudwatch.model.StatusCode;

/** Metrics count what really went through, and are there only when something did. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MetricsTest {
    private static final Map<String, String> GROUP = Map.of(
            "LoadBalancer",
            CHECKOUT.dimension(),
            "TargetGroup",
            CHECKOUT_EU.substring(CHECKOUT_EU.lastIndexOf(':') + 1));
    private static final Map<String, String> BALANCER = Map.of("LoadBalancer", CHECKOUT.dimension());
    private static final String ALB = "AWS/ApplicationELB";
    private static final String NLB = "AWS/NetworkELB";

    private Sandbox sandbox;
    private SandboxClient client;
    private CloudWatchClient cloudWatch;
    private Connections checkout;

    @BeforeAll
    void start() throws IOException {
        sandbox = Sandbox.start(SandboxSettings.anyPorts().withMetricTimes(Duration.ofSeconds(1), Duration.ZERO));
        client = sandbox.client();
        cloudWatch = Clients.cloudWatch(sandbox.controlUrl());
        checkout = new Connections(URI.create(sandbox.listenerUrl("checkout")).getPort());
    }

    @AfterAll
    void stop() {
        checkout.close();
        cloudWatch.close();
        client.close();
        sandbox.close();
    }

    @BeforeEach
    void reset() {
        client.reset();
    }

    @Test
    void requestsErrorsAndLatencyAreCounted() throws IOException {
        client.backends("checkout-eu", "{\"errorPercent\": 10, \"latencyMillis\": 20}");
        send(40);
        Deadline.until("published", () -> total(ALB, "RequestCount", GROUP) == 40);
        assertThat(total(ALB, "RequestCount", BALANCER)).isEqualTo(40);
        assertThat(total(ALB, "HTTPCode_Target_2XX_Count", GROUP)).isEqualTo(36);
        assertThat(total(ALB, "HTTPCode_Target_5XX_Count", GROUP)).isEqualTo(4);
        assertThat(values(ALB, "HTTPCode_Target_4XX_Count", GROUP, "Sum")).isEmpty();
        assertThat(values(ALB, "HTTPCode_Target_5XX_Count", GROUP, "Maximum")).containsOnly(1.0);
        assertThat(values(ALB, "TargetResponseTime", GROUP, "p99")).isNotEmpty().allMatch(p -> p >= 0.02 && p < 2);
        assertThat(values(ALB, "TargetResponseTime", GROUP, "Minimum")).allMatch(min -> min >= 0.02);
    }

    @Test
    void withoutTrafficThereIsNoData() {
        Deadline.until(
                "hosts are published",
                () -> !values(ALB, "HealthyHostCount", GROUP, "Minimum").isEmpty());
        MetricDataResult result = ask(query("q", ALB, "RequestCount", GROUP, "Sum", 60));
        assertThat(result.values()).isEmpty();
        assertThat(result.timestamps()).isEmpty();
        assertThat(result.statusCode()).isEqualTo(StatusCode.COMPLETE);
    }

    @Test
    void anEmptyGroupShowsNoErrorsOfItsOwn() throws IOException {
        client.backends("checkout-eu", "{\"targets\": 0}");
        checkout.exchange(Request.get("/"));
        Deadline.until("published", () -> total(ALB, "HTTPCode_ELB_503_Count", BALANCER) == 1);
        assertThat(total(ALB, "HTTPCode_ELB_5XX_Count", BALANCER)).isEqualTo(1);
        assertThat(values(ALB, "HTTPCode_Target_5XX_Count", GROUP, "Sum")).isEmpty();
        assertThat(values(ALB, "RequestCount", GROUP, "Sum")).isEmpty();
    }

    @Test
    void hostsAreCountedByHealth() {
        client.backends("checkout-eu", "{\"healthy\": false}");
        Deadline.until(
                "sick",
                () -> values(ALB, "UnHealthyHostCount", GROUP, "Maximum").contains(2.0));
        assertThat(values(ALB, "HealthyHostCount", GROUP, "Minimum")).contains(0.0);
    }

    @Test
    void theNetworkLoadBalancerCountsFlowsAndHosts() throws IOException {
        Map<String, String> balancer = Map.of("LoadBalancer", ORDERS.dimension());
        Map<String, String> group = Map.of(
                "LoadBalancer", ORDERS.dimension(), "TargetGroup", ORDERS_EU.substring(ORDERS_EU.lastIndexOf(':') + 1));
        try (Connections orders =
                new Connections(URI.create(sandbox.listenerUrl("orders")).getPort())) {
            orders.exchangeOnce(Request.get("/"));
            orders.exchangeOnce(Request.get("/"));
            orders.exchange(Request.get("/"));
            Deadline.until("published", () -> total(NLB, "NewFlowCount", balancer) == 3);
            Deadline.until(
                    "one is open",
                    () -> values(NLB, "ActiveFlowCount", balancer, "Maximum").contains(1.0));
        }
        assertThat(total(NLB, "ProcessedBytes", balancer)).isGreaterThan(100);
        Deadline.until(
                "hosts", () -> values(NLB, "HealthyHostCount", group, "Maximum").contains(2.0));
        assertThat(values(NLB, "RequestCount", group, "Sum")).isEmpty();
    }

    @Test
    void bytesAreThoseOfTheWireAndCapacityIsNoLessThanTheyTake() throws IOException {
        byte[] asked = "GET / HTTP/1.1\r\nhost: shop.example\r\n\r\n".getBytes(US_ASCII);
        int port = URI.create(sandbox.listenerUrl("checkout")).getPort();
        int answered;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(asked);
            socket.getOutputStream().flush();
            socket.shutdownOutput();
            answered = socket.getInputStream().readAllBytes().length;
        }

        Deadline.until("published", () -> total(ALB, "ProcessedBytes", BALANCER) > 0);
        assertThat(total(ALB, "ProcessedBytes", BALANCER)).isEqualTo(asked.length + answered);
        assertThat(values(ALB, "ProcessedBytes", GROUP, "Sum")).isEmpty();
        Deadline.until(
                "capacity is published", () -> total(ALB, "ConsumedLCUs", BALANCER) >= (asked.length + answered) / 1e9);
        Deadline.until(
                "of the network too",
                () -> !values(NLB, "ConsumedLCUs", Map.of("LoadBalancer", ORDERS.dimension()), "Sum")
                        .isEmpty());
    }

    @Test
    void allDimensionsMustMatchInAnyOrder() throws IOException {
        send(1);
        Deadline.until("published", () -> total(ALB, "RequestCount", GROUP) == 1);
        Map<String, String> more = Map.of(
                "LoadBalancer", CHECKOUT.dimension(),
                "TargetGroup", CHECKOUT_EU.substring(CHECKOUT_EU.lastIndexOf(':') + 1),
                "AvailabilityZone", "eu-west-1a");
        assertThat(values(ALB, "RequestCount", more, "Sum")).isEmpty();
        assertThat(values(ALB, "RequestCount", Map.of(), "Sum")).isEmpty();

        MetricDataQuery one = query("a", ALB, "RequestCount", GROUP, "Sum", 60);
        MetricDataQuery turned = one.toBuilder()
                .id("b")
                .metricStat(one.metricStat().toBuilder()
                        .metric(m -> m.namespace(ALB)
                                .metricName("RequestCount")
                                .dimensions(
                                        one.metricStat().metric().dimensions().reversed()))
                        .build())
                .build();
        assertThat(ask(turned).values()).isEqualTo(ask(one).values());
    }

    @Test
    void newestComesFirstUnlessAskedOtherwiseAndTheEndIsExcluded() throws IOException {
        send(1);
        Deadline.until("published", () -> total(ALB, "RequestCount", GROUP) == 1);
        Deadline.until("several seconds of hosts", () -> timestamps(r -> {}).size() >= 3);
        List<Instant> newestFirst = timestamps(r -> {});
        List<Instant> oldestFirst = timestamps(r -> r.scanBy(ScanBy.TIMESTAMP_ASCENDING));
        assertThat(newestFirst).isSortedAccordingTo((a, b) -> b.compareTo(a));
        assertThat(oldestFirst).isSorted().hasSizeGreaterThanOrEqualTo(newestFirst.size());

        Instant last = newestFirst.getFirst();
        assertThat(timestamps(r -> r.endTime(last))).doesNotContain(last);
        assertThat(timestamps(r -> r.endTime(last.plusSeconds(1)))).contains(last);
    }

    @Test
    void lagHidesWhatIsTooYoung() throws IOException {
        send(5);
        Deadline.until("published", () -> total(ALB, "RequestCount", GROUP) == 5);
        client.metricLag(60_000);
        assertThat(values(ALB, "RequestCount", GROUP, "Sum")).isEmpty();
        client.metricLag(0);
        assertThat(total(ALB, "RequestCount", GROUP)).isEqualTo(5);
    }

    @Test
    void anOutageCanBeOrderedBothWays() throws IOException {
        send(1);
        Deadline.until("published", () -> total(ALB, "RequestCount", GROUP) == 1);
        client.faults(
                "[{\"fault\":\"empty\",\"action\":\"GetMetricData\"},{\"fault\":\"error\",\"action\":\"GetMetricData\"}]");
        assertThat(values(ALB, "RequestCount", GROUP, "Sum")).isEmpty();
        assertThat(refusal(() -> values(ALB, "RequestCount", GROUP, "Sum"))).isEqualTo("InternalFailure");
        assertThat(values(ALB, "RequestCount", GROUP, "Sum")).isNotEmpty();
    }

    @Test
    void wrongQueriesAreRefused() {
        MetricDataQuery good = query("q", ALB, "RequestCount", GROUP, "Sum", 60);
        assertThat(refusal(() -> ask(query("Q", ALB, "RequestCount", GROUP, "Sum", 60))))
                .isEqualTo("ValidationError");
        assertThat(refusal(() -> askAll(List.of(good, good)))).isEqualTo("ValidationError");
        assertThat(refusal(() -> ask(query("q", ALB, "RequestCount", GROUP, "Sum", 7))))
                .isEqualTo("ValidationError");
        assertThat(refusal(() -> ask(query("q", ALB, "RequestCount", GROUP, "Total", 60))))
                .isEqualTo("ValidationError");
        List<MetricDataQuery> many = IntStream.range(0, 501)
                .mapToObj(i -> query("q" + i, ALB, "RequestCount", GROUP, "Sum", 60))
                .toList();
        assertThat(refusal(() -> askAll(many))).isEqualTo("ValidationError");
        assertThat(askAll(many.subList(0, 500))).hasSize(500);
    }

    @Test
    void metricsAreListed() throws IOException {
        send(1);
        assertThat(cloudWatch
                        .listMetrics(r -> r.namespace(ALB).metricName("RequestCount"))
                        .metrics())
                .extracting(metric -> metric.dimensions().size())
                .containsExactlyInAnyOrder(1, 2);
    }

    private void send(int requests) throws IOException {
        for (int i = 0; i < requests; i++) {
            checkout.exchange(Request.get("/"));
        }
    }

    private double total(String namespace, String name, Map<String, String> dimensions) {
        return values(namespace, name, dimensions, "Sum").stream()
                .mapToDouble(Double::doubleValue)
                .sum();
    }

    private List<Double> values(String namespace, String name, Map<String, String> dimensions, String statistic) {
        return ask(query("q", namespace, name, dimensions, statistic, 1)).values();
    }

    private MetricDataResult ask(MetricDataQuery query) {
        return askAll(List.of(query)).getFirst();
    }

    private List<MetricDataResult> askAll(List<MetricDataQuery> queries) {
        return cloudWatch.getMetricData(recent(queries).build()).metricDataResults();
    }

    private List<Instant> timestamps(Consumer<GetMetricDataRequest.Builder> change) {
        GetMetricDataRequest.Builder request =
                recent(List.of(query("q", ALB, "HealthyHostCount", GROUP, "Average", 1)));
        change.accept(request);
        return cloudWatch
                .getMetricData(request.build())
                .metricDataResults()
                .getFirst()
                .timestamps();
    }

    private static GetMetricDataRequest.Builder recent(List<MetricDataQuery> queries) {
        Instant now = Instant.now();
        return GetMetricDataRequest.builder()
                .startTime(now.minusSeconds(120))
                .endTime(now.plusSeconds(60))
                .metricDataQueries(queries);
    }

    private static MetricDataQuery query(
            String id, String namespace, String name, Map<String, String> dimensions, String statistic, int period) {
        List<Dimension> list = dimensions.entrySet().stream()
                .map(one -> Dimension.builder()
                        .name(one.getKey())
                        .value(one.getValue())
                        .build())
                .toList();
        return MetricDataQuery.builder()
                .id(id)
                .metricStat(s -> s.period(period)
                        .stat(statistic)
                        .metric(m -> m.namespace(namespace).metricName(name).dimensions(list)))
                .build();
    }
}
