package io.sluice.provider.prometheus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sluice.provider.prometheus.Evaluation.Nothing;
import io.sluice.provider.prometheus.Evaluation.Point;
import io.sluice.provider.prometheus.Evaluation.Points;
import io.sluice.traffic.ProviderError;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the JSON of Prometheus's HTTP API. */
final class Answers {
    private static final JsonMapper JSON = new JsonMapper();

    /** Past any time that a figure is of. */
    private static final double LAST_SECOND = 1e11;

    private static final int LONGEST_MESSAGE = 300;

    private Answers() {}

    /**
     * Reads the answer to a query.
     *
     * @param who for the sentences
     * @param kinds of results that were asked for
     */
    static Evaluation read(String who, String body, List<String> kinds) {
        JsonNode answer;
        try {
            answer = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return new Nothing(new ProviderError.Unavailable(who + " answered something that is not JSON"));
        }
        JsonNode data = answer.path("data");
        String kind = data.path("resultType").asText();
        if (!answer.path("status").asText().equals("success")) {
            return new Nothing(new ProviderError.Invalid(who + " says that it failed" + error(answer)));
        }
        if (!kinds.contains(kind)) {
            return new Nothing(new ProviderError.Invalid(who + " answered no " + kinds.getFirst() + " but "
                    + (kind.isEmpty() ? "something without a type" : "a " + brief(kind))));
        }
        return new Points(points(kind, data.path("result")));
    }

    /** What a server warns of: then some of what it was to look at is missing from the answer. */
    static Optional<String> warning(String body) {
        try {
            JsonNode warnings = JSON.readTree(body).path("warnings");
            return warnings.isArray() && !warnings.isEmpty()
                    ? Optional.of(brief(warnings.get(0).asText()))
                    : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** Prometheus says in {@code error} what is wrong; others say it their own way. */
    static String error(String body) {
        try {
            return error(JSON.readTree(body));
        } catch (JsonProcessingException e) {
            return "";
        }
    }

    private static String error(JsonNode answer) {
        JsonNode error = answer.path("error");
        String text = error.isTextual() ? error.asText() : error.path("message").asText();
        return text.isEmpty() ? "" : ": " + brief(text);
    }

    private static List<Point> points(String kind, JsonNode result) {
        List<Point> points = new ArrayList<>();
        if (kind.equals("scalar")) {
            points.add(point(Map.of(), result));
            return points;
        }
        for (JsonNode series : result) {
            Map<String, String> labels = new HashMap<>();
            series.path("metric")
                    .properties()
                    .forEach(
                            label -> labels.put(label.getKey(), label.getValue().asText()));
            if (kind.equals("matrix")) {
                series.path("values").forEach(value -> points.add(point(labels, value)));
                series.path("histograms").forEach(value -> points.add(point(labels, value)));
            } else {
                points.add(point(labels, series.path(series.has("histogram") ? "histogram" : "value")));
            }
        }
        return points;
    }

    private static Point point(Map<String, String> labels, JsonNode pair) {
        return new Point(labels, time(pair.path(0)), number(pair.path(1)));
    }

    /** In milliseconds, as Prometheus counts; the epoch stands for a time that is none, and is of no window. */
    private static Instant time(JsonNode seconds) {
        return seconds.isNumber() && Math.abs(seconds.doubleValue()) < LAST_SECOND
                ? Instant.ofEpochMilli(Math.round(seconds.doubleValue() * 1000))
                : Instant.EPOCH;
    }

    /** Numbers come as texts; {@code NaN} and {@code +Inf} are texts too, and none of them is a figure. */
    private static double number(JsonNode text) {
        if (!text.isTextual() || !text.textValue().matches("[-+]?[0-9.]{1,400}([eE][-+]?[0-9]{1,9})?")) {
            return Double.NaN;
        }
        try {
            double value = Double.parseDouble(text.textValue());
            return Double.isFinite(value) ? value : Double.NaN;
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    private static String brief(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= LONGEST_MESSAGE ? line : line.substring(0, LONGEST_MESSAGE) + "…";
    }
}
