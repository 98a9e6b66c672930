package io.sluice.arena;

/**
 * Argo Rollouts' background analysis: each metric is measured at an interval for the whole rollout; it fails when its failures exceed {@code
 * failureLimit}, it errs when it could not be measured more than {@code consecutiveErrorLimit} times in a row, and either aborts.
 *
 * @param interval minutes between two measurements
 * @param initialDelay minutes before the first
 */
record ArgoFailureLimit(
        Thresholds thresholds, int interval, int initialDelay, int failureLimit, int consecutiveErrorLimit)
        implements Contestant {
    @Override
    public String settings() {
        return "%s; interval %d min, initialDelay %d min, failureLimit %d, consecutiveErrorLimit %d"
                .formatted(thresholds, interval, initialDelay, failureLimit, consecutiveErrorLimit);
    }

    @Override
    public Watch watch(Normal normal) {
        return new Watch() {
            private int tooManyErrors;
            private int tooSlow;
            private int notMeasured;
            private int newest = -1;

            @Override
            public Call look(Published seen) {
                // The first minute cannot be published before the second is over: no measurement can be had by then.
                if (seen.now() < Math.max(2, initialDelay) || seen.now() % interval != 0) {
                    return Call.GO_ON;
                }
                int fresh = Thresholds.newest(seen, newest + 1);
                if (fresh < 0) {
                    notMeasured++;
                    return notMeasured > consecutiveErrorLimit ? Call.REVERT : Call.GO_ON;
                }
                newest = fresh;
                notMeasured = 0;
                tooManyErrors += thresholds.errorsBreach(seen, fresh, normal) ? 1 : 0;
                tooSlow += thresholds.latencyBreaches(seen, fresh, normal) ? 1 : 0;
                return Math.max(tooManyErrors, tooSlow) > failureLimit ? Call.REVERT : Call.GO_ON;
            }
        };
    }
}
