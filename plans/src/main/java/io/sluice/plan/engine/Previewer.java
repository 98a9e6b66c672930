package io.sluice.plan.engine;

import io.sluice.plan.PlanId;
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
import java.util.function.Predicate;

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
     * @param sees by a plan's labels, whether they may know of it; of others that have its routes the preview says no more than that
     */
    public Answer preview(PlanSpec spec, String digest, Principal by, Predicate<Map<String, String>> sees) {
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
                        owners(spec, sees),
                        now));
        };
    }

    private static PlanSpec nextRun(PlanSpec spec, Instant now) {
        return spec.schedule().every().isPresent()
                ? spec.with(spec.schedule().of(DueTimes.first(spec.schedule(), now)))
                : spec;
    }

    private List<String> owners(PlanSpec spec, Predicate<Map<String, String>> sees) {
        List<String> owners = new ArrayList<>();
        for (Map.Entry<String, String> route : new TreeMap<>(examiner.keys(spec)).entrySet()) {
            Optional.of(route.getValue())
                    .flatMap(store::findOwner)
                    .ifPresent(owner -> owners.add("route %s belongs to %s until that ends"
                            .formatted(route.getKey(), isThere(owner, sees) ? "plan " + owner : "another plan")));
        }
        return owners;
    }

    private boolean isThere(PlanId plan, Predicate<Map<String, String>> sees) {
        return store.find(plan)
                .filter(found -> sees.test(found.spec().labels()))
                .isPresent();
    }
}
