package io.sluice.plan.judge;

import static io.sluice.plan.judge.Words.number;

import io.sluice.plan.judge.Finding.Answer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Kayenta's test of one metric: are the values of the judged side shifted against the other's, and enough to matter?
 *
 * <p>High is a side whose interval of the shift lies above {@code tolerance} times the estimated shift, and whose effect
 * reaches what is allowed; low the mirror image. It agrees with Kayenta's {@code NetflixACAJudge}, with four differences: the
 * limits of the interval are exact, so the verdict is the same in every unit (see {@link ShiftInterval}); where ties hold the
 * shift at 0 the ranks decide, not the tolerance of a search for a root; two constant samples are judged as they are, without
 * random noise; and samples too small to show anything are undecided.
 *
 * <p>It takes values for independent ones and is meant for one look. Neighbouring minutes resemble each other, and then it calls
 * too many sides worse: at a correlation of 0.7 every sixth that is not. For looks again and again there is {@link LevelTest}.
 *
 * @param confidence of the interval, above 0 and below 1; Kayenta's is 0.98
 * @param tolerance the part of the shift that the interval must be clear of, 0 or more; Kayenta's is 0.25
 * @param direction which way the metric may not go
 * @param effect how large a difference must be
 * @param outlierFactor how many interquartile ranges from the middle half a value is left out, above 0; Kayenta's is 3, where
 *     it is asked to leave out any
 */
