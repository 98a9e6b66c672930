package io.sluice.provider.gcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sluice.provider.MetricSource;
import io.sluice.provider.tck.Answer;
import io.sluice.provider.tck.MetricFixture;
import io.sluice.provider.tck.Relay;
import io.sluice.provider.tck.Relay.Exchange;
import io.sluice.provider.tck.Trouble;
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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Cloud Monitoring's Prometheus API with a figure for each side. */
final class GcpMetricsFixture implements MetricFixture {
    private static final Instant END = Instant.parse("2026-11-24T22:05:00Z");
    private static final JsonMapper JSON = new JsonMapper();
    private static final Map<Side, String> FIGURES = Map.of(LOW, "12.5", HIGH, "250", ODD, "7");

    private final Relay relay;
    private final GcpProvider provider;

    GcpMetricsFixture() {
        try {
            Answer unavailable = Answer.json(503, "{}");
            relay = new Relay(URI.create("http://127.0.0.1:9"), unavailable, unavailable);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        provider = GcpProvider.open(TestSettings.at(relay.endpoint()));
        answerNumber("nan(", "NaN");
        relay.answer(
                asked -> query(asked).startsWith("two("),
                () -> Answer.json(200, vector(sample("1") + "," + sample("2"))));
        relay.answer(
                asked -> query(asked).startsWith("wrong("),
                () -> Answer.json(
                        400, "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"no such thing\"}"));
        FIGURES.forEach((side, figure) -> answerNumber("depth{queue=\"" + quoted(side) + "\"}", figure));
        relay.answer(asked -> true, () -> Answer.json(200, vector("")));
    }

    /** As PromQL reads it: its quotes by their numbers. */
    private static String quoted(Side side) {
        return side.name()
                .replace("\\", "\\\\")
                .replace("\"", "\\u0022")
                .replace("'", "\\u0027")
                .replace("`", "\\u0060")
                .replace("\n", "\\u000a");
    }

    private void answerNumber(String query, String number) {
        relay.answer(asked -> query(asked).startsWith(query), () -> Answer.json(200, vector(sample(number))));
    }

    static String query(Exchange asked) {
        for (String field : asked.body().split("&", -1)) {
            if (field.startsWith("query=")) {
                return URLDecoder.decode(field.substring("query=".length()), StandardCharsets.UTF_8);
            }
        }
        return "";
    }

    private static String sample(String value) {
        return "{\"metric\":{\"queue\":\"x\"},\"value\":[" + END.getEpochSecond() + ",\"" + value + "\"]}";
    }

    private static String vector(String samples) {
        return "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[" + samples + "]}}";
    }

    @Override
    public MetricSource source() {
        return provider.metrics().orElseThrow();
    }

    @Override
    public Route route() {
        Map<Side, Address> backends = new TreeMap<>();
        for (Side side : List.of(LOW, HIGH, SILENT, ODD)) {
            try {
                backends.put(side, new Address(JSON.writeValueAsString(Map.of("id", side.name()))));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }
        return new Route(new RouteRef("gcp", "edge"), new Address("{}"), backends);
    }

    @Override
    public TimeWindow window() {
        return new TimeWindow(END.minusSeconds(60), END);
    }

    @Override
    public Metric metric() {
        return of("depth{queue=\\\"{{backend.id}}\\\"}");
    }

    private static Metric of(String query) {
        return new Metric("{\"query\":\"" + query + "\"}");
    }

    @Override
    public List<Metric> withoutNumber() {
        return List.of(of("nan(x)"), of("two(x)"), of("none(x)"), of("wrong(x)"));
    }

    @Override
    public List<Malformed> malformed() {
        return List.of(
                new Malformed("no text", "{\"query\":7}", "/query"),
                new Malformed("empty", of(""), "/query"),
                new Malformed("a name outside a text", of("{{side}}_total"), "/query"));
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
