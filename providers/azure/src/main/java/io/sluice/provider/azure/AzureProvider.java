package io.sluice.provider.azure;

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

/** One Azure subscription, opened. */
record AzureProvider(AzureTrafficProvider traffic, SignalSource signals, Timing timing, List<CallQuota> quotas)
        implements Provider {
    AzureProvider {
        quotas = List.copyOf(quotas);
    }

    static AzureProvider open(AzureProviderFactory settings) {
        AzureClients clients = new AzureClients(settings);
        Arm arm = new Arm(clients, settings.timing());
        AzureTrafficProvider routes = new AzureTrafficProvider(List.of(
                new ApplicationGatewayRoutes(new Gateways(arm, clients), settings),
                new TrafficManagerRoutes(clients, settings.subscription()),
                frontDoor(settings, clients, arm)));
        return new AzureProvider(routes, routes, settings.timing(), quotas(settings.subscription()));
    }

    private static RouteKind frontDoor(AzureProviderFactory settings, AzureClients clients, Arm arm) {
        NamedBackends addresses = FrontDoorRoutes.addresses(settings.subscription());
        FrontDoorOrigins origins = new FrontDoorOrigins(clients, arm);
        return new FrontDoorRoutes(
                origins,
                addresses,
                new FrontDoorSignals(addresses, origins, arm, settings.timing()),
                settings.edgeSettle());
    }

    /**
     * What Azure Resource Manager lets one principal ask of one subscription: 12,000 reads and 1,200 writes an hour, of which a
     * tenth may come at once, so that no hour has more.
     */
    private static List<CallQuota> quotas(String subscription) {
        String account = "azure/" + subscription.toLowerCase(Locale.ROOT);
        return List.of(
                new CallQuota(
                        account + "/reads",
                        1_200,
                        3,
                        Map.of(
                                Operation.LOOK, new Cost(0, 1),
                                Operation.CHANGE, new Cost(2, 0),
                                Operation.READ_SIGNALS, new Cost(0, 4))),
                new CallQuota(account + "/writes", 120, 0.3, Map.of(Operation.CHANGE, new Cost(0, 1))));
    }

    @Override
    public Timing timing(Route route) {
        return traffic.runsOn(route) ? timing : timing.doneWhenAnswered();
    }

    @Override
    public void close() {
        // The SDK keeps nothing open that is ours to close.
    }
}
