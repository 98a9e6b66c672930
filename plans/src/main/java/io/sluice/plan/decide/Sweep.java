package io.sluice.plan.decide;

import io.sluice.traffic.TimeWindow;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds when a schedule opens or shuts next: what lies within some days is laid out once, sorted, and walked over, for a schedule may
 * have thousands of windows a week and is asked in every look.
 *
 * @param zone whose days are laid out
 * @param always whether it is open wherever nothing is shut
 * @param layOut told of the first day and the one after the last
 */
record Sweep(ZoneId zone, boolean always, LayOut layOut) {
    /** A plan starts within a year and is over within weeks: what opens later never does. */
    static final int HORIZON_DAYS = 105 * 7;

    /** Days laid out at once: one at first, because most plans open within one, and twice as many each time that this is not enough. */
    private static final int FIRST_DAYS = 1;

    /** More would save little of what lies before each stretch and reaches into it, and take more memory. */
    private static final int MOST_DAYS = 16;

    /** Gives everything that may have an edge or a moment between the starts of two days. */
    @FunctionalInterface
    interface LayOut {
        Laid between(LocalDate first, LocalDate end);
    }

    /** What is open and what is shut whatever is open, each in any order, overlapping as they like. */
    record Laid(Stream<TimeWindow> windows, Stream<TimeWindow> blackouts) {}

    /** One side of a stretch of time: how many more windows or blackouts there are from then on. */
    private record Edge(Instant at, int windows, int blackouts) {}

    /** The first edge after a moment from which on it is open, or shut; if it is after {@code until} it may be missed. */
    Optional<Instant> first(boolean open, Instant after, Instant until) {
        LocalDate first = LocalDate.ofInstant(after, zone);
        LocalDate horizon = first.plusDays(HORIZON_DAYS);
        if (until.isBefore(startOf(horizon))) {
            // Clocks that go back at midnight show the day before once more, hence one day more.
            LocalDate last = LocalDate.ofInstant(until, zone).plusDays(1);
            horizon = last.isBefore(horizon) ? last.plusDays(1) : horizon;
        }
        for (int days = FIRST_DAYS; first.isBefore(horizon); days = Math.min(2 * days, MOST_DAYS)) {
            LocalDate end = first.plusDays(days).isBefore(horizon) ? first.plusDays(days) : horizon;
            Optional<Instant> change = within(first, end, open, after);
            if (change.isPresent()) {
                return change;
            }
            first = end;
        }
        return Optional.empty();
    }

    private Optional<Instant> within(LocalDate first, LocalDate end, boolean open, Instant after) {
        Instant start = startOf(first);
        Instant stop = startOf(end);
        List<Edge> edges = edges(layOut.between(first, end), stop);
        int windows = always ? 1 : 0;
        int blackouts = 0;
        for (int i = 0; i < edges.size(); i++) {
            Edge edge = edges.get(i);
            windows += edge.windows();
            blackouts += edge.blackouts();
            // What happens at one moment counts together: windows that touch are one opening.
            boolean last = i + 1 == edges.size() || edges.get(i + 1).at().isAfter(edge.at());
            boolean isOpen = windows > 0 && blackouts == 0;
            if (last && isOpen == open && edge.at().isAfter(after) && !edge.at().isBefore(start)) {
                return Optional.of(edge.at());
            }
        }
        return Optional.empty();
    }

    private static List<Edge> edges(Laid laid, Instant stop) {
        List<Edge> edges = new ArrayList<>();
        laid.windows().forEach(time -> {
            edges.add(new Edge(time.start(), 1, 0));
            edges.add(new Edge(time.end(), -1, 0));
        });
        laid.blackouts().forEach(time -> {
            edges.add(new Edge(time.start(), 0, 1));
            edges.add(new Edge(time.end(), 0, -1));
        });
        edges.removeIf(edge -> !edge.at().isBefore(stop));
        edges.sort(Comparator.comparing(Edge::at));
        return edges;
    }

    private Instant startOf(LocalDate day) {
        return day.atStartOfDay(zone).toInstant();
    }
}
