package io.sluice.plan.decide;

import io.sluice.plan.Plan;
import io.sluice.traffic.MetricTiming;
import io.sluice.traffic.TimeWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which stretch of time a figure is read over.
 *
 * <p>Windows lie on the grid of who has the figure, one after the other, and the first begins once the step's weights were
 * verified: what was measured before says nothing about them.
 */
final class SignalWindows {
    private SignalWindows() {}

    /** The youngest window whose figures are complete at {@code now}, if the step has one already. */
    static Optional<TimeWindow> latest(Plan plan, MetricTiming timing, Duration every, Instant now) {
        return latest(plan, timing, Duration.ZERO, every, now);
    }

    private static Optional<TimeWindow> latest(
            Plan plan, MetricTiming timing, Duration delay, Duration every, Instant now) {
        return anchor(plan, timing, delay).flatMap(anchor -> {
            Duration length = length(timing, every);
            Duration complete = Duration.between(anchor, now.minus(timing.lag()));
            if (complete.compareTo(length) < 0) {
                return Optional.empty();
            }
            Instant start = anchor.plus(length.multipliedBy(complete.dividedBy(length) - 1));
            return Optional.of(new TimeWindow(start, start.plus(length)));
        });
    }

    /**
     * The same, and up to {@code most - 1} before it, the oldest first.
     *
     * @param delay from the verified weights to the first window
     */
    static List<TimeWindow> latest(
            Plan plan, MetricTiming timing, Duration delay, Duration every, Instant now, int most) {
        Optional<TimeWindow> last = latest(plan, timing, delay, every, now);
        Optional<Instant> anchor = anchor(plan, timing, delay);
        if (last.isEmpty() || anchor.isEmpty()) {
            return List.of();
        }
        Duration length = last.get().length();
        List<TimeWindow> windows = new ArrayList<>();
        Instant start = last.get().start();
        while (windows.size() < most && !start.isBefore(anchor.get())) {
            windows.add(new TimeWindow(start, start.plus(length)));
            start = start.minus(length);
        }
        return windows.reversed();
    }

    /** The first windows of the step, each of one metric period, the oldest first. */
    static List<TimeWindow> first(Plan plan, MetricTiming timing, Instant now, int most) {
        return plan.verifiedAt()
                .map(verified -> since(verified, timing, now, most))
                .orElseGet(List::of);
    }

    /** The first windows after an instant, each of one metric period, the oldest first. */
    static List<TimeWindow> since(Instant from, MetricTiming timing, Instant now, int most) {
        List<TimeWindow> windows = new ArrayList<>();
        Instant start = onGrid(from, timing);
        Instant end = start.plus(timing.period());
        while (windows.size() < most && !end.plus(timing.lag()).isAfter(now)) {
            windows.add(new TimeWindow(start, end));
            start = end;
            end = start.plus(timing.period());
        }
        return windows;
    }

    /** When the first of them is complete. */
    static Instant firstSince(Instant from, MetricTiming timing) {
        return onGrid(from, timing).plus(timing.period()).plus(timing.lag());
    }

    /** When the step's first window is complete, if its weights are verified. */
    static Optional<Instant> firstComplete(Plan plan, MetricTiming timing, Duration delay, Duration every) {
        return anchor(plan, timing, delay)
                .map(anchor -> anchor.plus(length(timing, every)).plus(timing.lag()));
    }

    /** When the next window after {@code now} is complete. */
    static Optional<Instant> nextComplete(Plan plan, MetricTiming timing, Duration delay, Duration every, Instant now) {
        return latest(plan, timing, delay, every, now)
                .map(window -> window.end().plus(length(timing, every)).plus(timing.lag()))
                .or(() -> firstComplete(plan, timing, delay, every));
    }

    private static Duration length(MetricTiming timing, Duration every) {
        return length(timing.period(), every);
    }

    /** Whole metric periods, enough for one look's interval. */
    static Duration length(Duration period, Duration every) {
        long periods = Math.max(1, every.plus(period).minusNanos(1).dividedBy(period));
        return period.multipliedBy(periods);
    }

    /** The first point of the metric grid at or after the verified write and the delay. */
    private static Optional<Instant> anchor(Plan plan, MetricTiming timing, Duration delay) {
        return plan.verifiedAt().map(verified -> onGrid(verified.plus(delay), timing));
    }

    /** The first point of the metric grid at or after an instant. */
    private static Instant onGrid(Instant from, MetricTiming timing) {
        long period = timing.period().toMillis();
        long millis = from.toEpochMilli();
        boolean exact = from.equals(Instant.ofEpochMilli(millis));
        return Instant.ofEpochMilli(Math.ceilDiv(exact ? millis : millis + 1, period) * period);
    }
}
