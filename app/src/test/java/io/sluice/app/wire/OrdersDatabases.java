package io.sluice.app.wire;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** The orders on both sides of a move, each in a database of its own of one real PostgreSQL, the same rows in both. */
final class OrdersDatabases implements AutoCloseable {
    private final EmbeddedPostgres server;

    private OrdersDatabases(EmbeddedPostgres server) {
        this.server = server;
    }

    static OrdersDatabases start() throws IOException {
        OrdersDatabases databases = new OrdersDatabases(EmbeddedPostgres.start());
        for (String side : new String[] {"eu", "us"}) {
            databases.run("postgres", "create database " + side);
            databases.run(
                    side,
                    "create table orders (id int primary key, amount numeric(10, 2) not null)",
                    "insert into orders select n, n * 1.5 from generate_series(1, 1000) n",
                    // What a replica that keeps up shows; a real one gets a heartbeat from the other side.
                    "create view replication as select now() as replicated_at");
        }
        return databases;
    }

    /** Statements in the database of a side. */
    void run(String side, String... statements) {
        try (Connection connection = server.getDatabase("postgres", side).getConnection();
                Statement statement = connection.createStatement()) {
            for (String one : statements) {
                statement.execute(one);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The sources {@code orders-eu} and {@code orders-us} of {@code config.yml}. */
    String settings() {
        return """
                sources:
                  orders-eu: {type: sql, url: "%1$s/eu", user: postgres}
                  orders-us: {type: sql, url: "%1$s/us", user: postgres}
                """.formatted("jdbc:postgresql://127.0.0.1:" + server.getPort());
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
