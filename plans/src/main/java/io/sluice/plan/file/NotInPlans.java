package io.sluice.plan.file;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.regex.Pattern;

/** What people look for in a plan and what stands in {@code config.yml} instead: addresses and secrets. */
final class NotInPlans {
    private static final Pattern OF_HOOKS =
            Pattern.compile("/(steps|gates)/\\d+/webhook/(url|secret|callDeadline|allow|tls)");
    private static final Pattern HOOK = Pattern.compile("/(steps|gates)/\\d+/webhook");

    private NotInPlans() {}

    static Optional<String> find(String pointer, JsonNode value) {
        if (OF_HOOKS.matcher(pointer).matches()) {
            return Optional.of(
                    "does not stand in a plan: name the hook in config.yml, under hooks, with its url and secret, "
                            + "and write that name here as hook");
        }
        return HOOK.matcher(pointer).matches() && value.isTextual()
                ? Optional.of("must be an object that names a hook of config.yml, such as {hook: smoke-test}")
                : Optional.empty();
    }
}
