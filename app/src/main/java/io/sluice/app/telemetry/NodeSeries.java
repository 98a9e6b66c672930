package io.sluice.app.telemetry;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.sluice.app.telemetry.Series.Kind;
import io.sluice.plan.engine.CallBudget.Level;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** What this node is, has and does, read where it is kept; and what the database says of all nodes together. */
public final class NodeSeries implements MultiCollector {
    private static final List<String> STATES = List.of("scheduled", "shifting", "baking", "held", "reverting");

    private final Parts parts;
    private final StoreFigures store;

    NodeSeries(Parts parts, StoreFigures store) {
        this.parts = parts;
        this.store = store;
    }

    /**
     * Where it is kept.
     *
     * @param ready whether this node takes up plans
     * @param live how many nodes are there, as far as this one knows
     * @param claims that it has
     * @param acknowledged how many capsules it has said that it keeps
     * @param notices how many deliveries to each receiver ended how
     */
    public record Parts(
            String name,
            String release,
            BooleanSupplier ready,
            IntSupplier live,
            IntSupplier claims,
            LongSupplier acknowledged,
            IntSupplier streamReaders,
            Supplier<List<Level>> buckets,
            Supplier<Map<String, Map<String, Long>>> notices) {}

    @Override
    public MetricSnapshots collect() {
        Series series = new Series();
        series.declare("sluice_node_info", "1, with what this node is called and the release that it runs");
        series.add("sluice_node_info", 1, "node", parts.name(), "release", parts.release());
        series.declare("sluice_node_ready", "1 if this node has all capsules, and takes up plans");
        series.add("sluice_node_ready", parts.ready().getAsBoolean() ? 1 : 0);
        series.declare("sluice_nodes_live", "Nodes that are there, as this one has heard");
        series.add("sluice_nodes_live", parts.live().getAsInt());
        series.declare("sluice_claims_held", "Plans that this node may act for just now");
        series.add("sluice_claims_held", parts.claims().getAsInt());
        series.declare("sluice_stream_readers", "Clients that listen to events at this node");
        series.add("sluice_stream_readers", parts.streamReaders().getAsInt());
        series.declare(
                "sluice_capsule_acknowledgements", "Capsules that this node has said that it keeps", Kind.COUNTER);
        series.add(
                "sluice_capsule_acknowledgements", (double) parts.acknowledged().getAsLong());
        notices(series);
        buckets(series);
        store(series);
        return series.snapshots();
    }

    private void notices(Series series) {
        series.declare("sluice_notices", "Notices to receivers, by what became of them", Kind.COUNTER);
        new TreeMap<>(parts.notices().get())
                .forEach((receiver, outcomes) -> outcomes.forEach((outcome, count) ->
                        series.add("sluice_notices", (double) count, "receiver", receiver, "outcome", outcome)));
    }

    private void buckets(Series series) {
        series.declare("sluice_bucket_tokens", "Calls that an account may be asked at once, left in its bucket");
        series.declare("sluice_bucket_capacity_tokens", "The same of a full bucket");
        series.declare("sluice_bucket_waiting", "Calls in the queue in front of it");
        for (Level level : parts.buckets().get()) {
            series.add("sluice_bucket_tokens", level.tokens(), "bucket", level.bucket());
            series.add("sluice_bucket_capacity_tokens", level.capacity(), "bucket", level.bucket());
            series.add("sluice_bucket_waiting", level.waiting(), "bucket", level.bucket());
        }
    }

    /** Missing rather than out of date. */
    private void store(Series series) {
        series.declare("sluice_plans", "Plans of all nodes that have not ended, by state, as the database has them");
        series.declare("sluice_outbox_waiting", "Notices of all nodes that are not delivered yet");
        series.declare("sluice_database_read_timestamp_seconds", "When the database was asked for these two");
        store.now().ifPresent(figures -> {
            series.add("sluice_database_read_timestamp_seconds", figures.at().toEpochMilli() / 1e3);
            STATES.forEach(
                    state -> series.add("sluice_plans", figures.states().getOrDefault(state, 0), "state", state));
            series.add("sluice_outbox_waiting", figures.outbox());
        });
        series.declare("sluice_database_up", "1 if the database answered this node when it was asked last");
        series.add("sluice_database_up", store.answers() ? 1 : 0);
    }
}
