package io.sluice.app.store;

import com.codahale.metrics.MetricRegistry;
import io.dropwizard.db.DataSourceFactory;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** A real PostgreSQL, which has a new database for whoever asks. */
final class PostgresServer implements AutoCloseable {
    private final AtomicInteger databases = new AtomicInteger();
    private final EmbeddedPostgres server;

    private PostgresServer(EmbeddedPostgres server) {
        this.server = server;
    }

    static PostgresServer start() throws IOException {
        return new PostgresServer(EmbeddedPostgres.start());
    }

    Database database() {
        String name = "sluice_" + databases.incrementAndGet();
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        DataSourceFactory settings = new DataSourceFactory();
        settings.setDriverClass("org.postgresql.Driver");
        settings.setUrl(server.getJdbcUrl("postgres", name));
        settings.setUser("postgres");
        settings.setInitialSize(1);
        settings.setMinSize(1);
        settings.setMaxSize(8);
        return Database.open(settings.build(new MetricRegistry(), name));
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
