package io.sluice.app.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Somebody who listens to a stream of events, as the standard of server-sent events has it. */
final class Heard implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final HttpURLConnection connection;
    private final BufferedReader lines;
    private String lastId;

    /** @param id of this event, not the one that is said when somebody comes again */
    record Event(Optional<String> id, String type, String data) {
        JsonNode json() {
            try {
                return Service.JSON.readTree(data);
            } catch (JsonProcessingException e) {
                throw new AssertionError("not JSON: " + this, e);
            }
        }

        boolean is(String other) {
            return type.equals(other);
        }
    }

    private Heard(HttpURLConnection connection, String lastId) throws IOException {
        this.connection = connection;
        this.lines = new BufferedReader(new InputStreamReader(connection.getInputStream(), UTF_8));
        this.lastId = lastId;
    }

    static Heard from(Service service, String path) {
        return from(service, path, "");
    }

    /** @param lastId what was heard last, or nothing */
    static Heard from(Service service, String path, String lastId) {
        return as(service, "", path, lastId);
    }

    /** The same for who shows a token. */
    static Heard as(Service service, String token, String path, String lastId) {
        try {
            HttpURLConnection connection = (HttpURLConnection) URI.create("http://127.0.0.1:" + service.port() + path)
                    .toURL()
                    .openConnection();
            connection.setReadTimeout(PATIENCE_MILLIS);
            connection.setRequestProperty("Accept", "text/event-stream");
            if (!token.isEmpty()) {
                connection.setRequestProperty("Authorization", "Bearer " + token);
            }
            if (!lastId.isEmpty()) {
                connection.setRequestProperty("Last-Event-ID", lastId);
            }
            if (connection.getResponseCode() != 200) {
                throw new AssertionError("answered " + connection.getResponseCode());
            }
            return new Heard(connection, lastId);
        } catch (IOException e) {
            throw new AssertionError("no stream", e);
        }
    }

    String header(String name) {
        return String.valueOf(connection.getHeaderField(name));
    }

    /** What to say when coming again. */
    String lastId() {
        return lastId;
    }

    /** Returns once there is a comment; what comes before it is passed by. */
    void awaitComment() {
        try {
            String line = lines.readLine();
            while (!line.startsWith(":")) {
                line = lines.readLine();
            }
        } catch (IOException e) {
            throw new AssertionError("the stream broke", e);
        }
    }

    /** The next event, once there is one. */
    Event next() {
        return find().orElseThrow(() -> new AssertionError("the stream has ended"));
    }

    /** The next event, or nothing if the stream ends before. */
    Optional<Event> find() {
        try {
            String type = "message";
            Optional<String> id = Optional.empty();
            List<String> data = new ArrayList<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("id: ")) {
                    id = Optional.of(line.substring(4));
                    lastId = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    type = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data.add(line.substring(6));
                } else if (line.isEmpty() && !data.isEmpty()) {
                    return Optional.of(new Event(id, type, String.join("\n", data)));
                } else if (line.isEmpty()) {
                    type = "message";
                    id = Optional.empty();
                } else if (!line.startsWith("retry: ") && !line.startsWith(":")) {
                    throw new AssertionError("no line of an event stream: " + line);
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new AssertionError("the stream broke", e);
        }
    }

    /** The next event that is so; others are passed by. */
    Event next(Predicate<Event> so) {
        Event event = next();
        while (!so.test(event)) {
            event = next();
        }
        return event;
    }

    @Override
    public void close() {
        connection.disconnect();
    }
}
