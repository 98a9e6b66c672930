package io.sluice.app.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Ties each line of a journal to all before it, so that none can be changed, taken out or moved unseen. */
public final class JournalChain {
    private JournalChain() {}

    /**
     * The hash of a line.
     *
     * @param before the hash of the line before it; the plan's id before the first
     */
    static String next(String before, String line) {
        return sha256(before + "\n" + line);
    }

    /** In hexadecimal digits, of the text in UTF-8. */
    public static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
