package io.sluice.plan.engine;

import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A store whose lines are shown to a witness at the moment at which they are written. */
final class WitnessedStore extends ForwardingStore {
    private final Lines witness;

    /** Sees lines as they are written. */
    interface Lines {
        void appended(Plan before, List<PlanEvent> events, Instant at);
    }

    WitnessedStore(PlanStore store, Lines witness) {
        super(store);
        this.witness = witness;
    }

    @Override
    public Optional<Plan> append(Plan read, List<PlanEvent> events, Principal by, Instant at) {
        Optional<Plan> appended = super.append(read, events, by, at);
        if (appended.isPresent()) {
            witness.appended(read, events, at);
        }
        return appended;
    }
}
