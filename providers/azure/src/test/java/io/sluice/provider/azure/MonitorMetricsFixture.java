package io.sluice.provider.azure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.provider.MetricSource;
import io.sluice.provider.Provider;
import io.sluice.provider.tck.Answer;
import io.sluice.provider.tck.MetricFixture;
import io.sluice.provider.tck.Relay;
import io.sluice.provider.tck.Relay.Exchange;
import io.sluice.provider.tck.Trouble;
import io.sluice.sandbox.azure.AzureWorld;
import io.sluice.traffic.Address;
import io.sluice.traffic.Metric;
import io.sluice.traffic.Route;
import io.sluice.traffic.RouteRef;
import io.sluice.traffic.Side;
import io.sluice.traffic.TimeWindow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Queues of a namespace of Service Bus with figures from a table. */
final class MonitorMetricsFixture implements MetricFixture {
    static final Instant START = Instant.parse("2026-11-24T22:00:00Z");
    static final String BUS = AzureWorld.id("Microsoft.ServiceBus/namespaces", "orders");

    private static final JsonMapper JSON = new JsonMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Relay relay;
    private final Provider provider;
    private final Map<String, ArrayNode> points = new HashMap<>();

    MonitorMetricsFixture() {
        try {
            relay = ArmRelay.to(URI.create("http://127.0.0.1:9"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        provider = AzureProvider.open(TestSettings.at(relay.endpoint()));
        // Averages of unequally many samples.
        point(LOW, 0, 10, 3);
        point(LOW, 60, 20, 1);
        point(HIGH, 0, 250, 1);
        point(ODD, 60, 7, 5);
        relay.answer(
                asked -> asked.path().contains("nowhere"),
                () -> Answer.json(404, ArmRelay.error("ResourceNotFound", "there is none")));
        relay.answer(
                asked -> parameter(asked, "metricnames").equals("Wrong"),
                () -> Answer.json(400, ArmRelay.error("BadRequest", "no such metric")));
        relay.answer(
                asked -> parameter(asked, "metricnames").equals("Two"),
                () -> Answer.json(200, answer(points(LOW), points(LOW))));
        relay.answer(asked -> parameter(asked, "metricnames").equals("Size"), () -> Answer.json(200, answer(sizes())));
        points.forEach((name, series) -> relay.answer(
                asked -> parameter(asked, "metricnames").equals("Depth")
                        && parameter(asked, "$filter").equals("EntityName eq '" + name.replace("'", "''") + "'"),
                () -> Answer.json(200, answer(series))));
        relay.answer(asked -> true, () -> Answer.json(200, answer()));
    }

    private ArrayNode points(Side side) {
        return points.computeIfAbsent(side.name(), _ -> NODES.arrayNode());
    }

    private void point(Side side, int second, double average, int count) {
        points(side)
                .addObject()
                .put("timeStamp", START.plusSeconds(second).toString())
                .put("average", average)
                .put("count", count);
    }

    /** Two minutes, each in all of Azure's ways but the average. */
    private static ArrayNode sizes() {
        ArrayNode minutes = NODES.arrayNode();
        for (int minute = 0; minute < 2; minute++) {
            minutes.addObject()
                    .put("timeStamp", START.plusSeconds(60L * minute).toString())
                    .put("total", 30 + minute)
                    .put("count", 3 + minute)
                    .put("minimum", 5 - minute)
                    .put("maximum", 20 - minute);
        }
        return minutes;
    }

    private static String answer(ArrayNode... series) {
        ObjectNode body = NODES.objectNode();
        ArrayNode all = body.putArray("value").addObject().putArray("timeseries");
        for (ArrayNode one : series) {
            all.addObject().set("data", one);
        }
        return body.toString();
    }

    static String parameter(Exchange asked, String name) {
        for (String pair : asked.query().split("&", -1)) {
            String[] parts = pair.split("=", 2);
            if (URLDecoder.decode(parts[0], StandardCharsets.UTF_8).equals(name)) {
                return URLDecoder.decode(parts[1], StandardCharsets.UTF_8);
            }
        }
        return "";
    }

    Relay relay() {
        return relay;
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
        return new Route(new RouteRef("azure", "edge"), new Address("{}"), backends);
    }

    @Override
    public TimeWindow window() {
        return new TimeWindow(START, START.plusSeconds(120));
    }

    @Override
    public Metric metric() {
        return of(BUS, "Depth", "Average", "EntityName eq '{{backend.id}}'");
    }

    static Metric of(String resource, String name, String aggregation, String filter) {
        return new Metric(
                json(Map.of("resource", resource, "name", name, "aggregation", aggregation, "filter", filter)));
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
                of(BUS, "Never", "Average", "EntityName eq '{{side}}'"),
                of(BUS, "Depth", "Total", "EntityName eq '{{side}}'"),
                of(BUS, "Two", "Average", "EntityName eq '*'"),
                of(BUS, "Wrong", "Average", "EntityName eq 'x'"),
                of(AzureWorld.id("Microsoft.ServiceBus/namespaces", "nowhere"), "Depth", "Average", "a eq 'b'"),
                of(BUS + "/../{{side}}", "Depth", "Average", "a eq 'b'"),
                of(BUS, "Depth", "Average", "EntityName eq '{{backend.unknown}}'"));
    }

    @Override
    public List<Malformed> malformed() {
        return List.of(
                new Malformed(
                        "no text", of(BUS, "x", "Total", "a eq 'b'").json().replace("\"x\"", "7"), "/name"),
                new Malformed("another subscription", of("/subscriptions/x/y", "x", "Total", "a eq 'b'"), "/resource"),
                new Malformed("no aggregation of Azure's", of(BUS, "x", "p99", "a eq 'b'"), "/aggregation"),
                new Malformed("two metrics", of(BUS, "x,y", "Total", "a eq 'b'"), "/name"),
                new Malformed("a name outside a text", of(BUS, "x", "Total", "a eq {{side}}"), "/filter"),
                new Malformed("a text that does not end", of(BUS, "x", "Total", "a eq 'b"), "/filter"),
                new Malformed("an unknown place", of(BUS, "x", "Total", "a eq '{{who}}'"), "/filter"));
    }

    @Override
    public int asked() {
        return relay.exchanges().size();
    }

    @Override
    public void fail() {
        relay.order(asked -> true, Trouble.THROTTLED, () -> {});
    }

    @Override
    public void close() {
        provider.close();
        relay.close();
    }
}
