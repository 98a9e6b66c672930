package io.sluice.provider.azure;

import io.sluice.provider.SignalSource;
import io.sluice.provider.TrafficProvider;

/** The routes of one product of Azure: told from the others by the field of the address that names the place. */
interface RouteKind extends TrafficProvider {
    /** {@code applicationGateway}, for instance. */
    String field();

    SignalSource signals();

    /** Whether a change runs on as an operation after it was accepted. */
    default boolean runsOn() {
        return true;
    }
}
