package io.sluice.app.store;

import io.sluice.app.store.JournalRows.Stored;
import io.sluice.app.store.PlanRows.Claimed;
import io.sluice.app.store.PlanRows.Head;
import io.sluice.plan.PlanId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A plan as an archive keeps it, which is all that the database had of it. It is read by every later release: fields may be added and
 * never changed.
 *
 * @param routes the place of each route by its name
 * @param recurring the recurring plan whose run it was
 */
record ArchivedPlan(
        String id,
        String document,
        String digest,
        String owner,
        String submittedBy,
        Instant submittedAt,
        Optional<String> revertOf,
        long firstGeneration,
        String state,
        long version,
        long generation,
        String fold,
        String journalHash,
        Instant endedAt,
        Map<String, String> labels,
        Map<String, String> routes,
        Optional<Run> recurring,
        List<Stored> journal) {
    ArchivedPlan {
        labels = new TreeMap<>(labels);
        routes = new TreeMap<>(routes);
        journal = List.copyOf(journal);
    }

    /** Which run of a recurring plan it was. */
    record Run(String recurring, long number, Instant due, Instant at) {}

    PlanId planId() {
        return new PlanId(id);
    }

    /** What it says of itself, as its row did. */
    Claimed claimed() {
        return new Claimed(
                new PlanRows.Row(planId(), document, firstGeneration, fold),
                new Head(version, journalHash),
                digest,
                state,
                generation,
                Optional.of(endedAt));
    }
}
