package io.sluice.provider.prometheus;

import io.sluice.traffic.ProviderError;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What came of an expression that a server was asked for. */
sealed interface Evaluation {
    /** Its values; a series without data is not among them. */
    record Points(List<Point> points) implements Evaluation {
        public Points {
            points = List.copyOf(points);
        }
    }

    /** Nothing to be read: it was asked, and what came is an error, in part, too long, or of another kind. */
    record Nothing(ProviderError why) implements Evaluation {}

    /**
     * One value of one series.
     *
     * @param at the time that the server says it is of
     * @param value {@code NaN} for whatever is not one finite number
     */
    record Point(Map<String, String> labels, Instant at, double value) {
        public Point {
            labels = Map.copyOf(labels);
        }
    }
}
