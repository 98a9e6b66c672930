package io.sluice.provider.aws;

import io.sluice.provider.Lookup;
import io.sluice.provider.SignalSource;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Signal;
import io.sluice.traffic.SignalQuery;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.route53.model.HealthCheckConfig;
import software.amazon.awssdk.services.route53.model.HealthCheckObservation;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/** Whether the health check of a record passes: all that Route 53 knows of those to whom its answers lead. */
final class RecordSetHealth implements SignalSource {
    /** Kinds of checks that others than Route 53's checkers decide, so that these have no word on them. */
    private static final Set<String> WITHOUT_CHECKERS = Set.of("CALCULATED", "CLOUDWATCH_METRIC", "RECOVERY_CONTROL");

    /** More of the checkers than so many must say yes; AWS documents the figure, and that it may change. */
    private static final int PERCENT_THAT_MAKE_HEALTHY = 18;

    private final HostedZones hostedZones;

    RecordSetHealth(HostedZones hostedZones) {
        this.hostedZones = hostedZones;
    }

    @Override
    public List<Reading> read(List<SignalQuery> queries) {
        Map<RecordSetPlace, Lookup<RecordSet>> found = hostedZones.find(queries.stream()
                .filter(query -> query.signal() == Signal.HEALTHY_TARGETS)
                .map(query -> RecordSetAddress.place(query.route()))
                .collect(Collectors.toSet()));
        Map<String, Lookup<Reading>> healths = new HashMap<>();
        return Lookup.readings(queries.stream()
                .map(query -> Lookup.of(() -> reading(query, found, healths)))
                .toList());
    }

    private Reading reading(
            SignalQuery query, Map<RecordSetPlace, Lookup<RecordSet>> found, Map<String, Lookup<Reading>> healths) {
        if (query.signal() != Signal.HEALTHY_TARGETS) {
            return new Reading.Missing(query.signal() + " is not measured by " + RecordSetTraffic.KIND);
        }
        String identifier = query.side()
                .map(side -> RecordSetAddress.identifiers(query.route()).get(side))
                .orElseThrow(() -> new ProviderException(
                        new ProviderError.Invalid(query.signal() + " is asked of a side of the plan")));
        RecordSet records = Objects.requireNonNull(found.get(RecordSetAddress.place(query.route())))
                .orThrow();
        Optional<String> check = records.find(identifier).map(ResourceRecordSet::healthCheckId);
        return check.map(id -> healths.computeIfAbsent(id, _ -> Lookup.of(() -> health(id)))
                        .orThrow())
                .orElseGet(() -> new Reading.Missing("record " + identifier + " has no health check"));
    }

    private Reading health(String check) {
        HealthCheckConfig config = hostedZones.healthCheck(check);
        if (WITHOUT_CHECKERS.contains(config.typeAsString())
                || Boolean.TRUE.equals(config.inverted())
                || Boolean.TRUE.equals(config.disabled())) {
            return new Reading.Missing("health check " + check
                    + " is disabled, inverted, or decided by other things than Route 53's checkers");
        }
        List<HealthCheckObservation> reports = hostedZones.healthCheckStatus(check);
        if (reports.isEmpty()) {
            return new Reading.Missing("no checker has reported on health check " + check);
        }
        long passes = reports.stream().filter(RecordSetHealth::passes).count();
        return new Reading.Measured(passes * 100 > (long) PERCENT_THAT_MAKE_HEALTHY * reports.size() ? 1 : 0);
    }

    private static boolean passes(HealthCheckObservation report) {
        return report.statusReport() != null
                && report.statusReport().status() != null
                && report.statusReport().status().startsWith("Success");
    }
}
