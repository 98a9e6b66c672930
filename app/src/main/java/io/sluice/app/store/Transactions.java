package io.sluice.app.store;

import io.sluice.plan.engine.StoreUnavailable;
import java.lang.reflect.UndeclaredThrowableException;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/** Runs work on the database all or nothing, and again when it lost a race. */
final class Transactions {
    /** A race is lost to somebody who won it, so a few turns see the winner's rows. */
    private static final int TURNS = 10;

    /** Unique key taken, serialization failure, two kinds of deadlock, two kinds of lock timeout. */
    private static final Set<String> LOST_RACES = Set.of("23505", "40001", "40P01", "90131", "HYT00", "55P03");

    /** The server ended the session, or takes no writes any more, as one that was made a standby. */
    private static final Set<String> LOST_SERVER = Set.of("57P01", "57P02", "57P03", "25P03", "25006");

    /** It takes no writes, and answers readers: read-only, its disk is full, and a file that may only be read. */
    private static final Set<String> REFUSED_WRITES = Set.of("25006", "53100", "90097");

    /** The class of states that say that a connection broke. */
    private static final String LOST_CONNECTION = "08";

    private final Database database;

    Transactions(Database database) {
        this.database = database;
    }

    /**
     * What the work answers; what it throws undoes it.
     *
     * @throws StoreUnavailable if the database does not do it
     */
    <T> T ask(String what, Function<Handle, T> work) {
        return turns(what, () -> database.jdbi().inTransaction(work::apply));
    }

    /**
     * The same for work of one statement, which is a transaction by itself: that spares the way to the database and back that a commit
     * takes.
     *
     * @throws StoreUnavailable if the database does not do it
     */
    <T> T askOnce(String what, Function<Handle, T> work) {
        return turns(what, () -> database.jdbi().withHandle(work::apply));
    }

    /**
     * The same for work that only reads, and sees all as it was at one moment.
     *
     * @throws StoreUnavailable if the database does not do it
     */
    <T> T askSnapshot(String what, Function<Handle, T> work) {
        return turns(what, () -> database.jdbi().inTransaction(TransactionIsolationLevel.REPEATABLE_READ, work::apply));
    }

    private <T> T turns(String what, Supplier<T> work) {
        for (int turn = 1; ; turn++) {
            try {
                return work.get();
            } catch (JdbiException | UndeclaredThrowableException e) { // the pool's own, where a connection breaks
                Set<String> states = states(e);
                if (states.stream().anyMatch(Transactions::isLostServer)) {
                    database.dropConnections();
                }
                if (turn == TURNS || states.stream().noneMatch(LOST_RACES::contains)) {
                    throw new StoreUnavailable(
                            "the database could not " + what, e, states.stream().anyMatch(REFUSED_WRITES::contains));
                }
            }
        }
    }

    void run(String what, Consumer<Handle> work) {
        ask(what, handle -> {
            work.accept(handle);
            return true;
        });
    }

    private static boolean isLostServer(String state) {
        return state.startsWith(LOST_CONNECTION) || LOST_SERVER.contains(state);
    }

    /** What the database and its driver said, each by its code of five characters. */
    private static Set<String> states(Throwable thrown) {
        Set<String> states = new HashSet<>();
        Throwable cause = thrown;
        for (int i = 0; i < 20 && cause != null; i++) { // causes may go round in a ring
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                states.add(sql.getSQLState());
            }
            cause = cause.getCause();
        }
        return states;
    }
}
