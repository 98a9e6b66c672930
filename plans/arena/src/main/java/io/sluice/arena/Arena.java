package io.sluice.arena;

import io.sluice.arena.Tuning.Tuned;
import java.util.List;

/**
 * Lets judges watch the same incidents, and prints how many bad requests each let through.
 *
 * <p>Rivals are tuned first, on the tuning seeds, to cry wolf no more often than ours does there; the table is of the reporting seeds.
 * The same numbers come out of every run on every machine.
 */
public final class Arena {
    /** Of each shape; the table's smallest step is a percent. */
    private static final int RUNS = 100;

    private static final int TUNING_RUNS = 40;

    /** False reverts are rare, and a rival that was lucky on few runs would be nervous in the table. */
    private static final int HARMLESS_TUNING_RUNS = 120;

    /** What a plan is risked for where nothing else is said. */
    private static final double ALPHA = 0.05;

    private Arena() {}

    /**
     * Prints the table.
     *
     * @param arguments none; the system properties {@code arena.runs} and {@code arena.tuning.runs} say how many runs of each shape
     */
    @SuppressWarnings("SystemOut") // a table for a terminal is what this program is for
    public static void main(String[] arguments) {
        table(Integer.getInteger("arena.runs", RUNS), Integer.getInteger("arena.tuning.runs", TUNING_RUNS))
                .lines()
                .forEach(System.out::println);
    }

    static Table table(int runs, int tuningRuns) {
        Ramp ramp = Ramp.USUAL;
        // Its margins were chosen on the tuning seeds, as the rivals' settings are.
        Ours ours = new Ours(ALPHA, 0.15, 0.10, 10, ramp.steps().size());
        int harmless = Math.max(tuningRuns, HARMLESS_TUNING_RUNS);
        double falseReverts = new Tuning(ramp, tuningRuns, harmless, 1).falseReverts(ours);
        Tuning tuning = new Tuning(ramp, tuningRuns, harmless, falseReverts);
        long[] seeds = Seeds.reporting(runs).toArray();
        return new Table(
                List.of(
                        Standing.of("Flagger", tuning.tune(Rivals.flagger()), ramp, seeds),
                        Standing.of("Argo", tuning.tune(Rivals.argo()), ramp, seeds),
                        Standing.of("CodeDeploy", tuning.tune(Rivals.codeDeploy()), ramp, seeds),
                        Standing.of("Kayenta", tuning.tune(Rivals.kayenta()), ramp, seeds)),
                Standing.of("ours", new Tuned(ours, falseReverts, true, 1), ramp, seeds),
                runs,
                falseReverts);
    }
}
