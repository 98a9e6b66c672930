package io.sluice.app.store;

import io.sluice.app.store.ArchivedPlan.Run;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/**
 * Takes plans that ended long ago out of the database, whole, and into files.
 *
 * <p>Each batch is written, synced, read back and proved before anything is removed, and then removed in one transaction, only as it was
 * read. Whoever dies in between leaves a file too many and loses nothing.
 */
public final class Archive {
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss").withZone(ZoneOffset.UTC);

    /** A file of some megabytes, and a transaction of some thousand rows. */
    private static final int AT_A_TIME = 500;

    /** All that refers to a plan; what nodes have said of its capsule goes with it by itself. */
    private static final List<String> TABLES =
            List.of("journal", "plan_label", "plan_route", "look", "idempotency", "outbox", "recurring_run");

    /**
     * A plan stays while its revert is kept, while people are still to be told of it, and while it is what a recurring plan shows as its
     * last run. A revert goes with what it put back, so that nothing is reverted twice.
     */
    private static final String OLD = """
            select p.id from plan p
            where p.ended_at < :before and p.revert_of is null
                and not exists (select 1 from plan r where r.revert_of = p.id and (r.ended_at is null or r.ended_at >= :before))
                and not exists (select 1 from outbox o where o.due_at is not null
                    and (o.plan = p.id or o.plan in (select r.id from plan r where r.revert_of = p.id)))
                and not exists (select 1 from recurring_run u where u.plan = p.id
                    and u.number >= (select max(l.number) from recurring_run l
                        where l.recurring = u.recurring and l.plan is not null))
            order by p.ended_at, p.id limit :limit
            """;

    private final Database database;
    private final Transactions transactions;
    private final Function<String, PlanSpec> specReader;
    private final JournalCheck check;
    private final JournalCodec codec = new JournalCodec();
    private final JournalRows journal = new JournalRows(codec);
    private final PlanRows plans = new PlanRows(codec);
    private final RouteRows routes = new RouteRows();
    private final NodeRows nodes = new NodeRows(Nodes.LIVE);

    /**
     * An archive of a database.
     *
     * @param database as somebody who is a member of {@code sluice_archivist}, on PostgreSQL
     * @param specReader reads a spec from the canonical text of its file
     */
    public Archive(Database database, Function<String, PlanSpec> specReader) {
        this.database = database;
        this.transactions = new Transactions(database);
        this.specReader = specReader;
        this.check = new JournalCheck(database, specReader);
    }

    /** What the clock says by which plans ended. That of whoever archives may be days off, and nobody would see it before it is too late. */
    public Instant now() {
        return transactions.ask("say what time it is", nodes::now);
    }

    /**
     * What came of it.
     *
     * @param taken how many plans are in files and no longer in the database
     * @param left how many stay though they are old enough, since they or their reverts are not as they were written
     */
    public record Result(long taken, long left) {}

    /**
     * Takes out all that ended before a moment. A plan that is not as it was written stays where it is, and keeps no other from leaving.
     *
     * @param say is told of each file and of each plan that stays
     * @throws IOException if a file cannot be written, or is not what was to be written; what is in it is still in the database
     */
    public Result run(Path directory, Instant before, Instant now, Consumer<String> say) throws IOException {
        Files.createDirectories(directory);
        long taken = 0;
        Set<PlanId> left = new HashSet<>();
        for (int batch = 1; ; ) {
            List<List<PlanId>> found =
                    transactions.ask("look for plans that ended long ago", handle -> old(handle, before, left));
            if (found.isEmpty()) {
                return new Result(taken, left.size());
            }
            List<PlanId> ids = new ArrayList<>();
            for (List<PlanId> together : found) {
                if (isAsWritten(together, say)) {
                    ids.addAll(together);
                } else {
                    left.add(together.getFirst());
                }
            }
            if (!ids.isEmpty()) {
                Path file = directory.resolve("plans-%s-%03d.jsonl.gz".formatted(NAME.format(now), batch));
                take(ids, new ArchiveFile(file));
                say.accept("%d %s in %s and no longer in the database"
                        .formatted(ids.size(), ids.size() == 1 ? "plan is" : "plans are", file));
                taken += ids.size();
                batch++;
            }
        }
    }

    /** Whether a plan and its reverts are; the first that is not is told. */
    private boolean isAsWritten(List<PlanId> together, Consumer<String> say) {
        for (PlanId id : together) {
            Optional<String> fault = transactions
                    .askSnapshot("check the journal of " + id, handle -> check.look(handle, id))
                    .fault();
            if (fault.isPresent()) {
                say.accept("%s stays, and its reverts with it: %s%s"
                        .formatted(
                                together.getFirst(),
                                id.equals(together.getFirst()) ? "" : "of " + id + ", ",
                                fault.get()));
                return false;
            }
        }
        return true;
    }

