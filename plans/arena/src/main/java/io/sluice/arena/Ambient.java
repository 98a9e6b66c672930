package io.sluice.arena;

/**
 * What a service is like while nothing is wrong with it.
 *
 * @param requestsPerMinute over both sides
 * @param errorRate the share of requests that fail, over a long time
 * @param burstChance the chance of a minute to have errors at all, so much more of them; 1: errors come evenly
 * @param medianMillis half of the requests are answered faster
 * @param spread standard deviation of the latency's logarithm
 * @param commonErrors how the error rate wanders on both sides at once
 * @param ownErrors how it wanders on each side for itself
 * @param commonLatency how latency wanders on both sides at once
 * @param ownLatency how it wanders on each side for itself
 * @param lagSeconds how long after its end a minute is published, at least and at most
 * @param missing the chance of a side's minute never to be published
 */
record Ambient(
        double requestsPerMinute,
        Day day,
        double errorRate,
        double burstChance,
        double medianMillis,
        double spread,
        Noise commonErrors,
        Noise ownErrors,
        Noise commonLatency,
        Noise ownLatency,
        Lag lagSeconds,
        double missing) {

    /**
     * How traffic goes up and down over 24 hours.
     *
     * @param amplitude of the sine, as a share of the mean, 0 up to 1
     * @param phase where in the day the plan starts, in radians
     */
    record Day(double amplitude, double phase) {
        private static final double MINUTES = 24 * 60;

        /** How many times the mean. */
        double load(int minute) {
            return 1 + amplitude * Math.sin(phase + 2 * Math.PI * minute / MINUTES);
        }
    }

    record Lag(int least, int most) {}

    Ambient requests(double perMinute) {
        return new Ambient(
                perMinute,
                day,
                errorRate,
                burstChance,
                medianMillis,
                spread,
                commonErrors,
                ownErrors,
                commonLatency,
                ownLatency,
                lagSeconds,
                missing);
    }

    Ambient errors(double rate) {
        return new Ambient(
                requestsPerMinute,
                day,
                rate,
                burstChance,
                medianMillis,
                spread,
                commonErrors,
                ownErrors,
                commonLatency,
                ownLatency,
                lagSeconds,
                missing);
    }

    Ambient bursts(double chance) {
        return new Ambient(
                requestsPerMinute,
                day,
                errorRate,
                chance,
                medianMillis,
                spread,
                commonErrors,
                ownErrors,
                commonLatency,
                ownLatency,
                lagSeconds,
                missing);
    }

    Ambient diurnal(Day changed) {
        return new Ambient(
                requestsPerMinute,
                changed,
                errorRate,
                burstChance,
                medianMillis,
                spread,
                commonErrors,
                ownErrors,
                commonLatency,
                ownLatency,
                lagSeconds,
                missing);
    }

    Ambient noise(Noise commonErrors, Noise ownErrors, Noise commonLatency, Noise ownLatency) {
        return new Ambient(
                requestsPerMinute,
                day,
                errorRate,
                burstChance,
                medianMillis,
                spread,
                commonErrors,
                ownErrors,
                commonLatency,
                ownLatency,
                lagSeconds,
                missing);
    }

    Ambient published(Lag lag, double missingChance) {
        return new Ambient(
                requestsPerMinute,
                day,
                errorRate,
                burstChance,
                medianMillis,
                spread,
                commonErrors,
                ownErrors,
                commonLatency,
                ownLatency,
                lag,
                missingChance);
    }
}
