package io.sluice.app.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads server-sent events, as far as a service sends them: {@code id}, {@code event}, {@code data} and comments. */
final class EventReader implements AutoCloseable {
    /** No plan has more to show; whoever sends more than that is no service of ours. */
    private static final int MOST_CHARACTERS = 16 * 1024 * 1024;

    private final BufferedReader text;
    private Optional<String> lastId = Optional.empty();

    EventReader(InputStream stream) {
        this.text = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    }

    /** One event. */
    record Event(String name, String data) {}

    /** By which the place in the stream is found again. */
    Optional<String> lastId() {
        return lastId;
    }

    /** The next event, once it is there; empty at the end of the stream. */
    Optional<Event> next() throws IOException {
        String name = "message";
        StringBuilder data = new StringBuilder();
        boolean any = false;
        while (true) {
            Optional<String> line = line();
            if (line.isEmpty()) {
                return Optional.empty(); // an event that is cut off is none
            }
            if (line.get().isEmpty()) {
                if (any) {
                    return Optional.of(new Event(name, data.toString()));
                }
                name = "message";
                continue;
            }
            int colon = line.get().indexOf(':');
            String field = colon < 0 ? line.get() : line.get().substring(0, colon);
            String value = colon < 0 ? "" : line.get().substring(colon + 1);
            value = value.startsWith(" ") ? value.substring(1) : value;
            switch (field) {
                case "event" -> name = value;
                case "id" -> lastId = Optional.of(value);
                case "data" -> {
                    data.append(any ? "\n" : "").append(value);
                    any = true;
                    if (data.length() > MOST_CHARACTERS) {
                        throw new IOException("an event without an end");
                    }
                }
                default -> {} // a comment, or of a later release
            }
        }
    }

    private Optional<String> line() throws IOException {
        StringBuilder line = new StringBuilder();
        int next = text.read();
        if (next < 0) {
            return Optional.empty();
        }
        while (next >= 0 && next != '\n') {
            if (line.length() > MOST_CHARACTERS) {
                throw new IOException("a line without an end");
            }
            line.append((char) next);
            next = text.read();
        }
        int length = line.length();
        return Optional.of(
                length > 0 && line.charAt(length - 1) == '\r' ? line.substring(0, length - 1) : line.toString());
    }

    @Override
    public void close() throws IOException {
        text.close();
    }
}
