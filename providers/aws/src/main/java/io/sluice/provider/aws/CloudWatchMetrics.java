package io.sluice.provider.aws;

import io.sluice.provider.Lookup;
import io.sluice.provider.MetricSource;
import io.sluice.provider.WindowRow;
import io.sluice.traffic.Fault;
import io.sluice.traffic.Metric;
import io.sluice.traffic.MetricQuery;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import io.sluice.traffic.Reading;
import io.sluice.traffic.TimeWindow;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Reads any metric of the account's region by CloudWatch's own names.
 *
 * <p>What can be put together from the metric's periods is: sums, counts, extremes, and averages as sums over counts. Everything
 * else, percentiles above all, is asked for with a period as long as the window.
 */
final class CloudWatchMetrics implements MetricSource {
    private final CloudWatch cloudWatch;
    private final Duration period;

    CloudWatchMetrics(CloudWatch cloudWatch, Duration period) {
        this.cloudWatch = cloudWatch;
        this.period = period;
    }

    @Override
    public List<Fault> check(Metric metric) {
        return CloudWatchMetric.check(metric);
    }

    /** One figure with what it is made of. */
    private record Wanted(CloudWatchMetric metric, TimeWindow window, List<MetricQuestion> questions) {}

    @Override
    public List<Reading> read(List<MetricQuery> queries) {
        List<TimeWindow> windows =
                queries.stream().map(MetricQuery::window).distinct().toList();
        TimeWindow span = CloudWatch.span(windows);
        Map<TimeWindow, WindowRow> rows = WindowRow.of(windows, CloudWatch.LONGEST_ROW);
        List<Lookup<Wanted>> wanted = queries.stream()
                .map(query -> Lookup.of(() -> wanted(query, span, Objects.requireNonNull(rows.get(query.window())))))
                .toList();
        Set<MetricQuestion> questions = new LinkedHashSet<>();
        wanted.forEach(one -> one.then(figure -> new Lookup.Hit<>(questions.addAll(figure.questions()))));
        Map<MetricQuestion, Lookup<Series>> answers = questions.isEmpty() ? Map.of() : cloudWatch.askEach(questions);
        return wanted.stream()
                .map(one -> switch (one.then(figure -> Lookup.of(() -> reading(figure, answers)))) {
                    case Lookup.Hit<Reading>(Reading reading) -> reading;
                    case Lookup.Miss<Reading>(ProviderError why) -> new Reading.Missing(why.detail());
                })
                .toList();
    }

    private Wanted wanted(MetricQuery query, TimeWindow span, WindowRow row) {
        CloudWatchMetric metric = CloudWatchMetric.of(query);
        Duration length = query.window().length();
        List<MetricQuestion> questions = switch (metric.statistic()) {
            case "Sum", "SampleCount", "Minimum", "Maximum" ->
                List.of(question(metric, metric.statistic(), period, span));
            case "Average" ->
                List.of(question(metric, "Sum", period, span), question(metric, "SampleCount", period, span));
            default -> {
                if (length.equals(period)) {
                    yield List.of(question(metric, metric.statistic(), period, span));
                }
                if (!CloudWatch.canBePeriod(length)) {
                    throw new ProviderException(new ProviderError.Invalid(
                            "CloudWatch makes no " + metric.statistic() + " of " + length.toSeconds() + " s"));
                }
                yield List.of(question(metric, metric.statistic(), length, row.span()));
            }
        };
        return new Wanted(metric, query.window(), questions);
    }

    private static MetricQuestion question(
            CloudWatchMetric metric, String statistic, Duration period, TimeWindow asked) {
        return new MetricQuestion(
                metric.namespace(),
                metric.name(),
                statistic,
                metric.dimensions(),
                Math.toIntExact(period.toSeconds()),
                asked);
    }

    private static Reading reading(Wanted figure, Map<MetricQuestion, Lookup<Series>> answers) {
        List<Series> series = figure.questions().stream()
                .map(question -> Lookup.in(answers, question))
                .toList();
        for (Series one : series) {
            if (one.incomplete().isPresent()) {
                return new Reading.Missing(one.incomplete().get());
            }
        }
        OptionalDouble value = value(figure, series);
        if (value.isPresent() && Double.isFinite(value.getAsDouble())) {
            return new Reading.Measured(value.getAsDouble());
        }
        TimeWindow window = figure.window();
        boolean cutElsewhere = series.getFirst().largest(window).isPresent();
        return new Reading.Missing("CloudWatch has no %s of %s %s %s from %s to %s%s"
                .formatted(
                        figure.metric().statistic(),
                        figure.metric().namespace(),
                        figure.metric().name(),
                        figure.metric().dimensions(),
                        window.start(),
                        window.end(),
                        cutElsewhere ? ", as its periods of that length begin at other times" : ""));
    }

    private static OptionalDouble value(Wanted figure, List<Series> series) {
        TimeWindow window = figure.window();
        Series first = series.getFirst();
        return switch (figure.metric().statistic()) {
            case "Sum", "SampleCount" -> {
                OptionalDouble sum = first.sum(window);
                yield sum.isEmpty() && figure.metric().absentIsZero() ? OptionalDouble.of(0) : sum;
            }
            case "Minimum" -> first.smallest(window);
            case "Maximum" -> first.largest(window);
            case "Average" -> {
                OptionalDouble sum = first.sum(window);
                double count = series.getLast().sum(window).orElse(0);
                yield sum.isPresent() && count > 0
                        ? OptionalDouble.of(sum.getAsDouble() / count)
                        : OptionalDouble.empty();
            }
            default -> first.at(window.start());
        };
    }
}