    private void take(List<PlanId> ids, ArchiveFile archive) throws IOException {
        List<PlanRows.Head> heads = new ArrayList<>();
        archive.write(ids.stream().map(id -> read(id, heads)).iterator());
        try {
            prove(archive, ids.size());
            remove(ids, heads);
        } catch (IOException | IllegalStateException e) { // nothing was removed, so the file has what the database has
            archive.delete();
            throw e;
        }
    }

    /** Each with its reverts after it. */
    private static List<List<PlanId>> old(Handle handle, Instant before, Set<PlanId> left) {
        List<PlanId> ids = handle.createQuery(OLD)
                .bind("before", Times.column(before))
                .bind("limit", AT_A_TIME + left.size())
                .map((row, _) -> new PlanId(row.getString("id")))
                .list();
        List<List<PlanId>> found = new ArrayList<>();
        for (PlanId id : ids) {
            if (!left.contains(id)) {
                List<PlanId> together = new ArrayList<>(List.of(id));
                together.addAll(handle.createQuery("select id from plan where revert_of = :id order by id")
                        .bind("id", id.value())
                        .map((row, _) -> new PlanId(row.getString("id")))
                        .list());
                found.add(together);
            }
        }
        return found;
    }

    private ArchivedPlan read(PlanId id, List<PlanRows.Head> heads) {
        ArchivedPlan plan = transactions.askSnapshot("read plan " + id, handle -> read(handle, id));
        heads.add(plan.claimed().head());
        return plan;
    }

    private ArchivedPlan read(Handle handle, PlanId id) {
        var runs = handle.createQuery("select recurring, number, due_at, at from recurring_run where plan = :id")
                .bind("id", id.value())
                .map((row, _) -> new Run(
                        row.getString("recurring"),
                        row.getLong("number"),
                        Times.instant(row, "due_at"),
                        Times.instant(row, "at")))
                .findOne();
        Map<String, String> labels = plans.labels(handle, id);
        Map<String, String> places = routes.keys(handle, id);
        List<JournalRows.Stored> lines = journal.stored(handle, id);
        return handle.createQuery("select * from plan where id = :id")
                .bind("id", id.value())
                .map((row, _) -> new ArchivedPlan(
                        row.getString("id"),
                        row.getString("document"),
                        row.getString("digest"),
                        row.getString("owner"),
                        row.getString("submitted_by"),
                        Times.instant(row, "submitted_at"),
                        Optional.ofNullable(row.getString("revert_of")),
                        row.getLong("first_generation"),
                        row.getString("state"),
                        row.getLong("version"),
                        row.getLong("generation"),
                        row.getString("fold"),
                        row.getString("journal_hash"),
                        Times.instant(row, "ended_at"),
                        labels,
                        places,
                        runs,
                        lines))
                .one();
    }

    private void prove(ArchiveFile archive, int plans) throws IOException {
        List<String> faults = new ArrayList<>();
        ArchiveFile.Result result = archive.verify(specReader, faults::add);
        if (result.plans() != plans || !faults.isEmpty()) {
            throw new IOException("nothing is removed from the database: " + String.join("; ", faults));
        }
    }

    /** Reverts refer to what they put back, so the last goes first. */
    private void remove(List<PlanId> ids, List<PlanRows.Head> heads) {
        transactions.run("remove plans that are archived", handle -> {
            become(handle, true);
            try {
                for (int i = ids.size() - 1; i >= 0; i--) {
                    remove(handle, ids.get(i), heads.get(i));
                }
            } finally {
                become(handle, false);
            }
        });
    }

    private void become(Handle handle, boolean archivist) {
        if (database.vendor() == Vendor.H2) {
            handle.execute("set @" + NeverUndone.ARCHIVIST + " = " + archivist);
        } else if (archivist) {
            handle.execute("set local role " + NeverUndone.ARCHIVIST); // until the transaction ends
        }
    }

    private static void remove(Handle handle, PlanId id, PlanRows.Head head) {
        for (String table : TABLES) {
            handle.execute("delete from " + table + " where plan = ?", id.value());
        }
        int removed = handle.execute(
                "delete from plan where id = ? and version = ? and journal_hash = ?",
                id.value(),
                head.version(),
                head.hash());
        if (removed != 1) {
            throw new IllegalStateException(
                    id + " has changed since it was read; it stays, and so do those that were archived with it");
        }
    }
}
