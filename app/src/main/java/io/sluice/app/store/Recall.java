package io.sluice.app.store;

import io.sluice.app.store.JournalRows.Row;
import io.sluice.app.store.PlanRows.Head;
import io.sluice.app.store.PlanTables.Kept;
import io.sluice.app.store.Recollection.End;
import io.sluice.app.store.Recollection.Missing;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings again what this process had written down and the database has forgotten, exactly as it was: one that failed over to a standby
 * which lagged. Where somebody has gone on otherwise meanwhile, the database counts.
 */
final class Recall {
    private static final Logger LOG = LoggerFactory.getLogger(Recall.class);

    /** Held against the database by one statement. */
    private static final int AT_A_TIME = 500;

    /** When a plan is tried again that could not be brought. */
    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(5);

    private final Database database;
    private final Transactions transactions;
    private final PlanTables tables;
    private final PlanRows plans;
    private final JournalRows journal;
    private final Recollection recollection;
    private final Runnable told;

    private volatile long lossesSeen;

    /** Those that could not be brought, though the database answers. */
    private volatile List<PlanId> failed = List.of();

    private volatile long triedAt;

    /** @param told runs after something was brought; it must return at once */
    Recall(
            Database database,
            Transactions transactions,
            PlanTables tables,
            PlanRows plans,
            JournalRows journal,
            Recollection recollection,
            Runnable told) {
        this.database = database;
        this.transactions = transactions;
        this.tables = tables;
        this.plans = plans;
        this.journal = journal;
        this.recollection = recollection;
        this.told = told;
        this.lossesSeen = database.losses();
    }

    /**
     * After connections were lost the database may be another one than before: everything that is remembered is held against it.
     *
     * @throws io.sluice.plan.engine.StoreUnavailable if it does not answer; then the next call does it
     */
    void afterLosses() {
        boolean again = !failed.isEmpty() && System.nanoTime() - triedAt > AFTER_A_FAILURE.toNanos();
        if (again || database.losses() != lossesSeen) {
            recall();
        }
    }

    private synchronized void recall() {
        long losses = database.losses();
        List<PlanId> all = losses == lossesSeen ? failed : recollection.all();
        List<PlanId> failing = new ArrayList<>();
        for (int from = 0; from < all.size(); from += AT_A_TIME) {
            for (PlanId id : differing(all.subList(from, Math.min(all.size(), from + AT_A_TIME)))) {
                try {
                    of(id);
                } catch (RuntimeException e) { // the others must be brought all the same
                    List<PlanId> _ = differing(List.of(id)); // where it is the database, this throws too
                    if (!failed.contains(id)) {
                        LOG.error(
                                "the database lacks something of {} that cannot be brought now; it is tried again",
                                id,
                                e);
                    }
                    failing.add(id);
                }
            }
        }
        failed = List.copyOf(failing);
        triedAt = System.nanoTime();
        lossesSeen = losses;
    }

    /** Those that are not in the database as they were written here, or may not be. */
    private List<PlanId> differing(List<PlanId> ids) {
        Map<PlanId, End> ends = new HashMap<>();
        ids.forEach(id -> recollection.end(id).ifPresent(end -> ends.put(id, end)));
        if (ends.isEmpty()) {
            return List.of();
        }
        return transactions.ask("say whether it still has all of " + ends.size() + " plans", handle -> {
            Map<PlanId, Head> heads = plans.heads(handle, ends.keySet());
            Map<PlanId, Long> before = new HashMap<>();
            heads.forEach((id, head) -> Optional.ofNullable(ends.get(id))
                    .filter(end -> end.seq() < head.version())
                    .ifPresent(end -> before.put(id, end.seq())));
            Map<PlanId, String> hashes = journal.hashes(handle, before);
            return ends.entrySet().stream()
                    .filter(plan -> {
                        Optional<Head> head = Optional.ofNullable(heads.get(plan.getKey()));
                        Optional<String> there = head.filter(
                                        at -> at.version() == plan.getValue().seq())
                                .map(Head::hash)
                                .or(() -> Optional.ofNullable(hashes.get(plan.getKey())));
                        boolean mayBeBrought =
                                head.isPresent() || plan.getValue().born();
                        return mayBeBrought
                                && there.filter(plan.getValue().hash()::equals).isEmpty();
                    })
                    .map(Map.Entry::getKey)
                    .sorted()
                    .toList();
        });
    }

    /** What came of one plan. */
    private sealed interface Outcome {
        /** Nothing was lacking, or others have to bring it first. */
        record Nothing() implements Outcome {}

        record Brought(String what, Optional<Kept> lines) implements Outcome {}

        record Overtaken(String why) implements Outcome {}
    }

    /**
     * Brings what the database lacks of a plan.
     *
     * @return whether there was anything
     */
    boolean of(PlanId id) {
        Outcome outcome = transactions.ask("say whether it still has all of " + id, handle -> recall(handle, id));
        return switch (outcome) {
            case Outcome.Nothing() -> false;
            case Outcome.Overtaken(String why) -> {
                LOG.error(
                        "the database has forgotten what it had acknowledged of {}, and {}: the database counts, and what"
                                + " this node had written down is lost",
                        id,
                        why);
                recollection.forget(id);
                yield false;
            }
            case Outcome.Brought(String what, Optional<Kept> lines) -> {
                LOG.warn("the database had forgotten what it had acknowledged of {}: {}", id, what);
                lines.ifPresent(kept -> recollection.appended(id, kept.before(), kept.rows()));
                told.run();
                yield true;
            }
        };
    }

    private Outcome recall(Handle handle, PlanId id) {
        Optional<Head> kept = plans.lockHead(handle, id);
        Optional<Birth> birth = kept.isEmpty() ? recollection.birth(id) : Optional.empty();
        if (birth.isPresent()) {
            if (tables.earlier(handle, birth.get().asked()).isPresent() || !isBorn(handle, birth.get())) {
                return new Outcome.Overtaken("another plan has its place by now");
            }
            kept = plans.findHead(handle, id);
        }
        if (kept.isEmpty()) {
            return new Outcome.Nothing();
        }
        String born = birth.isPresent() ? "the plan itself" : "";
        return lines(handle, id, kept.get(), born);
    }

    private boolean isBorn(Handle handle, Birth birth) {
        return tables.store(handle, birth.asked(), birth.generation(), birth.rows())
                .isPresent();
    }

    private Outcome lines(Handle handle, PlanId id, Head head, String born) {
        Optional<End> end = recollection.end(id).filter(known -> known.seq() < head.version());
        if (end.isPresent() && !journal.findHash(handle, id, end.get().seq()).equals(end.map(End::hash))) {
            return new Outcome.Overtaken("it went on otherwise");
        }
        return switch (recollection.missing(id, head)) {
            case Missing.Nothing(), Missing.OfOthers() -> nothingButThe(born);
            case Missing.Overtaken() -> new Outcome.Overtaken("it went on otherwise");
            case Missing.Lines(List<Row> rows) -> {
                Plan read = tables.plan(handle, id);
                Optional<Kept> kept = tables.keep(
                        handle, read, head, rows, rows.getLast().line().at());
                String lines = "lines " + (head.version() + 1) + " to " + (head.version() + rows.size());
                yield kept.isPresent()
                        ? new Outcome.Brought(born.isEmpty() ? lines : born + "; " + lines, kept)
                        : nothingButThe(born);
            }
        };
    }

    private static Outcome nothingButThe(String born) {
        return born.isEmpty() ? new Outcome.Nothing() : new Outcome.Brought(born, Optional.empty());
    }
}
