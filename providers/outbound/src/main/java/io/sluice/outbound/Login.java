package io.sluice.outbound;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.sluice.provider.Secret;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a call shows to be let in; sent with the first request, since there is no second. */
public sealed interface Login {
    /** The header {@code Authorization}, with secrets as they are at this moment. */
    Optional<String> authorization();

    record None() implements Login {
        @Override
        public Optional<String> authorization() {
            return Optional.empty();
        }
    }

    record Bearer(Secret token) implements Login {
        @Override
        public Optional<String> authorization() {
            return Optional.of("Bearer " + token.read());
        }
    }

    record Basic(String user, Secret password) implements Login {
        public Basic {
            if (user.contains(":") || user.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException("a user has no colon and no control character in it");
            }
        }

        /** The settings as written. */
        @JsonCreator
        static Basic of(
                @JsonProperty("user") @Nullable String user, @JsonProperty("password") @Nullable Secret password) {
            if (user == null || password == null) {
                throw new IllegalArgumentException("basic has a user and a password");
            }
            return new Basic(user, password);
        }

        @Override
        public Optional<String> authorization() {
            byte[] pair = (user + ":" + password.read()).getBytes(UTF_8);
            return Optional.of("Basic " + Base64.getEncoder().encodeToString(pair));
        }
    }

    /**
     * The settings as written: at most one of the two.
     *
     * @throws IllegalArgumentException if there are both
     */
    static Login of(@Nullable Secret bearer, @Nullable Basic basic) {
        if (bearer != null && basic != null) {
            throw new IllegalArgumentException("bearer and basic: one of them");
        }
        return bearer != null ? new Bearer(bearer) : basic != null ? basic : new None();
    }
}
