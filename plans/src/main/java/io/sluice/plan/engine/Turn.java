package io.sluice.plan.engine;

import java.time.Duration;

/** A place in the queue for calls to a provider, taken before the call is made. */
interface Turn {
    /** The longest that anybody waits before trying again later. */
    Duration LONGEST = Duration.ofMinutes(1);

    /** What a provider without bounds gives: nobody waits. */
    Turn AT_ONCE = new Turn() {
        @Override
        public Duration expected() {
            return Duration.ZERO;
        }

        @Override
        public boolean await(Duration atMost) {
            return true;
        }

        @Override
        public void cancel() {}
    };

    /** How long it would take if nobody came who matters more; zero if it is there already. */
    Duration expected();

    /**
     * Waits for it.
     *
     * @return false if it did not come in time; the place is given up then
     */
    boolean await(Duration atMost);

    /** Gives the place up, or what it brought if that was not used: nothing was sent. */
    void cancel();

    /** How long to wait for it: as long again as expected, since others may come first; not at all if it is there. */
    default Duration allowance() {
        if (expected().isZero()) {
            return Duration.ZERO;
        }
        Duration twice = expected().multipliedBy(2).plusSeconds(1);
        return twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
    }
}
