package io.sluice.plan.file;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Reads the optional list of routes that a step or a gate names. */
final class NameList {
    private NameList() {}

    /** All routes where none are named; a fault at each name that is no route of the plan. */
    static Set<String> routes(Written owner, RoutesBinding.Bound routes) {
        Optional<Written> list = owner.field("routes");
        if (list.isEmpty()) {
            return routes.names();
        }
        Set<String> named = new LinkedHashSet<>();
        for (Written item : list.get().items()) {
            String name = item.asText().orElse("");
            if (routes.names().contains(name)) {
                named.add(name);
            } else if (routes.complete()) {
                item.fault("is no route of this plan; its routes are "
                        + PlainWords.oneOf(routes.names().stream().sorted().toList()));
            }
        }
        return named;
    }
}
