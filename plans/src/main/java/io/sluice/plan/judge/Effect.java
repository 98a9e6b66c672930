package io.sluice.plan.judge;

/**
 * How large a difference must be to count, and to count as critical: a shift that is certain may still be too small to matter.
 *
 * @param measure what the four limits are limits of
 * @param allowedIncrease higher counts from this effect on; a ratio of 1.2 or, as a part of pairs, 0.6, for example
 * @param allowedDecrease lower counts up to this effect
 * @param criticalIncrease from this effect on a critical metric that is too high fails the whole score
 * @param criticalDecrease up to this effect a critical metric that is too low fails the whole score
 */
public record Effect(
        Measure measure,
        double allowedIncrease,
        double allowedDecrease,
        double criticalIncrease,
        double criticalDecrease) {
    /** What is measured; all of them are free of units. */
    public enum Measure {
        /** The judged side's mean over the other's, above 0 where all values are; not there where either mean is 0. */
        MEAN_RATIO,
        /** The part of all pairs in which the judged value is the larger, ties half: 0 to 1, and 0.5 where nothing differs. */
        CLES;

        /** The effect where nothing differs, which is Kayenta's limit unless somebody sets another. */
        double none() {
            return this == CLES ? 0.5 : 1;
        }

        String words() {
            return this == CLES ? "part of pairs in which this side is higher" : "ratio of means";
        }
    }

    public Effect {
        for (double limit : new double[] {allowedIncrease, allowedDecrease, criticalIncrease, criticalDecrease}) {
            if (!(limit >= 0 && Double.isFinite(limit)) || (measure == Measure.CLES && limit > 1)) {
                throw new IllegalArgumentException("no limit for %s: %s".formatted(measure, limit));
            }
        }
    }

    /** Any effect counts. */
    public static Effect any(Measure measure) {
        return new Effect(measure, measure.none(), measure.none(), measure.none(), measure.none());
    }
}
