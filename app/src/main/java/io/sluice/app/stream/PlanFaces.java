package io.sluice.app.stream;

import io.sluice.plan.PlanId;
import io.sluice.plan.engine.StoreUnavailable;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How plans look to clients, as JSON in one line.
 *
 * <p>All methods throw {@link StoreUnavailable} if the store cannot be asked.
 */
public interface PlanFaces {
    /** What never changes of a plan. */
    record Name(String name, Map<String, String> labels) {
        public Name {
            labels = Map.copyOf(labels);
        }
    }

    /** Something of a plan as JSON in one line. */
    record Face(Map<String, String> labels, String json) {
        public Face {
            labels = Map.copyOf(labels);
        }
    }

    Optional<Name> name(PlanId plan);

    /** The summaries of those of some plans that there are. */
    List<Face> summaries(Collection<PlanId> plans);

    /** The plan resource. */
    Optional<Face> whole(PlanId plan);
}
