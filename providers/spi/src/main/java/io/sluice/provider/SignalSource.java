package io.sluice.provider;

import io.sluice.traffic.Reading;
import io.sluice.traffic.SignalQuery;
import java.util.List;

/** Reads health figures as a cloud measured them. */
public interface SignalSource {
    /**
     * Reads all the figures that one look needs, in as few calls as the cloud allows.
     *
     * <p>There must be one answer for each query, in the same order. A figure that the cloud does not have, or not for the
     * whole window, must be {@link Reading.Missing} with the reason, never a zero; the absence of errors among requests
     * that were counted is a measured 0. If the source cannot be asked at all, the call must fail with a {@link
     * io.sluice.traffic.ProviderException}.
     */
    List<Reading> read(List<SignalQuery> queries);
}
