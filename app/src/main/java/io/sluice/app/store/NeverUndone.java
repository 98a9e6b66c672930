package io.sluice.app.store;

import java.sql.Clob;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.h2.api.Trigger;
import org.jspecify.annotations.Nullable;

/**
 * What the triggers of PostgreSQL refuse, for the embedded database, which calls this before it changes or removes a row.
 *
 * <p>It stands in {@code db/vendor/h2}, by its name.
 */
public final class NeverUndone implements Trigger {
    /** In a session that may take plans away. */
    static final String ARCHIVIST = "sluice_archivist";

    private static final Set<String> AS_SUBMITTED = Set.of(
            "id", "document", "digest", "owner", "submitted_by", "submitted_at", "revert_of", "first_generation");

    private final Map<String, Integer> columns = new HashMap<>();
    private String table = "";

    @Override
    public void init(Connection connection, String schema, String trigger, String on, boolean before, int type)
            throws SQLException {
        table = on;
        try (ResultSet all = connection.getMetaData().getColumns(null, schema, on, null)) {
            while (all.next()) {
                columns.put(all.getString("COLUMN_NAME"), all.getInt("ORDINAL_POSITION") - 1);
            }
        }
    }

    @Override
    public void fire(Connection connection, Object @Nullable [] before, Object @Nullable [] after) throws SQLException {
        if (before == null) {
            return;
        }
        Change change = new Change(before, after);
        if (after == null) {
            refuseRemoval(change, isArchivist(connection));
        } else {
            refuseChange(change);
        }
    }

    private void refuseRemoval(Change change, boolean archivist) throws SQLException {
        switch (table) {
            case "journal" -> refuse(!archivist, "a journal only grows: its lines are never removed");
            case "plan" -> {
                refuse(!archivist, "a plan is never removed, but by the archivist");
                refuse(change.before("ended_at") == null, "a plan that has not ended is never removed");
            }
            case "plan_route" -> refuse(!archivist, "the places of a plan never change");
            default -> refuse(true, "the generation of a place is kept for good");
        }
    }

    private void refuseChange(Change change) throws SQLException {
        switch (table) {
            case "journal" -> refuse(true, "a journal only grows: its lines are never changed");
            case "plan" -> refuseChangeOfPlan(change);
            case "plan_route" -> refuse(true, "the places of a plan never change");
            default ->
                refuse(
                        change.falls("generation") || change.changes("route_key"),
                        "the generation of a place never falls");
        }
    }

    private static void refuseChangeOfPlan(Change change) throws SQLException {
        refuse(AS_SUBMITTED.stream().anyMatch(change::changes), "what a plan was submitted as never changes");
        refuse(
                change.falls("version") || change.falls("generation") || change.falls("epoch"),
                "a plan's version, generation and epoch never fall");
        refuse(
                change.before("ended_at") != null && (change.changes("state") || change.changes("ended_at")),
                "a plan that has ended stays as it ended");
    }

    private static boolean isArchivist(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select @" + ARCHIVIST)) {
            return row.next() && row.getBoolean(1);
        }
    }

    private static void refuse(boolean forbidden, String sentence) throws SQLException {
        if (forbidden) {
            throw new SQLException(sentence, "23001"); // restrict_violation, as on PostgreSQL
        }
    }

    /** A row before and after; by the names of its columns. */
    private final class Change {
        private final Object[] before;
        private final Object @Nullable [] after;

        Change(Object[] before, Object @Nullable [] after) {
            this.before = before;
            this.after = after;
        }

        @Nullable
        Object before(String column) {
            return value(before, column);
        }

        boolean changes(String column) {
            return !Objects.equals(before(column), after(column));
        }

        boolean falls(String column) {
            return number(after(column)) < number(before(column));
        }

        private @Nullable Object after(String column) {
            return value(Objects.requireNonNull(after), column);
        }

        private @Nullable Object value(Object[] row, String column) {
            Object value = row[Objects.requireNonNull(columns.get(column), column)];
            return value instanceof Clob text ? read(text) : value;
        }

        /** Two of the same text are two things otherwise. */
        private String read(Clob text) {
            try {
                return text.getSubString(1, Math.toIntExact(text.length()));
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        private long number(@Nullable Object value) {
            return ((Number) Objects.requireNonNull(value)).longValue();
        }
    }
}
