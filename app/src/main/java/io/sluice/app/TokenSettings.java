package io.sluice.app;

import java.util.regex.Pattern;

/**
 * One static token in {@code config.yml}: whom it names, and the hash by which it is known; the token itself is nowhere.
 *
 * @param sha256 of the token's UTF-8 bytes, in lower-case hex: {@code printf %s "$TOKEN" | sha256sum}
 */
public record TokenSettings(String name, String sha256) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,99}");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    public TokenSettings {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("tokens: a name has letters, digits and . _ @ -, not " + name);
        }
        if (!HASH.matcher(sha256).matches()) {
            throw new IllegalArgumentException("tokens: sha256 of " + name + " is 64 lower-case hex digits");
        }
    }
}
