package io.sluice.app.store;

import io.sluice.app.store.JournalRows.Row;
import io.sluice.plan.JournalLine;
import io.sluice.plan.Plan;
import io.sluice.plan.engine.PlanStore.NewPlan;
import java.util.List;

/**
 * How a plan came to be.
 *
 * @param generation its first
 * @param rows its first lines
 */
record Birth(NewPlan asked, long generation, List<Row> rows) {
    Birth {
        rows = List.copyOf(rows);
    }

    List<JournalLine> lines() {
        return rows.stream().map(Row::line).toList();
    }

    /** Before its first line. */
    Plan blank() {
        return Plan.blank(asked.id(), asked.spec(), generation, asked.at());
    }

    Plan plan() {
        return blank().after(lines());
    }

    /** The hash of its last line. */
    String head() {
        return rows.getLast().hash();
    }
}
