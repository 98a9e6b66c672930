package io.sluice.plan.file;

import io.sluice.plan.PlanSpec;
import io.sluice.traffic.Fault;
import java.util.List;

/** What came of reading a plan file. */
public sealed interface ParsedPlan {
    /**
     * A plan that says what it means; whether it is wise and whether its routes exist is asked elsewhere.
     *
     * @param canonical the plan as written, as JSON with sorted keys: the same for every spelling of the same plan
     * @param digest {@code sha256:} and the hash of {@code canonical}
     */
    record Accepted(PlanSpec spec, String canonical, String digest) implements ParsedPlan {}

    /** Not a single sound document in its language, so that nothing in it can be trusted. */
    record Malformed(Fault fault) implements ParsedPlan {}

    /** More bytes than anybody writes; it was not read. */
    record TooLarge(int mostBytes) implements ParsedPlan {}

    /** A sound document that is not a sound plan. */
    record Invalid(List<Fault> faults) implements ParsedPlan {
        public Invalid {
            faults = List.copyOf(faults);
        }
    }
}
