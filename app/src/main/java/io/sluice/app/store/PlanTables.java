package io.sluice.app.store;

import io.sluice.app.store.JournalRows.Row;
import io.sluice.app.store.PlanRows.Head;
import io.sluice.plan.JournalLine;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.Principal;
import io.sluice.plan.engine.PlanStore.Created;
import io.sluice.plan.engine.PlanStore.IdempotencyKey;
import io.sluice.plan.engine.PlanStore.NewPlan;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** The tables that a plan stands in, changed together: each method is a part of its caller's transaction. */
final class PlanTables {
    private final Specs<PlanId> specs;
    private final JournalCodec codec;
    private final PlanRows plans;
    private final JournalRows journal;
    private final RouteRows routes;
    private final RecurringRows recurring;
    private final IdempotencyRows keys = IdempotencyRows.ofPlans();
    private final OutboxRows outbox = new OutboxRows();
    private final Letters letters;

    /** @param specReader reads a spec from the canonical text of its file */
    PlanTables(
            JournalCodec codec,
            PlanRows plans,
            JournalRows journal,
            RouteRows routes,
            RecurringRows recurring,
            Letters letters,
            Function<String, PlanSpec> specReader) {
        this.specs = new Specs<>(specReader);
        this.codec = codec;
        this.plans = plans;
        this.journal = journal;
        this.routes = routes;
        this.recurring = recurring;
        this.letters = letters;
    }

    /**
     * What stands in the way of a new plan. Whoever gets past this at the same moment fails on a unique key, and looks again.
     *
     * <p>The owner is read before the repetition, though it counts for less: who has taken the route meanwhile may be this
     * same submission, and then its key is there to be seen.
     */
    Optional<Created> earlier(Handle handle, NewPlan asked) {
        Optional<Created> taken = taken(handle, asked);
        return usedKey(handle, asked).or(() -> revertTaken(handle, asked)).or(() -> taken);
    }

    private Optional<Created> usedKey(Handle handle, NewPlan asked) {
        return asked.idempotencyKey().flatMap(key -> usedKey(handle, asked.by(), key, asked.at()));
    }

    Optional<Created> usedKey(Handle handle, Principal by, IdempotencyKey key, Instant at) {
        return keys.find(handle, by, key, at)
                .map(use -> use.bodyDigest().equals(key.bodyDigest())
                        ? new Created.Repeated(plan(handle, new PlanId(use.made())))
                        : new Created.KeyReused());
    }

    private Optional<Created> revertTaken(Handle handle, NewPlan asked) {
        for (PlanEvent event : asked.events()) {
            if (event instanceof PlanEvent.RevertTaken taken) {
                return plans.findRevertOf(handle, taken.of()).map(id -> new Created.Repeated(plan(handle, id)));
            }
        }
        return Optional.empty();
    }

    private Optional<Created> taken(Handle handle, NewPlan asked) {
        for (Map.Entry<String, String> route : new TreeMap<>(asked.routeKeys()).entrySet()) {
            Optional<PlanId> owner = routes.findOwner(handle, route.getValue());
            if (owner.isPresent()) {
                return Optional.of(new Created.RouteTaken(route.getKey(), owner.get()));
            }
        }
        return Optional.empty();
    }

    /**
     * Puts a plan into all tables.
     *
     * @param least its generation is no lower, whatever its routes have seen
     * @return empty if it is a run that has been settled
     */
    Optional<Birth> store(Handle handle, NewPlan asked, long least, List<Row> rows) {
        // Of two that would make a plan of one run, the second waits here until the first is through.
        Optional<Long> run = asked.run().flatMap(of -> recurring.advance(handle, of.recurring(), of.due(), of.next()));
        if (asked.run().isPresent() && run.isEmpty()) {
            return Optional.empty();
        }
        long generation = Math.max(least, routes.nextGeneration(handle, asked.routeKeys()));
        Birth birth = new Birth(asked, generation, rows);
        Plan plan = birth.plan();
        plans.insert(handle, asked, plan, generation, birth.head());
        journal.append(handle, plan.id(), rows);
        routes.insert(handle, plan, asked.routeKeys());
        outbox.insert(handle, plan.id(), letters.of(birth.blank(), birth.lines()), asked.at());
        asked.run().ifPresent(of -> recurring.insertRun(handle, of, run.orElseThrow(), asked.id(), asked.at()));
        asked.idempotencyKey()
                .ifPresent(
                        key -> keys.insert(handle, asked.by(), key, asked.id().value(), asked.at()));
        return Optional.of(birth);
    }

    /**
     * A plan with more lines than it had.
     *
     * @param before the hash of the line before them
     * @param tells whether they give anything to tell
     */
    record Kept(Plan plan, String before, List<Row> rows, boolean tells) {}

    /** Adds lines to all tables, if nobody else has added some. */
    Optional<Kept> keep(Handle handle, Plan read, Head head, List<Row> rows, Instant at) {
        List<JournalLine> lines = rows.stream().map(Row::line).toList();
        Plan next = read.after(lines);
        String last = rows.isEmpty() ? head.hash() : rows.getLast().hash();
        if (!plans.update(handle, next, head.version(), last, at)) {
            return Optional.empty();
        }
        journal.append(handle, read.id(), rows);
        routes.follow(handle, read, next);
        boolean tells = outbox.insert(handle, read.id(), letters.of(read, lines), at);
        return Optional.of(new Kept(next, head.hash(), rows, tells));
    }

    Plan plan(Handle handle, PlanId id) {
        return plans.find(handle, id).map(row -> plan(handle, row)).orElseThrow(() -> absent(id));
    }

    Plan plan(Handle handle, PlanRows.Row row) {
        PlanSpec spec = specs.of(row.id(), row.document());
        try {
            return codec.readPlan(row.id(), spec, row.fold());
        } catch (IllegalArgumentException _) {
            // Written by a release with another idea of a plan; the journal is what all releases read.
            return refold(handle, row, spec);
        }
    }

    /** The plan as its journal alone tells it; always the same as {@link #plan}. */
    Plan refold(Handle handle, PlanId id) {
        PlanRows.Row row = plans.find(handle, id).orElseThrow(() -> absent(id));
        return refold(handle, row, specs.of(id, row.document()));
    }

    private Plan refold(Handle handle, PlanRows.Row row, PlanSpec spec) {
        List<JournalLine> lines = journal.list(handle, row.id(), 0, Integer.MAX_VALUE);
        return Plan.blank(
                        row.id(), spec, row.firstGeneration(), lines.getFirst().at())
                .after(lines);
    }

    static NoSuchElementException absent(PlanId id) {
        return new NoSuchElementException("no plan " + id);
    }
}
