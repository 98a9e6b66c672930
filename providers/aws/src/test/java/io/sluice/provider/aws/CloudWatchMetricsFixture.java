package io.sluice.provider.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sluice.provider.MetricSource;
import io.sluice.provider.tck.MetricFixture;
import io.sluice.traffic.Address;
import io.sluice.traffic.Metric;
import io.sluice.traffic.Route;
import io.sluice.traffic.RouteRef;
import io.sluice.traffic.Side;
import io.sluice.traffic.TimeWindow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Queues with a figure from a table. */
final class CloudWatchMetricsFixture implements MetricFixture {
    static final Instant START = Instant.parse("2026-11-24T22:00:00Z");

    private static final JsonMapper JSON = new JsonMapper();

    private final CloudWatchStub stub;
    private final AwsProvider provider;

    CloudWatchMetricsFixture() {
        try {
            stub = new CloudWatchStub();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        provider = AwsProvider.open(TestSettings.at(stub.endpoint()));
        // Averages of two minutes, made of unequally many samples.
        sample(LOW, 0, 30, 3);
        sample(LOW, 1, 20, 1);
        sample(HIGH, 0, 250, 1);
        sample(ODD, 1, 14, 2);
        stub.refuse("Not/Here");
    }

    private void sample(Side side, int minute, double sum, double count) {
        put("Age", "Sum", side.name(), minute, sum);
        put("Age", "SampleCount", side.name(), minute, count);
    }

    void put(String metric, String statistic, String queue, int minute, double value) {
        stub.put("AWS/SQS", metric, statistic, Map.of("QueueName", queue), START.plusSeconds(60L * minute), value);
    }

    CloudWatchStub stub() {
        return stub;
    }

    @Override
    public MetricSource source() {
        return provider.metrics().orElseThrow();
    }

    @Override
    public Route route() {
        Map<Side, Address> backends = new TreeMap<>();
        for (Side side : List.of(LOW, HIGH, SILENT, ODD)) {
            backends.put(side, new Address(json(Map.of("id", side.name()))));
        }
        return new Route(new RouteRef("aws", "edge"), new Address("{}"), backends);
    }

    @Override
    public TimeWindow window() {
        return new TimeWindow(START, START.plusSeconds(120));
    }

    @Override
    public Metric metric() {
        return of("AWS/SQS", "Age", "Average", "{{backend.id}}");
    }

    static Metric of(String namespace, String name, String statistic, String queue) {
        return new Metric(json(
                Map.of("namespace", namespace, "name", name, "statistic", statistic, "dimension.QueueName", queue)));
    }

    private static String json(Map<String, String> fields) {
        try {
            return JSON.writeValueAsString(new TreeMap<>(fields));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public List<Metric> withoutNumber() {
        return List.of(
                of("AWS/SQS", "Never", "Average", "{{side}}"),
                of("AWS/SQS", "Age", "p99", "{{side}}"),
                of("AWS/SQS", "Age", "Average", "{{side}}-more"),
                of("AWS/SQS", "Age", "Average", "{{backend.unknown}}"),
                of("Not/Here", "Age", "Average", "{{side}}"),
                new Metric("{\"name\":\"Age\",\"namespace\":\"AWS/SQS\",\"statistic\":\"Average\"}"));
    }

    @Override
    public List<Malformed> malformed() {
        return List.of(
                new Malformed("no text", without("Age", 7), "/name"),
                new Malformed("no statistic of CloudWatch's", of("AWS/SQS", "Age", "Median", "x"), "/statistic"),
                new Malformed("a statistic by the side", of("AWS/SQS", "Age", "{{side}}", "x"), "/statistic"),
                new Malformed("an empty name", of("AWS/SQS", " ", "Sum", "x"), "/name"),
                new Malformed("a reserved namespace", of(":x", "Age", "Sum", "x"), "/namespace"),
                new Malformed("an unknown place", of("AWS/SQS", "Age", "Sum", "{{who}}"), "/dimension.QueueName"),
                new Malformed("a place without an end", of("AWS/SQS", "{{side", "Sum", "x"), "/name"));
    }

    private static Metric without(String name, int number) {
        return new Metric(of("AWS/SQS", name, "Sum", "x").json().replace("\"" + name + "\"", String.valueOf(number)));
    }

    @Override
    public int asked() {
        return stub.requests().size();
    }

    @Override
    public void fail() {
        stub.fail();
    }

    @Override
    public void close() {
        provider.close();
        stub.close();
    }
}
