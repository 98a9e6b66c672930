package io.sluice.provider.azure;

import io.sluice.provider.AddressFields;
import io.sluice.provider.QueryTemplate;
import io.sluice.provider.QueryTemplate.Slot;
import io.sluice.provider.QueryTemplate.Value;
import io.sluice.traffic.Address;
import io.sluice.traffic.Fault;
import io.sluice.traffic.Metric;
import io.sluice.traffic.MetricQuery;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What plans write of a metric of Azure Monitor: {@code {"resource": id, "name": "ActiveMessages", "aggregation": "Maximum", "filter":
 * "EntityName eq 'orders-{{side}}'"}}, the filter and a {@code namespace} where they are needed.
 *
 * @param resource in the provider's subscription
 * @param namespace of the metric, where the resource has more than its own
 * @param aggregation how Azure makes one figure of a minute
 * @param filter as Azure's {@code $filter} has it; empty for none
 */
record MonitorMetric(String resource, Optional<String> namespace, String name, Aggregation aggregation, String filter) {
    private static final String RESOURCE = "resource";
    private static final String NAMESPACE = "namespace";
    private static final String NAME = "name";
    private static final String AGGREGATION = "aggregation";
    private static final String FILTER = "filter";
    private static final Set<String> KNOWN = new TreeSet<>(Set.of(RESOURCE, NAMESPACE, NAME, AGGREGATION, FILTER));

    /** A path of names that need no escaping; what is asked for must not be able to lead elsewhere. */
    private static final Pattern PATH = Pattern.compile("(/(?!\\.+(/|$))[A-Za-z0-9_.()$-]+)+");

    /** Azure's own words. */
    enum Aggregation {
        Average,
        Total,
        Minimum,
        Maximum,
        Count;

        static Optional<Aggregation> find(String text) {
            return List.of(values()).stream()
                    .filter(one -> one.name().equals(text))
                    .findFirst();
        }
    }

    static List<Fault> check(Metric metric, String subscription) {
        AddressFields fields = fields(metric);
        List<Fault> faults = new ArrayList<>(fields.faults());
        faults.addAll(fields.missing("", RESOURCE, "the id of what is measured"));
        faults.addAll(fields.missing("", NAME, "the metric's, as Azure's REST API has it"));
        faults.addAll(fields.missing("", AGGREGATION, "Average, Total, Minimum, Maximum or Count"));
        fields.values().forEach((field, text) -> {
            if (!field.equals(AGGREGATION)) {
                faults.addAll(QueryTemplate.of(text, "/" + field).faults());
            }
            if (text.isBlank()) {
                faults.add(new Fault("/" + field, "must not be empty"));
            }
        });
        fields.find(RESOURCE)
                .filter(text -> !text.isBlank())
                .filter(text -> !text.toLowerCase(Locale.ROOT)
                        .startsWith("/subscriptions/" + subscription.toLowerCase(Locale.ROOT) + "/"))
                .ifPresent(_ -> faults.add(new Fault(
                        "/" + RESOURCE,
                        "must begin with /subscriptions/%s/, the one that this provider is configured for"
                                .formatted(subscription))));
        fields.find(NAME)
                .filter(text -> text.contains(","))
                .ifPresent(_ -> faults.add(new Fault("/" + NAME, "must be one metric")));
        fields.find(AGGREGATION)
                .filter(text -> Aggregation.find(text).isEmpty())
                .ifPresent(_ ->
                        faults.add(new Fault("/" + AGGREGATION, "must be Average, Total, Minimum, Maximum or Count")));
        fields.find(FILTER).ifPresent(text -> faults.addAll(checkFilter(text)));
        return List.copyOf(faults);
    }

    private static List<Fault> checkFilter(String text) {
        if (quotes(text, text.length()) % 2 != 0) {
            return List.of(new Fault("/" + FILTER, "a text in it does not end"));
        }
        boolean outside = QueryTemplate.of(text, "").slots().stream()
                .anyMatch(slot -> slot.isName() && quotes(text, slot.start()) % 2 == 0);
        return outside ? List.of(new Fault("/" + FILTER, "a name belongs between quotes")) : List.of();
    }

    private static long quotes(String text, int before) {
        return text.substring(0, before).chars().filter(one -> one == '\'').count();
    }

    /**
     * What is asked for with all places filled.
     *
     * @throws ProviderException invalid, if it is not well written or a place cannot be filled
     */
    static MonitorMetric of(MetricQuery query, String subscription) {
        check(query.metric(), subscription).stream().findFirst().ifPresent(fault -> {
            throw invalid(fault.pointer() + " " + fault.message());
        });
        AddressFields fields = fields(query.metric());
        String resource = filled(fields, RESOURCE, query);
        if (!PATH.matcher(resource).matches() || ArmId.find(resource).isEmpty()) {
            throw invalid("this is not the id of a resource: " + resource);
        }
        String name = filled(fields, NAME, query);
        if (name.contains(",")) {
            throw invalid("this is not one metric: " + name);
        }
        return new MonitorMetric(
                resource,
                fields.find(NAMESPACE).map(_ -> filled(fields, NAMESPACE, query)),
                name,
                fields.find(AGGREGATION).flatMap(Aggregation::find).orElseThrow(),
                fields.find(FILTER)
                        .map(text -> QueryTemplate.of(text, "/" + FILTER).fill(query, MonitorMetric::quoted))
                        .orElse(""));
    }

    private static String filled(AddressFields fields, String field, MetricQuery query) {
        return QueryTemplate.of(fields.find(field).orElse(""), "/" + field).fill(query, (_, value) -> value.text());
    }

    /** A quote within a text is written twice. */
    private static String quoted(Slot slot, Value value) {
        return value.text().replace("'", "''");
    }

    private static AddressFields fields(Metric metric) {
        return AddressFields.read(new Address(metric.json()), "", KNOWN);
    }

    private static ProviderException invalid(String detail) {
        return new ProviderException(new ProviderError.Invalid(detail));
    }
}
