package io.sluice.plan.judge;

import static io.sluice.plan.judge.Words.number;

import io.sluice.plan.judge.Finding.Answer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Whether one side's level (a latency, a lag) is above the other's by more than a margin; always valid.
 *
 * <p>What counts is the logarithm of the ratio of both sides in each window: what both suffer at the same time cancels, and
 * the unit does not matter. Neighbouring windows resemble each other, and some are far out; so the ratios are taken for an
 * autoregressive series of the first order whose innovations follow Student's distribution with four degrees of freedom. Its
 * correlation and scatter are estimated from the first half of the windows before, so that a shift does not hide in the scatter
 * that it makes itself. Against the null hypothesis that the
 * mean is at most the margin's stands a mixture of likelihood ratios over larger shifts and over the window in which the
 * shift began; as in {@link OddsTest} it may be looked at after every window (Ville's inequality, as far as the model holds;
 * how far it does is measured, see {@code FalseAlarmsTest}).
 */
public final class LevelTest {
    /** By how much the level may have shifted beyond the margin, as a factor. */
    private static final double[] SHIFTS = {1.05, 1.1, 1.2, 1.35, 1.5, 1.75, 2, 3, 5, 10, 30};

    private static final double FROM_THE_START = 0.5;

    private static final double FREEDOM = 4;

    private LevelTest() {}

    /**
     * Judges all windows of a step, oldest first.
     *
     * @param values of the judged side, above 0; a window with a value that is not is left out
     * @param others of the other side, in the same windows
     * @param maxIncrease the margin: 0.2 allows a fifth more than the other side; 0 or more
     * @param alpha the risk of ever answering {@link Answer#WORSE} of a side that is within the margin
     */
    public static Finding judge(double[] values, double[] others, double maxIncrease, double alpha) {
        if (values.length != others.length) {
            throw new IllegalArgumentException("both sides have a value in each window");
        }
        double margin = Math.log1p(maxIncrease);
        double[] ratios = new double[values.length];
        int n = 0;
        for (int i = 0; i < values.length; i++) {
            if (values[i] > 0 && others[i] > 0) {
                ratios[n++] = Math.log(values[i] / others[i]) - margin;
            }
        }
        double against = n == 0 ? 0 : logEvidences(Arrays.copyOf(ratios, n))[n - 1];
        double infavour = logEvidenceBelow(Arrays.copyOf(ratios, n));
        double sum = Arrays.stream(ratios, 0, n).sum();
        Answer answer = RateTest.answer(against, infavour, alpha);
        double ratio = n == 0 ? 1 : Math.exp(sum / n + margin);
        Map<String, Double> numbers = new LinkedHashMap<>();
        numbers.put("ratio", ratio);
        numbers.put("windows", (double) n);
        numbers.put("alpha", alpha);
        numbers.put("p", Math.min(1, Math.exp(-against)));
        numbers.put("pNotWorse", Math.min(1, Math.exp(-infavour)));
        String seen = "%s times the other side over %d windows".formatted(number(ratio), n);
        String reason = switch (answer) {
            case WORSE ->
                "%s: more than %s times, with a risk of error of %s (%s allowed)"
                        .formatted(seen, number(1 + maxIncrease), number(Math.exp(-against)), number(alpha));
            case NOT_WORSE -> "%s: not more than %s times".formatted(seen, number(1 + maxIncrease));
            case UNDECIDED ->
                "%s: too few to tell whether that is more than %s times".formatted(seen, number(1 + maxIncrease));
        };
        return new Finding(answer, ratio, 1 + maxIncrease, numbers, reason);
    }

