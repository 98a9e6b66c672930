package io.sluice.bench;

import com.codahale.metrics.MetricRegistry;
import io.dropwizard.db.DataSourceFactory;
import io.dropwizard.db.ManagedDataSource;
import io.sluice.app.store.Database;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** One real PostgreSQL for the whole run, with a new database for whoever asks. */
final class Postgres {
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static final EmbeddedPostgres SERVER = start();
    private static final ProcessHandle MASTER = master();

    private Postgres() {}

    private static EmbeddedPostgres start() {
        try {
            return EmbeddedPostgres.builder()
                    .setServerConfig("max_connections", "200")
                    .start();
        } catch (IOException e) {
            throw new IllegalStateException("no PostgreSQL", e);
        }
    }

    /** A database, empty at first. */
    record Place(String name) {
        String url() {
            return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(SERVER.getPort(), name);
        }

        /** A pool of so many connections, as the service has one. */
        ManagedDataSource pool(int connections) {
            DataSourceFactory settings = new DataSourceFactory();
            settings.setDriverClass("org.postgresql.Driver");
            settings.setUrl(url());
            settings.setUser("postgres");
            settings.setInitialSize(connections);
            settings.setMinSize(connections);
            settings.setMaxSize(connections);
            return settings.build(new MetricRegistry(), name);
        }

        /** With the service's tables in it. */
        Place migrated() {
            String _ = Database.migrate(pool(4));
            return this;
        }

        void execute(String sql) {
            run(this, sql);
        }
    }

    static Place newDatabase() {
        Place place = new Place("bench_" + DATABASES.incrementAndGet());
        run(new Place("postgres"), "create database " + place.name());
        return place;
    }

    private static void run(Place place, String sql) {
        try (Connection connection =
                        SERVER.getDatabase("postgres", place.name()).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** From now on it answers nobody, and its connections stay open: what a database is like whose machine hangs. */
    static void freeze() {
        signal("STOP");
    }

    static void thaw() {
        signal("CONT");
    }

    private static void signal(String name) {
        List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        Stream.concat(Stream.of(MASTER), MASTER.descendants())
                .forEach(process -> command.add(String.valueOf(process.pid())));
        try {
            new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The process that all of the server's are children of. */
    private static ProcessHandle master() {
        try (Connection connection = connect(new Place("postgres"));
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
            row.next();
            return ProcessHandle.of(row.getLong(1))
                    .flatMap(ProcessHandle::parent)
                    .orElseThrow();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A connection for whoever wants to read what was written. */
    static Connection connect(Place place) throws SQLException {
        return SERVER.getDatabase("postgres", place.name()).getConnection();
    }
}
