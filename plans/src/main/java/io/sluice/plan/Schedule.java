package io.sluice.plan;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * When a plan may move traffic forward; putting it back is never bound to it.
 *
 * @param windows empty: at any time
 * @param atWindowEnd what becomes of a step that has not baked when it shuts
 * @param bakeOutside whether bakes go on while the window is shut
 */
public record Schedule(
        Optional<Instant> startAt,
        ZoneId timeZone,
        List<Window> windows,
        List<Blackout> blackouts,
        AtWindowEnd atWindowEnd,
        boolean bakeOutside) {
    public Schedule {
        windows = List.copyOf(windows);
        blackouts = List.copyOf(blackouts);
    }

    /** What a plan does when the window shuts around it. Neither way back is bound to windows. */
    public enum AtWindowEnd {
        /** The weights stay, and the bake clock stands still. */
        HOLD,
        /** A step that has not baked is taken back, and made again when the window opens. */
        STEP_BACK,
        /** The baseline is put back, and the plan is over. */
        REVERT
    }

    /** Start at once, move at any time. */
    public static Schedule always(ZoneId zone) {
        return new Schedule(Optional.empty(), zone, List.of(), List.of(), AtWindowEnd.HOLD, false);
    }

    /**
     * A weekly opening.
     *
     * @param days the days on which it opens
     * @param close excluded; at or before {@code open} it is that of the next day
     */
    public record Window(Set<DayOfWeek> days, LocalTime open, LocalTime close) {
        public Window {
            days = Set.copyOf(days);
        }
    }

    /**
     * Days on which everything is shut, from the first moment of the start to that of the end.
     *
     * @param end excluded
     */
    public record Blackout(LocalDate start, LocalDate end, String why) {}
}
