package io.sluice.arena;

/**
 * CodeDeploy's rollback on a CloudWatch alarm: one alarm on the error rate and one on latency, each in alarm when {@code m} of its last
 * {@code n} datapoints breach; missing datapoints are left out, as CloudWatch does by default.
 *
 * @param period minutes of a datapoint; it is the window of the thresholds too
 */
record CodeDeployAlarm(Thresholds thresholds, int period, int m, int n) implements Contestant {
    CodeDeployAlarm {
        if (m < 1 || m > n || n > Long.SIZE || thresholds.window() != period) {
            throw new IllegalArgumentException("1 to n of at most 64 datapoints of one period");
        }
    }

    @Override
    public String settings() {
        return "%s; %d of %d datapoints of %d min".formatted(thresholds, m, n, period);
    }

    @Override
    public Watch watch(Normal normal) {
        return new Watch() {
            // The newest datapoint is the lowest bit; set: it breached.
            private long errors;

            private long latency;
            private int newest = -1;

            @Override
            public Call look(Published seen) {
                int fresh = Thresholds.newest(seen, newest + period);
                if (fresh < 0) {
                    return Call.GO_ON;
                }
                newest = fresh;
                errors = errors << 1 | (thresholds.errorsBreach(seen, fresh, normal) ? 1 : 0);
                latency = latency << 1 | (thresholds.latencyBreaches(seen, fresh, normal) ? 1 : 0);
                return inAlarm(errors) || inAlarm(latency) ? Call.REVERT : Call.GO_ON;
            }
        };
    }

    private boolean inAlarm(long datapoints) {
        return Long.bitCount(datapoints & (-1L >>> (Long.SIZE - n))) >= m;
    }
}
