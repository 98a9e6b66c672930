package io.sluice.app.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.ws.rs.container.ContainerRequestContext;
import java.net.URLDecoder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What somebody pressed on the page of a link.
 *
 * @param reason as the journal has it
 */
record ApproveForm(boolean yes, String reason) {
    private static final int MOST_BYTES = 16 * 1024;

    private static final Set<String> FIELDS = Set.of("answer", "reason");

    /** The form of a request; empty if it is none of ours. */
    static Optional<ApproveForm> read(ContainerRequestContext request) {
        String body = new String(Bodies.read(request, MOST_BYTES), UTF_8);
        Map<String, String> fields = new HashMap<>();
        for (String pair : body.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 0) {
                return Optional.empty();
            }
            Optional<String> name = decoded(pair.substring(0, equals)).filter(FIELDS::contains);
            Optional<String> value = decoded(pair.substring(equals + 1));
            if (name.isEmpty() || value.isEmpty() || fields.putIfAbsent(name.get(), value.get()) != null) {
                return Optional.empty();
            }
        }
        String reason = fields.getOrDefault("reason", "").strip();
        if (!MoveBody.isReason(reason)) {
            return Optional.empty();
        }
        return switch (fields.getOrDefault("answer", "")) {
            case "approve" -> Optional.of(new ApproveForm(true, reason.isEmpty() ? "approved" : reason));
            case "reject" -> Optional.of(new ApproveForm(false, reason.isEmpty() ? "no reason was given" : reason));
            default -> Optional.empty();
        };
    }

    private static Optional<String> decoded(String text) {
        try {
            return Optional.of(URLDecoder.decode(text, UTF_8)).filter(plain -> plain.indexOf('\uFFFD') < 0);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
