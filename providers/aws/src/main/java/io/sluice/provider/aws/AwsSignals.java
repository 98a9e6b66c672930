package io.sluice.provider.aws;

import io.sluice.provider.Lookup;
import io.sluice.provider.SignalSource;
import io.sluice.provider.Together;
import io.sluice.traffic.Reading;
import io.sluice.traffic.SignalQuery;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

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
        Map<SignalSource, List<SignalQuery>> byKind = queries.stream().collect(Collectors.groupingBy(this::source));
        Map<SignalSource, Lookup<Iterator<Reading>>> answers = Together.each(
                byKind.keySet(),
                kind -> Lookup.of(
                        () -> kind.read(byKind.getOrDefault(kind, List.of())).iterator()));
        return Lookup.readings(queries.stream()
                .map(query -> Lookup.of(() -> Lookup.in(answers, source(query)).next()))
                .toList());
    }

    private SignalSource source(SignalQuery query) {
        return RecordSetAddress.isOne(query.route()) ? recordSets : loadBalancers;
    }
}
