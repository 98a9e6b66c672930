package io.sluice.provider.prometheus;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sluice.provider.prometheus.Vector.Sample;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Asks one server that speaks Prometheus's HTTP API for figures at an instant.
 *
 * <p>It does not retry. All that goes wrong says that nobody could be asked; what was asked and has no answer is in the
 * {@link Vector}.
 */
public final class Prometheus implements AutoCloseable {
    /** A few thousand series; a query that answers with more was not meant so. */
    private static final int MOST_BYTES = 1_000_000;

    private static final JsonMapper JSON = new JsonMapper();

    private final URI query;
    private final URI queryRange;
    private final Supplier<Map<String, String>> headers;
    private final Duration deadline;
    private final HttpClient client;

    /**
     * Opens it; nobody is called yet.
     *
     * @param base what {@code /api/v1/query} follows
     * @param headers sent with each query; asked each time, since tokens end
     * @param deadline for the whole answer
     */
    public Prometheus(URI base, Supplier<Map<String, String>> headers, Duration deadline) {
        String api = base.toString().replaceFirst("/+$", "") + "/api/v1/";
        this.query = URI.create(api + "query");
        this.queryRange = URI.create(api + "query_range");
        this.headers = headers;
        this.deadline = deadline;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(deadline)
                .build();
    }

    /** Evaluates an expression at an instant. */
    public Vector query(String expression, Instant at) {
        JsonNode result =
                result(query, "query=" + URLEncoder.encode(expression, UTF_8) + "&time=" + seconds(at), "vector");
        List<Sample> samples = new ArrayList<>();
        for (JsonNode series : result) {
            samples.add(sample(labels(series), series.path("value")));
        }
        return new Vector(samples);
    }

    /**
     * Evaluates an expression at instants that are equally far apart, in one call.
     *
     * @param end included; servers refuse more than 11,000 steps
     * @return what it found at each instant; those at which it found nothing are not there
     */
    public Map<Instant, Vector> queryRange(String expression, Instant start, Instant end, Duration step) {
        String form = "query=%s&start=%s&end=%s&step=%s"
                .formatted(URLEncoder.encode(expression, UTF_8), seconds(start), seconds(end), seconds(step));
        Map<Instant, List<Sample>> samples = new HashMap<>();
        for (JsonNode series : result(queryRange, form, "matrix")) {
            Map<String, String> labels = labels(series);
            for (JsonNode value : series.path("values")) {
                Instant at = Instant.ofEpochMilli(Math.round(value.path(0).asDouble() * 1000));
                samples.computeIfAbsent(at, _ -> new ArrayList<>()).add(sample(labels, value));
            }
        }
        Map<Instant, Vector> found = new HashMap<>();
        samples.forEach((at, all) -> found.put(at, new Vector(all)));
        return found;
    }

    /** In plain digits: a double of today's size would be written with an exponent. */
    private static String seconds(Instant at) {
        return BigDecimal.valueOf(at.toEpochMilli(), 3).stripTrailingZeros().toPlainString();
    }

    private static String seconds(Duration step) {
        return BigDecimal.valueOf(step.toMillis(), 3).stripTrailingZeros().toPlainString();
    }

    /** The series of an answer, which must be of the type that the question has. */
    private JsonNode result(URI endpoint, String form, String type) {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint)
                .timeout(deadline)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form));
        headers.get().forEach(request::header);
        HttpResponse<byte[]> response = send(request.build());
        if (response.statusCode() != 200) {
            throw new ProviderException(refused(response));
        }
        JsonNode answer;
        try {
            answer = JSON.readTree(new String(response.body(), UTF_8));
        } catch (JsonProcessingException e) {
            throw unavailable(endpoint + " answered something that is not JSON", e);
        }
        JsonNode data = answer.path("data");
        if (!answer.path("status").asText().equals("success")
                || !data.path("resultType").asText().equals(type)) {
            throw new ProviderException(new ProviderError.Invalid("%s answered no %s but a %s%s"
                    .formatted(endpoint, type, data.path("resultType").asText(), message(response.body()))));
        }
        return data.path("result");
    }

    private static Map<String, String> labels(JsonNode series) {
        Map<String, String> labels = new HashMap<>();
        series.path("metric")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        return labels;
    }

    /** {@code [seconds, "value"]}. */
    private static Sample sample(Map<String, String> labels, JsonNode value) {
        return new Sample(labels, number(value.path(1).asText()));
    }

    private HttpResponse<byte[]> send(HttpRequest request) {
        // The request's own timeout ends with the headers of the answer; this one covers the rest of it too.
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES));
        try {
            return answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() instanceof IOException ? e.getCause() : e;
            throw unavailable("no answer from " + request.uri() + ": " + cause, e);
        } catch (TimeoutException e) {
            throw unavailable("no answer from " + request.uri() + " in " + deadline.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("interrupted while asking " + request.uri(), e);
        } finally {
            answer.cancel(true);
        }
    }

    private static ProviderException unavailable(String detail, Exception cause) {
        return new ProviderException(new ProviderError.Unavailable(detail), cause);
    }

    private static ProviderError refused(HttpResponse<byte[]> response) {
        String detail = response.uri() + " says HTTP " + response.statusCode() + message(response.body());
        return switch (response.statusCode()) {
            case 400, 422 -> new ProviderError.Invalid(detail);
            case 401, 403 -> new ProviderError.Denied(detail);
            case 404 -> new ProviderError.NotFound(detail);
            case 429 ->
                new ProviderError.Throttled(
                        detail,
                        response.headers()
                                .firstValue("Retry-After")
                                .filter(text -> text.matches("\\d{1,5}"))
                                .map(text -> Duration.ofSeconds(Long.parseLong(text))));
            default -> new ProviderError.Unavailable(detail);
        };
    }

    /** Prometheus says in {@code error} what is wrong; others say it their own way. */
    private static String message(byte[] body) {
        try {
            JsonNode error = JSON.readTree(body).path("error");
            String text =
                    error.isTextual() ? error.asText() : error.path("message").asText();
            return text.isEmpty() ? "" : ": " + text;
        } catch (IOException e) {
            return "";
        }
    }

    /** Prometheus writes {@code +Inf} where Java reads {@code Infinity}; none of them is a figure. */
    private static double number(String text) {
        return Optional.of(text)
                .filter(one -> one.matches("[-+]?[0-9.]+([eE][-+]?[0-9]+)?"))
                .map(Double::parseDouble)
                .orElse(Double.NaN);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
