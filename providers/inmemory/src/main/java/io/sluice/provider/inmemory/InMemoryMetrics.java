package io.sluice.provider.inmemory;

import io.sluice.provider.AddressFields;
import io.sluice.provider.MetricSource;
import io.sluice.provider.QueryTemplate;
import io.sluice.traffic.Address;
import io.sluice.traffic.Fault;
import io.sluice.traffic.Metric;
import io.sluice.traffic.MetricQuery;
import io.sluice.traffic.ProviderException;
import io.sluice.traffic.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads figures that an {@link InMemoryCloud} has under a name: {@code {"name": "queue of {{side}}"}}. */
final class InMemoryMetrics implements MetricSource {
    private static final String NAME = "name";

    private final InMemoryCloud cloud;

    InMemoryMetrics(InMemoryCloud cloud) {
        this.cloud = cloud;
    }

    @Override
    public List<Fault> check(Metric metric) {
        AddressFields fields = fields(metric);
        List<Fault> faults = new ArrayList<>(fields.faults());
        faults.addAll(fields.missing("", NAME, "what was measured"));
        fields.find(NAME).ifPresent(name -> {
            faults.addAll(QueryTemplate.of(name, "/" + NAME).faults());
            if (name.isBlank()) {
                faults.add(new Fault("/" + NAME, "must not be empty"));
            }
        });
        return List.copyOf(faults);
    }

    @Override
    public List<Reading> read(List<MetricQuery> queries) {
        if (queries.isEmpty()) {
            return List.of();
        }
        cloud.lookAtMetrics();
        return queries.stream().map(this::read).toList();
    }

    private Reading read(MetricQuery query) {
        String name = fields(query.metric()).find(NAME).orElse("");
        try {
            return cloud.readMetric(QueryTemplate.of(name, "").fill(query, (_, value) -> value.text()), query.window());
        } catch (ProviderException e) {
            return new Reading.Missing(e.error().detail());
        }
    }

    private static AddressFields fields(Metric metric) {
        return AddressFields.read(new Address(metric.json()), "", Set.of(NAME));
    }
}
