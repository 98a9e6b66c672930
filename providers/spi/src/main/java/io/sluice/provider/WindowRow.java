package io.sluice.provider;

import static java.util.stream.Collectors.groupingBy;

import io.sluice.traffic.TimeWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Windows that one question with a step can ask for: of one length, and each a whole number of lengths after the first.
 *
 * <p>For figures that cannot be added up, such as percentiles: a judge that keeps what it saw asks for many windows at once,
 * and each of them by itself would be a call for each.
 *
 * @param span from the start of the first to the end of the last; windows in between need not all be asked for
 * @param length of each
 */
public record WindowRow(TimeWindow span, Duration length) {

    /** What windows of one row have in common. */
    private record Grid(Duration length, long offsetMillis) {
        static Grid of(TimeWindow window) {
            return new Grid(
                    window.length(),
                    Math.floorMod(window.start().toEpochMilli(), window.length().toMillis()));
        }
    }

    /**
     * The row of each window.
     *
     * @param windows of whole milliseconds
     * @param most how many lengths a row may have, at least 1; what is further away is in another
     */
    public static Map<TimeWindow, WindowRow> of(Collection<TimeWindow> windows, int most) {
        Map<TimeWindow, WindowRow> rows = new HashMap<>();
        windows.stream().distinct().collect(groupingBy(Grid::of)).forEach((grid, alike) -> {
            Duration longest = grid.length().multipliedBy(most);
            List<TimeWindow> row = new ArrayList<>();
            for (TimeWindow window : alike.stream()
                    .sorted(Comparator.comparing(TimeWindow::start))
                    .toList()) {
                if (!row.isEmpty()
                        && window.end().isAfter(row.getFirst().start().plus(longest))) {
                    close(row, rows);
                    row.clear();
                }
                row.add(window);
            }
            close(row, rows);
        });
        return rows;
    }

    private static void close(List<TimeWindow> row, Map<TimeWindow, WindowRow> rows) {
        WindowRow one = new WindowRow(
                new TimeWindow(row.getFirst().start(), row.getLast().end()),
                row.getFirst().length());
        row.forEach(window -> rows.put(window, one));
    }

    /** The end of the first window. */
    public Instant firstEnd() {
        return span.start().plus(length);
    }

    /** Whether it is but one window. */
    public boolean isOne() {
        return span.length().equals(length);
    }
}
