package io.sluice.app.access;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads roles and their labels as settings write them. */
final class Grants {
    private static final String ROLES = "viewer, submitter, approver, operator, admin";

    private Grants() {}

    /**
     * What is granted.
     *
     * @param who for messages
     * @param roles at least one
     * @param labels which plans they are for; none means every plan
     * @throws IllegalArgumentException with a sentence that names what is missing
     */
    static List<Grant> read(String who, @Nullable List<String> roles, @Nullable Map<String, String> labels) {
        Map<String, String> scope = Objects.requireNonNullElse(labels, Map.of());
        List<Role> known = Objects.requireNonNullElse(roles, List.<String>of()).stream()
                .map(word -> Optional.ofNullable(word)
                        .flatMap(Role::find)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "%s: a role is one of %s, not %s".formatted(who, ROLES, word))))
                .distinct()
                .toList();
        if (known.isEmpty()) {
            throw new IllegalArgumentException(
                    "%s has no roles: say roles: [viewer], or any of %s".formatted(who, ROLES));
        }
        if (known.contains(Role.ADMIN) && !scope.isEmpty()) {
            throw new IllegalArgumentException(who + " is admin, which is for every plan: leave the labels out");
        }
        return known.stream().map(role -> new Grant(role, scope)).toList();
    }
}
