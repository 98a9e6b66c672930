package io.sluice.app.store;

import io.sluice.app.store.Letters.Letter;
import io.sluice.plan.recurring.RecurringPlan;
import io.sluice.plan.recurring.RecurringRun;
import java.util.List;

/** Says what is to be told of recurring plans: of runs that became no plan, and of their end. */
@FunctionalInterface
public interface RunLetters {
    /** Nobody is told anything. */
    RunLetters NONE = (_, _, _) -> List.of();

    /**
     * What a run gives to tell. It is asked before the run is kept, and perhaps more than once; it must not fail.
     *
     * @param number of the run among those of its recurring plan; the letters have it as their {@code seq}
     */
    List<Letter> of(RecurringPlan plan, long number, RecurringRun run);

    /**
     * What it gives to tell that a recurring plan was stopped; as above.
     *
     * @param number after that of its last run
     */
    default List<Letter> ofStop(RecurringPlan plan, long number) {
        return List.of();
    }
}
