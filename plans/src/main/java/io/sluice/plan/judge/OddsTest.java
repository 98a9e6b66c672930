package io.sluice.plan.judge;

import java.util.Arrays;
import java.util.List;

/**
 * Evidence that events fall on the judged side more often than its share explains, which may be looked at after every window.
 *
 * <p>Of {@code n} events in a window, {@code x} fall on the judged side; if the odds of its share are multiplied by {@code r},
 * each falls there with probability {@code p(r) = r·s / (r·s + 1 - s)}. Against the null hypothesis {@code r <= r0} stands a
 * mixture of likelihood ratios over larger multipliers and over the window in which the change began. Each ratio is a
 * supermartingale under the null, so the mixture exceeds {@code 1/alpha} in all of time with probability at most {@code
 * alpha} (Ville), however often it is looked at (Johari, Pekelis and Walsh, arXiv 1512.04922; Lindon and Malek, arXiv
 * 2011.03567, for counts whose total varies: the totals are conditioned on, so that what both sides have in common, such as
 * the time of day, cancels).
 *
 * <p>Where counts scatter more than binomial ones (clients that retry, noise of one side that lasts), the likelihood of a window
 * is raised to the power {@code 1/h}, with {@code h >= 1} the long-run variance of the residuals. It is estimated from the
 * first half of the windows before: so a change does not hide in the scatter that it makes itself.
 */
final class OddsTest {
    /** Multiples of the margin: from what is just beyond it to a side that does nothing but fail. */
    private static final double[] BEYOND = {1.15, 1.3, 1.5, 1.75, 2, 2.5, 3, 4, 5, 7, 10, 15, 25, 50, 100, 300, 1000};

    /** Of the whole prior, so much for a change that was there from the first window. */
    private static final double FROM_THE_START = 0.5;

    /** Scatter is estimated from so many windows, the latest ones. */
    private static final int MEMORY = 120;

    /** In counts this small a single event is far out; further than this many standard deviations says nothing of scatter. */
    private static final double FAR_OUT = 3;

    /** So many windows' worth of binomial scatter are assumed before any is seen. */
    private static final double PRIOR_WINDOWS = 8;

    /** What the sides do to each other's ratio anyway from window to window, as a standard deviation of its logarithm. */
    private static final double OWN_NOISE = 0.25;

    private static final double MOST_CORRELATION = 0.95;

    private OddsTest() {}

    /**
     * One window.
     *
     * @param hits events that fell on the judged side
     * @param others events that did not
     * @param share of the judged side that the null hypothesis multiplies, above 0 and below 1
     */
    record Window(long hits, long others, double share) {
        /** What the window is when the sides change places. */
        Window swapped() {
            return new Window(others, hits, 1 - share);
        }

        double probability(double multiplier) {
            return multiplier * share / (multiplier * share + 1 - share);
        }
    }

    /** The logarithm of the evidence, after all windows, that the multiplier is above {@code margin} since some window. */
    static double logEvidence(List<Window> windows, double margin) {
        return windows.isEmpty() ? 0 : logEvidences(windows, margin)[windows.size() - 1];
    }

    /** The same after each window, from the windows up to it only. */
    static double[] logEvidences(List<Window> windows, double margin) {
        double[] evidences = new double[windows.size()];
        double[] since = new double[BEYOND.length]; // log of the sum over beginnings, per multiplier
        Arrays.fill(since, Double.NEGATIVE_INFINITY);
        double notBegun = 1;
        double[] scatter = scatter(windows);
        for (int i = 0; i < windows.size(); i++) {
            double begins = i == 0 ? FROM_THE_START : (1 - FROM_THE_START) / ((double) i * (i + 1));
            notBegun -= begins;
            Window window = windows.get(i);
            double p0 = window.probability(margin);
            for (int k = 0; k < BEYOND.length; k++) {
                double p1 = window.probability(margin * BEYOND[k]);
                double ratio = window.hits() * Math.log(p1 / p0) + window.others() * Math.log((1 - p1) / (1 - p0));
                since[k] = logSum(since[k], Math.log(begins)) + ratio / scatter(scatter[i], window, p0);
            }
            double sum = Math.log(Math.max(notBegun, Double.MIN_NORMAL));
            for (double one : since) {
                sum = logSum(sum, one - Math.log(BEYOND.length));
            }
            evidences[i] = sum;
        }
        return evidences;
    }

    /** The logarithm of the evidence that the multiplier was below {@code margin} all the time. */
    static double logEvidenceBelow(List<Window> windows, double margin) {
        double sum = Double.NEGATIVE_INFINITY;
        double[] scatter = scatter(windows);
        for (double beyond : BEYOND) {
            double ratio = 0;
            for (int i = 0; i < windows.size(); i++) {
                Window window = windows.get(i);
                double p0 = window.probability(margin);
                double p1 = window.probability(margin / beyond);
                ratio += (window.hits() * Math.log(p1 / p0) + window.others() * Math.log((1 - p1) / (1 - p0)))
                        / scatter(scatter[i], window, p0);
            }
            sum = logSum(sum, ratio - Math.log(BEYOND.length));
        }
        return sum;
    }

    /** How much more than binomially the counts scatter, for each window from the first half of those before it; 1 or more. */
    private static double[] scatter(List<Window> windows) {
        double[] scatter = new double[windows.size()];
        double hits = 0.5;
        double expected = 0.5;
        for (int half = 0; 2 * half < scatter.length; half++) {
            scatter[2 * half] = scatterBefore(windows, half, hits / expected);
            if (2 * half + 1 < scatter.length) {
                scatter[2 * half + 1] = scatter[2 * half];
            }
            Window window = windows.get(half);
            hits += window.hits();
            // As many as the share alone explains, per event on the other side: the ratio of both estimates the
            // multiplier.
            expected += window.others() * window.share() / (1 - window.share());
        }
        return scatter;
    }

    /** What was seen, or what has to be reckoned with before much was seen: the more events a window has, the more noise shows. */
    private static double scatter(double seen, Window window, double p) {
        return Math.max(seen, 1 + OWN_NOISE * OWN_NOISE * (window.hits() + window.others()) * p * (1 - p));
    }

    private static double scatterBefore(List<Window> windows, int end, double multiplier) {
        double squares = 0;
        double products = 0;
        double before = 0;
        int counted = 0;
        for (int j = Math.max(0, end - MEMORY); j < end; j++) {
            Window window = windows.get(j);
            long events = window.hits() + window.others();
            double p = window.probability(multiplier);
            double variance = events * p * (1 - p);
            if (variance > 0) {
                double most = FAR_OUT * Math.max(1, Math.sqrt(variance));
                double residual = Math.clamp((window.hits() - events * p) / Math.sqrt(variance), -most, most);
                squares += residual * residual;
                products += residual * before;
                before = residual;
                counted++;
            }
        }
        double variance = (squares + PRIOR_WINDOWS) / (counted + PRIOR_WINDOWS);
        double correlation = Math.clamp(products / (squares + PRIOR_WINDOWS), 0, MOST_CORRELATION);
        return Math.max(1, variance * (1 + correlation) / (1 - correlation));
    }

    static double logSum(double a, double b) {
        double large = Math.max(a, b);
        return large == Double.NEGATIVE_INFINITY ? large : large + Math.log1p(Math.exp(Math.min(a, b) - large));
    }
}
