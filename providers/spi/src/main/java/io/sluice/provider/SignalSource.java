package io.sluice.provider;

import io.sluice.traffic.Reading;
import io.sluice.traffic.SignalQuery;
import java.util.List;

/** Reads health figures as a cloud measured them. */
public interface SignalSource {
    /** An hour of minutes: what a judge looks back on at most while nothing was restarted. */
    int MOST_IN_ONE_CALL = 60;

    /**
     * Reads all the figures that one look needs, in as few calls as the cloud allows.
     *
     * <p>Judges that keep what they saw ask for many windows of one length at once: one or two as a rule, a day of them after
     * a start. Each window must have its own figure, and up to {@value #MOST_IN_ONE_CALL} of them must take no more calls
     * than two do.
     *
     * <p>There must be one answer for each query, in the same order. A figure that the cloud does not have, or not for the
     * whole window, must be {@link Reading.Missing} with the reason, never a zero; the absence of errors among requests
     * that were counted is a measured 0. If the source cannot be asked at all, the call must fail with a {@link
     * io.sluice.traffic.ProviderException}.
     */
    List<Reading> read(List<SignalQuery> queries);
}
