package io.sluice.provider.aws;

import io.sluice.traffic.TimeWindow;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;

/**
 * What CloudWatch answered to a {@link MetricQuestion}.
 *
 * @param incomplete why it is not the whole answer, if it is not
 */
record Series(Map<Instant, Double> points, Optional<String> incomplete) {
    static final Series EMPTY = new Series(Map.of(), Optional.empty());

    Series {
        points = Map.copyOf(points);
    }

    /** The next page of the same answer joined to this. */
    Series and(Series next) {
        Map<Instant, Double> all = new TreeMap<>(points);
        all.putAll(next.points);
        return new Series(all, next.incomplete);
    }

    /** Empty where nothing at all was counted within the window. */
    OptionalDouble sum(TimeWindow window) {
        return within(window, Double::sum);
    }

    OptionalDouble largest(TimeWindow window) {
        return within(window, Math::max);
    }

    private OptionalDouble within(TimeWindow window, DoubleBinaryOperator together) {
        return points.entrySet().stream()
                .filter(point -> !point.getKey().isBefore(window.start())
                        && point.getKey().isBefore(window.end()))
                .mapToDouble(Map.Entry::getValue)
                .reduce(together);
    }
}
