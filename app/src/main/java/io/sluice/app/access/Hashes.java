package io.sluice.app.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** The hashes that settings have in the place of tokens. */
final class Hashes {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

    private Hashes() {}

    /** @throws IllegalArgumentException if it is no hash */
    static void check(String where, String sha256) {
        if (!FORM.matcher(sha256).matches()) {
            throw new IllegalArgumentException(where + " is 64 lower-case hex digits");
        }
    }

    /** In lower-case hex, of the text in UTF-8. */
    static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
