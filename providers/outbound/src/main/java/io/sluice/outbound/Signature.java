package io.sluice.outbound;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.provider.Secret;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs messages as <a href="https://www.standardwebhooks.com/">Standard Webhooks</a> has it: HMAC-SHA256 over id, time and body.
 *
 * @param secret {@code whsec_} and 24 to 64 bytes in base64
 */
public record Signature(Secret secret) {
    private static final String PREFIX = "whsec_";
    private static final int FEWEST_BYTES = 24;
    private static final int MOST_BYTES = 64;

    /**
     * The headers that go with a body.
     *
     * @param now the time of this attempt, so that a receiver can refuse what somebody sends again later
     * @throws ProviderException denied, if the secret is not there or is none
     */
    public Map<String, String> headers(String id, Instant now, String body) {
        String time = String.valueOf(now.getEpochSecond());
        byte[] code = code(key(), id + "." + time + "." + body);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("webhook-id", id);
        headers.put("webhook-timestamp", time);
        headers.put("webhook-signature", "v1," + Base64.getEncoder().encodeToString(code));
        return headers;
    }

    private byte[] key() {
        String text = secret.read();
        if (text.startsWith(PREFIX)) {
            try {
                byte[] key = Base64.getDecoder().decode(text.substring(PREFIX.length()));
                if (key.length >= FEWEST_BYTES && key.length <= MOST_BYTES) {
                    return key;
                }
            } catch (IllegalArgumentException _) {
                // What it says would repeat a part of the secret.
            }
        }
        throw new ProviderException(new ProviderError.Denied(
                "the secret of the signature must be whsec_ and then 24 to 64 bytes in base64"));
    }

    private static byte[] code(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
