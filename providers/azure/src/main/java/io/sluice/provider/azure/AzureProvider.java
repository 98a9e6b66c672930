package io.sluice.provider.azure;

import io.sluice.provider.MetricSource;
import io.sluice.provider.Provider;
import io.sluice.provider.SignalSource;
import io.sluice.traffic.CallQuota;
import io.sluice.traffic.CallQuota.Cost;
import io.sluice.traffic.CallQuota.Operation;
import io.sluice.traffic.Route;
import io.sluice.traffic.Timing;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** One Azure subscription, opened. */
record AzureProvider(
        AzureTrafficProvider traffic,
        SignalSource signals,
        Optional<MetricSource> metrics,
        Timing timing,
        List<CallQuota> quotas)
        implements Provider {
    /** How often an operation is asked after in its first minute; what comes later is spread over more time than a bucket needs. */
    private static final int POLLS = 12;

    /** Origins of a group that are written for one change: plans with more sides are rare, and the bucket's half covers them. */
    private static final int ORIGINS = 4;

    AzureProvider {
        quotas = List.copyOf(quotas);
    }

    static AzureProvider open(AzureProviderFactory settings) {
        AzureClients clients = new AzureClients(settings);
        Arm arm = new Arm(clients, settings.timing());
        Monitor monitor = new Monitor(arm);
        AzureTrafficProvider routes = new AzureTrafficProvider(List.of(
                new ApplicationGatewayRoutes(new Gateways(arm, clients), monitor, settings),
                new TrafficManagerRoutes(clients, settings.subscription(), AzCli.of(settings)),
                frontDoor(settings, clients, arm, monitor)));
        return new AzureProvider(
                routes,
                routes,
                Optional.of(new MonitorMetrics(
                        monitor, settings.subscription(), settings.timing().metricPeriod())),
                settings.timing(),
                quotas(settings.subscription(), routes));
    }

    private static RouteKind frontDoor(AzureProviderFactory settings, AzureClients clients, Arm arm, Monitor monitor) {
        NamedBackends addresses = FrontDoorRoutes.addresses(settings.subscription());
        FrontDoorOrigins origins = new FrontDoorOrigins(clients, arm);
        return new FrontDoorRoutes(
                origins,
                addresses,
                new FrontDoorSignals(addresses, origins, monitor, settings.timing()),
                settings.edgeSettle(),
                AzCli.of(settings));
    }

    /**
     * What Azure Resource Manager lets one principal ask of one subscription: 12,000 reads and 1,200 writes an hour, of which a
     * tenth may come at once, so that no hour has more. All kinds of routes take from the same two buckets, each its own part:
     *
     * <pre>
     * gateway           look 1       change: looks before and after, polls, 1 write     signals: gateway, 2 metrics, health, and on demand
     * Traffic Manager   look 1       change: look, 1 write                              signals: profile
     * Front Door        look 2       change: look, and for each origin polls, 1 write   signals: look, 3 metrics
     * </pre>
     */
    private static List<CallQuota> quotas(String subscription, AzureTrafficProvider routes) {
        String account = "azure/" + subscription.toLowerCase(Locale.ROOT);
        Predicate<Route> gateways = route -> routes.isOf(route, GatewayAddress.FIELD);
        Predicate<Route> profiles = route -> routes.isOf(route, TrafficManagerRoutes.FIELD);
        Predicate<Route> edges = route -> routes.isOf(route, FrontDoorRoutes.FIELD);
        return List.of(
                reads(account, new Cost(0, 1), new Cost(0, 2 + POLLS), new Cost(0, 7), gateways),
                reads(account, new Cost(0, 1), new Cost(0, 1), new Cost(0, 1), profiles),
                reads(account, new Cost(0, 2), new Cost(0, 2 + ORIGINS * POLLS), new Cost(0, 5), edges),
                writes(account, 1, gateways),
                writes(account, 1, profiles),
                writes(account, ORIGINS, edges));
    }

    private static CallQuota reads(String account, Cost look, Cost change, Cost signals, Predicate<Route> routes) {
        return new CallQuota(
                account + "/reads",
                1_200,
                3,
                Map.of(Operation.LOOK, look, Operation.CHANGE, change, Operation.READ_SIGNALS, signals),
                routes);
    }

    private static CallQuota writes(String account, int ofOneRoute, Predicate<Route> routes) {
        return new CallQuota(account + "/writes", 120, 0.3, Map.of(Operation.CHANGE, new Cost(0, ofOneRoute)), routes);
    }

    @Override
    public Timing timing(Route route) {
        return traffic.runsOn(route) ? timing : timing.doneWhenAnswered();
    }

    @Override
    public void close() {
        // The SDK has no way to close its HTTP client; Java ends it, with its threads, once nobody holds it any more.
    }
}
