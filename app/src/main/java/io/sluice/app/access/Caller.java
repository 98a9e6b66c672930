package io.sluice.app.access;

import static java.util.stream.Collectors.joining;

import io.sluice.plan.Principal;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who makes a request, and what they may.
 *
 * @param principal with how they proved that it is they
 */
public record Caller(Principal principal, List<Grant> grants) {
    public Caller {
        grants = List.copyOf(grants);
    }

    /** Whether there is any plan that they may do this to. */
    public boolean may(Action action) {
        return grants.stream().anyMatch(grant -> grant.gives(action));
    }

    /** Whether they may do it to a plan with these labels. */
    public boolean may(Action action, Map<String, String> labels) {
        return grants.stream().anyMatch(grant -> grant.gives(action) && grant.covers(labels));
    }

    /** Whether a plan with these labels is there for them at all. */
    public boolean sees(Map<String, String> labels) {
        return may(Action.READ, labels);
    }

    /** Which labels a plan must have, any of the maps whole, for them to do this to it; empty if they may with every plan. */
    public Optional<List<Map<String, String>>> scopes(Action action) {
        List<Map<String, String>> scopes = grants.stream()
                .filter(grant -> grant.gives(action))
                .map(Grant::labels)
                .distinct()
                .toList();
        return scopes.stream().anyMatch(Map::isEmpty) ? Optional.empty() : Optional.of(scopes);
    }

    /** All that they may do to some plan. */
    public Set<Action> actions() {
        Set<Action> actions = EnumSet.noneOf(Action.class);
        grants.forEach(grant -> actions.addAll(AccessTable.of(grant.role())));
        return actions;
    }

    /** The same in a sentence's words. */
    String abilities() {
        Set<Action> actions = actions();
        return Arrays.stream(Action.values())
                .filter(actions::contains)
                .map(Action::word)
                .collect(joining(", "));
    }
}
