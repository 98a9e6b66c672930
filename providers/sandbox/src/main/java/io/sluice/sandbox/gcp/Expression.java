package io.sluice.sandbox.gcp;

import io.sluice.sandbox.metrics.MetricKey;
import io.sluice.sandbox.metrics.Statistic;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * As much of PromQL as one line says: {@code sum by (labels) (increase(metric{label="value"}[300s]))}, with {@code rate} for
 * {@code increase} and without labels too, and a {@code histogram_quantile} of it.
 *
 * @param by the labels that tell series apart; none where all are one
 * @param perSecond whether it is a rate
 */
record Expression(
        String metric,
        Map<String, String> wanted,
        Set<String> by,
        long seconds,
        boolean perSecond,
        Statistic statistic) {
    private static final String PREFIX = "loadbalancing_googleapis_com:https_";
    private static final String TEXT = "\"(?:[^\"\\\\]|\\\\.)*\"";
    private static final String SUM = "sum(?: by \\(([a-z_, ]*)\\))? ?"
            + "\\((increase|rate)\\(([A-Za-z_:]+)\\{((?:[^\"{}]|" + TEXT + ")*)\\}\\[(\\d+)([sm])\\]\\)\\)";
    private static final Pattern COUNT = Pattern.compile(SUM);
    private static final Pattern QUANTILE = Pattern.compile("histogram_quantile\\((0\\.\\d+), " + SUM + "\\)");
    private static final Pattern MATCHER = Pattern.compile("\\s*([a-z_]+)\\s*=\\s*(" + TEXT + ")\\s*(,|$)");
    private static final Set<String> COUNTED =
            Set.of(UrlMapSplit.REQUESTS, UrlMapSplit.REQUEST_BYTES, UrlMapSplit.RESPONSE_BYTES);

    static Expression of(String text) throws GcpError {
        Matcher count = COUNT.matcher(text);
        if (count.matches()) {
            return of(text, count, 1, name -> COUNTED.contains(name) ? Optional.of(name) : Optional.empty())
                    .orElseThrow(() -> unknown(text));
        }
        Matcher quantile = QUANTILE.matcher(text);
        if (quantile.matches()) {
            Statistic statistic = new Statistic.Percentile(Double.parseDouble(quantile.group(1)) * 100);
            return of(
                            text,
                            quantile,
                            2,
                            name -> name.equals(UrlMapSplit.LATENCIES + "_bucket")
                                    ? Optional.of(UrlMapSplit.LATENCIES)
                                    : Optional.empty())
                    .map(one -> new Expression(one.metric(), one.wanted(), one.by(), one.seconds(), false, statistic))
                    .orElseThrow(() -> unknown(text));
        }
        throw unknown(text);
    }

    /** What the sandbox calls a metric; empty if it has none of that name. */
    private interface Known {
        Optional<String> find(String name);
    }

    private static Optional<Expression> of(String text, Matcher sum, int group, Known known) throws GcpError {
        String name = sum.group(group + 2);
        Optional<String> metric =
                name.startsWith(PREFIX) ? known.find(name.substring(PREFIX.length())) : Optional.empty();
        if (metric.isEmpty()) {
            return Optional.empty();
        }
        Set<String> by = new TreeSet<>(Optional.ofNullable(sum.group(group))
                .map(labels -> Set.of(labels.split(", ?", -1)))
                .orElse(Set.of()));
        by.remove("le");
        long seconds =
                Long.parseLong(sum.group(group + 4)) * (sum.group(group + 5).equals("m") ? 60 : 1);
        return Optional.of(new Expression(
                metric.get(),
                wanted(text, sum.group(group + 3)),
                by,
                seconds,
                sum.group(group + 1).equals("rate"),
                new Statistic.Sum()));
    }

    private static Map<String, String> wanted(String text, String matchers) throws GcpError {
        Map<String, String> wanted = new HashMap<>();
        Matcher one = MATCHER.matcher(matchers);
        int at = 0;
        while (at < matchers.length()) {
            if (!one.find(at) || one.start() != at) {
                throw unknown(text);
            }
            String quoted = one.group(2);
            wanted.put(one.group(1), quoted.substring(1, quoted.length() - 1).replaceAll("\\\\(.)", "$1"));
            at = one.end();
        }
        return wanted;
    }

    private static GcpError unknown(String text) {
        return GcpError.invalid("the sandbox evaluates sums of its own counters, and quantiles of its latencies,"
                + " and this is none of them: " + text);
    }

    /** Whether a series is one of those that are asked for. */
    boolean selects(MetricKey key) {
        return key.namespace().equals(UrlMapSplit.NAMESPACE)
                && key.name().equals(metric)
                && wanted.entrySet().stream()
                        .allMatch(label ->
                                label.getValue().equals(key.dimensions().getOrDefault(label.getKey(), "")));
    }

    /** The labels of a series that are left. */
    Map<String, String> labels(MetricKey key) {
        Map<String, String> labels = new TreeMap<>(key.dimensions());
        labels.keySet().retainAll(by);
        return labels;
    }
}
