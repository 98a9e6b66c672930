package io.sluice.arena;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Finds the most sensitive of a tool's settings that cries wolf no more often than allowed: of those whose false reverts on the
 * harmless shapes are at most the target, the one that lets fewest bad requests through on the harmful ones, in the geometric
 * mean over the shapes. On tuning seeds only.
 *
 * @param runs per shape
 * @param target share of the runs of harmless shapes that may be reverted
 */
record Tuning(Ramp ramp, int runs, double target) {
    /** Seeds of one round; after each, settings that are out are not tried again. */
    private static final int ROUND = 20;

    /** After a round of harmful runs the better part of the settings goes on, but no fewer than this. */
    private static final int FEW = 12;

    private static final double KEPT = 0.4;

    /** Where a setting lets nothing through, so that its logarithm can be taken. */
    private static final double NEXT_TO_NOTHING = 1e-3;

    /**
     * What was found.
     *
     * @param falseReverts of the harmless runs on the tuning seeds, the share that was reverted
     * @param reached whether that is at most the target; if no setting reaches it, the one that comes nearest is given
     * @param tried how many settings
     */
    record Tuned(Contestant contestant, double falseReverts, boolean reached, int tried) {}

    /** A setting, and what it did so far. */
    private static final class Candidate {
        private final Contestant contestant;
        private final double[] bad = new double[Shapes.HARMFUL.size()];
        private int falseReverts;

        private Candidate(Contestant contestant) {
            this.contestant = contestant;
        }

        double letThrough() {
            return Arrays.stream(bad)
                    .map(one -> Math.log(Math.max(one, NEXT_TO_NOTHING)))
                    .average()
                    .orElseThrow();
        }
    }

    Tuned tune(List<? extends Contestant> settings) {
        List<Candidate> all = settings.stream().map(Candidate::new).toList();
        int harmlessRuns = runs * Shapes.HARMLESS.size();
        int allowed = (int) Math.floor(target * harmlessRuns + 1e-9);
        List<Candidate> quiet = quiet(all, allowed);
        Candidate best = quiet.isEmpty()
                ? all.stream()
                        .min(Comparator.comparingInt(one -> one.falseReverts))
                        .orElseThrow()
                : mostSensitive(quiet);
        return new Tuned(best.contestant, best.falseReverts / (double) harmlessRuns, !quiet.isEmpty(), settings.size());
    }

    /** The share of the harmless tuning runs that a judge reverts. */
    double falseReverts(Contestant contestant) {
        Candidate candidate = new Candidate(contestant);
        int all = runs * Shapes.HARMLESS.size();
        quiet(List.of(candidate), all);
        return candidate.falseReverts / (double) all;
    }

    /** Plays the harmless shapes; a setting that has cried wolf too often is out. */
    private List<Candidate> quiet(List<Candidate> candidates, int allowed) {
        List<Candidate> left = candidates;
        for (int round = 0; round < runs; round += ROUND) {
            for (Shape shape : Shapes.HARMLESS) {
                double[] reverts = play(shape, round, left, run -> run.reverted() ? 1 : 0);
                for (int i = 0; i < left.size(); i++) {
                    left.get(i).falseReverts += (int) reverts[i];
                }
                left = left.stream().filter(one -> one.falseReverts <= allowed).toList();
            }
        }
        return left;
    }

    private Candidate mostSensitive(List<Candidate> candidates) {
        List<Candidate> left = candidates;
        for (int round = 0; round < runs; round += ROUND) {
            for (int shape = 0; shape < Shapes.HARMFUL.size(); shape++) {
                double[] bad = play(Shapes.HARMFUL.get(shape), round, left, Run::bad);
                for (int i = 0; i < left.size(); i++) {
                    left.get(i).bad[shape] += bad[i];
                }
            }
            left = left.stream()
                    .sorted(Comparator.comparingDouble(Candidate::letThrough))
                    .limit(Math.max(FEW, (long) (KEPT * left.size())))
                    .toList();
        }
        return left.getFirst();
    }

    /** What all of them do on a round's seeds of one shape, added up per candidate in the order of the seeds. */
    private double[] play(Shape shape, int round, List<Candidate> candidates, ToDoubleFunction<Run> figure) {
        List<double[]> perSeed = seeds(round)
                .parallel()
                .mapToObj(seed -> {
                    Traffic traffic = Traffic.of(shape, seed);
                    return candidates.stream()
                            .mapToDouble(one -> figure.applyAsDouble(Run.play(ramp, traffic, one.contestant)))
                            .toArray();
                })
                .toList();
        return IntStream.range(0, candidates.size())
                .mapToDouble(i -> perSeed.stream().mapToDouble(run -> run[i]).sum())
                .toArray();
    }

    private LongStream seeds(int round) {
        return Seeds.tuning(runs).skip(round).limit(ROUND);
    }
}
