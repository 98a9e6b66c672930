package io.sluice.arena;

/**
 * The two conditions that tools with thresholds are given: on the error rate, and on a latency percentile, over the newest minutes.
 *
 * @param against what a threshold is a multiple of
 * @param window so many minutes, those that were published among them
 * @param errorTimes the error rate may be so many times that
 * @param leastErrors fewer errors than this in the window are none
 * @param percentile the latency percentile, 95 or 99
 * @param latencyTimes it may be so many times that
 */
record Thresholds(
        Against against, int window, double errorTimes, int leastErrors, int percentile, double latencyTimes) {
    /** Percentiles of fewer requests than this say nothing of the side: a minute with fewer is left out. */
    static final int LEAST_FOR_P95 = 20;

    static final int LEAST_FOR_P99 = 100;

    enum Against {
        /** What the service usually shows; the operators know it well. */
        USUAL,
        /** What the other side shows in the same minutes, but no less than the usual. */
        OTHER_SIDE
    }

    /** The newest minute of the judged side that was published; -1: none yet. */
    static int newest(Published seen, int from) {
        for (int minute = seen.now() - 1; minute >= from; minute--) {
            if (seen.judged(minute) != null) {
                return minute;
            }
        }
        return -1;
    }

    /** Whether too many requests failed in the minutes up to one, it included. */
    boolean errorsBreach(Published seen, int newest, Normal normal) {
        long errors = 0;
        long requests = 0;
        long otherErrors = 0;
        long otherRequests = 0;
        for (int minute = Math.max(0, newest - window + 1); minute <= newest; minute++) {
            Minute judged = seen.judged(minute);
            if (judged != null) {
                errors += judged.errors();
                requests += judged.requests();
            }
            Minute other = against == Against.OTHER_SIDE ? seen.other(minute) : null;
            if (other != null) {
                otherErrors += other.errors();
                otherRequests += other.requests();
            }
        }
        if (errors < leastErrors) {
            return false;
        }
        double reference = otherRequests == 0
                ? normal.errorRate()
                : Math.max(normal.errorRate(), (double) otherErrors / otherRequests);
        return errors > errorTimes * reference * requests;
    }

    /** Whether requests took too long in the minutes up to one, it included. */
    boolean latencyBreaches(Published seen, int newest, Normal normal) {
        double sum = 0;
        double otherSum = 0;
        int minutes = 0;
        int otherMinutes = 0;
        for (int minute = Math.max(0, newest - window + 1); minute <= newest; minute++) {
            Minute judged = seen.judged(minute);
            if (judged != null && enough(judged)) {
                sum += figure(judged);
                minutes++;
            }
            Minute other = against == Against.OTHER_SIDE ? seen.other(minute) : null;
            if (other != null && enough(other)) {
                otherSum += figure(other);
                otherMinutes++;
            }
        }
        if (minutes == 0) {
            return false;
        }
        double usual = percentile == 95 ? normal.p95() : normal.p99();
        double reference = otherMinutes == 0 ? usual : Math.max(usual, otherSum / otherMinutes);
        return sum / minutes > latencyTimes * reference;
    }

    private boolean enough(Minute minute) {
        return minute.requests() >= (percentile == 95 ? LEAST_FOR_P95 : LEAST_FOR_P99);
    }

    private double figure(Minute minute) {
        return percentile == 95 ? minute.p95() : minute.p99();
    }

    @Override
    public String toString() {
        return "errors > %sx and >= %d, p%d > %sx of %s over %d min"
                .formatted(
                        Words.plain(errorTimes),
                        leastErrors,
                        percentile,
                        Words.plain(latencyTimes),
                        against == Against.USUAL ? "the usual" : "the other side's or the usual",
                        window);
    }
}
