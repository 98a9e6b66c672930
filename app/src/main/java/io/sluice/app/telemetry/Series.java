package io.sluice.app.telemetry;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.LinkedHashMap;
import java.util.Map;

/** Series of one scrape that are read where they are kept. */
final class Series {
    private final Map<String, Family> byName = new LinkedHashMap<>();

    /** What a number does. */
    enum Kind {
        GAUGE,
        /** It only grows, as long as the process lives; {@code _total} is added to its name. */
        COUNTER
    }

    private record Family(String help, Kind kind, Map<Labels, Double> points) {}

    void declare(String name, String help) {
        declare(name, help, Kind.GAUGE);
    }

    void declare(String name, String help, Kind kind) {
        byName.put(name, new Family(help, kind, new LinkedHashMap<>()));
    }

    /**
     * Adds a series; of two with the same labels the first counts.
     *
     * @param labels names and values in turn
     */
    void add(String name, double value, String... labels) {
        Family family = byName.get(name);
        if (family == null) {
            throw new IllegalArgumentException(name + " is not declared");
        }
        family.points().putIfAbsent(Labels.of(labels), value);
    }

    MetricSnapshots snapshots() {
        return new MetricSnapshots(byName.entrySet().stream()
                .map(entry -> snapshot(entry.getKey(), entry.getValue()))
                .toList());
    }

    private static MetricSnapshot snapshot(String name, Family family) {
        MetricMetadata metadata = new MetricMetadata(name, family.help());
        return switch (family.kind()) {
            case GAUGE ->
                new GaugeSnapshot(
                        metadata,
                        family.points().entrySet().stream()
                                .map(point -> new GaugeDataPointSnapshot(point.getValue(), point.getKey(), null))
                                .toList());
            case COUNTER ->
                new CounterSnapshot(
                        metadata,
                        family.points().entrySet().stream()
                                .map(point -> new CounterDataPointSnapshot(point.getValue(), point.getKey(), null, 0))
                                .toList());
        };
    }
}
