package io.sluice.app.telemetry;

import static java.util.stream.Collectors.toMap;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.sluice.app.store.UnderWay;
import io.sluice.app.store.UnderWay.Standing;
import io.sluice.app.telemetry.StoreFigures.Figures;
import io.sluice.app.telemetry.Traces.Part;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanId;
import io.sluice.plan.RouteWeights;
import io.sluice.plan.engine.Hook;
import io.sluice.plan.engine.PlanStore;
import io.sluice.plan.engine.Stages;
import io.sluice.provider.Provider;
import io.sluice.provider.Source;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** What stands around the parts of the service to see what they do. It changes nothing of it, and fails nothing. */
public final class Telemetry {
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Metrics metrics = new Metrics(registry);
    private final Meters meters = new Meters(registry);
    private final TelemetrySettings settings;
    private final PlansAtWork plans;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Traces traces;
    private final CallWatch calls;

    /**
     * One that has seen nothing.
     *
     * @param desired what a plan wants its routes to have now
     * @param clock that plans go by
     * @param nanoTime a monotonic clock
     */
    public Telemetry(
            TelemetrySettings settings,
            Traces traces,
            Function<Plan, RouteWeights> desired,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.settings = settings;
        this.plans = new PlansAtWork(desired, clock);
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.traces = traces;
        this.calls = new CallWatch(meters, traces, nanoTime);
    }

    // ---- around the parts

    public PlanStore around(PlanStore store) {
        return new MeasuredStore(store, plans, meters, nanoTime);
    }

    public Provider around(String name, Provider provider) {
        return new MeasuredProvider(name, provider, calls);
    }

    public Source around(String name, Source source) {
        return new MeasuredSource(name, source, calls);
    }

    public Hook around(String name, Hook hook) {
        return new MeasuredHook(name, hook, calls);
    }

    /** A plan was taken up that was due then, or is. */
    public void takenUp(Instant dueAt) {
        Instant now = clock.instant();
        if (!dueAt.isAfter(now)) {
            meters.late(Duration.between(dueAt, now));
        }
    }

    /** Runs a tick of a plan. */
    public void tick(PlanId plan, Runnable tick) {
        try (Part span = traces.tick(plan)) {
            long began = nanoTime.getAsLong();
            String outcome = "failed";
            try {
                tick.run();
                outcome = "done";
            } finally {
                meters.tick(outcome, Duration.ofNanos(nanoTime.getAsLong() - began));
                span.ended(outcome);
            }
        }
    }

    /** What stands around the stages of a tick. */
    public Stages stages() {
        return new Stages() {
            @Override
            public <T> T in(Stage stage, Supplier<T> body) {
                return traces.in(
                        switch (stage) {
                            case LOOK -> "look";
                            case DECIDE -> "decide";
                            case ACT -> "act";
                        },
                        body);
            }
        };
    }

    /** What stands around all requests; empty where none is traced. */
    public Optional<TraceFilter> requestTraces() {
        return settings.traces().map(_ -> new TraceFilter(traces));
    }

    /** What stands around requests to the API. */
    public RequestWatch requests() {
        return new RequestWatch(meters, nanoTime);
    }

    // ---- what it says

    /** Begins to say what this node is and does; to be called once, when all its parts are there. */
    public void tell(NodeSeries.Parts node, UnderWay underWay, IntSupplier outbox) {
        registry.register(new PlanSeries(plans, settings.plans()));
        registry.register(new NodeSeries(node, new StoreFigures(() -> ask(underWay, outbox), nanoTime)));
    }

    private Figures ask(UnderWay underWay, IntSupplier outbox) {
        Instant now = clock.instant();
        Set<PlanId> before = plans.ids();
        List<Standing> standing = underWay.list();
        plans.keepOnly(before, standing.stream().collect(toMap(Standing::plan, Standing::version)));
        return new Figures(
                now, standing.stream().collect(toMap(Standing::state, _ -> 1, Integer::sum)), outbox.getAsInt());
    }

    public Metrics metrics() {
        return metrics;
    }
}
