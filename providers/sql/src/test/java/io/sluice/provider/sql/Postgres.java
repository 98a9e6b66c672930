package io.sluice.provider.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.provider.Secret;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * A real PostgreSQL for all tests of this module, with the account {@code sluice} that logs in by a password.
 *
 * <p>It logs each statement, so that a test sees what has reached it. Its binaries come as a dependency; as root it is started in a
 * namespace of its own, since PostgreSQL refuses to run as root.
 */
final class Postgres {
    static final Postgres INSTANCE = new Postgres();

    private final EmbeddedPostgres server;
    private final Path folder;
    private final Path log;
    private final Path password;

    private Postgres() {
        try {
            folder = Files.createTempDirectory("sluice-postgres");
            log = Files.createFile(folder.resolve("log"));
            password = Files.writeString(folder.resolve("password"), "pw\n");
            server = EmbeddedPostgres.builder()
                    .setPGStartupWait(Duration.ofMinutes(2))
                    .setServerConfig("log_statement", "all")
                    .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .setDataDirectoryCustomizer(Postgres::wantPasswords)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        run("create role sluice login password 'pw'");
        run("create database orders");
        run("create database orders_new");
    }

    private static void wantPasswords(java.io.File data) {
        Path rules = data.toPath().resolve("pg_hba.conf");
        try {
            Files.writeString(rules, "host all sluice all scram-sha-256\n" + Files.readString(rules));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + database;
    }

    /** Settings of the account {@code sluice} in one database. */
    SqlSourceFactory settings(String database, Duration callDeadline) {
        return new SqlSourceFactory(
                url(database), Optional.of("sluice"), Optional.of(new Secret.InFile(password)), callDeadline, 4);
    }

    /** Renews what the file with the password holds. */
    void writePassword(String text) {
        try {
            Files.writeString(password, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void run(String... statements) {
        runIn("postgres", statements);
    }

    /** As the owner, in one database. */
    void runIn(String database, String... statements) {
        try (Connection connection = server.getDatabase("postgres", database).getConnection();
                Statement statement = connection.createStatement()) {
            for (String one : statements) {
                statement.execute(one);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void insert(String database, String table, String key, Object value) {
        try (Connection connection = server.getDatabase("postgres", database).getConnection();
                PreparedStatement statement = connection.prepareStatement("insert into " + table + " values (?, ?)")) {
            statement.setString(1, key);
            statement.setObject(2, value);
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    long number(String database, String query) {
        try (Connection connection = server.getDatabase("postgres", database).getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A place in the log: what is logged from here on is what happens from now on. */
    String mark() {
        String mark = "mark " + UUID.randomUUID();
        run("select '" + mark + "'");
        return mark;
    }

    /** How many statements that hold a text have come since a mark. */
    long since(String mark, String text) {
        String end = mark();
        try {
            String all = Files.readString(log, UTF_8);
            return all.substring(all.indexOf(mark), all.indexOf(end))
                    .lines()
                    .filter(line -> line.contains("LOG:") && line.contains(text))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
