package io.sluice.outbound;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A key for HMAC-SHA256. */
public final class HmacKey {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int MOST_BYTES = 64;

    private final SecretKeySpec key;

    private HmacKey(SecretKeySpec key) {
        this.key = key;
    }

    /**
     * The key of a secret, if it is one; why not is not said, since that would repeat a part of the secret.
     *
     * @param base64 of at most 64 bytes
     * @param fewest how many bytes it must have at least
     */
    public static Optional<HmacKey> of(String base64, int fewest) {
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            return bytes.length >= fewest && bytes.length <= MOST_BYTES
                    ? Optional.of(new HmacKey(new SecretKeySpec(bytes, ALGORITHM)))
                    : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** The 32 bytes of a text's code. */
    public byte[] code(String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
