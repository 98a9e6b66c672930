package io.sluice.provider.prometheus;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.outbound.Login;
import io.sluice.outbound.OutboundAnswer;
import io.sluice.outbound.OutboundAnswer.Body;
import io.sluice.outbound.OutboundClient;
import io.sluice.outbound.OutboundSettings;
import io.sluice.outbound.OutboundUrl;
import io.sluice.outbound.Reach;
import io.sluice.outbound.Tls;
import io.sluice.provider.MetricSource;
import io.sluice.provider.prometheus.Evaluation.Nothing;
import io.sluice.provider.prometheus.Evaluation.Point;
import io.sluice.provider.prometheus.Evaluation.Points;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Asks one server that speaks Prometheus's HTTP API for figures.
 *
 * <p>It does not retry. What goes wrong with the question or the answer is told apart from a server that could not be asked.
 */
public final class Prometheus implements AutoCloseable {
    /** A few thousand series at an instant; a query that answers with more was not meant so. */
    private static final int MOST_BYTES = 1_000_000;

    /** The same over a range of some hundred steps. */
    private static final int MOST_BYTES_OF_A_RANGE = 8_000_000;

    private final OutboundClient client;
    private final Supplier<Map<String, String>> headers;

    /**
     * Opens one that a provider's own figures come from; nobody is called yet.
     *
     * @param base what {@code /api/v1/query} follows
     * @param headers sent with each query; asked each time, since tokens end
     * @param deadline for the whole answer
     */
    public Prometheus(URI base, Supplier<Map<String, String>> headers, Duration deadline) {
        this(
                new OutboundClient(new OutboundSettings(
                        OutboundUrl.of(base.toString().replaceFirst("/+$", "")),
                        new Login.None(),
                        Tls.ofTheJdk(),
                        deadline,
                        Reach.ofProviders())),
                headers);
    }

    /** Opens one that the client leads to; it closes the client too. */
    Prometheus(OutboundClient client) {
        this(client, Map::of);
    }

    private Prometheus(OutboundClient client, Supplier<Map<String, String>> headers) {
        this.client = client;
        this.headers = headers;
    }

    /**
     * Evaluates an expression at an instant.
     *
     * @throws ProviderException if it could not be asked, or answered no vector
     */
    public Vector query(String expression, Instant at) {
        return new Vector(
                points(read("query", send("query", instant(expression, at), MOST_BYTES), List.of("vector"))).stream()
                        .map(Prometheus::sample)
                        .toList());
    }

    /**
     * Evaluates an expression at instants that are equally far apart, in one call.
     *
     * @param end included; servers refuse more than 11,000 steps
     * @return what it found at each instant; those at which it found nothing are not there
     * @throws ProviderException if it could not be asked, or answered no matrix
     */
    public Map<Instant, Vector> queryRange(String expression, Instant start, Instant end, Duration step) {
        OutboundAnswer answer = send("query_range", range(expression, start, end, step), MOST_BYTES_OF_A_RANGE);
        Map<Instant, List<Vector.Sample>> samples = new HashMap<>();
        points(read("query_range", answer, List.of("matrix")))
                .forEach(point -> samples.computeIfAbsent(point.at(), _ -> new ArrayList<>())
                        .add(sample(point)));
        Map<Instant, Vector> found = new HashMap<>();
        samples.forEach((at, all) -> found.put(at, new Vector(all)));
        return found;
    }

    /** Figures by expressions that people write, {@code {query: "…"}}, from the same server. */
    public MetricSource metrics() {
        return new PrometheusMetrics(this);
    }

    private static List<Point> points(Evaluation evaluation) {
        return switch (evaluation) {
            case Points(List<Point> points) -> points;
            case Nothing(ProviderError why) -> throw new ProviderException(why);
        };
    }

    private static Vector.Sample sample(Point point) {
        return new Vector.Sample(point.labels(), point.value());
    }

    /**
     * Evaluates it for a figure, which must not be made of a part of what there is.
     *
     * @throws ProviderException if the server could not be asked
     */
    Evaluation at(String expression, Instant at) {
        return askForAll("query", instant(expression, at), MOST_BYTES, List.of("vector", "scalar"));
    }

    /** The same at several instants, from the first to the last of them. */
    Evaluation over(String expression, Instant first, Instant last, Duration step) {
        return askForAll("query_range", range(expression, first, last, step), MOST_BYTES_OF_A_RANGE, List.of("matrix"));
    }

    private static String instant(String expression, Instant at) {
        return "query=" + URLEncoder.encode(expression, UTF_8) + "&time=" + seconds(at);
    }

    private static String range(String expression, Instant first, Instant last, Duration step) {
        return "query=" + URLEncoder.encode(expression, UTF_8) + "&start=" + seconds(first) + "&end=" + seconds(last)
                + "&step=" + seconds(Instant.EPOCH.plus(step));
    }

    /** In plain digits: a double of today's size would be written with an exponent. */
    private static String seconds(Instant at) {
        return BigDecimal.valueOf(at.toEpochMilli(), 3).stripTrailingZeros().toPlainString();
    }

    private Evaluation askForAll(String path, String form, int mostBytes, List<String> kinds) {
        OutboundAnswer answer = send(path, form, mostBytes);
        Optional<String> warning =
                answer.body() instanceof Body.Text(String text) ? Answers.warning(text) : Optional.empty();
        return warning.<Evaluation>map(said ->
                        new Nothing(new ProviderError.Unavailable(who(path) + " has only a part of it: " + said)))
                .orElseGet(() -> read(path, answer, kinds));
    }

    private OutboundAnswer send(String path, String form, int mostBytes) {
        return client.post("/api/v1/" + path, "application/x-www-form-urlencoded", form, headers.get(), mostBytes);
    }

    private Evaluation read(String path, OutboundAnswer answer, List<String> kinds) {
        if (answer.status() != 200) {
            return refused(path, answer);
        }
        return switch (answer.body()) {
            case Body.Text(String text) -> Answers.read(who(path), text, kinds);
            case Body.Unreadable(String why) -> new Nothing(new ProviderError.Unavailable(who(path) + ": " + why));
        };
    }

    private Evaluation refused(String path, OutboundAnswer answer) {
        String error = answer.body() instanceof Body.Text(String text) ? Answers.error(text) : "";
        ProviderError refusal = answer.refusal(who(path) + " says HTTP " + answer.status() + error);
        if (refusal instanceof ProviderError.Invalid) {
            // It was asked; it is the expression that it does not take.
            return new Nothing(refusal);
        }
        throw new ProviderException(refusal);
    }

    private String who(String path) {
        return client.base() + "/api/v1/" + path;
    }

    @Override
    public void close() {
        client.close();
    }
}
