package io.sluice.provider.prometheus;

import static java.util.stream.Collectors.groupingBy;

import io.sluice.provider.WindowRow;
import io.sluice.traffic.TimeWindow;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * One call to a server, for one value of an expression or for several in a row.
 *
 * @param last the same as {@code first} for one value
 * @param step from one value to the next; zero for one value
 */
record Call(String expression, Instant first, Instant last, Duration step) {
    /** A tenth of what Prometheus answers at most; more windows than that take several calls. */
    private static final int MOST_STEPS = 1_000;

    /**
     * A value that is wanted.
     *
     * @param window at whose end it is wanted
     */
    record Wanted(String expression, TimeWindow window) {
        /** In milliseconds, as the server counts. */
        Instant end() {
            return window.end().truncatedTo(ChronoUnit.MILLIS);
        }

        private boolean isWholeMillis() {
            return window.end().equals(end())
                    && window.start().equals(window.start().truncatedTo(ChronoUnit.MILLIS));
        }
    }

    /** The call that each value comes by: windows of one length that follow one another share one. */
    static Map<Wanted, Call> plan(Set<Wanted> wanted) {
        Map<Wanted, Call> calls = new HashMap<>();
        wanted.forEach(one -> calls.put(one, new Call(one.expression(), one.end(), one.end(), Duration.ZERO)));
        wanted.stream()
                .filter(Wanted::isWholeMillis)
                .collect(groupingBy(Wanted::expression))
                .forEach((expression, all) -> {
                    Map<TimeWindow, WindowRow> rows =
                            WindowRow.of(all.stream().map(Wanted::window).toList(), MOST_STEPS);
                    rows.forEach((window, row) -> calls.put(new Wanted(expression, window), over(expression, row)));
                });
        return calls;
    }

    private static Call over(String expression, WindowRow row) {
        return new Call(expression, row.firstEnd(), row.span().end(), row.isOne() ? Duration.ZERO : row.length());
    }

    Evaluation ask(Prometheus server) {
        return step.isZero() ? server.at(expression, last) : server.over(expression, first, last, step);
    }
}
