package io.sluice.app;

import io.sluice.plan.Principal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The static tokens that name actors, known by their hashes. Without any, everybody on this machine is {@code local}. */
public final class Tokens {
    private final Map<String, Principal> byHash;

    private Tokens(Map<String, Principal> byHash) {
        this.byHash = Map.copyOf(byHash);
    }

    /** Those of the configuration and the one in the environment variable {@code SLUICE_TOKEN}, which is named so. */
    static Tokens of(List<TokenSettings> configured, Map<String, String> environment) {
        Map<String, Principal> byHash = new HashMap<>();
        configured.forEach(token -> byHash.put(token.sha256(), new Principal(token.name())));
        String given = environment.getOrDefault("SLUICE_TOKEN", "");
        if (!given.isEmpty()) {
            byHash.put(hash(given), new Principal("SLUICE_TOKEN"));
        }
        return new Tokens(byHash);
    }

    /** Whether a token must be shown at all. */
    public boolean areConfigured() {
        return !byHash.isEmpty();
    }

    /** Whom a token names; looking its hash up gives nothing away about the tokens there are. */
    public Optional<Principal> find(String token) {
        return Optional.ofNullable(byHash.get(hash(token)));
    }

    private static String hash(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
