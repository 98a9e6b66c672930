package io.sluice.provider.tck;

import io.sluice.provider.SignalSource;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import io.sluice.traffic.Signal;
import io.sluice.traffic.TimeWindow;
import java.time.Duration;
import java.util.Set;

/**
 * A cloud that has measured something, and a signal source opened on it, fresh for each test of {@link
 * SignalSourceContract}.
 */
public interface SignalFixture extends AutoCloseable {
    /** In {@link #window()} it answered 200 requests, without an error. */
    Side CLEAN = new Side("clean");

    /** In {@link #window()} it answered 200 requests, 10 of them with a server error. */
    Side FAULTY = new Side("faulty");

    /** Nothing was measured for it, ever. */
    Side SILENT = new Side("silent");

    SignalSource source();

    /** Lists all three sides. */
    Route route();

    TimeWindow window();

    /**
     * The length of the shortest windows that it has figures for. {@link #window()} is two of them or some more, and what was
     * counted in it was not all counted in one.
     */
    Duration period();

    /** The signals that the source has for the route, by its own word; a figure of any other is missing. */
    Set<Signal> signals();

    /** How many requests the cloud was sent so far. */
    int calls();

    /** The next request to the cloud fails: it cannot be asked. */
    void failNext();

    @Override
    void close();
}
