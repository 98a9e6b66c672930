package io.sluice.app;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.sluice.app.notify.MailAddress;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One static token in {@code config.yml}: whom it names, and the hash by which it is known; the token itself is nowhere.
 *
 * @param name of a person or a program; several tokens may be of one, in any spelling
 * @param groups whose approvals they may give
 * @param email where they are asked to approve
 * @param sha256 of the token's UTF-8 bytes, in lower-case hex: {@code printf %s "$TOKEN" | sha256sum}
 */
public record TokenSettings(String name, String sha256, Set<String> groups, Optional<String> email) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,99}");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    /** Such an address has a lane of its own in the outbox, whose names are short. */
    private static final int LONGEST_NAME_WITH_EMAIL = 50;

    private static final Pattern GROUP = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    public TokenSettings {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("tokens: a name has letters, digits and . _ @ -, not " + name);
        }
        if (!HASH.matcher(sha256).matches()) {
            throw new IllegalArgumentException("tokens: sha256 of " + name + " is 64 lower-case hex digits");
        }
        groups = Set.copyOf(groups);
        for (String group : groups) {
            if (!GROUP.matcher(group).matches()) {
                throw new IllegalArgumentException(
                        "tokens: a group has lower-case letters, digits and -, not " + group);
            }
        }
        if (email.isPresent() && name.length() > LONGEST_NAME_WITH_EMAIL) {
            throw new IllegalArgumentException("tokens: a name with an email has at most 50 characters, not " + name);
        }
        if (email.filter(address -> !MailAddress.isPlain(address)).isPresent()) {
            throw new IllegalArgumentException("tokens: email of " + name + " is no plain address of mail");
        }
    }

    /** As written, with what is left out. */
    @JsonCreator
    static TokenSettings of(
            @JsonProperty("name") @Nullable String name,
            @JsonProperty("sha256") @Nullable String sha256,
            @JsonProperty("groups") @Nullable Set<String> groups,
            @JsonProperty("email") @Nullable String email) {
        return new TokenSettings(
                Objects.requireNonNullElse(name, ""),
                Objects.requireNonNullElse(sha256, ""),
                Objects.requireNonNullElse(groups, Set.of()),
                Optional.ofNullable(email));
    }
}
