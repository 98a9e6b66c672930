package io.sluice.plan.judge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
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

    /** Over how many of them evidence is spread. */
    static final int MULTIPLIERS = BEYOND.length;

    /** Scatter is estimated from so many windows, the latest ones. */
    private static final int MEMORY = 120;

    /** In counts this small a single event is far out; further than this many standard deviations says nothing of scatter. */
    private static final double FAR_OUT = 3;

    /** So many windows' worth of binomial scatter are assumed before any is seen. */
    private static final double PRIOR_WINDOWS = 8;

    /** What the sides do to each other's ratio anyway from window to window, as a standard deviation of its logarithm. */
    static final double OWN_NOISE = 0.25;

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

        /** With which probability an event falls on the judged side, if its odds are so many times those of its share. */
        double probability(double multiplier) {
            return multiplier * share / whole(multiplier);
        }

        double expected(double multiplier) {
            return (hits + others) * probability(multiplier);
        }

        /** The variance of the hits, were they binomial. */
        double variance(double multiplier) {
            double p = probability(multiplier);
            return (hits + others) * p * (1 - p);
        }

        /** By how many standard deviations the hits differ from what was expected; 0 where nothing could happen. */
        double residual(double multiplier) {
            double p = probability(multiplier);
            double expected = (hits + others) * p;
            double deviation = Math.sqrt(expected * (1 - p));
            double most = FAR_OUT * Math.max(1, deviation);
            return deviation == 0 ? 0 : Math.clamp((hits - expected) / deviation, -most, most);
        }

        /** How much likelier the window is under one multiplier than under another, as a logarithm. */
        double logRatio(double multiplier, double than) {
            return hits * Math.log(multiplier / than) - (hits + others) * Math.log(whole(multiplier) / whole(than));
        }

        private double whole(double multiplier) {
            return multiplier * share + 1 - share;
        }
    }

    /** The logarithm of the evidence, after all windows, that the multiplier is above {@code margin} since some window. */
    static double logEvidence(List<Window> windows, double margin) {
        return logEvidence(windows, margin, OWN_NOISE);
    }

    private static double logEvidence(List<Window> windows, double margin, double ownNoise) {
        return windows.isEmpty() ? 0 : logEvidences(windows, margin, ownNoise)[windows.size() - 1];
    }

    static Evidence evidence(List<Window> windows, double margin) {
        return evidence(windows, margin, OWN_NOISE, OWN_NOISE);
    }

    /**
     * The same where it is known what the sides do to each other's ratio anyway, as a standard deviation of its logarithm.
     *
     * @param most reckoned with against the judged side
     * @param usual reckoned with in its favour
     */
    static Evidence evidence(List<Window> windows, double margin, double most, double usual) {
        return new Evidence(
                logEvidence(windows, margin, most),
                logEvidence(withoutLoudest(windows, margin), margin, most),
                logEvidenceBelow(windows, margin, usual));
    }

    /** Without the window that has most hits more than the margin explains. */
    private static List<Window> withoutLoudest(List<Window> windows, double margin) {
        List<Window> others = new ArrayList<>(windows);
        windows.stream()
                .max(Comparator.comparingDouble(window -> window.hits() - window.expected(margin)))
                .ifPresent(others::remove);
        return others;
    }

    /** The same after each window, from the windows up to it only. */
    static double[] logEvidences(List<Window> windows, double margin) {
        return logEvidences(windows, margin, OWN_NOISE);
    }

    private static double[] logEvidences(List<Window> windows, double margin, double ownNoise) {
        double[] evidences = new double[windows.size()];
        double[] since = new double[BEYOND.length]; // log of the sum over beginnings, per multiplier
        Arrays.fill(since, Double.NEGATIVE_INFINITY);
        double[] scatter = scatter(windows, margin, ownNoise);
        for (int i = 0; i < windows.size(); i++) {
            double begins = Math.log(Onset.at(i));
            for (int k = 0; k < BEYOND.length; k++) {
                double ratio = windows.get(i).logRatio(margin * BEYOND[k], margin) / scatter[i];
                since[k] = logSum(since[k], begins) + ratio;
            }
            evidences[i] = logSum(Math.log(Onset.after(i)), logMean(since));
        }
        return evidences;
    }

    /** The logarithm of the evidence that the multiplier was below {@code margin} all the time. */
    static double logEvidenceBelow(List<Window> windows, double margin) {
        return logEvidenceBelow(windows, margin, OWN_NOISE);
    }

    private static double logEvidenceBelow(List<Window> windows, double margin, double ownNoise) {
        double[] scatter = scatter(windows, margin, ownNoise);
        double[] ratios = new double[BEYOND.length];
        for (int i = 0; i < windows.size(); i++) {
            for (int k = 0; k < BEYOND.length; k++) {
                ratios[k] += windows.get(i).logRatio(margin / BEYOND[k], margin) / scatter[i];
            }
        }
        return logMean(ratios);
    }

    /** By how much the logarithm of the evidence below the margin grows per window where the sides are equal, at best. */
    static double growthBelow(double events, double share, double margin) {
        return growthBelow(events, share, margin, OWN_NOISE);
    }

    /** @param ownNoise what is reckoned with in favour of the judged side */
    static double growthBelow(double events, double share, double margin, double ownNoise) {
        Window window = new Window(0, 0, share);
        double p0 = window.probability(margin);
        double best = 0;
        for (double beyond : BEYOND) {
            double p1 = window.probability(margin / beyond);
            double ratio = share * Math.log(p1 / p0) + (1 - share) * Math.log((1 - p1) / (1 - p0));
            best = Math.max(best, ratio);
        }
        double scatter = Math.max(1, 1 + ownNoise * ownNoise * events * p0 * (1 - p0));
        // The prior on that one multiplier has to be earned first: its part of it grows with what is needed.
        return events * best / scatter / (1 + Math.log(BEYOND.length) / -Math.log(Evidence.PASSING_RISK));
    }

    /**
     * How much more than binomially each window may scatter, 1 or more: what was seen in the first half of the windows before
     * it, or what has to be reckoned with before much was seen (the more events a window has, the more any noise shows).
     */
    private static double[] scatter(List<Window> windows, double margin, double ownNoise) {
        double[] scatter = new double[windows.size()];
        double hits = 0.5;
        double expected = 0.5;
        double seen = 1;
        for (int i = 0; i < scatter.length; i++) {
            if (i % 2 == 0) {
                int half = i / 2;
                seen = scatterBefore(windows, half, hits / expected);
                Window window = windows.get(half);
                hits += window.hits();
                // As many as the share alone explains, per event on the other side: the ratio of both estimates the
                // multiplier.
                expected += window.others() * window.share() / (1 - window.share());
            }
            double own = ownNoise * ownNoise * windows.get(i).variance(margin);
            scatter[i] = Math.max(seen, 1 + own);
        }
        return scatter;
    }

    /** The long-run variance, in units of the binomial one, of what the windows before {@code end} leave unexplained. */
    private static double scatterBefore(List<Window> windows, int end, double multiplier) {
        double squares = 0;
        double products = 0;
        double before = 0;
        int counted = 0;
        for (Window window : windows.subList(Math.max(0, end - MEMORY), end)) {
            if (window.hits() + window.others() > 0) {
                double residual = window.residual(multiplier);
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

    /** The logarithm of the mean of what these are the logarithms of. */
    static double logMean(double[] logs) {
        double large = Arrays.stream(logs).max().orElse(Double.NEGATIVE_INFINITY);
        double sum = 0;
        for (double log : logs) {
            sum += Math.exp(log - large);
        }
        return large + Math.log(sum / logs.length);
    }

    /** The logarithm of the sum of what these are the logarithms of. */
    static double logSum(double a, double b) {
        double large = Math.max(a, b);
        return large == Double.NEGATIVE_INFINITY ? large : large + Math.log1p(Math.exp(Math.min(a, b) - large));
    }
}
