package io.sluice.plan.judge;

import io.sluice.plan.judge.Finding.Answer;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * How long a test needs: the windows until a side that is just as good as the other can be called not worse than the margin.
 * It is an expectation from the growth of the evidence per window; half of all runs take longer.
 */
public final class Power {
    private static final double NEEDED = -Math.log(Evidence.PASSING_RISK);

    private static final int MOST_WINDOWS = 2048;

    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    /** Whether a side is not worse does not hang on the risk of calling it worse. */
    private static final double ANY = 0.01;

    private Power() {}

    /**
     * Windows that {@link RateTest} needs.
     *
     * @param events bad events per window on both sides together
     * @param share of the judged side in all events, above 0 and below 1
     * @return infinite where there are no bad events to tell from
     */
    public static double rateWindows(double events, double share, double maxIncrease) {
        return NEEDED / OddsTest.growthBelow(events, share, 1 + maxIncrease);
    }

    /** Windows that {@link ShareTest} needs; {@code events} are all requests of a window. */
    public static double shareWindows(double events, double share, double margin) {
        return Math.max(rateWindows(events, share, margin), rateWindows(events, 1 - share, margin));
    }

    /**
     * Requests of all sides within one window that {@link ShareTest} needs of a split with so much noise of its own.
     *
     * @param noise of the split
     * @return infinite where the noise hides the margin in any number of them
     */
    public static double shareRequests(double share, double margin, ShareTest.Noise noise) {
        double enough = 1;
        while (!decides(enough, share, margin, noise.usual())) {
            enough *= 1.1;
            if (enough > Counts.MOST) {
                return Double.POSITIVE_INFINITY;
            }
        }
        return enough;
    }

    private static boolean decides(double requests, double share, double margin, double ownNoise) {
        return OddsTest.growthBelow(requests, share, 1 + margin, ownNoise) >= NEEDED
                && OddsTest.growthBelow(requests, 1 - share, 1 + margin, ownNoise) >= NEEDED;
    }

    /** The same until a side that gets nothing has at most that share. */
    public static double noneRequests(double most) {
        return (NEEDED + Math.log(OddsTest.MULTIPLIERS)) / most;
    }

    /**
     * Windows that {@link LevelTest} needs: those after which it decides on a series with just this scatter, spread out evenly.
     *
     * @param scatter of the logarithm of both sides' ratio from window to window, 0 or more
     * @return infinite where it takes longer than {@value #MOST_WINDOWS} windows; without a margin nothing is ever certain
     */
    public static double levelWindows(double scatter, double maxIncrease) {
        int enough = 1;
        while (!decides(enough, scatter, maxIncrease)) {
            enough *= 2;
            if (enough > MOST_WINDOWS) {
                return Double.POSITIVE_INFINITY;
            }
        }
        int tooFew = enough / 2;
        while (enough - tooFew > 1) {
            int middle = (enough + tooFew) / 2;
            if (decides(middle, scatter, maxIncrease)) {
                enough = middle;
            } else {
                tooFew = middle;
            }
        }
        return enough;
    }

    private static boolean decides(int windows, double scatter, double maxIncrease) {
        double[] values = new double[windows];
        double[] others = new double[windows];
        for (int i = 0; i < windows; i++) {
            values[i] = Math.exp(scatter * NORMAL.inverseCumulativeProbability(evenly(i + 1)));
            others[i] = 1;
        }
        return LevelTest.judge(values, others, maxIncrease, ANY).answer() == Answer.NOT_WORSE;
    }

    /** The van der Corput sequence: between 0 and 1, each next one where there was the largest gap. */
    private static double evenly(int index) {
        double place = 0;
        double digit = 0.5;
        for (int rest = index; rest > 0; rest /= 2) {
            place += digit * (rest % 2);
            digit /= 2;
        }
        return place;
    }
}
