package io.sluice.app.rest;

import io.sluice.app.store.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.flywaydb.core.Flyway;

/** The rows of an embedded database, put into a PostgreSQL at the same schema: the two have the same tables. */
final class MovedRows {
    private static final String SUPERUSER = "postgres";

    /** What belongs to the one kind of database only. */
    private static final Set<String> ITS_OWN = Set.of("flyway_schema_history", "kept_from_truncation");

    private MovedRows() {}

    static void into(String database, Path data) {
        PostgresServer server = PostgresServer.shared();
        String _ = server.newDatabase(); // whoever makes one has made the roles that the schema names
        try (Connection from = UpgradeTest.embedded(data);
                Connection to = DriverManager.getConnection(server.url(database), SUPERUSER, "")) {
            Flyway.configure()
                    .dataSource(server.url(database), SUPERUSER, "")
                    .locations("classpath:db/migration", "classpath:db/vendor/postgresql")
                    .target(schema(from))
                    .load()
                    .migrate();
            try (Statement statement = to.createStatement()) {
                statement.execute("set session_replication_role = replica"); // rows come in any order, and as they are
            }
            for (String table : tables(from)) {
                move(from, to, table);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String schema(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select max(cast(\"version\" as integer)) from \"flyway_schema_history\" where \"success\"")) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static List<String> tables(Connection connection) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (ResultSet rows = connection.getMetaData().getTables(null, "public", "%", new String[] {"BASE TABLE"})) {
            while (rows.next()) {
                tables.add(rows.getString("table_name"));
            }
        }
        tables.removeAll(ITS_OWN);
        return tables;
    }

    private static void move(Connection from, Connection to, String table) throws SQLException {
        try (Statement statement = from.createStatement();
                ResultSet rows = statement.executeQuery("select * from " + table)) {
            ResultSetMetaData columns = rows.getMetaData();
            List<String> names = new ArrayList<>();
            for (int i = 1; i <= columns.getColumnCount(); i++) {
                names.add(columns.getColumnName(i));
            }
            String marks = String.join(", ", Collections.nCopies(names.size(), "?"));
            try (PreparedStatement insert = to.prepareStatement(
                    "insert into %s (%s) values (%s)".formatted(table, String.join(", ", names), marks))) {
                while (rows.next()) {
                    for (int i = 1; i <= names.size(); i++) {
                        insert.setObject(i, value(rows, columns, i));
                    }
                    insert.executeUpdate();
                }
            }
        }
    }

    private static @org.jspecify.annotations.Nullable Object value(
            ResultSet rows, ResultSetMetaData columns, int column) throws SQLException {
        return switch (columns.getColumnType(column)) {
            case Types.CLOB -> rows.getString(column);
            case Types.TIMESTAMP_WITH_TIMEZONE -> rows.getObject(column, OffsetDateTime.class);
            default -> rows.getObject(column);
        };
    }
}
