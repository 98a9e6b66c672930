package io.sluice.app.store;

import io.sluice.app.store.PlanProof.Looked;
import io.sluice.app.store.PlanRows.Claimed;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/**
 * Holds journals against their hashes, and the rows of plans, with those of their routes and labels, against their journals.
 *
 * <p>Whoever can write both and makes all hashes anew is not found by this, nor is a plan that is gone with all its lines.
 */
public final class JournalCheck {
    /** Looked at one after the other by their ids, so that no statement has to hold them all. */
    private static final int AT_A_TIME = 500;

    private final Transactions transactions;
    private final JournalCodec codec = new JournalCodec();
    private final PlanProof proof;
    private final PlanRows plans = new PlanRows(codec);
    private final JournalRows journal = new JournalRows(codec);
    private final RouteRows routes = new RouteRows();

    /**
     * A check of a database.
     *
     * @param specReader reads a spec from the canonical text of its file
     */
    public JournalCheck(Database database, Function<String, PlanSpec> specReader) {
        this.transactions = new Transactions(database);
        this.proof = new PlanProof(specReader, codec);
    }

    /** What came of it all. */
    public record Result(long plans, long lines, long faults) {}

    /**
     * Goes through all plans, each as it is at one moment.
     *
     * @param sideBySide how many at once
     * @param faults is told each, with the plan that has it
     * @throws io.sluice.plan.engine.StoreUnavailable if the database does not answer
     */
    public Result check(int sideBySide, Consumer<String> faults) throws InterruptedException {
        Result sum = new Result(0, 0, 0);
        String after = "";
        try (ExecutorService threads = Executors.newFixedThreadPool(sideBySide)) {
            while (true) {
                String from = after;
                List<PlanId> ids = transactions.ask("list plans", handle -> plans.ids(handle, from, AT_A_TIME));
                if (ids.isEmpty()) {
                    return sum;
                }
                sum = add(sum, ids, threads, faults);
                after = ids.getLast().value();
            }
        }
    }

    private Result add(Result sum, List<PlanId> ids, ExecutorService threads, Consumer<String> faults)
            throws InterruptedException {
        List<Callable<Looked>> work = new ArrayList<>();
        ids.forEach(id ->
                work.add(() -> transactions.askSnapshot("check the journal of " + id, handle -> look(handle, id))));
        long lines = 0;
        long found = 0;
        List<Future<Looked>> done = threads.invokeAll(work);
        for (int i = 0; i < ids.size(); i++) {
            Looked looked = get(done.get(i));
            lines += looked.lines();
            if (looked.fault().isPresent()) {
                found++;
                faults.accept(ids.get(i) + ": " + looked.fault().get());
            }
        }
        return new Result(sum.plans() + ids.size(), sum.lines() + lines, sum.faults() + found);
    }

    private static Looked get(Future<Looked> done) throws InterruptedException {
        try {
            return done.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** One plan, as a transaction sees it. */
    Looked look(Handle handle, PlanId id) {
        Optional<Claimed> claimed = plans.findClaimed(handle, id);
        if (claimed.isEmpty()) {
            return new Looked(0, Optional.empty()); // an archivist was here since it was listed
        }
        Looked looked = proof.look(claimed.get(), journal.stored(handle, id));
        return looked.fault().isPresent() ? looked : new Looked(looked.lines(), besides(handle, claimed.get()));
    }

    /**
     * What the tables beside the plan say that the plan does not. The canonical key of a route is its adapter's and stands nowhere else:
     * it is held against the places that have had a plan of such a generation, and those that a plan under way has.
     */
    private Optional<String> besides(Handle handle, Claimed claimed) {
        PlanId id = claimed.row().id();
        Map<String, String> keys = routes.keys(handle, id);
        return proof.besides(claimed.row(), plans.labels(handle, id), keys.keySet())
                .or(() -> keys.values().stream()
                        .filter(key -> routes.findGeneration(handle, key)
                                .filter(generation -> generation >= claimed.generation())
                                .isEmpty())
                        .findFirst()
                        .map(key -> "plan_route says %s, where no such plan ever was".formatted(key)))
                .or(() -> claimed.endedAt().isPresent()
                                || routes.active(handle, id).equals(Set.copyOf(keys.values()))
                        ? Optional.empty()
                        : Optional.of("active_route says other places than plan_route"));
    }
}
