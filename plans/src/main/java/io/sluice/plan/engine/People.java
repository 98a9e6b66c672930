package io.sluice.plan.engine;

import io.sluice.plan.Principal;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who is in which group.
 *
 * @param groups the members of each, by its name
 */
public record People(Map<String, Set<Principal>> groups) {
    public static final People NOBODY = new People(Map.of());

    public People {
        groups = Map.copyOf(groups);
    }

    /** Why somebody may not decide on a plan for a group, if they may not. */
    Optional<String> objection(Principal person, String group, Principal submitter) {
        if (person.isSamePersonAs(submitter)) {
            return Optional.of("whoever submitted a plan cannot approve it");
        }
        boolean member = groups.getOrDefault(group, Set.of()).stream().anyMatch(person::isSamePersonAs);
        return member ? Optional.empty() : Optional.of("%s is not in group %s".formatted(person, group));
    }

    /** How many different people of a group may decide on a plan of this submitter. */
    int deciders(String group, Principal submitter) {
        return (int) groups.getOrDefault(group, Set.of()).stream()
                .filter(member -> !member.isSamePersonAs(submitter))
                .map(Principal::folded)
                .distinct()
                .count();
    }
}
