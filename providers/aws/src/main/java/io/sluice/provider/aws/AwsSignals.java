package io.sluice.provider.aws;

import io.sluice.provider.SignalSource;
import io.sluice.traffic.Reading;
import io.sluice.traffic.SignalQuery;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Takes each question to those who can answer it: CloudWatch for load balancers, health checks for record sets. */
final class AwsSignals implements SignalSource {
    private final SignalSource loadBalancers;
    private final SignalSource recordSets;

    AwsSignals(SignalSource loadBalancers, SignalSource recordSets) {
        this.loadBalancers = loadBalancers;
        this.recordSets = recordSets;
    }

    @Override
    public List<Reading> read(List<SignalQuery> queries) {
        Iterator<Reading> ofRecordSets = recordSets.read(some(queries, true)).iterator();
        Iterator<Reading> ofLoadBalancers =
                loadBalancers.read(some(queries, false)).iterator();
        List<Reading> readings = new ArrayList<>();
        queries.forEach(query -> readings.add((isOfRecordSet(query) ? ofRecordSets : ofLoadBalancers).next()));
        return readings;
    }

    private static List<SignalQuery> some(List<SignalQuery> queries, boolean ofRecordSets) {
        return queries.stream()
                .filter(query -> isOfRecordSet(query) == ofRecordSets)
                .toList();
    }

    private static boolean isOfRecordSet(SignalQuery query) {
        return RecordSetAddress.isOne(query.route());
    }
}
