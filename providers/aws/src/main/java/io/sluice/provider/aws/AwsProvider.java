package io.sluice.provider.aws;

import io.sluice.provider.AuditTrail;
import io.sluice.provider.MetricSource;
import io.sluice.provider.Provider;
import io.sluice.provider.SignalSource;
import io.sluice.provider.TrafficProvider;
import io.sluice.traffic.CallQuota;
import io.sluice.traffic.Route;
import io.sluice.traffic.Timing;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One region of one AWS account, opened. */
record AwsProvider(
        AwsClients clients,
        TrafficProvider traffic,
        SignalSource signals,
        Optional<MetricSource> metrics,
        Optional<AuditTrail> auditTrail,
        Timing timing,
        List<CallQuota> quotas)
        implements Provider {
    static AwsProvider open(AwsProviderFactory settings) {
        AwsClients clients = new AwsClients(settings);
        LoadBalancing loadBalancing = new LoadBalancing(clients);
        CloudWatch cloudWatch = new CloudWatch(clients);
        Duration period = settings.timing().metricPeriod();
        AwsCli aws = new AwsCli(settings.region(), settings.endpoint());
        HostedZones hostedZones = new HostedZones(clients, settings.timing().changeDeadline());
        return new AwsProvider(
                clients,
                new AwsTrafficProvider(
                        new LoadBalancerTraffic(
                                loadBalancing, new AwsAddress(settings.region()), settings.settle(), aws),
                        new RecordSetTraffic(hostedZones, aws)),
                new AwsSignals(
                        new CloudWatchSignals(loadBalancing, cloudWatch, period), new RecordSetHealth(hostedZones)),
                Optional.of(new CloudWatchMetrics(cloudWatch, period)),
                Optional.of(new AwsAuditTrail(new CloudTrail(clients))),
                settings.timing(),
                AwsQuotas.of(settings));
    }

    /** A load balancer has a change when it says so; a record set's has to reach all name servers first. */
    @Override
    public Timing timing(Route route) {
        return RecordSetAddress.isOne(route) ? timing : timing.doneWhenAnswered();
    }

    @Override
    public void close() {
        clients.close();
    }
}
