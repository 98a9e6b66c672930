package io.sluice.app.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import org.h2.api.Trigger;
import org.jspecify.annotations.Nullable;

/**
 * What {@code sluice_feed} does on PostgreSQL, for the embedded database, which calls this after it has added a line to a journal.
 *
 * <p>It stands in {@code db/vendor/h2}, by its name.
 */
public final class FedJournal implements Trigger {
    private int plan;
    private int seq;

    @Override
    public void init(Connection connection, String schema, String trigger, String on, boolean before, int type)
            throws SQLException {
        plan = place(connection, schema, on, "plan");
        seq = place(connection, schema, on, "seq");
    }

    private static int place(Connection connection, String schema, String table, String column) throws SQLException {
        try (ResultSet found = connection.getMetaData().getColumns(null, schema, table, column)) {
            found.next();
            return found.getInt("ORDINAL_POSITION") - 1;
        }
    }

    @Override
    public void fire(Connection connection, Object @Nullable [] before, Object @Nullable [] after) throws SQLException {
        Object[] line = Objects.requireNonNull(after);
        try (PreparedStatement insert = connection.prepareStatement("insert into unfed (plan, seq) values (?, ?)")) {
            insert.setObject(1, line[plan]);
            insert.setObject(2, line[seq]);
            insert.executeUpdate();
        }
    }
}
