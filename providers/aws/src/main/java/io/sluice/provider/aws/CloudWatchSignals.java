package io.sluice.provider.aws;

import io.sluice.provider.Lookup;
import io.sluice.provider.SignalSource;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Route;
import io.sluice.traffic.Signal;
import io.sluice.traffic.SignalQuery;
import io.sluice.traffic.TimeWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** Reads what CloudWatch counted of a target group, and how many of its targets are healthy. */
final class CloudWatchSignals implements SignalSource {
    private static final String REQUESTS = "RequestCount";
    private static final String TARGET_ERRORS = "HTTPCode_Target_5XX_Count";
    private static final String BALANCER_ERRORS = "HTTPCode_ELB_5XX_Count";
    private static final String LATENCY = "TargetResponseTime";

    private final LoadBalancing loadBalancing;
    private final CloudWatch cloudWatch;
    private final TargetHealths healths;
    private final Duration period;

    CloudWatchSignals(LoadBalancing loadBalancing, CloudWatch cloudWatch, Duration period) {
        this.loadBalancing = loadBalancing;
        this.cloudWatch = cloudWatch;
        this.healths = new TargetHealths(loadBalancing);
        this.period = period;
    }

    @Override
    public List<Reading> read(List<SignalQuery> queries) {
        Map<Route, LoadBalancer> loadBalancers = loadBalancers(queries);
        TimeWindow span = span(queries.stream()
                .filter(query -> query.signal() != Signal.HEALTHY_TARGETS)
                .toList());
        Set<MetricQuestion> questions = new LinkedHashSet<>();
        queries.forEach(query -> questions.addAll(questions(query, loadBalancers, span)));
        Map<MetricQuestion, Series> answers = cloudWatch.ask(questions);
        Map<String, Reading> healthy = new HashMap<>();
        return queries.stream()
                .map(query -> query.signal() == Signal.HEALTHY_TARGETS
                        ? healthy.computeIfAbsent(targetGroup(query), healths::read)
                        : reading(query, loadBalancers, span, answers))
                .toList();
    }

    private Map<Route, LoadBalancer> loadBalancers(List<SignalQuery> queries) {
        Map<Route, Place> places = new HashMap<>();
        queries.stream()
                .filter(query -> query.signal() != Signal.HEALTHY_TARGETS)
                .forEach(query -> places.put(query.route(), AwsAddress.place(query.route())));
        Map<Place, Lookup<LoadBalancer>> found = loadBalancing.loadBalancers(new HashSet<>(places.values()));
        Map<Route, LoadBalancer> loadBalancers = new HashMap<>();
        places.forEach((route, place) -> loadBalancers.put(
                route, Objects.requireNonNull(found.get(place)).orThrow()));
        return loadBalancers;
    }

    /** All windows in one, for what can be added up afterwards. */
    private static TimeWindow span(List<SignalQuery> queries) {
        Instant start = queries.stream()
                .map(query -> query.window().start())
                .min(Instant::compareTo)
                .orElse(Instant.EPOCH);
        Instant end = queries.stream()
                .map(query -> query.window().end())
                .max(Instant::compareTo)
                .orElse(Instant.MAX);
        return new TimeWindow(start, end);
    }

    private List<MetricQuestion> questions(SignalQuery query, Map<Route, LoadBalancer> loadBalancers, TimeWindow span) {
        LoadBalancer at = loadBalancers.get(query.route());
        if (at == null || !at.measures(query.signal())) {
            return List.of();
        }
        return switch (query.signal()) {
            case HEALTHY_TARGETS -> List.of();
            case REQUESTS -> List.of(sum(REQUESTS, query, at, span));
            case ERROR_RATE -> List.of(sum(REQUESTS, query, at, span), sum(TARGET_ERRORS, query, at, span));
            case BALANCER_ERROR_RATE -> List.of(sum(REQUESTS, query, at, span), sum(BALANCER_ERRORS, query, at, span));
            case LATENCY_P50, LATENCY_P95, LATENCY_P99 -> List.of(percentile(query, at));
        };
    }

