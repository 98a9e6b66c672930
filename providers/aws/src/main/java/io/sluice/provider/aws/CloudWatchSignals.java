package io.sluice.provider.aws;

import io.sluice.provider.Lookup;
import io.sluice.provider.SignalSource;
import io.sluice.provider.WindowRow;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import io.sluice.traffic.Signal;
import io.sluice.traffic.SignalQuery;
import io.sluice.traffic.TimeWindow;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** Reads what CloudWatch counted of a target group and its load balancer, and how many of its targets are healthy. */
final class CloudWatchSignals implements SignalSource {
    static final String LOAD_BALANCER = "LoadBalancer";
    static final String TARGET_GROUP = "TargetGroup";

    private static final String REQUESTS = "RequestCount";
    private static final String TARGET_ERRORS = "HTTPCode_Target_5XX_Count";
    private static final String BALANCER_ERRORS = "HTTPCode_ELB_5XX_Count";
    private static final String LATENCY = "TargetResponseTime";
    private static final String BYTES = "ProcessedBytes";

    /** Published for target groups with health checks, whether or not there are requests. */
    private static final String HEALTHY_HOSTS = "HealthyHostCount";

    /** As much of a unit's hour as each minute takes: an hour's sum is what the hour is billed. */
    private static final String UNIT_HOURS = "ConsumedLCUs";

