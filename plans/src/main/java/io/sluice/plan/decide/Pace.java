package io.sluice.plan.decide;

import io.sluice.plan.Plan;
import io.sluice.plan.PlanState.Reverting;
import io.sluice.plan.PlanState.Terminal;
import io.sluice.plan.PlanState.Underway;
import io.sluice.plan.RouteLedger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * How often a plan looks and asks again.
 *
 * @param watch the longest time between two looks at a plan that has traffic on its way
 * @param firstRetry the pause after a first call that did not bring what was asked for; it doubles from there
 * @param longestRetry where it stops doubling
 * @param guardLooks when a reverted route is looked at again, counted from its first read-back; a late call may land after a
 *     good read-back
 * @param untilCounted how long after its first read-back a reverted plan may wait, after its guard, until its requests are
 *     counted; it has its routes for so long
 */
public record Pace(
        Duration watch, Duration firstRetry, Duration longestRetry, List<Duration> guardLooks, Duration untilCounted) {
    /** The pace of design §6; 15 s of watching finds drift within one metric period of any cloud. */
    public static final Pace STANDARD = new Pace(
            Duration.ofSeconds(15),
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            List.of(
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(30)),
            // What CloudWatch takes: a minute begins, another is counted, and its figures come three minutes later.
            Duration.ofMinutes(5));

    /** One by which a reverted plan waits for no count. */
    public Pace(Duration watch, Duration firstRetry, Duration longestRetry, List<Duration> guardLooks) {
        this(watch, firstRetry, longestRetry, guardLooks, Duration.ZERO);
    }

    public Pace {
        guardLooks = List.copyOf(guardLooks);
        if (!watch.isPositive() || !firstRetry.isPositive() || longestRetry.compareTo(firstRetry) < 0) {
            throw new IllegalArgumentException("a pace is positive, and its longest retry not below its first");
        }
    }

    /** The same, and no reverted plan waits for its requests to be counted: its routes are back, and who counts may not be there. */
    public Pace withoutCount() {
        return new Pace(watch, firstRetry, longestRetry, guardLooks);
    }

    /** The figures that a look at a plan needs. */
    public Set<FigureQuery> queries(Plan plan, Timings timings, Instant now) {
        return switch (plan.state()) {
            case Underway _ -> Gates.queries(plan, timings, now);
            case Reverting _ -> TrafficReturns.queries(plan, this, timings, now);
            case Terminal _ -> Set.of();
        };
    }

    /** The pause after so many attempts, at least one. */
    public Duration pauseAfter(int attempts) {
        Duration pause = firstRetry;
        for (int i = 1; i < attempts && pause.compareTo(longestRetry) < 0; i++) {
            pause = pause.multipliedBy(2);
        }
        return pause.compareTo(longestRetry) < 0 ? pause : longestRetry;
    }

    /** Whether all looks of the guard are due. */
    boolean guardIsOver(Instant back, Instant now) {
        return guardLooks.isEmpty() || !now.isBefore(back.plus(guardLooks.getLast()));
    }

    /** The guard's next look after {@code now}, or {@code watch} from now once all are done. */
    Instant nextGuardLook(Instant back, Instant now) {
        return guardLooks.stream()
                .map(back::plus)
                .filter(look -> look.isAfter(now))
                .findFirst()
                .orElse(now.plus(watch));
    }

    /** When a route may be asked once more; at once if the last time lies ahead, as after a start with a clock that was set back. */
    Instant nextAttempt(RouteLedger ledger, Instant now) {
        return ledger.lastAttempt()
                .filter(last -> !last.isAfter(now))
                .map(last -> last.plus(pauseAfter(ledger.attempts())))
                .orElse(Instant.EPOCH);
    }
}
