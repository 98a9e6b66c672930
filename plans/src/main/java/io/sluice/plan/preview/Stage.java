package io.sluice.plan.preview;

import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent.BaselineBack;
import io.sluice.plan.PlanEvent.StepStarted;
import io.sluice.plan.PlanEvent.WeightsVerified;
import io.sluice.plan.PlanState.Held;
import io.sluice.plan.PlanState.Reverted;
import io.sluice.plan.PlanState.Reverting;
import io.sluice.plan.Step;
import io.sluice.plan.preview.Rehearsal.Moment;
import io.sluice.plan.preview.Rehearsal.Run;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A step in the calendar of a run.
 *
 * @param step counted from 1; 0 is the start, at which nothing moves
 * @param source a JSON pointer to the written step; empty for the start
 * @param what what it does, in a few words
 * @param shownAt since when every route shows its weights and its bake counts; empty where it moves none
 * @param holds when it waits, for a window, a time or a person
 * @param estimated whether its end depends on what its gates will see
 */
public record Stage(
        int step,
        Optional<String> source,
        String what,
        Instant from,
        Optional<Instant> shownAt,
        Instant until,
        List<Hold> holds,
        boolean estimated) {
    public Stage {
        holds = List.copyOf(holds);
    }

    /**
     * A stretch of time in which the plan waits.
     *
     * @param by the hold's word
     * @param why one sentence
     */
    public record Hold(Instant from, Instant until, String by, String why) {}

    /** The steps that a run went through, in order. */
    static List<Stage> of(Run run) {
        List<Stage> stages = new ArrayList<>();
        List<Moment> moments = run.moments().stream()
                .filter(moment -> moment.after().startedAt().isPresent())
                .toList();
        int first = 0;
        for (int i = 0; i <= moments.size() && !moments.isEmpty(); i++) {
            boolean over = i == moments.size()
                    || moments.get(i).after().step()
                            != moments.get(first).after().step()
                    || goesBack(moments.get(i)) != goesBack(moments.get(first));
            if (over) {
                Instant until = moments.get(Math.min(i, moments.size() - 1)).at();
                stages.add(stage(moments.subList(first, i), until));
                first = i;
            }
        }
        return stages;
    }

    /** Whether the plan puts its baseline back, or has done so. */
    private static boolean goesBack(Moment moment) {
        return moment.after().state() instanceof Reverting || moment.after().state() instanceof Reverted;
    }

    private static Stage stage(List<Moment> moments, Instant until) {
        Plan plan = moments.getFirst().after();
        Optional<Step> step =
                plan.step() == 0 ? Optional.empty() : Optional.of(plan.spec().step(plan.step()));
        return new Stage(
                plan.step(),
                step.map(Step::source),
                what(plan, step, moments),
                moments.getFirst().at(),
                moments.stream()
                        .filter(moment ->
                                moment.event() instanceof WeightsVerified || moment.event() instanceof BaselineBack)
                        .map(Moment::at)
                        .findFirst(),
                until,
                holds(moments, until),
                !goesBack(moments.getFirst()) && step.filter(Stage::isEstimated).isPresent());
    }

    private static boolean isEstimated(Step step) {
        return step instanceof Step.Shift shift && shift.least().isPresent();
    }

    private static String what(Plan plan, Optional<Step> step, List<Moment> moments) {
        if (goesBack(moments.getFirst())) {
            return "back to the baseline";
        }
        if (step.isEmpty()) {
            return "start";
        }
        if (moments.getFirst().event() instanceof StepStarted && step.get() instanceof Step.Shift shift) {
            return Splits.of(plan.spec(), shift.weights());
        }
        return moments.getFirst().after().state() instanceof Held held
                ? held.why().word()
                : "goes on";
    }

    private static List<Hold> holds(List<Moment> moments, Instant until) {
        List<Hold> holds = new ArrayList<>();
        Optional<Held> since = Optional.empty();
        for (Moment moment : moments) {
            Optional<Held> now = moment.after().state() instanceof Held held ? Optional.of(held) : Optional.empty();
            if (!now.equals(since)) {
                since.ifPresent(held -> holds.add(hold(held, moment.at())));
                since = now;
            }
        }
        since.ifPresent(held -> holds.add(hold(held, until)));
        return holds.stream().filter(hold -> hold.from().isBefore(hold.until())).toList();
    }

    private static Hold hold(Held held, Instant until) {
        return new Hold(held.since(), until, held.why().word(), held.why().sentence());
    }
}
