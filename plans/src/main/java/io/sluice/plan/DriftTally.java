package io.sluice.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How often a plan answered drift by itself of late.
 *
 * <p>Twice is somebody who tried again. Three times within a step, or within an hour where steps are shorter, is another controller
 * that will set its weights for ever: one that heals what it owns each few minutes (Argo CD by default each three) is found out within
 * ten, a pipeline that runs each hour within the step.
 *
 * @param last the last times, at most {@value #MOST}, the oldest first
 */
public record DriftTally(List<Handled> last) {
    /** After so many times a person decides. */
    public static final int MOST = 3;

    private static final Duration LATELY = Duration.ofHours(1);

    public static final DriftTally NONE = new DriftTally(List.of());

    public DriftTally {
        last = List.copyOf(last);
    }

    /** When, and during which step. */
    public record Handled(int step, Instant at) {}

    /** Whether once more would be once too often. */
    public boolean isFight(int step, Instant now) {
        return countOf(step, now) >= MOST;
    }

    /** How often it happened in a step or in the last hour. */
    public int countOf(int step, Instant now) {
        return (int) last.stream()
                .filter(handled ->
                        handled.step() == step || handled.at().plus(LATELY).isAfter(now))
                .count();
    }

    DriftTally handled(int step, Instant at) {
        List<Handled> more = new ArrayList<>(last);
        more.add(new Handled(step, at));
        return new DriftTally(more.subList(Math.max(0, more.size() - MOST), more.size()));
    }

    DriftTally stepped(ClockStep clock) {
        return new DriftTally(last.stream()
                .map(handled -> new Handled(handled.step(), clock.of(handled.at())))
                .toList());
    }
}
