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
        this.query = URI.create(base.toString().replaceFirst("/+$", "") + "/api/v1/query");
        this.headers = headers;
        this.deadline = deadline;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(deadline)
                .build();
    }

    /** Evaluates an expression at an instant. */
    public Vector query(String expression, Instant at) {
        HttpRequest.Builder request = HttpRequest.newBuilder(query)
                .timeout(deadline)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(
                        "query=" + URLEncoder.encode(expression, UTF_8) + "&time=" + seconds(at)));
        headers.get().forEach(request::header);
        HttpResponse<byte[]> response = send(request.build());
        if (response.statusCode() != 200) {
            throw new ProviderException(refused(response));
        }
        return vector(response);
    }

    /** In plain digits: a double of today's size would be written with an exponent. */
    private static String seconds(Instant at) {
        return BigDecimal.valueOf(at.toEpochMilli(), 3).stripTrailingZeros().toPlainString();
    }

    private HttpResponse<byte[]> send(HttpRequest request) {
        // The request's own timeout ends with the headers of the answer; this one covers the rest of it too.
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES));
        try {
            return answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() instanceof IOException ? e.getCause() : e;
            throw unavailable("no answer from " + query + ": " + cause, e);
        } catch (TimeoutException e) {
            throw unavailable("no answer from " + query + " in " + deadline.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("interrupted while asking " + query, e);
        } finally {
            answer.cancel(true);
        }
    }

    private static ProviderException unavailable(String detail, Exception cause) {
        return new ProviderException(new ProviderError.Unavailable(detail), cause);
    }

    private ProviderError refused(HttpResponse<byte[]> response) {
        String detail = query + " says HTTP " + response.statusCode() + message(response.body());
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

    private Vector vector(HttpResponse<byte[]> response) {
        JsonNode answer;
        try {
            answer = JSON.readTree(new String(response.body(), UTF_8));
        } catch (JsonProcessingException e) {
            throw unavailable(query + " answered something that is not JSON", e);
        }
        JsonNode data = answer.path("data");
        if (!answer.path("status").asText().equals("success")
                || !data.path("resultType").asText().equals("vector")) {
            throw new ProviderException(new ProviderError.Invalid(query + " answered no vector but a "
                    + data.path("resultType").asText() + message(response.body())));
        }
        List<Sample> samples = new ArrayList<>();
        for (JsonNode series : data.path("result")) {
            Map<String, String> labels = new HashMap<>();
            series.path("metric")
                    .properties()
                    .forEach(
                            label -> labels.put(label.getKey(), label.getValue().asText()));
            samples.add(new Sample(labels, number(series.path("value").path(1).asText())));
        }
        return new Vector(samples);
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
