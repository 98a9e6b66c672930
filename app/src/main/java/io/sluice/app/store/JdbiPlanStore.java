package io.sluice.app.store;

import io.sluice.app.store.Recollection.Missing;
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
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps plans in a SQL database: H2 in a file for one node, PostgreSQL for several. */
public final class JdbiPlanStore implements PlanStore {
    private static final Logger LOG = LoggerFactory.getLogger(JdbiPlanStore.class);

    private final Transactions transactions;
    private final Specs<PlanId> specs;
    private final JournalCodec codec = new JournalCodec();
    private final PlanRows plans = new PlanRows(codec);
    private final JournalRows journal = new JournalRows(codec);
    private final RouteRows routes = new RouteRows();
    private final ClaimRows claims;
    private final Joined<ClaimRows.Release> releases;
    private final IdempotencyRows keys = IdempotencyRows.ofPlans();
    private final RecurringRows recurring = new RecurringRows();
    private final LookRows looks = new LookRows(codec);
    private final OutboxRows outbox = new OutboxRows();
    private final JournalCheck check;
    private final Database database;
    private final Recollection recollection;
    private final AtomicLong lossesSeen;
    private final Letters letters;
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
        this.database = database;
        this.lossesSeen = new AtomicLong(database.losses());
        this.specs = new Specs<>(specReader);
        this.recollection = new Recollection(journal, specReader, System::nanoTime);
        this.check = new JournalCheck(database, specReader);
        this.letters = letters;
        this.told = told;
    }

    /** Has somebody hear from now on of what is kept. */
    public void tells(Hearer hearer) {
        hears = hearer;
    }

    @Override
    public Created create(NewPlan asked) {
        Made made = transactions.ask("store plan " + asked.id(), handle -> earlier(handle, asked)
                .map(earlier -> new Made(earlier, Optional.empty()))
                .orElseGet(() -> make(handle, asked)));
        made.birth().ifPresent(birth -> {
            recollection.created(birth);
            told.run();
            hears.lines();
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
        Optional<Birth> born = store(handle, asked, 0, rows);
        return new Made(
                born.<Created>map(birth -> new Created.Stored(birth.plan())).orElseGet(Created.RunSettled::new), born);
    }

    /**
     * What stands in the way of a new plan. Whoever gets past this at the same moment fails on a unique key, and looks again.
     *
     * <p>The owner is read before the repetition, though it counts for less: who has taken the route meanwhile may be this
     * same submission, and then its key is there to be seen.
     */
    private Optional<Created> earlier(Handle handle, NewPlan asked) {
        Optional<Created> taken = taken(handle, asked);
        return usedKey(handle, asked).or(() -> revertTaken(handle, asked)).or(() -> taken);
    }

    private Optional<Created> usedKey(Handle handle, NewPlan asked) {
        return asked.idempotencyKey().flatMap(key -> usedKey(handle, asked.by(), key, asked.at()));
    }

    private Optional<Created> usedKey(Handle handle, Principal by, IdempotencyKey key, Instant at) {
        return keys.find(handle, by, key, at)
                .map(use -> use.bodyDigest().equals(key.bodyDigest())
                        ? new Created.Repeated(plan(handle, new PlanId(use.made())))
                        : new Created.KeyReused());
    }

    @Override
    public Optional<Created> findCreated(Principal by, IdempotencyKey key, Instant at) {
        return transactions.ask("find an idempotency key", handle -> usedKey(handle, by, key, at));
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
    private Optional<Birth> store(Handle handle, NewPlan asked, long least, List<JournalRows.Row> rows) {
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

    @Override
    public Optional<Plan> append(Plan read, List<PlanEvent> events, Principal by, Instant at) {
        AtomicReference<Runnable> after = new AtomicReference<>(() -> {});
        Optional<Plan> appended = transactions.ask("add to the journal of " + read.id(), handle -> {
            PlanRows.Head head = plans.findHead(handle, read.id()).orElseThrow(() -> absent(read.id()));
            if (head.version() != read.version()) {
                return Optional.empty();
            }
            List<JournalLine> lines = JournalLine.following(read.version(), events, by, at);
            return keep(handle, read, head, journal.chain(head.hash(), lines), at, after::set);
        });
        if (appended.isPresent()) {
            after.get().run();
        }
        return appended;
    }

    /**
     * Adds lines to all tables, if nobody else has added some.
     *
     * @param after is given what to do once the transaction is through
     */
    private Optional<Plan> keep(
            Handle handle,
            Plan read,
            PlanRows.Head head,
            List<JournalRows.Row> rows,
            Instant at,
            Consumer<Runnable> after) {
        List<JournalLine> lines = rows.stream().map(JournalRows.Row::line).toList();
        Plan next = read.after(lines);
        if (!plans.update(handle, next, head.version(), last(rows, head.hash()), at)) {
            return Optional.empty();
        }
        journal.append(handle, read.id(), rows);
        routes.follow(handle, read, next);
        boolean tells = outbox.insert(handle, read.id(), letters.of(read, lines), at);
        after.accept(() -> {
            recollection.appended(read.id(), head.hash(), rows);
            if (tells) {
                told.run();
            }
            hears.lines();
        });
        return Optional.of(next);
    }

    // ---- a database that forgot

    /**
     * Brings again what this process had added to a plan and the database has forgotten, exactly as it was.
     *
     * @return whether there was anything
     */
    private boolean recall(PlanId id) {
        AtomicReference<Runnable> after = new AtomicReference<>(() -> {});
        String done =
                transactions.ask("say whether it still has all of " + id, handle -> recall(handle, id, after::set));
        after.get().run();
        if (!done.isEmpty()) {
            LOG.warn("the database had forgotten what it had acknowledged of {}: {}", id, done);
        }
        return !done.isEmpty();
    }

    private String recall(Handle handle, PlanId id, Consumer<Runnable> after) {
        Optional<PlanRows.Head> kept = plans.lockHead(handle, id);
        String born = "";
        if (kept.isEmpty()) {
            Optional<Birth> birth = recollection.birth(id);
            if (birth.isEmpty()) {
                return "";
            }
            NewPlan asked = birth.get().asked();
            if (earlier(handle, asked).isPresent()
                    || store(handle, asked, birth.get().generation(), birth.get().rows())
                            .isEmpty()) {
                return overtaken(id, "another plan has its place by now");
            }
            born = "the plan itself; ";
            kept = plans.findHead(handle, id);
        }
        PlanRows.Head head = kept.orElseThrow();
        Optional<Long> last = recollection.lastSeq(id).filter(seq -> seq < head.version());
        Optional<String> other = last.flatMap(seq -> journal.findHash(handle, id, seq));
        if (last.isPresent() && !other.equals(last.flatMap(seq -> recollection.hash(id, seq)))) {
            return overtaken(id, "it went on otherwise");
        }
        return switch (recollection.missing(id, head)) {
            case Missing.Nothing() -> born;
            case Missing.OfOthers() -> born;
            case Missing.Overtaken() -> overtaken(id, "it went on otherwise");
            case Missing.Lines(List<JournalRows.Row> rows) -> {
                Plan read = plan(handle, id);
                Instant at = rows.getLast().line().at();
                Optional<Plan> back = keep(handle, read, head, rows, at, after);
                yield back.isEmpty()
                        ? born
                        : born + "lines " + (head.version() + 1) + " to "
                                + back.get().version();
            }
        };
    }

    /** What the database says counts from now on, though it is not what it had acknowledged. */
    private String overtaken(PlanId id, String why) {
        LOG.error(
                "the database has forgotten what it had acknowledged of {}, and {}: the database counts, and what this"
                        + " node had written down is lost",
                id,
                why);
        recollection.forget(id);
        return "";
    }

    /** After connections were lost the database may be another one than before: everything that is remembered is held against it. */
    private void recallAfterLosses() {
        long losses = database.losses();
        if (losses != lossesSeen.get()) {
            recollection.all().forEach(this::recall);
            lossesSeen.set(losses);
        }
    }

    private static String last(List<JournalRows.Row> rows, String head) {
        return rows.isEmpty() ? head : rows.getLast().hash();
    }

    @Override
    public Optional<Plan> find(PlanId id) {
        Optional<Plan> found = read(id);
        boolean lacks = recollection.knowsMore(id, found.map(Plan::version).orElse(0L));
        return lacks && recall(id) ? read(id) : found;
    }

    private Optional<Plan> read(PlanId id) {
        return transactions.ask(
                "read plan " + id, handle -> plans.find(handle, id).map(row -> plan(handle, row)));
    }

    private Plan plan(Handle handle, PlanId id) {
        return plans.find(handle, id).map(row -> plan(handle, row)).orElseThrow(() -> absent(id));
    }

    private Plan plan(Handle handle, PlanRows.Row row) {
        PlanSpec spec = specs.of(row.id(), row.document());
        try {
            return codec.readPlan(row.id(), spec, row.fold());
        } catch (IllegalArgumentException _) {
            // Written by a release with another idea of a plan; the journal is what all releases read.
            return refold(handle, row, spec);
        }
    }

    private Plan refold(Handle handle, PlanRows.Row row, PlanSpec spec) {
        List<JournalLine> lines = journal.list(handle, row.id(), 0, Integer.MAX_VALUE);
        return Plan.blank(
                        row.id(), spec, row.firstGeneration(), lines.getFirst().at())
                .after(lines);
    }

    /** The plan as its journal alone tells it; always the same as {@link #plan}. */
    public Plan refold(PlanId id) {
        return transactions.ask("read the journal of " + id, handle -> {
            PlanRows.Row row = plans.find(handle, id).orElseThrow(() -> absent(id));
            return refold(handle, row, specs.of(id, row.document()));
        });
    }

    /** What is wrong with a plan's journal: lines changed, taken out, moved or cut off. */
    public Optional<String> findJournalFault(PlanId id) {
        return transactions.askSnapshot(
                "check the journal of " + id, handle -> check.look(handle, id).fault());
    }

    private static NoSuchElementException absent(PlanId id) {
        return new NoSuchElementException("no plan " + id);
    }

    @Override
    public Document document(PlanId id) {
        return transactions.ask("read the document of " + id, handle -> {
            Map<String, String> keys = routes.keys(handle, id);
            return plans.findDocument(handle, id, keys, recurring.findOf(handle, id))
                    .orElseThrow(() -> absent(id));
        });
    }

    @Override
    public Optional<PlanId> findRevertOf(PlanId ended) {
        return transactions.ask("look for a revert of " + ended, handle -> plans.findRevertOf(handle, ended));
    }

    @Override
    public Optional<PlanId> findOwner(String routeKey) {
        return transactions.ask("look for a route's plan", handle -> routes.findOwner(handle, routeKey));
    }

    @Override
    public List<Plan> list(PlanQuery query) {
        return transactions.ask(
                "list plans",
                handle -> plans.list(handle, query).stream()
                        .map(row -> plan(handle, row))
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
                .map(row -> new Seen(plan(handle, row), Optional.ofNullable(last.get(row.id()))))
                .toList();
    }

    @Override
    public List<JournalLine> journal(PlanId id, long after, int limit) {
        return transactions.ask("read the journal of " + id, handle -> journal.list(handle, id, after, limit));
    }

    @Override
    public List<PlanId> due(Instant now, int limit) {
        recallAfterLosses();
        return transactions.ask("look for plans that are due", handle -> plans.due(handle, now, limit));
    }

    @Override
    public Optional<Claim> claim(PlanId id, Duration length) {
        return transactions.ask("claim " + id, handle -> claims.claim(handle, id, length));
    }

    @Override
    public Optional<Claim> claimIfDue(PlanId id, Instant now, Duration length) {
        return transactions.ask("claim " + id + " if it is due", handle -> claims.claimIfDue(handle, id, now, length));
    }

    @Override
    public List<Claim> claimDue(Instant now, int limit, Duration length) {
        recallAfterLosses();
        return transactions.ask("claim plans that are due", handle -> claims.claimDue(handle, now, limit, length));
    }

    @Override
    public Claim seize(PlanId id, Duration length) {
        return transactions
                .ask("seize " + id, handle -> claims.seize(handle, id, length))
                .orElseThrow(() -> absent(id));
    }

    @Override
    public Set<Claim> renew(Collection<Claim> asked, Duration length) {
        return transactions.ask("renew claims", handle -> claims.renew(handle, asked, length));
    }

    @Override
    public boolean permits(Claim claim, long generation) {
        return transactions.ask("read a claim of " + claim.plan(), handle -> claims.permits(handle, claim, generation));
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
        return transactions.ask("read the last look at " + id, handle -> looks.find(handle, id));
    }

    /** Removes keys of idempotency that count no more. */
    public int forgetOldKeys(Instant now) {
        return transactions.ask("remove old keys", handle -> keys.forget(handle, now));
    }
}
