package io.sluice.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a secret is kept: settings name the place and never hold the secret, so they can be shown and logged.
 *
 * <p>It is read anew for each use, so that one that was renewed in its place needs no restart.
 */
@JsonDeserialize(using = SecretSettings.class)
public sealed interface Secret {
    /** More than any password, token or passphrase. */
    int MOST_BYTES = 16_384;

    /**
     * The secret itself, without the line break that editors leave at the end.
     *
     * @throws ProviderException denied, if it is not there or holds what no header and no password can
     */
    String read();

    /** A variable of the environment. */
    record Env(String env) implements Secret {
        private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

        public Env {
            if (!NAME.matcher(env).matches()) {
                throw new IllegalArgumentException("env must be the name of an environment variable");
            }
        }

        @Override
        public String read() {
            String secret = Optional.ofNullable(System.getenv(env))
                    .orElseThrow(() -> denied("the environment variable " + env + " is not set"));
            return checked(secret, "the environment variable " + env);
        }
    }

    /** A file, as orchestrators mount them. */
    record InFile(Path file) implements Secret {
        @Override
        public String read() {
            try (InputStream in = Files.newInputStream(file)) {
                byte[] bytes = in.readNBytes(MOST_BYTES + 1);
                if (bytes.length > MOST_BYTES) {
                    throw denied("the file " + file + " is longer than a secret");
                }
                return checked(new String(bytes, UTF_8).replaceFirst("\r?\n$", ""), "the file " + file);
            } catch (IOException e) {
                throw new ProviderException(
                        new ProviderError.Denied("the file " + file + " with a secret cannot be read"), e);
            }
        }
    }

    private static String checked(String secret, String where) {
        if (secret.isEmpty() || secret.chars().anyMatch(Character::isISOControl)) {
            throw denied(
                    where + " holds no secret: it is empty, or has a line break or another control character in it");
        }
        return secret;
    }

    private static ProviderException denied(String detail) {
        return new ProviderException(new ProviderError.Denied(detail));
    }
}
