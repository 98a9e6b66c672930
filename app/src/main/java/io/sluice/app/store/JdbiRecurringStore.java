package io.sluice.app.store;

import io.sluice.plan.PlanSpec;
import io.sluice.plan.Principal;
import io.sluice.plan.engine.PlanStore.IdempotencyKey;
import io.sluice.plan.engine.RecurringStore;
import io.sluice.plan.recurring.RecurringId;
import io.sluice.plan.recurring.RecurringPlan;
import io.sluice.plan.recurring.RecurringRun;
import java.time.Instant;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** Keeps recurring plans in the database in which {@link JdbiPlanStore} keeps their runs. */
public final class JdbiRecurringStore implements RecurringStore {
    private final Transactions transactions;
    private final Specs<RecurringId> specs;
    private final RecurringRows rows = new RecurringRows();
    private final IdempotencyRows keys = IdempotencyRows.ofRecurringPlans();
    private final OutboxRows outbox = new OutboxRows();
    private final RunLetters letters;
    private final Runnable told;

    /**
     * A store that puts what is to be told into the outbox, in the transactions that keep the runs.
     *
     * @param specs reads a spec from the canonical text of its file
     * @param told runs after something was kept that is to be told; it must return at once
     */
    public JdbiRecurringStore(Database database, Function<String, PlanSpec> specs, RunLetters letters, Runnable told) {
        this.transactions = new Transactions(database);
        this.specs = new Specs<>(specs);
        this.letters = letters;
        this.told = told;
    }

    @Override
    public Added add(NewRecurring asked) {
        return transactions.ask("store recurring plan " + asked.id(), handle -> {
            Optional<Added> earlier = asked.idempotencyKey()
                    .flatMap(key ->
                            keys.find(handle, asked.by(), key, asked.at()).map(use -> added(handle, use, key)));
            if (earlier.isPresent()) {
                return earlier.get();
            }
            rows.insert(handle, asked);
            asked.idempotencyKey()
                    .ifPresent(key ->
                            keys.insert(handle, asked.by(), key, asked.id().value(), asked.at()));
            return new Added.Stored(recurring(handle, asked.id()));
        });
    }

    private Added added(Handle handle, IdempotencyRows.Use use, IdempotencyKey key) {
        return use.bodyDigest().equals(key.bodyDigest())
                ? new Added.Repeated(recurring(handle, new RecurringId(use.made())))
                : new Added.KeyReused();
    }

    private RecurringPlan recurring(Handle handle, RecurringId id) {
        return rows.find(handle, id, specs).orElseThrow(() -> new NoSuchElementException("no recurring plan " + id));
    }

    @Override
    public Optional<Added> findAdded(Principal by, IdempotencyKey key, Instant at) {
        return transactions.ask(
                "find an idempotency key",
                handle -> keys.find(handle, by, key, at).map(use -> added(handle, use, key)));
    }

    @Override
    public Optional<RecurringPlan> find(RecurringId id) {
        return transactions.ask("read recurring plan " + id, handle -> rows.find(handle, id, specs));
    }

    @Override
    public List<RecurringPlan> list(Optional<RecurringId> after, int limit) {
        return transactions.ask("list recurring plans", handle -> rows.list(handle, after, limit, specs));
    }

    @Override
    public List<RecurringId> due(Instant now, int limit) {
        return transactions.ask("look for runs that are due", handle -> rows.due(handle, now, limit));
    }

    @Override
    public List<RecurringId> active() {
        return transactions.ask("list recurring plans that were not stopped", rows::active);
    }

    @Override
    public Set<Instant> settledAfter(RecurringId id, Instant moment) {
        return transactions.ask("read the runs of " + id, handle -> rows.settledAfter(handle, id, moment));
    }

    @Override
    public boolean putBack(RecurringPlan read, Instant to) {
        return transactions.ask(
                "put the next run of " + read.id() + " back",
                handle -> read.nextRun()
                        .filter(from -> rows.putBack(handle, read.id(), from, to))
                        .isPresent());
    }

    /** Removes keys of idempotency that count no more. */
    public int forgetOldKeys(Instant now) {
        return transactions.ask("remove old keys of recurring plans", handle -> keys.forget(handle, now));
    }

    @Override
    public List<RecurringRun> runs(RecurringId id, int limit) {
        return transactions.ask("read the runs of " + id, handle -> rows.runs(handle, id, limit));
    }

    @Override
    public boolean settle(RecurringPlan read, RecurringRun run, Instant next) {
        AtomicBoolean tells = new AtomicBoolean();
        boolean settled = transactions.ask("settle a run of " + read.id(), handle -> {
            Optional<Long> number = read.nextRun().flatMap(due -> rows.advance(handle, read.id(), due, next));
            number.ifPresent(one -> {
                rows.insertRun(handle, read.id(), one, run);
                tells.set(outbox.insert(handle, read.id(), letters.of(read, one, run), run.at()));
            });
            return number.isPresent();
        });
        if (tells.get()) {
            told.run();
        }
        return settled;
    }

    @Override
    public RecurringPlan stop(RecurringId id, Principal by, String reason, Instant at) {
        AtomicBoolean tells = new AtomicBoolean();
        RecurringPlan stopped = transactions.ask("stop recurring plan " + id, handle -> {
            boolean now = rows.stop(handle, id, by, reason, at);
            RecurringPlan plan = recurring(handle, id);
            tells.set(now && outbox.insert(handle, id, letters.ofStop(plan, plan.runs() + 1), at));
            return plan;
        });
        if (tells.get()) {
            told.run();
        }
        return stopped;
    }
}
