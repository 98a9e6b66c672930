package io.sluice.plan.decide;

import io.sluice.plan.Gate;
import io.sluice.plan.GateReading;
import io.sluice.plan.GateTally;
import io.sluice.plan.PlanEvent.GateJudged;
import io.sluice.plan.Verdict;
import io.sluice.traffic.TimeWindow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one gate made of one look.
 *
 * @param window what was judged, empty where nothing could be
 * @param due when the first window of the step will be complete, if it is not yet
 */
public record Judgement(
        Gate gate,
        Verdict verdict,
        Optional<TimeWindow> window,
        Optional<Instant> due,
        String reason,
        List<GateReading> readings) {
    public Judgement {
        readings = List.copyOf(readings);
    }

    /** Whether a bake may end as far as this gate goes: it passed a complete look, or has nothing to judge. */
    boolean letsGo() {
        return switch (verdict) {
            case PASS -> true;
            case NOT_JUDGED -> due.isEmpty();
            case UNDECIDED -> gate.onUndecided() == Gate.OnUndecided.PROCEED;
            case UNKNOWN, FAIL -> false;
        };
    }

    /** Whether more time would tell more. */
    boolean isOpen() {
        return switch (verdict) {
            case PASS -> false;
            case NOT_JUDGED -> due.isPresent();
            case UNDECIDED, UNKNOWN, FAIL -> true;
        };
    }

    boolean isNewsTo(GateTally tally) {
        return tally.isNews(verdict, window.map(TimeWindow::end));
    }

    GateJudged event() {
        return new GateJudged(gate.name(), verdict, window, reason, readings);
    }
}
