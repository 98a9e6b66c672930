package io.sluice.plan.engine;

import io.sluice.plan.JournalLine;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanEvent.Purpose;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.RevertCause;
import io.sluice.plan.Step;
import io.sluice.plan.decide.Calendars;
import io.sluice.plan.decide.Windows;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * What a journal shows of the promises about time: nothing moves forward outside the windows (P6), and no bake is shorter than
 * written, counted from the verified weights and, unless the plan bakes outside, while a window was open (P7).
 */
final class SchedulePromises {
    private final PlanSpec spec;
    private final Windows windows;
    private Optional<Instant> verified = Optional.empty();
    private Instant really = Instant.EPOCH;
    private boolean clockSet;
    private boolean promoted;
    private int step;

    /** @param calendars what really stands in those that the plan names */
    SchedulePromises(PlanSpec spec, Calendars calendars) {
        this.spec = spec;
        this.windows = new Windows(spec.schedule(), calendars);
    }

    /** A whole journal. */
    static void check(PlanSpec spec, List<JournalLine> journal) {
        SchedulePromises promises = new SchedulePromises(spec, Calendars.NONE);
        journal.forEach(line -> promises.check(line, line.at()));
    }

    /**
     * The next line.
     *
     * @param real when it was written by a clock that nobody sets
     */
    void check(JournalLine line, Instant real) {
        switch (line.event()) {
            case PlanEvent.WriteIntended intent
            when intent.purpose() == Purpose.FORWARD || intent.purpose() == Purpose.ATTACH -> {
                if (!windows.isOpen(line.at())) {
                    throw new AssertionError("moves forward outside its windows at " + line.at() + ": " + intent);
                }
            }
            case PlanEvent.WeightsVerified(int number) -> {
                // Weights that were put back over a stranger's are verified once more; the bake goes on.
                if (verified.isEmpty() || number != step) {
                    begin(line.at(), real);
                }
                step = number;
            }
            case PlanEvent.StepTakenBack _ -> {
                verified = Optional.empty();
                promoted = false;
            }
            case PlanEvent.ClockStepped _ -> clockSet = true;
            // The wait for a hook or for people is no bake, so it is looked at before that.
            case PlanEvent.WebhookReached _, PlanEvent.ApprovalAsked _ -> checkBake(line.at(), real);
            case PlanEvent.WebhookAsked _ -> {
                if (!windows.isOpen(line.at())) {
                    throw new AssertionError("asks a hook for the first time outside its windows at " + line.at());
                }
            }
            case PlanEvent.PromoteAsked _ -> promoted = true;
            case PlanEvent.RevertStarted(RevertCause cause) when cause.isAtEnd() -> checkBake(line.at(), real);
            case PlanEvent.StepStarted _, PlanEvent.PauseStarted _, PlanEvent.Completed _ -> {
                checkBake(line.at(), real);
                verified = Optional.empty();
                promoted = false;
            }
            default -> {}
        }
    }

    private void begin(Instant at, Instant real) {
        verified = Optional.of(at);
        really = real;
        clockSet = false;
    }

    /** Where the clock was set meanwhile, when the window really shut is anybody's guess; how much time passed is not. */
    private void checkBake(Instant next, Instant real) {
        if (verified.isEmpty() || promoted || step == 0 || !(spec.step(step) instanceof Step.Shift shift)) {
            return;
        }
        Duration baked = spec.schedule().bakeOutside() || clockSet
                ? Duration.between(really, real)
                : openTime(verified.get(), next);
        Duration least = shift.least().orElse(shift.bake());
        if (baked.compareTo(least) < 0) {
            throw new AssertionError("step %d baked %s of %s before %s".formatted(step, baked, least, next));
        }
    }

    /** Second by second where calendars count, minute by minute otherwise: nothing opens or shuts between. */
    private Duration openTime(Instant from, Instant to) {
        Duration open = Duration.ZERO;
        for (Instant start = from; start.isBefore(to); ) {
            ChronoUnit unit = spec.schedule().calendars().isEmpty() ? ChronoUnit.MINUTES : ChronoUnit.SECONDS;
            Instant next = start.truncatedTo(unit).plus(1, unit);
            Instant end = next.isBefore(to) ? next : to;
            if (windows.isOpen(start)) {
                open = open.plus(Duration.between(start, end));
            }
            start = end;
        }
        return open;
    }
}
