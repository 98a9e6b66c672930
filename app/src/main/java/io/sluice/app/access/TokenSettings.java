package io.sluice.app.access;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.sluice.app.notify.MailAddress;
import io.sluice.plan.Principal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One static token in {@code config.yml}: whom it names, and the hash by which it is known; the token itself is nowhere.
 *
 * @param name of a person or a program; several tokens may be of one, in any spelling
 * @param sha256 of the token's UTF-8 bytes, in lower-case hex: {@code printf %s "$TOKEN" | sha256sum}
 * @param grants what whoever shows it may do
 * @param groups whose approvals they may give
 * @param email where they are asked to approve
 */
public record TokenSettings(
        String name, String sha256, List<Grant> grants, Set<String> groups, Optional<String> email) {
    /** Such an address has a lane of its own in the outbox, whose names are short. */
    private static final int LONGEST_NAME_WITH_EMAIL = 50;

    private static final Pattern GROUP = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    public TokenSettings {
        Names.check("access.tokens", name);
        Hashes.check("access.tokens: sha256 of " + name, sha256);
        grants = List.copyOf(grants);
        groups = Set.copyOf(groups);
        checkGroups("access.tokens", groups);
        if (email.isPresent() && name.length() > LONGEST_NAME_WITH_EMAIL) {
            throw new IllegalArgumentException(
                    "access.tokens: a name with an email has at most 50 characters, not " + name);
        }
        if (email.filter(address -> !MailAddress.isPlain(address)).isPresent()) {
            throw new IllegalArgumentException("access.tokens: email of " + name + " is no plain address of mail");
        }
    }

    /** @throws IllegalArgumentException if no plan could ask for the approval of one of them */
    static void checkGroups(String where, Set<String> groups) {
        for (String group : groups) {
            if (!isGroup(group)) {
                throw new IllegalArgumentException(
                        where + ": a group has lower-case letters, digits and -, not " + group);
            }
        }
    }

    /** Whether plans may ask for the approval of a group of this name. */
    static boolean isGroup(String name) {
        return GROUP.matcher(name).matches();
    }

    /** As written, with what is left out. */
    @JsonCreator
    static TokenSettings of(
            @JsonProperty("name") @Nullable String name,
            @JsonProperty("sha256") @Nullable String sha256,
            @JsonProperty("roles") @Nullable List<String> roles,
            @JsonProperty("labels") @Nullable Map<String, String> labels,
            @JsonProperty("groups") @Nullable Set<String> groups,
            @JsonProperty("email") @Nullable String email) {
        String whose = Objects.requireNonNullElse(name, "");
        return new TokenSettings(
                whose,
                Objects.requireNonNullElse(sha256, ""),
                Grants.read("access.tokens: " + whose, roles, labels),
                Objects.requireNonNullElse(groups, Set.of()),
                Optional.ofNullable(email));
    }

    Principal principal() {
        return new Principal(name);
    }
}
