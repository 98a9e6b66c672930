package io.sluice.app.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.sluice.outbound.HmacKey;
import io.sluice.traffic.ProviderException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/** Signs what stands in cookies, so that no node has to remember it. A code made for one purpose is never one for another. */
final class CookieKey {
    private static final int KEY_BYTES = 32;
    private static final int ID_BYTES = 16;

    /** More than any cookie of ours, and less than browsers refuse. */
    private static final int LONGEST = 4_000;

    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final HmacKey key;
    private final SecureRandom random = new SecureRandom();

    /**
     * That of the settings; without one, one that nobody else has and that is gone when this process ends.
     *
     * @throws IllegalArgumentException if the key is none
     */
    CookieKey(SessionSettings settings) {
        String base64;
        try {
            base64 = settings.key().isPresent()
                    ? settings.key().get().read()
                    : Base64.getEncoder().encodeToString(bytes(KEY_BYTES));
        } catch (ProviderException e) { // not kept as a cause: it says the same
            throw new IllegalArgumentException(
                    "access.sessions: key: " + e.error().detail());
        }
        this.key = HmacKey.of(base64, KEY_BYTES)
                .orElseThrow(
                        () -> new IllegalArgumentException(
                                "access.sessions: key must be 32 to 64 bytes in base64, as `openssl rand -base64 32` makes them"));
    }

    private byte[] bytes(int many) {
        byte[] bytes = new byte[many];
        random.nextBytes(bytes);
        return bytes;
    }

    /** A name that nothing had before, and nobody guesses. */
    String newId() {
        return HexFormat.of().formatHex(bytes(ID_BYTES));
    }

    /** A text's code, in hex. */
    String code(String purpose, String text) {
        return HexFormat.of().formatHex(key.code(purpose + "\n" + text));
    }

    /** A cookie that says this. */
    String signed(String purpose, Object content) {
        try {
            String text = Base64.getUrlEncoder().withoutPadding().encodeToString(JSON.writeValueAsBytes(content));
            return text + "." + code(purpose, text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what stands in a cookie can be written", e);
        }
    }

    /** What a cookie says; empty if it is none that was signed for this purpose, or longer than browsers keep. */
    <T> Optional<T> read(String purpose, String cookie, Class<T> type) {
        int dot = cookie.indexOf('.');
        if (cookie.length() > LONGEST
                || dot < 0
                || !areSame(code(purpose, cookie.substring(0, dot)), cookie.substring(dot + 1))) {
            return Optional.empty();
        }
        try {
            String text = new String(Base64.getUrlDecoder().decode(cookie.substring(0, dot)), UTF_8);
            return Optional.of(JSON.readValue(text, type));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what is signed can be read", e);
        }
    }

    /** In a time that tells nothing. */
    static boolean areSame(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(UTF_8), other.getBytes(UTF_8));
    }
}
