package io.sluice.app.stream;

import io.sluice.app.stream.PlanFaces.Name;
import io.sluice.plan.PlanId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The names and labels of plans, which never change: asked for with every line of every journal. */
final class Names {
    /** Some hundred bytes each; more than plans that are under way at once. */
    private static final int MOST_REMEMBERED = 20_000;

    private final PlanFaces faces;
    private final Map<PlanId, Name> latest = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<PlanId, Name> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };

    Names(PlanFaces faces) {
        this.faces = faces;
    }

    Optional<Name> find(PlanId plan) {
        synchronized (latest) {
            Name known = latest.get(plan);
            if (known != null) {
                return Optional.of(known);
            }
        }
        Optional<Name> found = faces.name(plan);
        synchronized (latest) {
            found.ifPresent(name -> latest.put(plan, name));
        }
        return found;
    }
}
