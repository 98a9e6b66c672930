package io.sluice.provider.aws;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.sluice.provider.Lookup;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import io.sluice.traffic.TimeWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.StatusCode;

/** Every call to CloudWatch that is made here. */
final class CloudWatch {
    /** What one call may ask. */
    private static final int MOST_QUERIES = 500;

    /** One call may answer with 100,800 points, far more than 500 windows of a day have; more pages are a fault. */
    private static final int MOST_PAGES = 20;

    /** As many windows as a day has minutes are one row; the answer of 100,800 points holds 70 of them. */
    static final int LONGEST_ROW = 1440;

    private static final Duration LONGEST_PERIOD = Duration.ofDays(1);

    private final AwsClients clients;

    CloudWatch(AwsClients clients) {
        this.clients = clients;
    }

    /** Whether CloudWatch makes one figure of so long a time. */
    static boolean canBePeriod(Duration length) {
        return length.toSeconds() % 60 == 0 && length.compareTo(LONGEST_PERIOD) <= 0;
    }

    /** All windows in one. */
    static TimeWindow span(Collection<TimeWindow> windows) {
        Instant start =
                windows.stream().map(TimeWindow::start).min(Instant::compareTo).orElse(Instant.EPOCH);
        Instant end =
                windows.stream().map(TimeWindow::end).max(Instant::compareTo).orElse(Instant.MAX);
        return new TimeWindow(start, end);
    }

    /**
     * The same for questions that a person wrote: one that CloudWatch does not take hides none of the others. It refuses the
     * whole call for it; then each half is asked by itself.
     */
    Map<MetricQuestion, Lookup<Series>> askEach(Collection<MetricQuestion> questions) {
        List<MetricQuestion> all = questions.stream().distinct().toList();
        Map<MetricQuestion, Lookup<Series>> answers = new HashMap<>();
        try {
            Map<MetricQuestion, Series> found = ask(all);
            all.forEach(one -> answers.put(one, new Lookup.Hit<>(found.getOrDefault(one, Series.EMPTY))));
        } catch (ProviderException e) {
            if (!(e.error() instanceof ProviderError.Invalid)) {
                throw e;
            }
            if (all.size() == 1) {
                answers.put(all.getFirst(), new Lookup.Miss<>(e.error()));
            } else {
                answers.putAll(askEach(all.subList(0, all.size() / 2)));
                answers.putAll(askEach(all.subList(all.size() / 2, all.size())));
            }
        }
        return answers;
    }

    /** Asks all questions, in one call for each stretch of time among them and each 500. */
    Map<MetricQuestion, Series> ask(Collection<MetricQuestion> questions) {
        Map<MetricQuestion, Series> answers = new HashMap<>();
        questions.stream()
                .distinct()
                .collect(groupingBy(MetricQuestion::asked, LinkedHashMap::new, toList()))
                .forEach((stretch, asked) -> {
                    for (int from = 0; from < asked.size(); from += MOST_QUERIES) {
                        answers.putAll(ask(stretch, asked.subList(from, Math.min(asked.size(), from + MOST_QUERIES))));
                    }
                });
        return answers;
    }

    private Map<MetricQuestion, Series> ask(TimeWindow stretch, List<MetricQuestion> questions) {
        Map<String, MetricQuestion> byId = new LinkedHashMap<>();
        questions.forEach(question -> byId.put("q" + byId.size(), question));
        List<MetricDataQuery> queries = byId.entrySet().stream()
                .map(entry -> entry.getValue().toQuery(entry.getKey()))
                .toList();
        Map<MetricQuestion, Series> answers = new HashMap<>();
        String token = null;
        for (int page = 0; page < MOST_PAGES; page++) {
            GetMetricDataResponse response = page(stretch, queries, token);
            for (MetricDataResult result : response.metricDataResults()) {
                Optional.ofNullable(byId.get(result.id()))
                        .ifPresent(question -> answers.merge(question, series(result), Series::and));
            }
            token = response.nextToken();
            if (token == null || token.isEmpty()) {
                return answers;
            }
        }
        throw new ProviderException(
                new ProviderError.Unavailable("CloudWatch had still more to say after " + MOST_PAGES + " pages"));
    }

    private GetMetricDataResponse page(TimeWindow stretch, List<MetricDataQuery> queries, @Nullable String token) {
        return AwsErrors.reading(() -> clients.cloudWatch()
                .getMetricData(request -> request.startTime(stretch.start())
                        .endTime(stretch.end())
                        .metricDataQueries(queries)
                        .nextToken(token)));
    }

    private static Series series(MetricDataResult result) {
        NavigableMap<Instant, Double> points = new TreeMap<>();
        int known = Math.min(result.timestamps().size(), result.values().size());
        for (int i = 0; i < known; i++) {
            points.put(result.timestamps().get(i), result.values().get(i));
        }
        return new Series(
                points,
                result.statusCode() == StatusCode.COMPLETE
                        ? Optional.empty()
                        : Optional.of("CloudWatch says " + result.statusCodeAsString()));
    }
}
