package io.sluice.arena;

/** What goes wrong, and when. */
@FunctionalInterface
interface Incident {
    Incident NOTHING = (minute, share) -> Effect.NONE;

    /**
     * What is wrong in a minute.
     *
     * @param minute since the judged side first had traffic
     * @param share of the traffic that the judged side has, 0 to 1
     */
    Effect at(int minute, double share);

    /** From a minute on, for good. */
    static Incident from(int start, Effect effect) {
        return (minute, share) -> minute >= start ? effect : Effect.NONE;
    }

    /** From a minute on, for so many minutes. */
    static Incident during(int start, int minutes, Effect effect) {
        return (minute, share) -> minute >= start && minute < start + minutes ? effect : Effect.NONE;
    }

    default Incident and(Incident other) {
        return (minute, share) -> at(minute, share).and(other.at(minute, share));
    }
}
