package io.sluice.provider.azure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The id of an Azure resource. Azure answers with other upper and lower case than it was asked with, and both mean the same
 * thing: ids are compared by their {@link #key}.
 *
 * @param text as it was written
 * @param subscription its id
 * @param type with its namespace, {@code Microsoft.Network/applicationGateways}
 * @param names one for each step of the type after the namespace
 */
record ArmId(String text, String subscription, String resourceGroup, String type, List<String> names) {
    private static final Pattern ID = Pattern.compile(
            "/subscriptions/([^/?#\\s]+)/resourceGroups/([^/?#\\s]+)/providers/([^/?#\\s]+)((?:/[^/?#\\s]+/[^/?#\\s]+)+)",
            Pattern.CASE_INSENSITIVE);

    ArmId {
        names = List.copyOf(names);
    }

    static Optional<ArmId> find(String text) {
        Matcher id = ID.matcher(text);
        if (!id.matches()) {
            return Optional.empty();
        }
        String[] steps = id.group(4).substring(1).split("/", -1);
        StringBuilder type = new StringBuilder(id.group(3));
        List<String> names = new ArrayList<>();
        for (int i = 0; i < steps.length; i += 2) {
            type.append('/').append(steps[i]);
            names.add(steps[i + 1]);
        }
        return Optional.of(new ArmId(text, id.group(1), id.group(2), type.toString(), names));
    }

    static ArmId of(String text) {
        return find(text).orElseThrow(() -> new IllegalArgumentException("not the id of an Azure resource: " + text));
    }

    /** Of the resource itself, the last step. */
    String name() {
        return names.getLast();
    }

    boolean isA(String otherType) {
        return type.equalsIgnoreCase(otherType);
    }

    /** Equal for equal resources. */
    String key() {
        return key(text);
    }

    static String key(String id) {
        return id.toLowerCase(Locale.ROOT);
    }
}
