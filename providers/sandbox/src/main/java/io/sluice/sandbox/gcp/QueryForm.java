package io.sluice.sandbox.gcp;

import io.sluice.sandbox.http.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** What is asked of Prometheus's API: in the body of a POST, or in the address of a GET. */
record QueryForm(Request request) {
    private static final String SECONDS = "\\d{1,12}(\\.\\d+)?";

    String expression() {
        return field("query").orElse("");
    }

    Instant instant(String name) throws GcpError {
        return Instant.ofEpochMilli(millis(name));
    }

    Duration duration(String name) throws GcpError {
        return Duration.ofMillis(millis(name));
    }

    private long millis(String name) throws GcpError {
        String text = field(name).orElse("");
        if (!text.matches(SECONDS)) {
            throw GcpError.invalid(name + " must be a number of seconds, not '" + text + "'");
        }
        return Math.round(Double.parseDouble(text) * 1000);
    }

    private Optional<String> field(String name) {
        Map<String, String> fields = Request.formFields(request.text());
        return Optional.ofNullable(fields.get(name)).or(() -> request.queryParameter(name));
    }
}
