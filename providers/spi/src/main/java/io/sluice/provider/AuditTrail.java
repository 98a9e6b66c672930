package io.sluice.provider;

import io.sluice.traffic.Route;
import io.sluice.traffic.RouteChange;
import io.sluice.traffic.TimeWindow;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The cloud's own record of who changed what: asked when weights are found that no plan asked for, and for nothing else.
 *
 * <p>It changes nothing, and what goes wrong is thrown as a {@link io.sluice.traffic.ProviderException}.
 */
public interface AuditTrail {
    /** What the cloud calls it. */
    String name();

    /** How late a change may come to be in it, as a rule; after this it is asked no more. */
    Duration lag();

    /**
     * Changes of routes that took place in a window, as far as the record has them by now, as few calls as the cloud allows.
     *
     * <p>Changes that the cloud refused must not be there. Changes that Sluice made must be there with their request ids, whichever
     * instance or plan made them. The answer has an entry for each route asked for, in the order of time, empty where there is none.
     */
    Map<Route, List<RouteChange>> changes(Set<Route> routes, TimeWindow window);
}
