package io.sluice.arena;

/**
 * Flagger's rule: a check at each interval; while it fails the move does not advance, and after {@code threshold} failed checks, counted
 * over the whole canary and never forgiven, the next check rolls back.
 *
 * <p>Its own queries fail a check when they find no values, which few requests do to it all the time; operators write queries that
 * give 0 then, and so do we.
 *
 * @param interval minutes between two checks
 */
record FlaggerRule(Thresholds thresholds, int interval, int threshold) implements Contestant {
    @Override
    public String settings() {
        return "%s; interval %d min, threshold %d".formatted(thresholds, interval, threshold);
    }

    @Override
    public Watch watch(Normal normal) {
        return new Watch() {
            private int failed;
            private int newest = -1;
            private Call last = Call.GO_ON;

            @Override
            public Call look(Published seen) {
                if (seen.now() % interval != 0) {
                    return last;
                }
                if (failed >= threshold) {
                    return Call.REVERT;
                }
                int fresh = Thresholds.newest(seen, newest + 1);
                if (fresh >= 0) {
                    newest = fresh;
                    boolean fails = thresholds.errorsBreach(seen, fresh, normal)
                            || thresholds.latencyBreaches(seen, fresh, normal);
                    failed += fails ? 1 : 0;
                    last = fails ? Call.WAIT : Call.GO_ON;
                }
                return last;
            }
        };
    }
}
