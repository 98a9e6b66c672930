package io.sluice.provider.azure;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.provider.SignalSource;
import io.sluice.provider.tck.Answer;
import io.sluice.provider.tck.SignalFixture;
import io.sluice.provider.tck.Trouble;
import io.sluice.sandbox.azure.GatewayWorld;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import io.sluice.traffic.Signal;
import io.sluice.traffic.TimeWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** A gateway of the sandbox with figures from a table, in Azure Monitor's words. */
final class GatewaySignalsFixture implements SignalFixture {
    static final Instant START = Instant.parse("2026-11-24T22:00:00Z");

    private final GatewayFixture cloud = new GatewayFixture(false);
    private final ArrayNode series = JsonNodeFactory.instance.arrayNode();
    private final ArrayNode usage = JsonNodeFactory.instance.arrayNode();

    GatewaySignalsFixture() {
        // A third side, whose servers nobody has sent a request to.
        cloud.change(cloud.route(), gateway -> {
            ObjectNode pool = gateway.part(Gateway.POOLS, GatewayWorld.US).deepCopy();
            pool.put("name", "silent");
            gateway.put(Gateway.POOLS, pool);
            GatewayFixture.members(gateway, "silent").removeAll().addObject().put("ipAddress", "10.2.9.9");
            GatewayFixture.members(gateway, "checkout").addObject().put("ipAddress", "10.2.0.1");
        });
        count("10.1.0.1", "2xx", 0, 120);
        count("10.1.0.2", "2xx", 1, 60);
        count("10.1.0.2", "3xx", 1, 20);
        // With a port, as some of Azure's figures have it.
        count("10.2.0.1:80", "2xx", 0, 190);
        count("10.2.0.1:80", "5xx", 1, 10);
        // Of another pool, and of a minute after the window.
        count("search", "10.1.0.1", "5xx", 0, 77);
        count("10.1.0.1", "5xx", 2, 77);
        use("BytesReceived", "total", 20_000, 10_000);
        use("BytesSent", "total", 300_000, 100_000);
        use("EstimatedBilledCapacityUnits", "average", 20, 24);
        answerWhere("BackendResponseStatus", () -> {
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            body.putArray("value").addObject().set("timeseries", series);
            return body;
        });
        answerWhere(
                "EstimatedBilledCapacityUnits",
                () -> JsonNodeFactory.instance.objectNode().set("value", usage));
    }

    private void answerWhere(String metric, Supplier<ObjectNode> body) {
        cloud.relay()
                .answer(
                        one -> one.path().endsWith("/metrics") && one.query().contains(metric),
                        () -> Answer.json(200, body.get().toString()));
    }

    /** What a gateway as a whole did in the first minute and in the second. */
    private void use(String metric, String aggregation, double first, double second) {
        ObjectNode one = usage.addObject();
        one.putObject("name").put("value", metric).put("localizedValue", metric);
        ArrayNode data = one.putArray("timeseries").addObject().putArray("data");
        data.addObject().put("timeStamp", START.toString()).put(aggregation, first);
        data.addObject().put("timeStamp", START.plusSeconds(60).toString()).put(aggregation, second);
    }

    GatewayFixture cloud() {
        return cloud;
    }

    void count(String server, String group, int minute, int total) {
        count("checkout", server, group, minute, total);
    }

    private void count(String pool, String server, String group, int minute, int total) {
        ObjectNode one = series.addObject();
        dimension(one, "backendpool", pool);
        dimension(one, "backendserver", server);
        dimension(one, "httpstatusgroup", group);
        one.putArray("data")
                .addObject()
                .put("timeStamp", START.plusSeconds(60L * minute).toString())
                .put("total", total);
    }

    private static void dimension(ObjectNode series, String name, String value) {
        ObjectNode one = series.withArrayProperty("metadatavalues").addObject();
        one.putObject("name").put("value", name).put("localizedValue", name);
        one.put("value", value);
    }

    @Override
    public SignalSource source() {
        return cloud.opened().signals();
    }

    @Override
    public Route route() {
        return TestSettings.rule(
                GatewayWorld.CHECKOUT,
                "checkout-rule",
                "\"mode\":\"poolMembers\",\"pool\":\"checkout\"",
                Map.<Side, String>of(CLEAN, GatewayWorld.EU, FAULTY, GatewayWorld.US, SILENT, "silent"));
    }

    @Override
    public TimeWindow window() {
        return new TimeWindow(START, START.plusSeconds(120));
    }

    @Override
    public Duration period() {
        return Duration.ofMinutes(1);
    }

    @Override
    public int calls() {
        return cloud.relay().exchanges().size();
    }

    @Override
    public Set<Signal> signals() {
        return EnumSet.of(
                Signal.REQUESTS,
                Signal.ERROR_RATE,
                Signal.HEALTHY_TARGETS,
                Signal.PROCESSED_BYTES,
                Signal.CAPACITY_UNITS);
    }

    @Override
    public void failNext() {
        cloud.relay().order(ArmRelay::isLook, Trouble.NO_ANSWER, () -> {});
    }

    @Override
    public void close() {
        cloud.close();
    }
}
