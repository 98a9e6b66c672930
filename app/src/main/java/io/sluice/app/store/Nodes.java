package io.sluice.app.store;

import io.sluice.plan.engine.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The nodes that share the database, each a life of a process.
 *
 * <p>All methods throw {@link StoreUnavailable} if the database does not do it.
 */
public final class Nodes {
    /** A node counts as live for so long after its last beat, by the clock of the database. */
    public static final Duration LIVE = Duration.ofSeconds(2);

    private final Transactions transactions;
    private final NodeRows rows;

    public Nodes(Database database) {
        this(database, LIVE);
    }

    private Nodes(Database database, Duration live) {
        this.transactions = new Transactions(database);
        this.rows = new NodeRows(live);
    }

    /** The only node of a database that no other process can have open: nobody takes over from it, so it need not say so often that it lives. */
    public static Nodes alone(Database database) {
        return new Nodes(database, Duration.ofDays(1));
    }

    /**
     * What a node says of itself.
     *
     * @param id another one in each life
     * @param name for people; need not be the only one of its kind
     * @param release of Sluice
     * @param timeZones the release of the IANA time zone data that it goes by
     */
    public record Self(String id, String name, String host, String release, String timeZones) {}

    /** How far a node is. */
    public enum State {
        /** It fetches the capsules that are there, and plans that start wait for it. */
        JOINING,
        READY
    }

    /**
     * A node that is live.
     *
     * @param joinedAt when it last began to join
     * @param trouble why it cannot keep capsules
     */
    public record Node(Self self, State state, Instant startedAt, Instant joinedAt, Optional<String> trouble) {
        public String id() {
            return self.id();
        }
    }

    /**
     * What a beat brought.
     *
     * @param said the database's time
     * @param askedAt when it was asked for that, by the monotonic clock of this process
     * @param answeredAt when it had answered that, by the same
     * @param live all that are live, this one among them
     */
    public record Beat(Instant said, long askedAt, long answeredAt, List<Node> live) {
        public Beat {
            live = List.copyOf(live);
        }

        /** The node whose beat it was. */
        public Node own(String id) {
            return live.stream()
                    .filter(node -> node.id().equals(id))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /**
     * Says that a node is there, and since its last silence of more than {@link #LIVE} that it joins.
     *
     * @param trouble why it cannot keep capsules
     * @param nanoTime a monotonic clock
     */
    public Beat beat(Self self, Optional<String> trouble, LongSupplier nanoTime) {
        return transactions.ask("hear that this node is there", handle -> {
            long askedAt = nanoTime.getAsLong();
            Instant said = rows.now(handle);
            long answeredAt = nanoTime.getAsLong();
            rows.beat(handle, self, trouble);
            return new Beat(said, askedAt, answeredAt, rows.live(handle));
        });
    }

    /**
     * Says that a node has all capsules.
     *
     * @param joinedAt when it began to fetch them
     * @return whether that still counts: once it was silent for too long since, it joins anew
     */
    public boolean ready(String id, Instant joinedAt) {
        return transactions.ask("hear that this node is ready", handle -> rows.ready(handle, id, joinedAt));
    }

    /** Whether a node that is not live has said itself that it goes. */
    public boolean hasLeft(String id) {
        return transactions.ask("look for a node", handle -> rows.isGone(handle, id));
    }

    /** Says that a node goes. */
    public void leave(String id) {
        transactions.run("hear that this node goes", handle -> rows.remove(handle, id));
    }

    /** Removes the rows of nodes that have been gone for a day. */
    public int forget() {
        return transactions.ask("remove nodes that are gone", rows::forget);
    }

    /** Removes every row: only for a database that no other process can have open, at the start, when whoever has one is dead. */
    public void removeAll() {
        transactions.run("remove all nodes", rows::removeAll);
    }
}
