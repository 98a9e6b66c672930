package io.sluice.app.links;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.provider.Secret;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What links are signed with.
 *
 * @param secret 32 to 64 bytes in base64
 */
record LinkKey(Secret secret) {
    /** A code made for a link is never one for anything else, whatever the key is used for besides. */
    private static final String PURPOSE = "sluice approve link, form 1\n";

    private static final int FEWEST_BYTES = 32;
    private static final int MOST_BYTES = 64;

    /**
     * The code of a text.
     *
     * @throws ProviderException denied, if the secret is not there or is none
     */
    byte[] code(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(bytes(), "HmacSHA256"));
            return mac.doFinal((PURPOSE + text).getBytes(UTF_8));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    private byte[] bytes() {
        try {
            byte[] key = Base64.getDecoder().decode(secret.read());
            if (key.length >= FEWEST_BYTES && key.length <= MOST_BYTES) {
                return key;
            }
        } catch (IllegalArgumentException _) {
            // What it says would repeat a part of the secret.
        }
        throw new ProviderException(new ProviderError.Denied(
                "the key must be 32 to 64 bytes in base64, as `openssl rand -base64 32` makes them"));
    }
}