    private Reading reading(
            SignalQuery query,
            Map<Route, LoadBalancer> loadBalancers,
            TimeWindow span,
            Map<MetricQuestion, Series> answers) {
        List<MetricQuestion> questions = questions(query, loadBalancers, span);
        if (questions.isEmpty()) {
            return new Reading.Missing(query.signal() + " is not measured by "
                    + Objects.requireNonNull(loadBalancers.get(query.route())).words());
        }
        List<Series> series = questions.stream()
                .map(question -> answers.getOrDefault(question, Series.EMPTY))
                .toList();
        Optional<String> incomplete =
                series.stream().flatMap(one -> one.incomplete().stream()).findFirst();
        if (incomplete.isPresent()) {
            return new Reading.Missing(incomplete.get());
        }
        OptionalDouble value = value(query, series);
        return value.isPresent()
                ? new Reading.Measured(value.getAsDouble())
                : new Reading.Missing("no requests from " + query.window().start() + " to "
                        + query.window().end());
    }

    private static OptionalDouble value(SignalQuery query, List<Series> series) {
        TimeWindow window = query.window();
        OptionalDouble first = series.getFirst().sum(window);
        return switch (query.signal()) {
            case REQUESTS -> first;
            // Errors are published only where there were some: none among counted requests is none.
            case ERROR_RATE -> percent(series.getLast().sum(window).orElse(0), first.orElse(0));
            // RequestCount has only what a target answered.
            case BALANCER_ERROR_RATE -> {
                double refused = series.getLast().sum(window).orElse(0);
                yield percent(refused, refused + first.orElse(0));
            }
            case LATENCY_P50, LATENCY_P95, LATENCY_P99 -> {
                OptionalDouble seconds = series.getFirst().largest(window);
                yield seconds.isPresent() ? OptionalDouble.of(seconds.getAsDouble() * 1000) : seconds;
            }
            case HEALTHY_TARGETS -> OptionalDouble.empty();
        };
    }

    private static OptionalDouble percent(double part, double whole) {
        return whole > 0 ? OptionalDouble.of(part * 100 / whole) : OptionalDouble.empty();
    }

    private MetricQuestion sum(String metric, SignalQuery query, LoadBalancer at, TimeWindow span) {
        return new MetricQuestion(metric, "Sum", at.dimension(), group(query), periodSeconds(), span);
    }

    /**
     * Percentiles cannot be added up, so the window is asked for as one period. CloudWatch cuts periods on its own grid;
     * where the window does not lie on it the window's periods are asked for one by one, and the worst of them, which the
     * percentile of the whole never exceeds, stands for it.
     */
    private MetricQuestion percentile(SignalQuery query, LoadBalancer at) {
        TimeWindow window = query.window();
        long length = window.length().toSeconds();
        boolean onGrid = length % 60 == 0 && length <= 86_400 && window.start().getEpochSecond() % length == 0;
        String statistic = switch (query.signal()) {
            case LATENCY_P50 -> "p50";
            case LATENCY_P95 -> "p95";
            default -> "p99";
        };
        return new MetricQuestion(
                LATENCY, statistic, at.dimension(), group(query), onGrid ? (int) length : periodSeconds(), window);
    }

    private int periodSeconds() {
        return Math.toIntExact(period.toSeconds());
    }

    private static Optional<String> group(SignalQuery query) {
        if (query.signal() == Signal.BALANCER_ERROR_RATE) {
            return Optional.empty();
        }
        String arn = targetGroup(query);
        return Optional.of(arn.substring(arn.lastIndexOf(':') + 1));
    }

    private static String targetGroup(SignalQuery query) {
        return query.side()
                .map(side -> AwsAddress.targetGroups(query.route()).get(side))
                .orElseThrow(() -> new ProviderException(
                        new ProviderError.Invalid(query.signal() + " is asked of a side of the plan")));
    }
}
