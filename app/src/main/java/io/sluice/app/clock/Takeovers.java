package io.sluice.app.clock;

import io.sluice.plan.PlanId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Which plans this process has looked at before, to tell people when it takes up others: whoever was at those may be dead. */
final class Takeovers {
    /** More than a node is at; what is forgotten is told once more. */
    private static final int MOST_KNOWN = 50_000;

    /** Named in one line. */
    private static final int MOST_NAMED = 20;

    private final String node;
    private final Set<PlanId> known = ConcurrentHashMap.newKeySet();

    /** @param node this one's name */
    Takeovers(String node) {
        this.node = node;
    }

    /** This process looks at a plan that it was told of. */
    void looksAt(PlanId plan) {
        if (known.size() >= MOST_KNOWN) {
            known.clear();
        }
        known.add(plan);
    }

    /**
     * It found plans due that nobody was at.
     *
     * @return what to tell people; empty if it was at all of them before
     */
    Optional<String> found(Collection<PlanId> due) {
        List<PlanId> others = due.stream().filter(plan -> !known.contains(plan)).toList();
        due.forEach(this::looksAt);
        if (others.isEmpty()) {
            return Optional.empty();
        }
        String more = others.size() > MOST_NAMED ? " and %d more".formatted(others.size() - MOST_NAMED) : "";
        return Optional.of("node %s takes over what was due and nobody was at: %s%s"
                .formatted(
                        node,
                        others.stream().limit(MOST_NAMED).map(PlanId::value).collect(Collectors.joining(", ")),
                        more));
    }
}
