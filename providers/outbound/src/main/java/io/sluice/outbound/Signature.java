package io.sluice.outbound;

import io.sluice.provider.Secret;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Signs messages as <a href="https://www.standardwebhooks.com/">Standard Webhooks</a> has it: HMAC-SHA256 over id, time and body.
 *
 * @param secret {@code whsec_} and 24 to 64 bytes in base64
 */
public record Signature(Secret secret) {
    private static final String PREFIX = "whsec_";
    private static final int FEWEST_BYTES = 24;

    /**
     * The headers that go with a body.
     *
     * @param now the time of this attempt, so that a receiver can refuse what somebody sends again later
     * @throws ProviderException denied, if the secret is not there or is none
     */
    public Map<String, String> headers(String id, Instant now, String body) {
        String time = String.valueOf(now.getEpochSecond());
        byte[] code = key().code(id + "." + time + "." + body);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("webhook-id", id);
        headers.put("webhook-timestamp", time);
        headers.put("webhook-signature", "v1," + Base64.getEncoder().encodeToString(code));
        return headers;
    }

    private HmacKey key() {
        return Optional.of(secret.read())
                .filter(text -> text.startsWith(PREFIX))
                .flatMap(text -> HmacKey.of(text.substring(PREFIX.length()), FEWEST_BYTES))
                .orElseThrow(() -> new ProviderException(new ProviderError.Denied(
                        "the secret of the signature must be whsec_ and then 24 to 64 bytes in base64")));
    }
}
