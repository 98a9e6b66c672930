package io.sluice.app.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.StreamSupport;

/** What the service answered. */
record Reply(int status, HttpHeaders headers, String body) {
    static Reply of(HttpResponse<byte[]> response) {
        return new Reply(
                response.statusCode(), response.headers(), new String(response.body(), StandardCharsets.UTF_8));
    }

    JsonNode json() {
        try {
            return Service.JSON.readTree(body);
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + this, e);
        }
    }

    String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    /** Holds a refusal to its form: a problem of this status, and nothing of what is inside the service. */
    Reply isProblem(int expected) {
        assertThat(status).as("%s", this).isEqualTo(expected);
        assertThat(header("Content-Type")).as("%s", this).isEqualTo("application/problem+json");
        JsonNode problem = json();
        assertThat(problem.path("status").asInt()).isEqualTo(expected);
        assertThat(problem.path("type").asText()).isNotEmpty();
        assertThat(problem.path("title").asText()).isNotEmpty();
        assertThat(problem.path("detail").asText()).isNotEmpty();
        assertThat(body).doesNotContain("<html", "\tat ", "Exception", "org.eclipse", "java.");
        RowUnderTest.answered(expected, problem.path("type").asText());
        return this;
    }

    List<String> pointers() {
        return StreamSupport.stream(json().path("faults").spliterator(), false)
                .map(fault -> fault.path("pointer").asText("no pointer"))
                .toList();
    }

    Reply isProblemAt(int expected, String... pointers) {
        isProblem(expected);
        assertThat(pointers()).as("%s", this).contains(pointers);
        return this;
    }

    @Override
    public String toString() {
        return status + " " + header("Content-Type") + " " + (body.length() > 2000 ? body.substring(0, 2000) : body);
    }
}
