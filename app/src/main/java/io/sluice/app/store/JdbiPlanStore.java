package io.sluice.app.store;

import io.sluice.app.store.PlanRows.Head;
import io.sluice.app.store.PlanTables.Kept;
import io.sluice.plan.JournalLine;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.Principal;
import io.sluice.plan.engine.Look;
import io.sluice.plan.engine.PlanStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** Keeps plans in a SQL database: H2 in a file for one node, PostgreSQL for several. */
public final class JdbiPlanStore implements PlanStore {
    private final Transactions transactions;
    private final JournalCodec codec = new JournalCodec();
    private final PlanRows plans = new PlanRows(codec);
    private final JournalRows journal = new JournalRows(codec);
    private final RouteRows routes = new RouteRows();
    private final ClaimRows claims;
    private final Joined<ClaimRows.Release> releases;
    private final IdempotencyRows keys = IdempotencyRows.ofPlans();
    private final PlanTables tables;
    private final RecurringRows recurring = new RecurringRows();
    private final LookRows looks = new LookRows(codec);
    private final JournalCheck check;
    private final Recollection recollection;
    private final Recall recall;
    private final Runnable told;
    private volatile Hearer hears = Hearer.NOBODY;

    /** A store that tells nobody. */
    public JdbiPlanStore(Database database, Function<String, PlanSpec> specReader) {
        this(database, specReader, Letters.NONE, () -> {});
    }

    /**
     * A store that puts what is to be told into the outbox, in the transactions that keep the lines.
     *
     * @param specReader reads a spec from the canonical text of its file
     * @param told runs after lines were kept that may give something to tell; it must return at once
     */
    public JdbiPlanStore(Database database, Function<String, PlanSpec> specReader, Letters letters, Runnable told) {
        this.transactions = new Transactions(database);
        this.claims = new ClaimRows(database.vendor());
        this.releases =
                new Joined<>(batch -> transactions.run("release plans", handle -> claims.release(handle, batch)));
        this.tables = new PlanTables(codec, plans, journal, routes, recurring, letters, specReader);
        this.recollection = new Recollection(journal, specReader, System::nanoTime);
        this.recall = new Recall(database, transactions, tables, plans, journal, recollection, this::tellAll);
        this.check = new JournalCheck(database, specReader);
        this.told = told;
    }

    /** Has somebody hear from now on of what is kept. */
    public void tells(Hearer hearer) {
        hears = hearer;
    }

    @Override
    public Created create(NewPlan asked) {
        Made made = transactions.ask(
                "store plan " + asked.id(),
                handle -> tables.earlier(handle, asked)
                        .map(earlier -> new Made(earlier, Optional.empty()))
                        .orElseGet(() -> make(handle, asked)));
        made.birth().ifPresent(birth -> {
            recollection.created(birth);
            tellAll();
        });
        return made.created();
    }

    /**
     * What became of a submission.
     *
     * @param birth of the plan, if it was stored
     */
    private record Made(Created created, Optional<Birth> birth) {}

    private Made make(Handle handle, NewPlan asked) {
        List<JournalLine> lines = JournalLine.following(0, asked.events(), asked.by(), asked.at());
        List<JournalRows.Row> rows = journal.chain(asked.id().value(), lines);
        Optional<Birth> born = tables.store(handle, asked, 0, rows);
        return new Made(
                born.<Created>map(birth -> new Created.Stored(birth.plan())).orElseGet(Created.RunSettled::new), born);
    }

    @Override
    public Optional<Created> findCreated(Principal by, IdempotencyKey key, Instant at) {
        return transactions.ask("find an idempotency key", handle -> tables.usedKey(handle, by, key, at));
    }

    private void tellAll() {
        told.run();
        hears.lines();
    }

    @Override
    public Optional<Plan> append(Plan read, List<PlanEvent> events, Principal by, Instant at) {
        Optional<Kept> kept = transactions.ask("add to the journal of " + read.id(), handle -> {
            Head head = plans.findHead(handle, read.id()).orElseThrow(() -> PlanTables.absent(read.id()));
            if (head.version() != read.version()) {
                return Optional.empty();
            }
            List<JournalLine> lines = JournalLine.following(read.version(), events, by, at);
            return tables.keep(handle, read, head, journal.chain(head.hash(), lines), at);
        });
        kept.ifPresent(added -> {
            recollection.appended(read.id(), added.before(), added.rows());
            if (added.tells()) {
                told.run();
            }
            hears.lines();
        });
        return kept.map(Kept::plan);
    }

    @Override
    public Optional<Plan> find(PlanId id) {
        Optional<Plan> found = read(id);
        boolean lacks = recollection.knowsMore(id, found.map(Plan::version).orElse(0L));
        return lacks && recall.of(id) ? read(id) : found;
    }

    private Optional<Plan> read(PlanId id) {
        return transactions.askOnce(
                "read plan " + id, handle -> plans.find(handle, id).map(row -> tables.plan(handle, row)));
    }

    /** The plan as its journal alone tells it; always the same as {@link #plan}. */
    public Plan refold(PlanId id) {
        return transactions.ask("read the journal of " + id, handle -> tables.refold(handle, id));
    }

