package io.sluice.arena;

import java.util.List;
import java.util.stream.DoubleStream;

/**
 * How one judge did on many runs of one shape.
 *
 * @param bad requests that went wrong until the end of the run, on average
 * @param reverted the share of the runs
 * @param minutesToRevert from the incident's first minute to the revert, on average over the runs reverted since; NaN without one
 * @param minutesToComplete on average over the runs that were not reverted; NaN without one
 */
record Tally(double bad, double reverted, double minutesToRevert, double minutesToComplete) {
    static Tally of(List<Run> runs) {
        return new Tally(
                mean(runs.stream().mapToDouble(Run::bad)),
                mean(runs.stream().mapToDouble(run -> run.reverted() ? 1 : 0)),
                mean(runs.stream()
                        .filter(run -> run.reverted() && run.incident() < run.minutes())
                        .mapToDouble(run -> run.minutes() - run.incident())),
                mean(runs.stream().filter(run -> !run.reverted()).mapToDouble(Run::minutes)));
    }

    private static double mean(DoubleStream values) {
        return values.average().orElse(Double.NaN);
    }
}
