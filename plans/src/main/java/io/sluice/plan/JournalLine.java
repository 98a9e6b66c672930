package io.sluice.plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One line of a plan's journal: what happened, when, and who asked.
 *
 * @param seq counted from 1 within the plan; the plan's version is the seq of its last line
 */
public record JournalLine(long seq, Instant at, Principal by, PlanEvent event) {
    /** Events of one moment as the lines that follow a version. */
    public static List<JournalLine> following(long version, List<PlanEvent> events, Principal by, Instant at) {
        List<JournalLine> lines = new ArrayList<>(events.size());
        for (PlanEvent event : events) {
            lines.add(new JournalLine(version + lines.size() + 1, at, by, event));
        }
        return lines;
    }
}
