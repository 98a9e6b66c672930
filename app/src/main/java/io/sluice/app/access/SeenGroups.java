package io.sluice.app.access;

import io.sluice.plan.Principal;
import io.sluice.plan.engine.Visitors;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** In which groups those were, when they came last, of whom only their identity provider knows. */
final class SeenGroups implements Visitors {
    /** Whoever comes after so many others has to come again before they can vote. */
    private static final int MOST_PEOPLE = 10_000;

    private final Map<String, Set<String>> groups = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Set<String>> eldest) {
            return size() > MOST_PEOPLE;
        }
    };

    synchronized void came(Principal person, Set<String> in) {
        groups.put(person.folded(), Set.copyOf(in));
    }

    /** Empty if they have not come, or long ago. */
    synchronized Optional<Set<String>> of(Principal person) {
        return Optional.ofNullable(groups.get(person.folded()));
    }

    @Override
    public boolean areIn(Principal person, String group) {
        return of(person).filter(theirs -> theirs.contains(group)).isPresent();
    }
}
