package io.sluice.provider.azure;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.provider.Provider;
import io.sluice.provider.SignalSource;
import io.sluice.provider.tck.Answer;
import io.sluice.provider.tck.Relay;
import io.sluice.provider.tck.SignalFixture;
import io.sluice.provider.tck.Trouble;
import io.sluice.sandbox.azure.AzureWorld;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import io.sluice.traffic.Signal;
import io.sluice.traffic.TimeWindow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An origin group with three origins, and figures from a table. */
final class FrontDoorSignalFixture implements SignalFixture {
    static final Instant START = Instant.parse("2026-11-24T22:00:00Z");
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Relay relay;
    private final Provider provider;
    private final ArrayNode requests = NODES.arrayNode();
    private final ArrayNode health = NODES.arrayNode();
    private final ArrayNode bytes = NODES.arrayNode();

    FrontDoorSignalFixture() {
        try {
            relay = ArmRelay.to(URI.create("http://127.0.0.1:9"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        provider = AzureProvider.open(TestSettings.at(relay.endpoint()));
        // As Azure may write them: with the port, and in whatever case.
        count("CLEAN.example.com:443", "2XX", 0, 120);
        count("CLEAN.example.com:443", "4XX", 5, 80);
        count("faulty.example.com", "2XX", 0, 190);
        count("faulty.example.com", "5XX", 5, 10);
        // Another origin that begins alike is another.
        count("clean.example.com.au", "5XX", 0, 7);
        point(health.addObject(), Map.of("origin", "clean.example.com:443"), 115, "average", 75);
        point(bytes.addObject(), Map.of(), 0, "total", 30_000);
        point(bytes.addObject(), Map.of(), 5, "total", 400_000);
        relay.answer(request -> request.query().contains("ResponseSize"), () -> Answer.json(200, metric(bytes)));
        relay.answer(request -> request.path().endsWith("/shop-origins"), () -> Answer.json(200, group()));
        relay.answer(request -> request.path().endsWith("/origins"), () -> Answer.json(200, origins()));
        relay.answer(
                request -> request.query().contains("OriginRequestCount"), () -> Answer.json(200, metric(requests)));
        relay.answer(
                request -> request.query().contains("OriginHealthPercentage"), () -> Answer.json(200, metric(health)));
    }

    /** Counts answers of an origin so many seconds after the start. */
    void count(String origin, String statusGroup, int second, double value) {
        point(requests.addObject(), Map.of("origin", origin, "httpstatusgroup", statusGroup), second, "total", value);
    }

    private static void point(
            ObjectNode series, Map<String, String> dimensions, int second, String aggregation, double value) {
        ArrayNode metadata = series.putArray("metadatavalues");
        dimensions.forEach((name, text) -> {
            ObjectNode one = metadata.addObject();
            one.putObject("name").put("value", name).put("localizedValue", name);
            one.put("value", text);
        });
        series.putArray("data")
                .addObject()
                .put("timeStamp", START.plusSeconds(second).toString())
                .put(aggregation, value);
    }

    private static String metric(ArrayNode series) {
        ObjectNode body = NODES.objectNode();
        body.putArray("value").addObject().set("timeseries", series);
        return body.toString();
    }

    private static String group() {
        return """
                {"id": "g", "name": "shop-origins", "properties": {
                  "loadBalancingSettings": {"additionalLatencyInMilliseconds": 50},
                  "healthProbeSettings": {"probeIntervalInSeconds": 30}}}""";
    }

    private static String origins() {
        ObjectNode body = NODES.objectNode();
        ArrayNode value = body.putArray("value");
        for (String name : List.of("clean", "faulty", "silent")) {
            value.addObject()
                    .put("name", name)
                    .putObject("properties")
                    .put("hostName", name + ".example.com")
                    .put("weight", 50)
                    .put("enabledState", "Enabled");
        }
        return body.toString();
    }

    Relay relay() {
        return relay;
    }

    @Override
    public SignalSource source() {
        return provider.signals();
    }

    @Override
    public Route route() {
        Map<Side, String> names = Map.of(CLEAN, "clean", FAULTY, "faulty", SILENT, "silent");
        return TestSettings.route("frontDoor", AzureWorld.SHOP_ORIGINS, "origin", names);
    }

    @Override
    public TimeWindow window() {
        return new TimeWindow(START, START.plusSeconds(120));
    }

    @Override
    public Duration period() {
        return Duration.ofSeconds(5);
    }

    @Override
    public int calls() {
        return relay.exchanges().size();
    }

    @Override
    public Set<Signal> signals() {
        return EnumSet.of(Signal.REQUESTS, Signal.ERROR_RATE, Signal.HEALTHY_TARGETS, Signal.PROCESSED_BYTES);
    }

    @Override
    public void failNext() {
        relay.order(request -> request.path().endsWith("/metrics"), Trouble.THROTTLED, () -> {});
    }

    @Override
    public void close() {
        provider.close();
        relay.close();
    }
}
