package io.sluice.app.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** One server on loopback that answers in JSON. */
final class JsonHttp implements AutoCloseable {
    /** Both servers answer within milliseconds; a machine that is busy building something gets a little longer. */
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI base;

    JsonHttp(URI base) {
        this.base = base;
    }

    /** What the server made of a request. */
    record Answer(int status, JsonNode body) {
        boolean ok() {
            return status / 100 == 2;
        }
    }

    URI base() {
        return base;
    }

    /** @throws IOException if there is no answer, or none in JSON */
    Answer get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    /** @throws IOException if there is no answer, or none in JSON */
    Answer post(String path, String contentType, String body) throws IOException, InterruptedException {
        return send(request(path).header("Content-Type", contentType).POST(BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(DEADLINE);
    }

    private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        var response = client.send(request.build(), BodyHandlers.ofString());
        try {
            return new Answer(response.statusCode(), JSON.readTree(response.body()));
        } catch (JsonProcessingException e) {
            throw new IOException("%s answered %d, not in JSON".formatted(base, response.statusCode()), e);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