    private static final double SECONDS_AN_HOUR = 3600;

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
        Look look = look(queries);
        Set<MetricQuestion> questions = new LinkedHashSet<>();
        queries.forEach(query -> questions.addAll(questions(query, look)));
        Map<MetricQuestion, Series> answers = cloudWatch.ask(questions);
        Map<String, Reading> healthy = new HashMap<>();
        return queries.stream()
                .map(query -> query.signal() == Signal.HEALTHY_TARGETS
                        ? healthy.computeIfAbsent(look.targetGroup(query), healths::read)
                        : reading(query, look, answers))
                .toList();
    }

    /**
     * What all the questions of one look are made from.
     *
     * @param span all windows in one, for what can be added up afterwards
     * @param rows the windows that one question can ask for with a period of their length, for what cannot
     */
    private record Look(
            Map<Route, LoadBalancer> loadBalancers,
            Map<Route, Map<Side, String>> targetGroups,
            TimeWindow span,
            Map<TimeWindow, WindowRow> rows) {
        LoadBalancer loadBalancer(SignalQuery query) {
            return Objects.requireNonNull(loadBalancers.get(query.route()));
        }

        String targetGroup(SignalQuery query) {
            return query.side()
                    .map(side ->
                            targetGroups.getOrDefault(query.route(), Map.of()).get(side))
                    .orElseThrow(() -> new ProviderException(
                            new ProviderError.Invalid(query.signal() + " is asked of a side of the plan")));
        }
    }

    private Look look(List<SignalQuery> queries) {
        Map<Route, Map<Side, String>> targetGroups = new HashMap<>();
        queries.forEach(query -> targetGroups.computeIfAbsent(query.route(), AwsAddress::targetGroups));
        List<SignalQuery> counted = queries.stream()
                .filter(query -> query.signal() != Signal.HEALTHY_TARGETS)
                .toList();
        List<TimeWindow> windows =
                counted.stream().map(SignalQuery::window).distinct().toList();
        return new Look(
                loadBalancers(counted),
                targetGroups,
                CloudWatch.span(windows),
                WindowRow.of(windows, CloudWatch.LONGEST_ROW));
    }

    private Map<Route, LoadBalancer> loadBalancers(List<SignalQuery> queries) {
        Map<Route, Place> places = new HashMap<>();
        queries.forEach(query -> places.computeIfAbsent(query.route(), AwsAddress::place));
        Map<Place, Lookup<LoadBalancer>> found = loadBalancing.loadBalancers(new HashSet<>(places.values()));
        Map<Route, LoadBalancer> loadBalancers = new HashMap<>();
        places.forEach((route, place) -> loadBalancers.put(
                route, Objects.requireNonNull(found.get(place)).orThrow()));
        return loadBalancers;
    }

    private List<MetricQuestion> questions(SignalQuery query, Look look) {
        if (query.signal() == Signal.HEALTHY_TARGETS
                || !look.loadBalancer(query).measures(query.signal())) {
            return List.of();
        }
        if (query.signal().ofRoute() && query.side().isPresent()) {
            return List.of();
        }
        return switch (query.signal()) {
            case HEALTHY_TARGETS -> List.of();
            case PROCESSED_BYTES -> List.of(sum(BYTES, query, look));
            case CAPACITY_UNITS -> List.of(sum(UNIT_HOURS, query, look));
            case HEARTBEAT -> beats(query, look);
            case REQUESTS -> List.of(sum(REQUESTS, query, look));
            case ERROR_RATE -> List.of(sum(REQUESTS, query, look), sum(TARGET_ERRORS, query, look));
            case BALANCER_ERROR_RATE -> List.of(sum(REQUESTS, query, look), sum(BALANCER_ERRORS, query, look));
            case LATENCY_P50, LATENCY_P95, LATENCY_P99 -> percentile(query, look);
        };
    }

    private Reading reading(SignalQuery query, Look look, Map<MetricQuestion, Series> answers) {
        List<MetricQuestion> questions = questions(query, look);
        if (questions.isEmpty()) {
            return new Reading.Missing("%s is not measured by %s%s"
                    .formatted(
                            query.signal(),
                            look.loadBalancer(query).words(),
                            query.signal().ofRoute() ? " for one of its target groups" : ""));
        }
        List<Series> series = questions.stream()
                .map(question -> answers.getOrDefault(question, Series.EMPTY))
                .toList();
        // A sign of life is worth nothing where the rest of the look was cut short: that is no silence.
        Optional<String> incomplete = (query.signal() == Signal.HEARTBEAT ? answers.values() : series)
                .stream().flatMap(one -> one.incomplete().stream()).findFirst();
        if (incomplete.isPresent()) {
            return new Reading.Missing(incomplete.get());
        }
        if (query.signal() == Signal.HEARTBEAT) {
            return heartbeat(query.window(), series);
        }
        OptionalDouble value = value(query, questions, series);
        return value.isPresent()
                ? new Reading.Measured(value.getAsDouble())
                : new Reading.Missing("%s from %s to %s"
                        .formatted(
                                query.signal().ofTraffic() ? "no requests" : "nothing was published",
                                query.window().start(),
                                query.window().end()));
    }

    private static OptionalDouble value(SignalQuery query, List<MetricQuestion> questions, List<Series> series) {
        TimeWindow window = query.window();
        OptionalDouble first = series.getFirst().sum(window);
        return switch (query.signal()) {
            case REQUESTS, PROCESSED_BYTES -> first;
            case CAPACITY_UNITS ->
                first.isPresent()
                        ? OptionalDouble.of(first.getAsDouble()
                                * SECONDS_AN_HOUR
                                / window.length().toSeconds())
                        : first;
            // Errors are published only where there were some: none among counted requests is none.
            case ERROR_RATE -> percent(series.getLast().sum(window).orElse(0), first.orElse(0));
            // RequestCount has only what a target answered.
            case BALANCER_ERROR_RATE -> {
                double refused = series.getLast().sum(window).orElse(0);
                yield percent(refused, refused + first.orElse(0));
            }
            case LATENCY_P50, LATENCY_P95, LATENCY_P99 -> {
                boolean whole =
                        questions.getFirst().periodSeconds() == window.length().toSeconds();
                OptionalDouble seconds = whole ? series.getFirst().at(window.start()) : OptionalDouble.empty();
                if (seconds.isEmpty()) {
                    seconds = series.getLast().largest(window);
                }
                yield seconds.isPresent() ? OptionalDouble.of(seconds.getAsDouble() * 1000) : seconds;
            }
            case HEALTHY_TARGETS, HEARTBEAT -> OptionalDouble.empty();
        };
    }

    /** Whether some target group of the route has the metric in each period. */
    private Reading heartbeat(TimeWindow window, List<Series> series) {
        int periods = series.stream().reduce(Series.EMPTY, Series::and).periods(window);
        return periods >= window.length().dividedBy(period)
                ? new Reading.Measured(periods)
                : new Reading.Missing(
                        "%s of its target groups, which needs no requests, was not there from %s to %s either"
                                .formatted(HEALTHY_HOSTS, window.start(), window.end()));
    }

    private static OptionalDouble percent(double part, double whole) {
        return whole > 0 ? OptionalDouble.of(part * 100 / whole) : OptionalDouble.empty();
    }

    private MetricQuestion sum(String metric, SignalQuery query, Look look) {
        return question(metric, "Sum", query, look, period, look.span());
    }

    /** How often each target group of the route had its healthy targets counted. */
    private List<MetricQuestion> beats(SignalQuery query, Look look) {
        return look.targetGroups().getOrDefault(query.route(), Map.of()).values().stream()
                .distinct()
                .map(group ->
                        question(HEALTHY_HOSTS, "SampleCount", query, look, Optional.of(group), period, look.span()))
                .toList();
    }

    /**
     * Percentiles cannot be added up, so the windows of a row are asked for with a period of their length. AWS does not say
     * whether periods count from the start that was asked for or lie on a grid of CloudWatch's own; the time stamps of the
     * answer do. Where the two may differ the metric's own periods are asked for too: the worst of those in a window, which
     * the percentile of the whole never exceeds, stands for it if no period begins where it does.
     */
    private List<MetricQuestion> percentile(SignalQuery query, Look look) {
        String statistic = switch (query.signal()) {
            case LATENCY_P50 -> "p50";
            case LATENCY_P95 -> "p95";
            default -> "p99";
        };
        TimeWindow window = query.window();
        MetricQuestion byPeriods = question(LATENCY, statistic, query, look, period, look.span());
        if (window.length().equals(period) || !CloudWatch.canBePeriod(window.length())) {
            return List.of(byPeriods);
        }
        MetricQuestion whole = question(
                LATENCY,
                statistic,
                query,
                look,
                window.length(),
                Objects.requireNonNull(look.rows().get(window)).span());
        boolean onGrid = window.start().getEpochSecond() % window.length().toSeconds() == 0;
        return onGrid ? List.of(whole) : List.of(whole, byPeriods);
    }

    private static MetricQuestion question(
            String metric, String statistic, SignalQuery query, Look look, Duration period, TimeWindow asked) {
        Optional<String> group = query.signal().ofRoute() ? Optional.empty() : Optional.of(look.targetGroup(query));
        return question(metric, statistic, query, look, group, period, asked);
    }

    private static MetricQuestion question(
            String metric,
            String statistic,
            SignalQuery query,
            Look look,
            Optional<String> targetGroup,
            Duration period,
            TimeWindow asked) {
        Map<String, String> dimensions = new HashMap<>();
        dimensions.put(LOAD_BALANCER, look.loadBalancer(query).dimension());
        targetGroup.ifPresent(group -> dimensions.put(TARGET_GROUP, AwsAddress.dimension(group)));
        return new MetricQuestion(
                look.loadBalancer(query).namespace(),
                metric,
                statistic,
                dimensions,
                Math.toIntExact(period.toSeconds()),
                asked);
    }
}
