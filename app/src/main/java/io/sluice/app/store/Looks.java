package io.sluice.app.store;

import io.sluice.plan.PlanId;
import io.sluice.plan.engine.StoreUnavailable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Which plans have been looked at lately, by whichever node.
 *
 * <p>All methods throw {@link StoreUnavailable} if the database does not do it.
 */
public final class Looks {
    private final Transactions transactions;

    public Looks(Database database) {
        this.transactions = new Transactions(database);
    }

    /**
     * That a look was kept.
     *
     * @param at by the clock of the database
     */
    public record Saved(PlanId plan, Instant at) {}

    /** When the latest look was kept, if there is any. */
    public Optional<Instant> latest() {
        return transactions.ask(
                "look for the last look",
                handle -> handle.createQuery("select saved_at from look where saved_at is not null"
                                + " order by saved_at desc limit 1")
                        .map((row, _) -> Times.instant(row, "saved_at"))
                        .findOne());
    }

    /** The last looks at plans that were kept after a moment, the oldest first. */
    public List<Saved> after(Instant moment, int limit) {
        return transactions.ask(
                "look for looks",
                handle -> handle.createQuery("""
                        select plan, saved_at from look where saved_at > :moment order by saved_at limit :limit
                        """)
                        .bind("moment", Times.column(moment))
                        .bind("limit", limit)
                        .map((row, _) -> new Saved(new PlanId(row.getString("plan")), Times.instant(row, "saved_at")))
                        .list());
    }
}
