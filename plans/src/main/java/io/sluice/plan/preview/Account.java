package io.sluice.plan.preview;

import io.sluice.traffic.CallQuota;
import io.sluice.traffic.Route;
import java.util.List;

/**
 * One configured account that a plan calls.
 *
 * @param provider its name in {@code config.yml}
 * @param routes those of the plan that are kept there
 * @param quotas how often it may be asked
 */
public record Account(String provider, List<Route> routes, List<CallQuota> quotas) {
    public Account {
        routes = List.copyOf(routes);
        quotas = List.copyOf(quotas);
    }
}
