package io.sluice.plan;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.List;

/** The clocks on the walls of a zone, as moments on the one clock that all zones share. */
public record WallClock(ZoneId zone) {
    /** When the clocks first show a time, or skip it. */
    public Instant first(LocalDateTime time) {
        List<ZoneOffset> offsets = rules().getValidOffsets(time);
        return offsets.isEmpty() ? afterGap(time) : time.toInstant(offsets.getFirst());
    }

    /** When the clocks last show a time, or skip it. */
    public Instant last(LocalDateTime time) {
        List<ZoneOffset> offsets = rules().getValidOffsets(time);
        return offsets.isEmpty() ? afterGap(time) : time.toInstant(offsets.getLast());
    }

    private Instant afterGap(LocalDateTime skipped) {
        return rules().getTransition(skipped).getInstant();
    }

    private ZoneRules rules() {
        return zone.getRules();
    }
}
