package io.sluice.provider.aws;

import io.sluice.provider.Together;
import io.sluice.provider.TrafficProvider;
import io.sluice.traffic.ByHand;
import io.sluice.traffic.Fault;
import io.sluice.traffic.Restoration;
import io.sluice.traffic.Route;
import io.sluice.traffic.RouteHazard;
import io.sluice.traffic.Sight;
import io.sluice.traffic.Snapshot;
import io.sluice.traffic.WeightChange;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Takes each route to those who know its kind: a load balancer, or a record set of Route 53. */
final class AwsTrafficProvider implements TrafficProvider {
    private final TrafficProvider loadBalancers;
    private final TrafficProvider recordSets;

    AwsTrafficProvider(TrafficProvider loadBalancers, TrafficProvider recordSets) {
        this.loadBalancers = loadBalancers;
        this.recordSets = recordSets;
    }

    private TrafficProvider of(Route route) {
        return RecordSetAddress.isOne(route) ? recordSets : loadBalancers;
    }

    @Override
    public List<Fault> check(Route route) {
        return of(route).check(route);
    }

    @Override
    public String canonicalKey(Route route) {
        return of(route).canonicalKey(route);
    }

    @Override
    public Map<Route, Sight> observe(Set<Route> routes) {
        Map<TrafficProvider, Set<Route>> byKind = new HashMap<>();
        routes.forEach(
                route -> byKind.computeIfAbsent(of(route), _ -> new HashSet<>()).add(route));
        Map<Route, Sight> sights = new HashMap<>();
        // Side by side: one that does not answer takes no time from the other.
        Together.each(byKind.keySet(), kind -> kind.observe(byKind.getOrDefault(kind, Set.of())))
                .values()
                .forEach(sights::putAll);
        return sights;
    }

    @Override
    public void apply(WeightChange change) {
        of(change.route()).apply(change);
    }

    @Override
    public List<RouteHazard> hazards(Route route) {
        return of(route).hazards(route);
    }

    @Override
    public Snapshot snapshot(Route route) {
        return of(route).snapshot(route);
    }

    @Override
    public void restore(Restoration restoration) {
        of(restoration.route()).restore(restoration);
    }

    @Override
    public ByHand byHand(Route route, Snapshot baseline) {
        return of(route).byHand(route, baseline);
    }
}
