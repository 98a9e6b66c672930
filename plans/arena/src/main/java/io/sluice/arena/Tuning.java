package io.sluice.arena;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Finds the most sensitive of a tool's settings that cries wolf no more often than allowed: of those whose false reverts on the
 * harmless shapes are at most the target, the one that lets fewest bad requests through on the harmful ones, in the geometric
 * mean over the shapes. On tuning seeds only.
 *
 * <p>False reverts are rare, so it takes many runs to count them; which of two settings is more sensitive shows in few. So all
 * settings are sorted out and ranked on {@code runs} of each shape, and from the top down held to the target on {@code harmlessRuns}.
 *
 * @param runs per shape
 * @param harmlessRuns per harmless shape, at least {@code runs}
 * @param target share of the runs of harmless shapes that may be reverted
 */
record Tuning(Ramp ramp, int runs, int harmlessRuns, double target) {
    /** Seeds that are played at once; after each such round, settings that are out are not tried again. */
    private static final int ROUND = 20;

    /** After a round of harmful runs the better part of the settings goes on, but no fewer than this. */
    private static final int FEW = 60;

    private static final double KEPT = 0.5;

    /** So many of the ranking are held to the target at once. */
    private static final int AT_ONCE = 40;

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

    Tuning {
        if (runs < 1 || harmlessRuns < runs) {
            throw new IllegalArgumentException("at least one run, and as many harmless ones");
        }
    }

    /** A setting, and what it did so far. */
    private static final class Candidate {
        private final Contestant contestant;
        private final double[] bad = new double[Shapes.HARMFUL.size()];
        private int rounds;
        private int falseReverts;

        private Candidate(Contestant contestant) {
            this.contestant = contestant;
        }

        double letThrough() {
            return Arrays.stream(bad)
                    .map(one -> Math.log(Math.max(one / rounds, NEXT_TO_NOTHING)))
                    .average()
                    .orElseThrow();
        }
    }

    Tuned tune(List<? extends Contestant> settings) {
        List<Candidate> all = settings.stream().map(Candidate::new).toList();
        int allowed = (int) Math.floor(target * harmlessRuns * Shapes.HARMLESS.size() + 1e-9);
        List<Candidate> ranked = ranked(quiet(all, 0, runs, allowed));
        for (int i = 0; i < ranked.size(); i += AT_ONCE) {
            List<Candidate> next = ranked.subList(i, Math.min(ranked.size(), i + AT_ONCE));
            Optional<Candidate> best =
                    quiet(next, runs, harmlessRuns, allowed).stream().findFirst();
            if (best.isPresent()) {
                return tuned(best.get(), harmlessRuns, true, settings.size());
            }
        }
        return tuned(quietest(settings, allowed), harmlessRuns, false, settings.size());
    }

    /** Of settings none of which is quiet enough: allows twice as much, until one is. */
    private Candidate quietest(List<? extends Contestant> settings, int allowed) {
        for (long more = Math.max(1, allowed); ; more *= 2) {
            List<Candidate> candidates = settings.stream().map(Candidate::new).toList();
            Optional<Candidate> found =
                    quiet(candidates, 0, harmlessRuns, (int) Math.min(Integer.MAX_VALUE, more)).stream()
                            .min(Comparator.comparingInt(one -> one.falseReverts));
            if (found.isPresent()) {
                return found.get();
            }
        }
    }

    /** The share of the harmless tuning runs that a judge reverts. */
    double falseReverts(Contestant contestant) {
        Candidate candidate = new Candidate(contestant);
        quiet(List.of(candidate), 0, harmlessRuns, Integer.MAX_VALUE);
        return tuned(candidate, harmlessRuns, true, 1).falseReverts();
    }

    private static Tuned tuned(Candidate candidate, int runs, boolean reached, int tried) {
        double all = (double) runs * Shapes.HARMLESS.size();
        return new Tuned(candidate.contestant, candidate.falseReverts / all, reached, tried);
    }

    /** Plays the harmless shapes; a setting that has cried wolf too often is out. */
    private List<Candidate> quiet(List<Candidate> candidates, int from, int to, int allowed) {
        List<Candidate> left = candidates;
        for (int round = from; round < to && !left.isEmpty(); round += ROUND) {
            for (Shape shape : Shapes.HARMLESS) {
                double[] reverts = play(shape, round, to, left, run -> run.reverted() ? 1 : 0);
                for (int i = 0; i < left.size(); i++) {
                    left.get(i).falseReverts += (int) reverts[i];
                }
                left = left.stream().filter(one -> one.falseReverts <= allowed).toList();
            }
        }
        return left;
    }

    /** Plays the harmful shapes, and ranks the settings by what they let through, the least first. */
    private List<Candidate> ranked(List<Candidate> candidates) {
        List<Candidate> left = candidates;
        List<Candidate> behind = new ArrayList<>();
        for (int round = 0; round < runs; round += ROUND) {
            for (int shape = 0; shape < Shapes.HARMFUL.size(); shape++) {
                double[] bad = play(Shapes.HARMFUL.get(shape), round, runs, left, Run::bad);
                for (int i = 0; i < left.size(); i++) {
                    left.get(i).bad[shape] += bad[i];
                }
            }
            left.forEach(one -> one.rounds++);
            List<Candidate> sorted = left.stream()
                    .sorted(Comparator.comparingDouble(Candidate::letThrough))
                    .toList();
            int most = Math.min(sorted.size(), Math.max(FEW, (int) (KEPT * sorted.size())));
            behind.addAll(0, sorted.subList(most, sorted.size()));
            left = sorted.subList(0, most);
        }
        List<Candidate> ranked = new ArrayList<>(left);
        ranked.addAll(behind);
        return ranked;
    }

    /** What all of them do on a round's seeds of one shape, added up per candidate in the order of the seeds. */
    private double[] play(Shape shape, int round, int end, List<Candidate> candidates, ToDoubleFunction<Run> figure) {
        List<double[]> perSeed = Seeds.tuning(harmlessRuns)
                .skip(round)
                .limit(Math.min(ROUND, end - round))
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
}
