package io.sluice.app.rest;

import io.sluice.plan.engine.PlanStore.IdempotencyKey;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code Idempotency-Key}: a word of the client's own, by which a repeated submission is known. */
final class IdempotencyHeader {
    private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e]{1,255}");

    private IdempotencyHeader() {}

    static Optional<IdempotencyKey> read(ContainerRequestContext request, byte[] body) {
        String key = request.getHeaderString("Idempotency-Key");
        if (key == null) {
            return Optional.empty();
        }
        List<String> given = request.getHeaders().getOrDefault("Idempotency-Key", List.of());
        if (given.size() > 1 || !FORM.matcher(key).matches()) {
            throw Problem.badParameter("There is one Idempotency-Key, of 1 to 255 visible ASCII characters.")
                    .exception();
        }
        return Optional.of(new IdempotencyKey(key, digest(body)));
    }

    private static String digest(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
