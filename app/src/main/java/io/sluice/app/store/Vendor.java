package io.sluice.app.store;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** The databases that keep plans. */
public enum Vendor {
    /** In a file of one process. */
    H2("h2"),
    /** A server that several nodes share. */
    POSTGRESQL("postgresql");

    private final String folder;

    Vendor(String folder) {
        this.folder = folder;
    }

    /** Where its own migrations lie. */
    String migrations() {
        return "classpath:db/vendor/" + folder;
    }

    /**
     * Whose connections these are.
     *
     * @throws DatabaseRefused if it is none of those known here
     */
    static Vendor of(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection()) {
            String name = connection.getMetaData().getDatabaseProductName();
            return switch (name) {
                case "H2" -> H2;
                case "PostgreSQL" -> POSTGRESQL;
                default -> throw new DatabaseRefused("the database is " + name + " and must be PostgreSQL");
            };
        }
    }
}
