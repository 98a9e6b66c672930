package io.sluice.app.access;

import io.sluice.plan.Principal;
import java.util.List;
import java.util.regex.Pattern;

/** What people may be called. */
final class Names {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,99}");

    /** Who is called so in journals is no person of the settings. */
    static final String BREAK_GLASS = "break-glass";

    static final String FROM_ENVIRONMENT = "SLUICE_TOKEN";

    private static final List<Principal> TAKEN =
            List.of(Principal.LOCAL, Principal.SLUICE, new Principal(BREAK_GLASS), new Principal(FROM_ENVIRONMENT));

    private Names() {}

    /** @throws IllegalArgumentException if nobody may be called so in the settings */
    static void check(String where, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(where + ": a name has letters, digits and . _ @ -, not " + name);
        }
        if (isTaken(new Principal(name))) {
            throw new IllegalArgumentException(
                    where + ": " + name + " is what Sluice itself calls somebody in journals");
        }
    }

    static boolean isTaken(Principal principal) {
        return TAKEN.stream().anyMatch(principal::isSamePersonAs);
    }
}
