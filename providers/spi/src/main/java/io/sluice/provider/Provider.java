package io.sluice.provider;

import io.sluice.traffic.Timing;

/** One configured account of one cloud, opened. */
public interface Provider extends AutoCloseable {
    TrafficProvider traffic();

    SignalSource signals();

    Timing timing();

    @Override
    void close();
}
