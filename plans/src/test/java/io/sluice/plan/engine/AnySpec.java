package io.sluice.plan.engine;

import io.sluice.plan.Gate;
import io.sluice.plan.Gate.Judge;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.Schedule;
import io.sluice.plan.Schedule.AtWindowEnd;
import io.sluice.plan.Step;
import io.sluice.traffic.Signal;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Draws plans over one to three routes of two clouds, with everything that a plan may have. */
final class AnySpec {
    /** Until then windows open and shut; what happens in a walk is over by then. */
    private static final LocalTime TROUBLED_UNTIL = LocalTime.of(8, 8);

    private final SplittableRandom random;

    private AnySpec(SplittableRandom random) {
        this.random = random;
    }

    /** A plan that begins at 8 o'clock on a Tuesday. */
    static PlanSpec draw(SplittableRandom random) {
        return new AnySpec(random).draw();
    }

    private PlanSpec draw() {
        int count = 1 + random.nextInt(3);
        String[] routes = new String[count];
        for (int i = 0; i < count; i++) {
            routes[i] = "p" + random.nextInt(2) + "/r" + i;
        }
        Specs specs = Specs.over(routes);
        int percent = 0;
        for (int i = 1 + random.nextInt(6); i > 0 && percent < 100; i--) {
            percent = Math.min(100, percent + 1 + random.nextInt(40));
            anyStep(specs, count, percent, percent < 100 && i > 1);
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            anyGate(specs, "gate" + i);
        }
        if (random.nextInt(6) == 0) {
            specs.asking("hooked", "any", Duration.ofSeconds(5L + random.nextInt(20)), anyOnFail(), Gate.OnNoData.HOLD);
        }
        if (random.nextInt(3) == 0) {
            specs.schedule(anySchedule());
        }
        PlanSpec.OnDrift[] onDrift = PlanSpec.OnDrift.values();
        return specs.onDrift(random.nextBoolean() ? PlanSpec.OnDrift.HOLD : onDrift[random.nextInt(onDrift.length)])
                .onStuck(random.nextBoolean() ? PlanSpec.OnStuck.REVERT : PlanSpec.OnStuck.HOLD)
                .stepTimeout(Duration.ofMinutes(random.nextInt(3) == 0 ? 5 : 1))
                .atEnd(random.nextInt(4) == 0 ? PlanSpec.AtEnd.REVERT : PlanSpec.AtEnd.KEEP)
                .build();
    }

    private void anyStep(Specs specs, int routes, int percent, boolean more) {
        Duration bake = Duration.ofSeconds(random.nextInt(random.nextInt(3) == 0 ? 30 : 8));
        if (routes > 1 && random.nextInt(4) == 0) {
            specs.shift(percent, bake, List.of("r" + random.nextInt(routes)));
        } else {
            specs.shift(percent, bake);
        }
        if (random.nextInt(4) == 0) {
            specs.least(bake.dividedBy(2));
        }
        if (random.nextInt(5) == 0) {
            specs.pause(random.nextBoolean() ? Optional.of(Duration.ofSeconds(10)) : Optional.empty());
        }
        if (random.nextInt(5) == 0) {
            specs.webhook("any", Duration.ofSeconds(10L + random.nextInt(120)), anyOnFail());
        }
        if (more && random.nextInt(5) == 0) {
            specs.approval(
                    "leads",
                    1 + random.nextInt(2),
                    random.nextBoolean() ? Optional.of(Duration.ofMinutes(2)) : Optional.empty(),
                    random.nextBoolean() ? Step.OnTimeout.REVERT : Step.OnTimeout.HOLD);
        }
    }

    /** Open and shut in turn, in minutes, while all goes wrong; open all the time once it is calm. */
    private Schedule anySchedule() {
        List<Schedule.Recurring> windows = new ArrayList<>();
        LocalTime open = LocalTime.of(8, 0);
        while (open.isBefore(TROUBLED_UNTIL)) {
            LocalTime close = open.plusMinutes(1 + random.nextInt(4));
            windows.add(new Schedule.Window(EnumSet.of(DayOfWeek.TUESDAY), open, close));
            open = close.plusMinutes(1 + random.nextInt(3));
        }
        windows.add(new Schedule.Window(EnumSet.of(DayOfWeek.TUESDAY), TROUBLED_UNTIL, LocalTime.MIDNIGHT));
        AtWindowEnd atWindowEnd = List.of(AtWindowEnd.HOLD, AtWindowEnd.STEP_BACK, AtWindowEnd.REVERT)
                .get(random.nextInt(3));
        return new Schedule(
                Optional.empty(),
                ZoneOffset.UTC,
                windows,
                random.nextBoolean() ? List.of(new Schedule.Blackout.OfCalendar("freeze", "")) : List.of(),
                atWindowEnd,
                atWindowEnd == AtWindowEnd.HOLD && random.nextInt(4) == 0);
    }

    private Gate.OnFail anyOnFail() {
        return random.nextBoolean() ? Gate.OnFail.REVERT : Gate.OnFail.HOLD;
    }

    /** A limit, or now and then a judge that weighs all windows of a step. */
    private void anyGate(Specs specs, String name) {
        Duration every = Duration.ofSeconds(5L + random.nextInt(10));
        Gate.OnFail onFail = anyOnFail();
        Gate.OnUndecided undecided = random.nextBoolean() ? Gate.OnUndecided.PROCEED : Gate.OnUndecided.WAIT;
        switch (random.nextInt(12)) {
            case 0 ->
                specs.judged(name, Signal.ERROR_RATE, every, new Judge.Sequential(Specs.EU, 50), onFail, undecided);
            case 1 ->
                specs.judged(name, Signal.LATENCY_P99, every, new Judge.Sequential(Specs.EU, 20), onFail, undecided);
            case 2 -> specs.judged(name, Signal.REQUESTS, every, new Judge.Share(20), onFail, undecided);
            case 3 ->
                specs.judged(
                        name,
                        Signal.ERROR_RATE,
                        every,
                        new Judge.BurnRate(99, Duration.ofMinutes(2), Duration.ofSeconds(15), 5),
                        onFail,
                        undecided);
            default -> {
                List<Gate.OnNoData> policies = List.of(Gate.OnNoData.HOLD, Gate.OnNoData.FAIL, Gate.OnNoData.IGNORE);
                specs.errors(every, onFail, policies.get(random.nextInt(3)), random.nextInt(2));
            }
        }
    }
}
