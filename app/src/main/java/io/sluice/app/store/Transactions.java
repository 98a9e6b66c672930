package io.sluice.app.store;

import io.sluice.plan.engine.StoreUnavailable;
import java.sql.SQLException;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/** Runs work on the database all or nothing, and again when it lost a race. */
final class Transactions {
    /** A race is lost to somebody who won it, so a few turns see the winner's rows. */
    private static final int TURNS = 10;

    /** Unique key taken, serialization failure, two kinds of deadlock, two kinds of lock timeout. */
    private static final Set<String> LOST_RACES = Set.of("23505", "40001", "40P01", "90131", "HYT00", "55P03");

    private final Jdbi jdbi;

    Transactions(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * What the work answers; what it throws undoes it.
     *
     * @throws StoreUnavailable if the database does not do it
     */
    <T> T ask(String what, Function<Handle, T> work) {
        for (int turn = 1; ; turn++) {
            try {
                return jdbi.inTransaction(work::apply);
            } catch (JdbiException e) {
                if (turn == TURNS || !isLostRace(e)) {
                    throw new StoreUnavailable("the database could not " + what, e);
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

    private static boolean isLostRace(Throwable thrown) {
        if (thrown instanceof SQLException sql && sql.getSQLState() != null) {
            return LOST_RACES.contains(sql.getSQLState());
        }
        return thrown.getCause() != null && isLostRace(thrown.getCause());
    }
}
