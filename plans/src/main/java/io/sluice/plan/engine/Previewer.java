package io.sluice.plan.engine;

import io.sluice.plan.PlanSpec;
import io.sluice.plan.Principal;
import io.sluice.plan.preview.Preview;
import io.sluice.plan.recurring.DueTimes;
import io.sluice.traffic.Fault;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Says beforehand what a plan would do; asks clouds what they show, and writes and stores nothing. */
public final class Previewer {
    private final PlanStore store;
    private final Examiner examiner;
    private final InstantSource clock;

    /** One that finds fault with plans as {@link Admission} does with the same examiner. */
    public Previewer(PlanStore store, Examiner examiner, InstantSource clock) {
        this.store = store;
        this.examiner = examiner;
        this.clock = clock;
    }

    /** What became of the wish to see a plan beforehand. */
    public sealed interface Answer {
        /** It can be carried out, now or once its obstacles are gone. */
        record Previewed(Preview preview) implements Answer {}

        /** It cannot be carried out as it is written. */
        record Invalid(List<Fault> faults) implements Answer {
            public Invalid {
                faults = List.copyOf(faults);
            }
        }

        /** A provider cannot be asked now. */
        record Unavailable(String why) implements Answer {}
    }

    /**
     * Looks at a plan that nobody has submitted; of one that comes again, at its next run.
     *
     * @param digest of the plan as written
     * @param by who would submit it
     */
    public Answer preview(PlanSpec spec, String digest, Principal by) {
        Instant now = clock.instant();
        List<Fault> faults = examiner.faults(spec, by, now);
        if (!faults.isEmpty()) {
            return new Answer.Invalid(faults);
        }
        return switch (examiner.look(spec)) {
            case Examiner.Found.Unfit unfit -> new Answer.Invalid(unfit.faults());
            case Examiner.Found.Unseen(String why) -> new Answer.Unavailable(why);
            case Examiner.Found.Fit(var seen) ->
                new Answer.Previewed(Preview.of(
                        examiner.scene(nextRun(spec, now), digest, seen, now)
                                .amid(examiner.surroundings(spec, seen, now)),
                        owners(spec),
                        now));
        };
    }

    private static PlanSpec nextRun(PlanSpec spec, Instant now) {
        return spec.schedule().every().isPresent()
                ? spec.with(spec.schedule().of(DueTimes.first(spec.schedule(), now)))
                : spec;
    }

    private List<String> owners(PlanSpec spec) {
        List<String> owners = new ArrayList<>();
        for (Map.Entry<String, String> route : new TreeMap<>(examiner.keys(spec)).entrySet()) {
            Optional.of(route.getValue())
                    .flatMap(store::findOwner)
                    .ifPresent(owner ->
                            owners.add("route %s belongs to plan %s until that ends".formatted(route.getKey(), owner)));
        }
        return owners;
    }
}
