package io.sluice.plan.engine;

import io.sluice.plan.Principal;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who is in which group.
 *
 * @param groups the members of each, by its name
 * @param visitors others, where there are any: then nobody can say how many are in a group
 */
public record People(Map<String, Set<Principal>> groups, Optional<Visitors> visitors) {
    public static final People NOBODY = new People(Map.of());

    public People {
        groups = Map.copyOf(groups);
    }

    /** Those in the lists, and nobody else. */
    public People(Map<String, Set<Principal>> groups) {
        this(groups, Optional.empty());
    }

    /** Why somebody may not decide on a plan for a group, if they may not. */
    Optional<String> objection(Principal person, String group, Principal submitter) {
        if (person.isSamePersonAs(submitter)) {
            return Optional.of("whoever submitted a plan cannot approve it");
        }
        boolean member = groups.getOrDefault(group, Set.of()).stream().anyMatch(person::isSamePersonAs)
                || visitors.filter(others -> others.areIn(person, group)).isPresent();
        return member ? Optional.empty() : Optional.of("%s is not in group %s".formatted(person, group));
    }

    /** How many different people of a group may decide on a plan of this submitter; as many as one likes where nobody can say. */
    int deciders(String group, Principal submitter) {
        if (visitors.isPresent()) {
            return Integer.MAX_VALUE;
        }
        return (int) groups.getOrDefault(group, Set.of()).stream()
                .filter(member -> !member.isSamePersonAs(submitter))
                .map(Principal::folded)
                .distinct()
                .count();
    }
}
