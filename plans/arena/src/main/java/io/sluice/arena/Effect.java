package io.sluice.arena;

/**
 * What is wrong with a side in one minute.
 *
 * @param errorFactor how many times its usual errors
 * @param addedErrors the share of requests that fail besides, 0 to 1
 * @param latencyFactor how many times its usual latency, for every request
 * @param tailShare the share of requests that are slow besides, 0 to 1
 * @param tailFactor how many times slower those are
 */
record Effect(double errorFactor, double addedErrors, double latencyFactor, double tailShare, double tailFactor) {
    static final Effect NONE = new Effect(1, 0, 1, 0, 1);

    static Effect errorsTimes(double factor) {
        return new Effect(factor, 0, 1, 0, 1);
    }

    static Effect failing(double share) {
        return new Effect(1, share, 1, 0, 1);
    }

    static Effect latencyTimes(double factor) {
        return new Effect(1, 0, factor, 0, 1);
    }

    static Effect tail(double share, double factor) {
        return new Effect(1, 0, 1, share, factor);
    }

    /** Both at once; two tails are not drawn anywhere, the longer one counts. */
    Effect and(Effect other) {
        boolean mine = tailShare * tailFactor >= other.tailShare * other.tailFactor;
        return new Effect(
                errorFactor * other.errorFactor,
                1 - (1 - addedErrors) * (1 - other.addedErrors),
                latencyFactor * other.latencyFactor,
                mine ? tailShare : other.tailShare,
                mine ? tailFactor : other.tailFactor);
    }
}
