package io.sluice.provider.aws;

import io.sluice.traffic.TimeWindow;
import java.time.Instant;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;

/**
 * What CloudWatch answered to a {@link MetricQuestion}.
 *
 * @param incomplete why it is not the whole answer, if it is not
 */
record Series(NavigableMap<Instant, Double> points, Optional<String> incomplete) {
    static final Series EMPTY = new Series(Collections.emptyNavigableMap(), Optional.empty());

    Series {
        points = Collections.unmodifiableNavigableMap(new TreeMap<>(points));
    }

    /** The next page of the same answer joined to this. */
    Series and(Series next) {
        NavigableMap<Instant, Double> all = new TreeMap<>(points);
        all.putAll(next.points);
        return new Series(all, next.incomplete);
    }

    /** Empty where nothing at all was counted within the window. */
    OptionalDouble sum(TimeWindow window) {
        return within(window, Double::sum);
    }

    OptionalDouble smallest(TimeWindow window) {
        return within(window, Math::min);
    }

    OptionalDouble largest(TimeWindow window) {
        return within(window, Math::max);
    }

    /** In how many periods within the window there is something. */
    int periods(TimeWindow window) {
        return points.subMap(window.start(), window.end()).size();
    }

    /** Of the period that begins just then. */
    OptionalDouble at(Instant start) {
        Double value = points.get(start);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    private OptionalDouble within(TimeWindow window, DoubleBinaryOperator together) {
        return points.subMap(window.start(), window.end()).values().stream()
                .mapToDouble(Double::doubleValue)
                .reduce(together);
    }
}
