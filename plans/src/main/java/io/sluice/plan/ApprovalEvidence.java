package io.sluice.plan;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * What people who approve have seen; their yes is for this and for nothing else.
 *
 * @param digest of the plan as it was written
 * @param step the approval's own, counted from 1
 * @param gates how each stood when they were asked
 */
public record ApprovalEvidence(String digest, int step, Map<String, Verdict> gates) {
    public ApprovalEvidence {
        gates = Collections.unmodifiableMap(new TreeMap<>(gates));
    }

    /**
     * Sixteen bytes in hex that stand for this evidence and the moment at which people were asked: what was asked again is something
     * else, also where every gate stands as before.
     */
    public String fingerprint(Instant askedAt) {
        StringBuilder text = new StringBuilder("asked ").append(askedAt).append('\n');
        text.append(digest).append('\n').append(step).append('\n');
        gates.forEach((gate, verdict) ->
                text.append(verdict.word()).append(' ').append(gate).append('\n'));
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
