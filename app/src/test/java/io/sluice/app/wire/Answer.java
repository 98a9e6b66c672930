package io.sluice.app.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.stream.StreamSupport;

/** What the service answered to one request. */
record Answer(int status, String body) {
    private static final ObjectMapper JSON = new ObjectMapper();

    JsonNode json() {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + this, e);
        }
    }

    Answer is(int expected) {
        assertThat(status).as(body).isEqualTo(expected);
        return this;
    }

    String text(String field) {
        return json().path(field).asText("");
    }

    /** Where the faults of a refused plan are. */
    List<String> pointers() {
        return StreamSupport.stream(json().path("faults").spliterator(), false)
                .map(fault -> fault.path("pointer").asText())
                .toList();
    }
}
