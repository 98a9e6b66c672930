package io.sluice.plan.judge;

import static io.sluice.plan.judge.Words.number;

import io.sluice.plan.judge.Finding.Answer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Whether one side's level (a latency, a lag) is above the other's by more than a margin; always valid.
 *
 * <p>What counts is the logarithm of the ratio of both sides in each window: what both suffer at the same time cancels, and
 * the unit does not matter. Neighbouring windows resemble each other, and some are far out; so the ratios are taken for an
 * autoregressive series of the first order whose innovations follow Student's distribution with four degrees of freedom. Its
 * correlation and scatter are estimated from the first half of the windows before, so that a shift does not hide in the scatter
 * that it makes itself. Against the null hypothesis that the mean is at most the margin's stands a mixture of likelihood ratios
 * over larger shifts and over the window in which the shift began; as in {@link OddsTest} it may be looked at after every window
 * (Ville's inequality, as far as the model holds; how far it does is measured, see {@code FalseAlarmsTest}).
 */
public final class LevelTest {
    /** By how much the level may have shifted beyond the margin, as a factor. */
    private static final double[] SHIFTS = {1.05, 1.1, 1.2, 1.35, 1.5, 1.75, 2, 3, 5, 10, 30};

    /** So few windows do not show how alike neighbours are; that they are near to each other makes no side sound. */
    private static final int LEAST_TO_PASS = 5;

    private LevelTest() {}

    /**
     * Judges all windows of a step, oldest first.
     *
     * @param values of the judged side, above 0; a window with a value that is not, on either side, is left out
     * @param others of the other side, in the same windows
     * @param maxIncrease the margin: 0.2 allows a fifth more than the other side; 0 or more
     * @param alpha the risk of ever answering {@link Answer#WORSE} of a side that is within the margin
     */
    public static Finding judge(double[] values, double[] others, double maxIncrease, double alpha) {
        if (values.length != others.length) {
            throw new IllegalArgumentException("both sides have a value in each window");
        }
        double margin = Math.log1p(maxIncrease);
        double[] ratios = IntStream.range(0, values.length)
                .filter(i -> isPositive(values[i]) && isPositive(others[i]))
                .mapToDouble(i -> Math.log(values[i]) - Math.log(others[i]) - margin)
                .toArray();
        int n = ratios.length;
        Evidence evidence = new Evidence(
                logEvidence(ratios),
                logEvidence(withoutLoudest(ratios)),
                n < LEAST_TO_PASS ? 0 : logEvidenceBelow(ratios));
        Answer answer = evidence.answer(alpha);
        double ratio = n == 0 ? Double.NaN : Math.exp(Arrays.stream(ratios).sum() / n + margin);
        Map<String, Double> numbers = new LinkedHashMap<>();
        if (n > 0) {
            numbers.put("ratio", ratio);
        }
        numbers.put("windows", (double) n);
        numbers.put("alpha", alpha);
        numbers.put("p", evidence.risk());
        numbers.put("pNotWorse", evidence.passingRisk());
        String most = number(1 + maxIncrease) + " times";
        String seen = n == 0
                ? "no window has a value of both sides"
                : "%s times the other side over %d windows".formatted(number(ratio), n);
        String reason = switch (answer) {
            case WORSE ->
                "%s: more than %s, with a risk of error of %s (%s allowed)"
                        .formatted(seen, most, number(evidence.risk()), number(alpha));
            case NOT_WORSE -> "%s: not more than %s".formatted(seen, most);
            case UNDECIDED -> "%s: %s that is more than %s".formatted(seen, evidence.undecided(alpha), most);
        };
        return new Finding(answer, ratio, 1 + maxIncrease, numbers, reason);
    }

    private static double[] withoutLoudest(double[] ratios) {
        int loudest = IntStream.range(0, ratios.length)
                .boxed()
                .max(Comparator.comparingDouble(i -> ratios[i]))
                .orElse(0);
        return IntStream.range(0, ratios.length)
                .filter(i -> i != loudest)
                .mapToDouble(i -> ratios[i])
                .toArray();
    }

    private static double logEvidence(double[] ratios) {
        return ratios.length == 0 ? 0 : logEvidences(ratios)[ratios.length - 1];
    }

    private static boolean isPositive(double value) {
        return value > 0 && Double.isFinite(value);
    }

    /** The logarithm of the evidence that the mean of the ratios is above 0 since some window, after each of them. */
    static double[] logEvidences(double[] ratios) {
        double[] evidences = new double[ratios.length];
        double[] since = new double[SHIFTS.length]; // log of the sum over beginnings, per shift
        Arrays.fill(since, Double.NEGATIVE_INFINITY);
        Forecast[] forecasts = forecasts(ratios);
        for (int i = 0; i < ratios.length; i++) {
            double begins = Math.log(Onset.at(i));
            for (int k = 0; k < SHIFTS.length; k++) {
                double shift = Math.log(SHIFTS[k]);
                since[k] = OddsTest.logSum(
                        since[k] + forecasts[i].logRatio(ratios[i], shift, false),
                        begins + forecasts[i].logRatio(ratios[i], shift, true));
            }
            evidences[i] = OddsTest.logSum(Math.log(Onset.after(i)), OddsTest.logMean(since));
        }
        return evidences;
    }

    /** The logarithm of the evidence that the mean of the ratios was below 0 all the time. */
    static double logEvidenceBelow(double[] ratios) {
        Forecast[] forecasts = forecasts(ratios);
        double[] sums = new double[SHIFTS.length];
        for (int i = 0; i < ratios.length; i++) {
            for (int k = 0; k < SHIFTS.length; k++) {
                sums[k] += forecasts[i].logRatio(ratios[i], -Math.log(SHIFTS[k]), i == 0);
            }
        }
        return OddsTest.logMean(sums);
    }

    /** What was to be expected of each window, by the first half of those before it. */
    private static Forecast[] forecasts(double[] ratios) {
        Forecast[] forecasts = new Forecast[ratios.length];
        AutoRegression learned = new AutoRegression();
        for (int i = 0; i < ratios.length; i++) {
            forecasts[i] = learned.forecast(i == 0 ? 0 : ratios[i - 1]);
            if (i % 2 == 0) {
                learned.add(ratios[i / 2]);
            }
        }
        return forecasts;
    }

    /**
     * What was to be expected of a window if the mean is 0.
     *
     * @param correlation with the window before
     * @param centre of what was to be expected
     * @param scatter around the centre
     */
    private record Forecast(double correlation, double centre, double scatter) {
        private static final double FREEDOM = 4;

        /**
         * How much likelier the window is if the mean is shifted.
         *
         * @param begins whether in this very window; later on the window before has the shift already
         */
        double logRatio(double next, double shift, boolean begins) {
            double innovation = next - centre;
            double expected = begins ? shift : (1 - correlation) * shift;
            return logDensity(innovation - expected) - logDensity(innovation);
        }

        private double logDensity(double x) {
            return -(FREEDOM + 1) / 2 * Math.log1p(x * x / (FREEDOM * scatter * scatter));
        }
    }

    /** What windows say of the series that they come from. */
    private static final class AutoRegression {
        /** What is assumed before anything is seen, and how many windows it is worth. */
        private static final double PRIOR_SCATTER = 0.12;

        private static final double PRIOR_CORRELATION = 0.7;

        /** Noise that lasts shows in tens of windows only, and whoever believes the first ten takes it for a shift. */
        private static final double PRIOR_WINDOWS = 20;

        private static final double MOST_CORRELATION = 0.97;
        private static final double LEAST_SCATTER = 0.01;

        /** Further out than this, in units of the scatter, an innovation says no more of the scatter. */
        private static final double FAR_OUT = 4;

        private int n;
        private double previous;
        private double sum;
        private double squares;
        private double products;
        private double innovations;

        /** What is to be expected after a window; the very first has none before it. */
        Forecast forecast(double last) {
            if (n == 0) {
                double wide = scatter() / Math.sqrt(1 - PRIOR_CORRELATION * PRIOR_CORRELATION);
                return new Forecast(PRIOR_CORRELATION, 0, wide);
            }
            double correlation = correlation();
            return new Forecast(correlation, correlation * last, scatter());
        }

        void add(double next) {
            if (n > 0) {
                double most = FAR_OUT * scatter();
                double innovation = (next - mean()) - correlation() * (previous - mean());
                double capped = Math.clamp(innovation, -most, most);
                innovations += capped * capped;
                products += next * previous;
            }
            n++;
            sum += next;
            squares += next * next;
            previous = next;
        }

        private double mean() {
            return n == 0 ? 0 : sum / n;
        }

        private double correlation() {
            double spread = Math.max(0, squares - n * mean() * mean());
            double together = products - n * mean() * mean();
            double prior = PRIOR_WINDOWS * PRIOR_SCATTER * PRIOR_SCATTER;
            double found = (together + PRIOR_CORRELATION * prior) / (spread + prior);
            // Kendall 1954: the estimate is low by (1 + 3 rho) / n.
            return Math.clamp(found + (1 + 3 * found) / (n + PRIOR_WINDOWS), 0, MOST_CORRELATION);
        }

        private double scatter() {
            double prior = PRIOR_WINDOWS * PRIOR_SCATTER * PRIOR_SCATTER;
            return Math.max(LEAST_SCATTER, Math.sqrt((innovations + prior) / (n + PRIOR_WINDOWS)));
        }
    }
}