public record MannWhitney(
        double confidence, double tolerance, Direction direction, Effect effect, OptionalDouble outlierFactor) {
    /** Values in a proportion to each other that no measurement tells from the same: rounding, of a few operations. */
    private static final double SAME = 1e-12;

    /** Larger values are no measurements, and their differences may not be numbers any more. */
    private static final double LARGEST = 1e300;

    public MannWhitney {
        if (!(confidence > 0 && confidence < 1)) {
            throw new IllegalArgumentException("a confidence is above 0 and below 1: " + confidence);
        }
        if (!(tolerance >= 0 && Double.isFinite(tolerance))) {
            throw new IllegalArgumentException("a tolerance is 0 or more: " + tolerance);
        }
        if (outlierFactor.isPresent() && !(outlierFactor.getAsDouble() > 0)) {
            throw new IllegalArgumentException("a factor for outliers is above 0: " + outlierFactor.getAsDouble());
        }
    }

    /** As Kayenta judges a metric of which nothing else is said. */
    public static MannWhitney kayenta(Direction direction) {
        return new MannWhitney(0.98, 0.25, direction, Effect.any(Effect.Measure.MEAN_RATIO), OptionalDouble.empty());
    }

    /** Whether samples of these sizes can show anything: 5 and 5 at Kayenta's confidence. */
    public boolean attainable(int values, int others) {
        return values > 0 && others > 0 && ShiftInterval.attainable(values, others, confidence);
    }

    /**
     * Judges values in any unit and order; those that are not finite are left out, and never count as 0.
     *
     * @return worse where the metric is high or low, not worse where it passes, undecided where there are too few values
     */
    public Finding judge(double[] values, double[] others) {
        return compare(values, others).finding();
    }

    /**
     * The same as one metric of several.
     *
     * @param name as people know the metric
     * @param groups that it counts in, at least one
     * @param critical whether the metric fails the whole score when it is high or low by a critical effect, or has no values
     * @param mustHaveData whether it counts as failed when it has no values; a critical metric fails the whole score then
     */
    public MetricResult judge(
            String name,
            List<String> groups,
            boolean critical,
            boolean mustHaveData,
            double[] values,
            double[] others) {
        Comparison found = compare(values, others);
        return switch (found.classification) {
            case NODATA ->
                new MetricResult(
                        name,
                        groups,
                        mustHaveData && !critical ? Classification.NODATA_FAIL : Classification.NODATA,
                        critical,
                        found.finding);
            case TOO_FEW -> new MetricResult(name, groups, Classification.TOO_FEW, critical, found.finding);
            default ->
                new MetricResult(name, groups, found.classification, critical && isCritical(found), found.finding);
        };
    }

    private record Comparison(Classification classification, double effect, Finding finding) {}

    private Comparison compare(double[] values, double[] others) {
        double[] x = sorted(values);
        double[] y = sorted(others);
        double apart = apart(x, y);
        if (outlierFactor.isPresent()) {
            x = Outliers.removed(x, outlierFactor.getAsDouble(), apart);
            y = Outliers.removed(y, outlierFactor.getAsDouble(), apart);
        }
        if (x.length == 0 || y.length == 0) {
            return undecided(
                    Classification.NODATA,
                    x,
                    y,
                    "no values on %s"
                            .formatted(x.length > 0 ? "the other side" : y.length > 0 ? "this side" : "either side"));
        }
        if (!attainable(x.length, y.length)) {
            return undecided(
                    Classification.TOO_FEW,
                    x,
                    y,
                    "%d and %d values are too few to show anything at a confidence of %s %%"
                            .formatted(x.length, y.length, number(confidence * 100)));
        }
        return compare(x, y, apart);
    }

    private Comparison compare(double[] x, double[] y, double apart) {
        ShiftInterval shift = ShiftInterval.of(x, y, confidence, apart);
        RankSum ranks = RankSum.of(x, y, apart);
        double size = switch (effect.measure()) {
            case MEAN_RATIO -> meanRatio(x, y, apart);
            case CLES -> ranks.commonLanguageEffect();
        };
        double band = tolerance * Math.abs(shift.estimate());
        // Errors that most minutes have none of: ties hold the estimate and the interval at 0, however much the ranks
        // differ. Then the ranks decide, by what the rule for intervals amounts to in standard deviations.
        boolean byRanks = shift.estimate() == 0;
        double needed = ShiftInterval.quantile(confidence);
        boolean above = byRanks ? ranks.z() * (1 - tolerance) > needed : shift.low() - band > apart;
        boolean below = byRanks ? -ranks.z() * (1 - tolerance) > needed : -shift.high() - band > apart;
        Classification classification = Classification.PASS;
        if (direction.increase() && above && reaches(size, effect.allowedIncrease())) {
            classification = Classification.HIGH;
        } else if (direction.decrease() && below && reaches(-size, -effect.allowedDecrease())) {
            classification = Classification.LOW;
        }
        Map<String, Double> numbers = sizes(x, y);
        numbers.put("shift", shift.estimate());
        numbers.put("low", shift.low());
        numbers.put("high", shift.high());
        numbers.put("confidence", confidence);
        if (!Double.isNaN(size)) {
            numbers.put("effect", size); // what is written down has a value
        }
        numbers.put("z", ranks.z());
        numbers.put("p", ranks.p());
        // What was held against the band is the limit that is nearer to it.
        boolean down = shift.estimate() < 0;
        Finding finding = new Finding(
                classification.failed() ? Answer.WORSE : Answer.NOT_WORSE,
                down ? shift.high() : shift.low(),
                down ? -band : band,
                numbers,
                reason(classification, above || below, byRanks, shift, ranks, size));
        return new Comparison(classification, size, finding);
    }

    private String reason(
            Classification classification,
            boolean clear,
            boolean byRanks,
            ShiftInterval shift,
            RankSum ranks,
            double size) {
        String seen = byRanks
                ? "the middle is the same, ranks differ by " + number(Math.abs(ranks.z())) + " standard deviations"
                : "shifted by " + number(shift.estimate()) + " against the other side, " + number(confidence * 100)
                        + " % interval " + number(shift.low()) + " to " + number(shift.high());
        seen += "; " + effect.measure().words() + " "
                + (Double.isNaN(size) ? "unknown, since a mean is 0" : number(size));
        return switch (classification) {
            case HIGH -> "too high: " + seen;
            case LOW -> "too low: " + seen;
            default -> (clear ? "no matter: " : "no clear difference: ") + seen;
        };
    }

    private Comparison undecided(Classification classification, double[] x, double[] y, String reason) {
        return new Comparison(
                classification, Double.NaN, new Finding(Answer.UNDECIDED, Double.NaN, Double.NaN, sizes(x, y), reason));
    }

    private boolean isCritical(Comparison found) {
        return switch (found.classification) {
            case HIGH -> reaches(found.effect, effect.criticalIncrease());
            case LOW -> reaches(-found.effect, -effect.criticalDecrease());
            default -> false;
        };
    }

    /** An effect that is not there stops nothing: a side whose mean is 0 has no ratio. */
    private static boolean reaches(double effect, double limit) {
        return Double.isNaN(effect) || effect - limit >= -SAME * Math.max(1, Math.abs(limit));
    }

    private static double meanRatio(double[] x, double[] y, double apart) {
        double mean = mean(x);
        double other = mean(y);
        return Math.abs(mean) <= apart || Math.abs(other) <= apart ? Double.NaN : mean / other;
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static Map<String, Double> sizes(double[] x, double[] y) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        numbers.put("values", (double) x.length);
        numbers.put("others", (double) y.length);
        return numbers;
    }

    private static double[] sorted(double[] values) {
        double[] kept = new double[values.length];
        int n = 0;
        for (double value : values) {
            if (Math.abs(value) <= LARGEST) {
                kept[n++] = value;
            }
        }
        double[] sorted = n == kept.length ? kept : Arrays.copyOf(kept, n);
        Arrays.sort(sorted);
        return sorted;
    }

    /**
     * What counts as no distance: in proportion to what is usual on both sides, not to the largest value, or else a counter
     * that wrapped around once would make all others the same.
     */
    private static double apart(double[] x, double[] y) {
        long exponents = 0;
        int counted = 0;
        for (double[] side : new double[][] {x, y}) {
            for (double value : side) {
                if (value != 0) {
                    exponents += Math.getExponent(value);
                    counted++;
                }
            }
        }
        return counted == 0 ? 0 : Math.scalb(SAME, (int) (exponents / counted));
    }
}
