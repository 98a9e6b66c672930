package io.sluice.app.store;

import io.sluice.plan.PlanId;
import io.sluice.plan.engine.StoreUnavailable;
import java.time.Duration;
import java.util.List;

/**
 * The newest journal lines of all plans, numbered from 1 without a gap in an order that all readers agree on: whoever has seen a
 * number has seen all that were ever below it, whichever node wrote the line. The lines of one plan have rising numbers.
 *
 * <p>A line has no number at first: the database notes it in the transaction that keeps it, and {@link #number} gives the number
 * afterwards, one node at a time. Nothing waits for that.
 *
 * <p>All methods throw {@link StoreUnavailable} if the database does not do it.
 */
public final class Feed {
    /** Numbers given by one transaction: some ten milliseconds, in which the other nodes leave it alone. */
    public static final int AT_A_TIME = 500;

    /** What is kept for readers that come again; as much as a busy day of some hundred plans. */
    private static final long MOST_KEPT = 100_000;

    private static final Duration KEPT = Duration.ofHours(24);

    private final Transactions transactions;
    private final FeedRows rows = new FeedRows();
    private final long mostKept;

    public Feed(Database database) {
        this(database, MOST_KEPT);
    }

    Feed(Database database, long mostKept) {
        this.transactions = new Transactions(database);
        this.mostKept = mostKept;
    }

    /**
     * How far the feed goes.
     *
     * @param last the number that was given last, 0 before the first
     * @param forgotten all up to this one are no longer kept
     */
    public record Extent(long last, long forgotten) {
        /** Whether all lines after a number are still here, and the number is one that was given. */
        public boolean reachesBackTo(long number) {
            return forgotten <= number && number <= last;
        }
    }

    /**
     * A journal line with its number.
     *
     * @param line as it is stored; empty where the plan has been archived meanwhile
     */
    public record Fed(long number, PlanId plan, long seq, String line) {}

    /**
     * Gives numbers to lines that have none, unless another node does it just now.
     *
     * @return how many
     */
    public int number() {
        return transactions.ask("number journal lines", handle -> rows.number(handle, AT_A_TIME));
    }

    public Extent extent() {
        return transactions.ask("look how far the feed goes", rows::extent);
    }

    /** The lines with numbers above one, in their order. */
    public List<Fed> after(long number, int limit) {
        return transactions.ask("read the feed", handle -> rows.after(handle, number, limit));
    }

    /** Removes what is too old, or more than is kept. */
    public int forget() {
        return transactions.ask("remove old numbers of journal lines", handle -> rows.forget(handle, KEPT, mostKept));
    }
}
