package io.sluice.app.store;

import io.sluice.plan.engine.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is still to be told to people. {@link JdbiPlanStore} fills it in the transactions that keep the journal, so what is worth
 * telling is here if and only if it happened; several nodes may empty it.
 *
 * <p>All methods throw {@link StoreUnavailable} if the database does not do it.
 */
public final class Outbox {
    private final Transactions transactions;
    private final OutboxRows rows = new OutboxRows();

    public Outbox(Database database) {
        this.transactions = new Transactions(database);
    }

    /**
     * Something that this carrier tells now, and nobody else while the claim lasts.
     *
     * @param id the same at each attempt
     * @param about the id of the plan or the recurring plan
     * @param text the letter's
     * @param writtenAt when the line that it tells of was written
     * @param attempts this one included
     */
    public record Taken(
            String id,
            String about,
            long seq,
            String receiver,
            String text,
            Instant writtenAt,
            int attempts,
            String carrier) {}

    /** The receivers for whom something may be due. */
    public List<String> receiversWithDue(Instant now) {
        return transactions.ask("look for what is to be told", handle -> rows.receiversWithDue(handle, now));
    }

    /** The receivers for whom there is something, due or not. */
    public List<String> receiversWaiting() {
        return transactions.ask("look for who is to be told", rows::receiversWaiting);
    }

    /**
     * Takes something that is due for a receiver, if there is any: of each plan nothing before what came first.
     *
     * @param carrier who will tell it
     * @param length how long nobody else takes it
     */
    public Optional<Taken> take(String receiver, String carrier, Duration length, Instant now) {
        return transactions.ask(
                "take what is to be told to " + receiver, handle -> rows.take(handle, receiver, carrier, length, now));
    }

    /** The receiver has it. */
    public void delivered(Taken taken, Instant at) {
        transactions.run("mark as told", handle -> rows.delivered(handle, taken, at));
    }

    /**
     * It was not taken, or perhaps it was.
     *
     * @param again when to try once more
     */
    public void failed(Taken taken, String fault, Instant again) {
        transactions.run("mark as not told", handle -> rows.failed(handle, taken, fault, again));
    }

    /** It is never tried again. */
    public void givenUp(Taken taken, String fault, Instant at) {
        transactions.run("mark as never told", handle -> rows.givenUp(handle, taken, fault, at));
    }

    /**
     * It is never tried again, if it is as old as that.
     *
     * @param writtenBefore as {@link #clockSet} left it: what was read when it was taken may be a time of another clock
     * @return whether it was
     */
    public boolean givenUpIfWrittenBefore(Instant writtenBefore, Taken taken, String fault, Instant at) {
        return transactions.ask(
                "mark as never told", handle -> rows.givenUpIfWrittenBefore(handle, writtenBefore, taken, fault, at));
    }

    /**
     * The clock was set: what waits for a time that it does not show for long is due at once, and nothing is older than it was. Once
     * it was set back a thing may be told for longer, but never for longer than if it were written now.
     *
     * @param by backwards where negative
     * @param now what it shows since
     */
    public void clockSet(Duration by, Instant now) {
        transactions.run("follow a clock that was set", handle -> rows.clockSet(handle, by, now));
    }

    /** How much is not told yet. */
    public int waiting() {
        return transactions.ask("count what is to be told", rows::waiting);
    }

    /** Ends every claim: only for a database that no other process can have open, at the start. */
    public void endAllClaims() {
        transactions.run("end all claims of carriers", rows::endAll);
    }

    /** Removes what was over by then. */
    public int forget(Instant before) {
        return transactions.ask("remove what was told", handle -> rows.forget(handle, before));
    }
}
