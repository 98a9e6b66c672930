package io.sluice.provider.aws;

import io.sluice.provider.Provider;
import io.sluice.provider.SignalSource;
import io.sluice.provider.TrafficProvider;
import io.sluice.traffic.Timing;

/** One region of one AWS account, opened. */
record AwsProvider(AwsClients clients, TrafficProvider traffic, SignalSource signals, Timing timing)
        implements Provider {
    static AwsProvider open(AwsProviderFactory settings) {
        AwsClients clients = new AwsClients(settings);
        LoadBalancing loadBalancing = new LoadBalancing(clients);
        return new AwsProvider(
                clients,
                new AwsTrafficProvider(loadBalancing, new AwsAddress(settings.region()), settings.settle()),
                new CloudWatchSignals(
                        loadBalancing,
                        new CloudWatch(clients),
                        settings.timing().metricPeriod()),
                settings.timing());
    }

    @Override
    public void close() {
        clients.close();
    }
}
