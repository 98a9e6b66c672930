package io.sluice.plan.decide;

import io.sluice.plan.Plan;
import io.sluice.plan.PlanState.Baking;
import io.sluice.plan.PlanState.Held;
import io.sluice.plan.PlanState.Reverting;
import io.sluice.plan.PlanState.Scheduled;
import io.sluice.plan.PlanState.Shifting;
import io.sluice.plan.PlanState.Terminal;
import io.sluice.plan.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When a plan will be through if nothing stops it: the bakes and pauses that are left, and nothing for the rest. */
public final class Estimate {
    private Estimate() {}

    /** Empty while it is held, when it waits for a person, and where windows decide. */
    public static Optional<Instant> end(Plan plan, Instant now) {
        if (!plan.spec().schedule().windows().isEmpty()
                || !plan.spec().schedule().blackouts().isEmpty()) {
            return Optional.empty();
        }
        return switch (plan.state()) {
            case Held _, Reverting _, Terminal _ -> Optional.empty();
            case Scheduled _ -> {
                Instant start =
                        plan.spec().schedule().startAt().filter(now::isBefore).orElse(now);
                yield from(plan, 1).map(start::plus);
            }
            case Shifting shifting ->
                from(plan, Math.max(1, shifting.step()))
                        .map(rest -> now.plus(rest).minus(shifting.baked()));
            case Baking baking -> {
                Duration left = baking.promoted()
                        ? Duration.ZERO
                        : lasts(plan, baking.step()).orElse(Duration.ZERO).minus(baking.bakedAt(now));
                yield from(plan, baking.step() + 1)
                        .map(rest -> now.plus(rest).plus(left.isNegative() ? Duration.ZERO : left));
            }
        };
    }

    private static Optional<Duration> from(Plan plan, int first) {
        Optional<Duration> sum = Optional.of(Duration.ZERO);
        for (int step = first; step <= plan.spec().steps().size() && sum.isPresent(); step++) {
            Duration before = sum.get();
            sum = lasts(plan, step).map(before::plus);
        }
        return sum;
    }

    private static Optional<Duration> lasts(Plan plan, int step) {
        if (step == 0) {
            return Optional.of(Duration.ZERO);
        }
        return switch (plan.spec().step(step)) {
            case Step.Shift shift -> Optional.of(shift.bake());
            case Step.Pause pause -> pause.lasts();
            case Step.Approval _ -> Optional.empty();
        };
    }
}
