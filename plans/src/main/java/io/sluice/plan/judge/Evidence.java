package io.sluice.plan.judge;

import io.sluice.plan.judge.Finding.Answer;

/**
 * How much the windows speak for either answer, as logarithms of likelihood ratios.
 *
 * @param worse that the judged side is beyond the margin
 * @param worseWithoutLoudest the same, without the window that says so loudest
 * @param notWorse that it is within the margin
 */
record Evidence(double worse, double worseWithoutLoudest, double notWorse) {
    /** The risk of calling a side not worse although it is; it decides how long a bake takes, never whether one reverts. */
    static final double PASSING_RISK = 0.05;

    /**
     * One bad window is an incident and not a side: without the window that speaks loudest, the others must show at least what one in
     * so many sound sides would show. Where everything fails at once it costs one window.
     */
    private static final double RISK_WITHOUT_LOUDEST = 0.1;

    Answer answer(double alpha) {
        if (worse >= -Math.log(alpha)) {
            return worseWithoutLoudest >= -Math.log(RISK_WITHOUT_LOUDEST) ? Answer.WORSE : Answer.UNDECIDED;
        }
        return notWorse >= -Math.log(PASSING_RISK) ? Answer.NOT_WORSE : Answer.UNDECIDED;
    }

    /** Why nothing is decided; a sentence goes on after it. */
    String undecided(double alpha) {
        return worse >= -Math.log(alpha) ? "but for one window, too few to tell whether" : "too few to tell whether";
    }

    /** The risk of error if the side is called worse. */
    double risk() {
        return Math.min(1, Math.exp(-worse));
    }

    double passingRisk() {
        return Math.min(1, Math.exp(-notWorse));
    }
}