    /** What is wrong with a plan's journal: lines changed, taken out, moved or cut off. */
    public Optional<String> findJournalFault(PlanId id) {
        return transactions.askSnapshot(
                "check the journal of " + id, handle -> check.look(handle, id).fault());
    }

    @Override
    public Document document(PlanId id) {
        return transactions.ask("read the document of " + id, handle -> {
            Map<String, String> keys = routes.keys(handle, id);
            return plans.findDocument(handle, id, keys, recurring.findOf(handle, id))
                    .orElseThrow(() -> PlanTables.absent(id));
        });
    }

    @Override
    public Optional<PlanId> findRevertOf(PlanId ended) {
        return transactions.askOnce("look for a revert of " + ended, handle -> plans.findRevertOf(handle, ended));
    }

    @Override
    public Optional<PlanId> findOwner(String routeKey) {
        return transactions.askOnce("look for a route's plan", handle -> routes.findOwner(handle, routeKey));
    }

    @Override
    public List<Plan> list(PlanQuery query) {
        return transactions.ask(
                "list plans",
                handle -> plans.list(handle, query).stream()
                        .map(row -> tables.plan(handle, row))
                        .toList());
    }

    /** A plan, and what the last look at it showed. */
    public record Seen(Plan plan, Optional<Look> look) {}

    /** The same plans, in the same order, each with its last look. */
    public List<Seen> listSeen(PlanQuery query) {
        return transactions.ask("list plans and looks", handle -> seen(handle, plans.list(handle, query)));
    }

    /** Those of some plans that there are, in the order of their ids. */
    public List<Seen> seen(Collection<PlanId> ids) {
        return ids.isEmpty()
                ? List.of()
                : transactions.ask("read plans and looks", handle -> seen(handle, plans.list(handle, ids)));
    }

    private List<Seen> seen(Handle handle, List<PlanRows.Row> rows) {
        Map<PlanId, Look> last =
                looks.list(handle, rows.stream().map(PlanRows.Row::id).toList());
        return rows.stream()
                .map(row -> new Seen(tables.plan(handle, row), Optional.ofNullable(last.get(row.id()))))
                .toList();
    }

    @Override
    public List<JournalLine> journal(PlanId id, long after, int limit) {
        return transactions.askOnce("read the journal of " + id, handle -> journal.list(handle, id, after, limit));
    }

    @Override
    public List<PlanId> due(Instant now, int limit) {
        recall.afterLosses();
        return transactions.askOnce("look for plans that are due", handle -> plans.due(handle, now, limit));
    }

    @Override
    public Optional<Claim> claim(PlanId id, Duration length) {
        return claiming("claim " + id, handle -> claims.claim(handle, id, length))
                .map(this::tell);
    }

    @Override
    public Optional<Claim> claimIfDue(PlanId id, Instant now, Duration length) {
        return claiming("claim " + id + " if it is due", handle -> claims.claimIfDue(handle, id, now, length))
                .map(this::tell);
    }

    private Claim tell(ClaimRows.Due claimed) {
        hears.takenUp(claimed.claim().plan(), claimed.lookAt());
        return claimed.claim();
    }

    @Override
    public List<Claim> claimDue(Instant now, int limit, Duration length) {
        recall.afterLosses();
        return claiming("claim plans that are due", handle -> claims.claimDue(handle, now, limit, length)).stream()
                .map(this::tell)
                .toList();
    }

    @Override
    public Claim seize(PlanId id, Duration length) {
        return claiming("seize " + id, handle -> claims.seize(handle, id, length))
                .map(ClaimRows.Due::claim)
                .orElseThrow(() -> PlanTables.absent(id));
    }

    private <T> T claiming(String what, Function<Handle, T> work) {
        return claims.areSingleStatements() ? transactions.askOnce(what, work) : transactions.ask(what, work);
    }

    @Override
    public Set<Claim> renew(Collection<Claim> asked, Duration length) {
        return transactions.ask("renew claims", handle -> claims.renew(handle, asked, length));
    }

    @Override
    public boolean permits(Claim claim, long generation) {
        return transactions.askOnce(
                "read a claim of " + claim.plan(), handle -> claims.permits(handle, claim, generation));
    }

    @Override
    public void release(Claim claim, long decidedAt, Instant lookAt) {
        releases.ask(new ClaimRows.Release(claim, decidedAt, lookAt));
    }

    /**
     * Ends every claim, whoever has it: only for a database that no other process can have open, at the start, when whoever
     * held a claim is dead.
     */
    public void endAllClaims() {
        transactions.run("end all claims", claims::endAll);
    }

    @Override
    public void saveLook(PlanId id, Look look) {
        transactions.run("keep a look at " + id, handle -> looks.save(handle, id, look));
        hears.look(id, look);
    }

    @Override
    public Optional<Look> findLook(PlanId id) {
        return transactions.askOnce("read the last look at " + id, handle -> looks.find(handle, id));
    }

    /** Removes keys of idempotency that count no more. */
    public int forgetOldKeys(Instant now) {
        return transactions.ask("remove old keys", handle -> keys.forget(handle, now));
    }
}
