package io.sluice.provider.gcp;

import io.sluice.provider.MetricSource;
import io.sluice.provider.Provider;
import io.sluice.provider.SignalSource;
import io.sluice.provider.TrafficProvider;
import io.sluice.traffic.CallQuota;
import io.sluice.traffic.CallQuota.Cost;
import io.sluice.traffic.CallQuota.Operation;
import io.sluice.traffic.Timing;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One project of Google Cloud, opened. */
record GcpProvider(
        GcpClients clients,
        TrafficProvider traffic,
        SignalSource signals,
        Optional<MetricSource> metrics,
        Timing timing,
        List<CallQuota> quotas)
        implements Provider {
    /** With what flows in during a minute this is 1,500, the documented default of each of the three rate quotas. */
    private static final int BURST = 300;

    private static final double PER_SECOND = 20;

    static GcpProvider open(GcpProviderFactory settings) {
        GcpClients clients = new GcpClients(settings);
        GcpAddress addresses = new GcpAddress(settings.project());
        Compute compute = new Compute(clients, settings.timing());
        return new GcpProvider(
                clients,
                new GcpTrafficProvider(compute, settings, addresses),
                new GcpSignals(clients, compute, addresses),
                Optional.of(new GcpMetrics(clients, addresses)),
                settings.timing(),
                quotas(settings.project()));
    }

    private static List<CallQuota> quotas(String project) {
        return List.of(
                // A look reads the URL map, and once the backend services; health is asked for each group of a service.
                quota(
                        project,
                        "reads",
                        Map.of(
                                Operation.LOOK, new Cost(0, 3),
                                Operation.CHANGE, new Cost(0, 1),
                                Operation.READ_SIGNALS, new Cost(0, 6))),
                quota(project, "mutations", Map.of(Operation.CHANGE, new Cost(0, 1))),
                // A change is followed after 0.1, 0.3, 0.7, 1.5, 3.1 and 6.3 s, and mostly done by then. Those that are
                // not
                // ask every 5 s and are few; were they counted for all, sixty reverts would queue for half a minute.
                quota(project, "operation-reads", Map.of(Operation.CHANGE, new Cost(0, 6))));
    }

    private static CallQuota quota(String project, String kind, Map<Operation, Cost> costs) {
        return new CallQuota("gcp/" + project + "/" + kind, BURST, PER_SECOND, costs);
    }

    @Override
    public void close() {
        clients.close();
    }
}
