package io.sluice.plan.engine;

import io.sluice.plan.Principal;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who is in which group.
 *
 * @param groups the members of each, by its name
 * @param visitors others, where there are any: then nobody can say how many are in a group
 * @param approvers who of them may decide on which plans
 */
public record People(Map<String, Set<Principal>> groups, Optional<Visitors> visitors, Approvers approvers) {
    public static final People NOBODY = new People(Map.of());

    public People {
        groups = Map.copyOf(groups);
    }

    /** Those in the lists, and nobody else; each decides on every plan. */
    public People(Map<String, Set<Principal>> groups) {
        this(groups, Optional.empty(), (_, _) -> true);
    }

    /** Those in the lists who may decide for a group on plans with these labels. */
    public Set<Principal> members(String group, Map<String, String> labels) {
        return groups.getOrDefault(group, Set.of()).stream()
                .filter(member -> approvers.mayApprove(member, labels))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Why somebody may not decide on a plan with these labels for a group, if they may not. */
    Optional<String> objection(Principal person, String group, Principal submitter, Map<String, String> labels) {
        if (person.isSamePersonAs(submitter)) {
            return Optional.of("whoever submitted a plan cannot approve it");
        }
        boolean member = groups.getOrDefault(group, Set.of()).stream().anyMatch(person::isSamePersonAs)
                || visitors.filter(others -> others.areIn(person, group)).isPresent();
        if (!member) {
            return Optional.of("%s is not in group %s".formatted(person, group));
        }
        return approvers.mayApprove(person, labels)
                ? Optional.empty()
                : Optional.of("%s may not approve plans with these labels".formatted(person));
    }

    /** How many different people of a group may decide on a plan of this submitter with these labels; as many as one likes where nobody can say. */
    int deciders(String group, Principal submitter, Map<String, String> labels) {
        if (visitors.isPresent()) {
            return Integer.MAX_VALUE;
        }
        return (int) members(group, labels).stream()
                .filter(member -> !member.isSamePersonAs(submitter))
                .map(Principal::folded)
                .distinct()
                .count();
    }
}
