package io.sluice.sandbox.http;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** What a listener does about a request: answering is only one of the possibilities. */
public sealed interface Reply {

    @SuppressWarnings("ArrayRecordComponent") // bodies are passed on, never compared
    record Answer(int status, Map<String, String> headers, byte[] body) implements Reply {
        public Answer {
            headers = Map.copyOf(headers);
        }

        /** How much it is on the wire, head and body. */
        public long bytes() {
            return Wire.bytes(this);
        }

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** Closes the connection without a word, as a network that breaks does. */
    record Cut() implements Reply {}

    /** Says nothing for a long while and then cuts: the caller's own deadline has to save it. */
    record Hang(Duration atMost) implements Reply {}

    static Answer answer(int status, String contentType, String text) {
        return new Answer(status, Map.of("Content-Type", contentType), text.getBytes(StandardCharsets.UTF_8));
    }
}
