package io.sluice.app.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.sluice.plan.PlanId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Traces of ticks, calls and requests, for a collector of OpenTelemetry.
 *
 * <p>Spans are put into a queue of their own and sent from a thread of their own: what the queue has no room for is dropped, so a
 * collector that is away holds up nothing. They have names and ids in them and the words of outcomes, and never what a plan or an answer says.
 */
public final class Traces implements AutoCloseable {
    /** Spans that may wait to be sent. */
    private static final int MOST_WAITING = 4096;

    private static final Duration SENT_EVERY = Duration.ofSeconds(1);
    private static final Duration LONGEST_SENDING = Duration.ofSeconds(5);

    /** What a stop waits for the last ones. */
    private static final Duration LONGEST_GOODBYE = Duration.ofSeconds(1);

    private static final AttributeKey<String> PLAN = AttributeKey.stringKey("sluice.plan");
    private static final AttributeKey<String> PROVIDER = AttributeKey.stringKey("sluice.provider");
    private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("sluice.outcome");

    private final Optional<SdkTracerProvider> sdk;
    private final Tracer tracer;

    private Traces(Optional<SdkTracerProvider> sdk) {
        this.sdk = sdk;
        this.tracer = sdk.<TracerProvider>map(provider -> provider)
                .orElseGet(TracerProvider::noop)
                .get("io.sluice");
    }

    /** None: every call of it does next to nothing. */
    public static Traces none() {
        return new Traces(Optional.empty());
    }

    /**
     * Those that settings ask for.
     *
     * @param node what this one is called
     * @param release of Sluice
     */
    public static Traces to(TraceSettings settings, String node, String release) {
        OtlpHttpSpanExporter exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(settings.endpoint().toString())
                .setTimeout(LONGEST_SENDING)
                .setConnectTimeout(LONGEST_SENDING)
                .build();
        return new Traces(Optional.of(SdkTracerProvider.builder()
                .setResource(Resource.create(Attributes.of(
                        AttributeKey.stringKey("service.name"), "sluice",
                        AttributeKey.stringKey("service.version"), release,
                        AttributeKey.stringKey("service.instance.id"), node)))
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(settings.sample())))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter)
                        .setMaxQueueSize(MOST_WAITING)
                        .setScheduleDelay(SENT_EVERY)
                        .setExporterTimeout(LONGEST_SENDING)
                        .build())
                .build()));
    }

    /** One span, for as long as something runs in this thread. */
    static final class Part implements AutoCloseable {
        private final Span span;
        private final Scope scope;

        @SuppressWarnings("MustBeClosedChecker") // with the part
        private Part(SpanBuilder builder) {
            this.span = builder.startSpan();
            this.scope = span.makeCurrent();
        }

        /** What became of it; anything but {@code ok} and {@code done} is an error. */
        void ended(String outcome) {
            span.setAttribute(OUTCOME, outcome);
            if (!outcome.equals("ok") && !outcome.equals("done")) {
                span.setStatus(StatusCode.ERROR, outcome);
            }
        }

        @Override
        public void close() {
            scope.close();
            span.end();
        }
    }

    /** A tick: the beginning of a trace. */
    Part tick(PlanId plan) {
        return new Part(tracer.spanBuilder("tick").setNoParent().setAttribute(PLAN, plan.value()));
    }

    /** A part of what is under way. */
    Part part(String name) {
        return new Part(tracer.spanBuilder(name));
    }

    /** A call to somebody else. */
    Part call(String provider, String operation) {
        return new Part(
                tracer.spanBuilder(operation).setSpanKind(SpanKind.CLIENT).setAttribute(PROVIDER, provider));
    }

    /** A request of a client, within the trace that it says, if it says one. */
    <C> Part request(String method, C carrier, TextMapGetter<C> headers) {
        Context from = W3CTraceContextPropagator.getInstance().extract(Context.root(), carrier, headers);
        return new Part(tracer.spanBuilder(method)
                .setParent(from)
                .setSpanKind(SpanKind.SERVER)
                .setAttribute("http.request.method", method));
    }

    /** What the request under way turned out to be. */
    static void request(String method, String path, int status, Optional<String> plan) {
        Span span = Span.current();
        span.updateName(method + " " + path);
        span.setAttribute("http.route", path);
        span.setAttribute("http.response.status_code", status);
        plan.ifPresent(id -> span.setAttribute(PLAN, id));
        if (status >= 500) {
            span.setStatus(StatusCode.ERROR);
        }
    }

    /** Headers by which whoever is called knows the trace; none where nothing is traced. */
    static Map<String, String> headers() {
        if (!Span.current().getSpanContext().isSampled()) {
            return Map.of();
        }
        Map<String, String> headers = new HashMap<>();
        W3CTraceContextPropagator.getInstance().inject(Context.current(), headers, (all, name, value) -> {
            if (all != null) {
                all.put(name, value);
            }
        });
        return headers;
    }

    /** Something that goes on in another thread as a part of what is under way in this one. */
    public Runnable carried(Runnable task) {
        return sdk.isEmpty() ? task : Context.current().wrap(task);
    }

    <T> T in(String name, Supplier<T> body) {
        if (sdk.isEmpty()) {
            return body.get();
        }
        try (Part _ = part(name)) {
            return body.get();
        }
    }

    /** Sends what waits, if the collector takes it at once. */
    @Override
    public void close() {
        sdk.ifPresent(provider -> {
            var _ = provider.shutdown().join(LONGEST_GOODBYE.toMillis(), TimeUnit.MILLISECONDS);
        });
    }
}
