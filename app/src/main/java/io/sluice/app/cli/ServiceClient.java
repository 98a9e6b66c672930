package io.sluice.app.cli;

import io.sluice.app.cli.CommandFailed.Exit;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** A service, by its REST API. */
final class ServiceClient implements AutoCloseable {
    static final String PLANS = "/api/v1/plans";
    static final String JSON = "application/json";

    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** Nothing that is only asked for takes so long; previews and reverts say how long they may take. */
    private static final Duration ANSWER = Duration.ofSeconds(30);

    /** Thousands of writes, each with its time; more is no preview, and nothing else is longer. */
    private static final long MOST_BYTES = 16 * 1024 * 1024;

    private final Place place;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();

    private ServiceClient(Place place) {
        this.place = place;
    }

    static ServiceClient open(Shell shell, Common common) throws CommandFailed {
        return new ServiceClient(Place.of(shell, common));
    }

    static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }

    static String plan(String id) {
        return PLANS + "/" + encoded(id);
    }

    Place place() {
        return place;
    }

    Answer get(String path) throws CommandFailed, InterruptedException {
        return get(path, JSON);
    }

    Answer get(String path, String accept) throws CommandFailed, InterruptedException {
        return send(request(path, accept, ANSWER).GET());
    }

    Answer post(String path, String json) throws CommandFailed, InterruptedException {
        return send(posted(path, json, ANSWER));
    }

    /** The same once more where no answer came: for what is done once however often it is asked for. */
    Answer postTwice(String path, String json, Duration patience) throws CommandFailed, InterruptedException {
        return sendTwice(posted(path, json, patience));
    }

    private HttpRequest.Builder posted(String path, String json, Duration patience) {
        return request(path, JSON, patience).header("Content-Type", JSON).POST(BodyPublishers.ofString(json));
    }

    Answer send(HttpRequest.Builder request) throws CommandFailed, InterruptedException {
        try {
            return tried(request);
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    /** The same once more where no answer came: for requests that are known to be the same one. */
    Answer sendTwice(HttpRequest.Builder request) throws CommandFailed, InterruptedException {
        try {
            return tried(request);
        } catch (IOException e) {
            return send(request);
        }
    }

    HttpRequest.Builder request(String path, String accept, Duration patience) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(place.server() + path))
                .timeout(patience)
                .header("Accept", accept);
        place.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        return request;
    }

    private Answer tried(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(
                request.build(), BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), MOST_BYTES));
        return new Answer(place, answer.statusCode(), answer.body());
    }

    /**
     * A stream of events, from after the one with that id on; empty where the service has none for us.
     *
     * @throws IOException if nobody answers, or not just now
     */
    Optional<InputStream> events(String path, Optional<String> lastEventId) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path, "text/event-stream", ANSWER).GET();
        lastEventId.ifPresent(id -> request.header("Last-Event-ID", id));
        HttpResponse<InputStream> answer = client.send(request.build(), BodyHandlers.ofInputStream());
        String type = answer.headers().firstValue("Content-Type").orElse("");
        if (answer.statusCode() == 200 && type.startsWith("text/event-stream")) {
            return Optional.of(answer.body());
        }
        answer.body().close();
        if (Answer.isOfTheMoment(answer.statusCode())) {
            throw new IOException("%s answers %d".formatted(place.server(), answer.statusCode()));
        }
        return Optional.empty();
    }

    private CommandFailed unreachable(IOException e) {
        return new CommandFailed(Exit.NOT_REACHABLE, "no answer from %s: %s".formatted(place.server(), why(e)));
    }

    private static String why(IOException e) {
        return e instanceof ConnectException && e.getMessage() == null
                ? "nobody listens there, or the name is not known"
                : Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