    /** The logarithm of the evidence that the mean of the ratios is above 0 since some window, after each of them. */
    static double[] logEvidences(double[] ratios) {
        double[] evidences = new double[ratios.length];
        double[] since = new double[SHIFTS.length];
        Arrays.fill(since, Double.NEGATIVE_INFINITY);
        AutoRegression before = new AutoRegression();
        double notBegun = 1;
        for (int i = 0; i < ratios.length; i++) {
            double begins = i == 0 ? FROM_THE_START : (1 - FROM_THE_START) / ((double) i * (i + 1));
            notBegun -= begins;
            double sum = Math.log(Math.max(notBegun, Double.MIN_NORMAL));
            for (int k = 0; k < SHIFTS.length; k++) {
                double shift = Math.log(SHIFTS[k]);
                double goesOn = since[k] + before.logRatio(ratios[i], shift, false);
                double starts = Math.log(begins) + before.logRatio(ratios[i], shift, true);
                since[k] = OddsTest.logSum(goesOn, starts);
                sum = OddsTest.logSum(sum, since[k] - Math.log(SHIFTS.length));
            }
            evidences[i] = sum;
            if (i % 2 == 0) {
                before.add(ratios[i / 2]);
            }
            before.last = ratios[i];
        }
        return evidences;
    }

    /** The logarithm of the evidence that the mean of the ratios was below 0 all the time. */
    static double logEvidenceBelow(double[] ratios) {
        double sum = Double.NEGATIVE_INFINITY;
        for (double factor : SHIFTS) {
            AutoRegression before = new AutoRegression();
            double ratio = 0;
            for (int i = 0; i < ratios.length; i++) {
                ratio += before.logRatio(ratios[i], -Math.log(factor), i == 0);
                if (i % 2 == 0) {
                    before.add(ratios[i / 2]);
                }
                before.last = ratios[i];
            }
            sum = OddsTest.logSum(sum, ratio - Math.log(SHIFTS.length));
        }
        return sum;
    }

    /** What the windows so far say of the series. */
    private static final class AutoRegression {
        /** What is assumed before anything is seen, and how many windows it is worth. */
        private static final double PRIOR_SCATTER = 0.12;

        private static final double PRIOR_CORRELATION = 0.7;
        private static final double PRIOR_WINDOWS = 10;

        private static final double MOST_CORRELATION = 0.97;
        private static final double LEAST_SCATTER = 0.01;
        /** Further out than this, in units of the scatter, an innovation says no more of the scatter. */
        private static final double FAR_OUT = 4;

        private int n;
        private double last;
        private double previous;
        private double sum;
        private double squares;
        private double products;
        private double innovations;

        double correlation() {
            double mean = n == 0 ? 0 : sum / n;
            double spread = squares - n * mean * mean;
            double together = products - n * mean * mean;
            double prior = PRIOR_WINDOWS * scatter0();
            double found = (together + PRIOR_CORRELATION * prior) / (Math.max(spread, 0) + prior);
            // Kendall 1954: the estimate is low by (1 + 3 rho) / n.
            return Math.clamp(found + (1 + 3 * found) / (n + 2 * PRIOR_WINDOWS), 0, MOST_CORRELATION);
        }

        private double scatter0() {
            return PRIOR_SCATTER * PRIOR_SCATTER;
        }

        double scatter() {
            return Math.max(LEAST_SCATTER, Math.sqrt((innovations + PRIOR_WINDOWS * scatter0()) / (n + PRIOR_WINDOWS)));
        }

        /** The logarithm of the likelihood ratio of a shift against none, for the next window. */
        double logRatio(double next, double shift, boolean begins) {
            double correlation = n == 0 ? PRIOR_CORRELATION : correlation();
            double scatter = scatter();
            if (n == 0) {
                double wide = scatter / Math.sqrt(1 - correlation * correlation);
                return logT(next - shift, wide) - logT(next, wide);
            }
            double innovation = next - correlation * last;
            double expected = begins ? shift : (1 - correlation) * shift;
            return logT(innovation - expected, scatter) - logT(innovation, scatter);
        }

        private static double logT(double x, double scatter) {
            return -(FREEDOM + 1) / 2 * Math.log1p(x * x / (FREEDOM * scatter * scatter));
        }

        void add(double next) {
            double mean = n == 0 ? 0 : sum / n;
            if (n > 0) {
                double scatter = scatter();
                double innovation = (next - mean) - correlation() * (previous - mean);
                double capped = Math.clamp(innovation, -FAR_OUT * scatter, FAR_OUT * scatter);
                innovations += capped * capped;
                products += next * previous;
            }
            n++;
            sum += next;
            squares += next * next;
            previous = next;
        }
    }
}
