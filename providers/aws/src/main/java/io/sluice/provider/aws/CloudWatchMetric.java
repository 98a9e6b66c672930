package io.sluice.provider.aws;

import io.sluice.provider.AddressFields;
import io.sluice.provider.QueryTemplate;
import io.sluice.traffic.Address;
import io.sluice.traffic.Fault;
import io.sluice.traffic.Metric;
import io.sluice.traffic.MetricQuery;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What plans write of a metric of CloudWatch: {@code {"namespace": …, "name": …, "statistic": "Average", "dimension.QueueName":
 * "orders-{{side}}"}}, a field for each dimension.
 *
 * <p>Besides the fields of the address, a backend here has {@code LoadBalancer} and {@code TargetGroup}: what CloudWatch calls
 * the two, as the values of the dimensions of these names.
 *
 * @param absentIsZero whether the plan takes a count that was not published for 0 ({@code absent: zero})
 */
record CloudWatchMetric(
        String namespace, String name, String statistic, Map<String, String> dimensions, boolean absentIsZero) {
    private static final String NAMESPACE = "namespace";
    private static final String NAME = "name";
    private static final String STATISTIC = "statistic";
    private static final String ABSENT = "absent";
    private static final String ZERO = "zero";
    private static final String DIMENSION = "dimension.";
    private static final Set<String> KNOWN = new TreeSet<>(Set.of(NAMESPACE, NAME, STATISTIC, ABSENT));

    /** The statistics of which nothing and 0 may be the same. */
    private static final Set<String> COUNTS = Set.of("Sum", "SampleCount");

    private static final int MOST_DIMENSIONS = 30;

    /** From CloudWatch's statistics definitions: the plain ones, percentiles, and trimmed and winsorized kin. */
    private static final Pattern STATISTICS = Pattern.compile("Average|Sum|Minimum|Maximum|SampleCount|IQM"
            + "|(p|tm|tc|ts|wm)(\\d{1,2}(\\.\\d{1,10})?|100)"
            + "|(TM|TC|TS|WM|PR)\\([0-9.]*%?:[0-9.]*%?\\)");

    CloudWatchMetric {
        dimensions = Map.copyOf(dimensions);
    }

    static List<Fault> check(Metric metric) {
        AddressFields fields = fields(metric);
        List<Fault> faults = new ArrayList<>(fields.faults());
        faults.addAll(fields.missing("", NAMESPACE, "AWS/SQS, for instance"));
        faults.addAll(fields.missing("", NAME, "the metric's own, as CloudWatch has it"));
        faults.addAll(fields.missing("", STATISTIC, "Average, Sum, Minimum, Maximum, SampleCount, p99 and the like"));
        new TreeMap<>(fields.values()).forEach((field, text) -> {
            String pointer = "/" + AddressFields.escape(field);
            if (field.equals(STATISTIC)) {
                if (!STATISTICS.matcher(text).matches()) {
                    faults.add(new Fault(
                            pointer,
                            "must be one of CloudWatch's: Average, Sum, Minimum, Maximum,"
                                    + " SampleCount, p99, tm90, TM(10%:90%) and the like"));
                }
                return;
            }
            if (field.equals(ABSENT)) {
                if (!text.equals(ZERO) || !COUNTS.contains(fields.values().getOrDefault(STATISTIC, ""))) {
                    faults.add(new Fault(pointer, "may only be zero, and only of a count: of Sum or SampleCount"));
                }
                return;
            }
            faults.addAll(QueryTemplate.of(text, pointer).faults());
            if (text.isBlank() || text.startsWith(":")) {
                faults.add(new Fault(pointer, "must not be empty, nor begin with a colon"));
            }
        });
        if (fields.values().keySet().stream()
                        .filter(field -> field.startsWith(DIMENSION))
                        .count()
                > MOST_DIMENSIONS) {
            faults.add(new Fault("", "has more than " + MOST_DIMENSIONS + " dimensions"));
        }
        return List.copyOf(faults);
    }

    /**
     * What is asked for with all places filled.
     *
     * @throws ProviderException invalid, if it is not well written or a place cannot be filled
     */
    static CloudWatchMetric of(MetricQuery query) {
        check(query.metric()).stream().findFirst().ifPresent(fault -> {
            throw new ProviderException(new ProviderError.Invalid(fault.pointer() + " " + fault.message()));
        });
        MetricQuery known = new MetricQuery(query.metric(), described(query.route()), query.side(), query.window());
        Map<String, String> dimensions = new HashMap<>();
        Map<String, String> filled = new HashMap<>();
        fields(query.metric()).values().forEach((field, text) -> {
            // Each text is a field of its own in the call: nothing in it can end it.
            String whole = QueryTemplate.of(text, "").fill(known, (_, value) -> value.text());
            if (field.startsWith(DIMENSION)) {
                dimensions.put(field.substring(DIMENSION.length()), whole);
            } else {
                filled.put(field, whole);
            }
        });
        return new CloudWatchMetric(
                filled.getOrDefault(NAMESPACE, ""),
                filled.getOrDefault(NAME, ""),
                filled.getOrDefault(STATISTIC, ""),
                dimensions,
                filled.containsKey(ABSENT));
    }

    private static AddressFields fields(Metric metric) {
        return AddressFields.read(new Address(metric.json()), "", KNOWN, DIMENSION);
    }

    /** The route with what CloudWatch calls its load balancer and target groups. */
    private static Route described(Route route) {
        Map<Side, Address> backends = new HashMap<>();
        route.backends().forEach((side, backend) -> {
            Map<String, String> more = new HashMap<>();
            AwsAddress.loadBalancerDimension(route)
                    .ifPresent(dimension -> more.put(CloudWatchSignals.LOAD_BALANCER, dimension));
            AwsAddress.findTargetGroup(backend)
                    .ifPresent(arn -> more.put(CloudWatchSignals.TARGET_GROUP, AwsAddress.dimension(arn)));
            backends.put(side, AddressFields.with(backend, more));
        });
        return new Route(route.ref(), route.address(), backends);
    }
}
