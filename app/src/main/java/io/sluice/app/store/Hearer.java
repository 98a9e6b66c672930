package io.sluice.app.store;

import io.sluice.plan.PlanId;
import io.sluice.plan.engine.Look;
import java.time.Instant;

/** Hears of what this process has kept, right after it is. It must return at once and not fail: it stands in the way of a revert. */
public interface Hearer {
    Hearer NOBODY = new Hearer() {
        @Override
        public void lines() {}

        @Override
        public void look(PlanId plan, Look look) {}

        @Override
        public void takenUp(PlanId plan, Instant dueAt) {}
    };

    /** Journals have more lines. */
    void lines();

    void look(PlanId plan, Look look);

    /** A plan was claimed by this process; its look was due at that time, or is. */
    void takenUp(PlanId plan, Instant dueAt);
}
