package io.sluice.app.store;

import io.dropwizard.db.DataSourceFactory;
import io.dropwizard.db.ManagedDataSource;
import io.dropwizard.util.Duration;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;

/** The database behind the stores, at the schema that this release knows. */
public final class Database implements AutoCloseable {
    /** No statement of ours takes longer unless the database is in trouble; a revert must then not wait for it. */
    private static final int STATEMENT_SECONDS = 5;

    private final ManagedDataSource source;
    private final Jdbi jdbi;
    private volatile boolean closed;

    private Database(ManagedDataSource source) {
        this.source = source;
        this.jdbi = Jdbi.create(this::connect);
        jdbi.getConfig(SqlStatements.class).setQueryTimeout(STATEMENT_SECONDS);
    }

    /**
     * Opens a database, bringing its schema up to this release.
     *
     * @throws DatabaseRefused if it cannot be used, with one line that says why
     */
    public static Database open(ManagedDataSource source) {
        try {
            source.start();
            Flyway flyway = Flyway.configure().dataSource(source).load();
            refuseNewer(flyway);
            flyway.migrate();
            return new Database(source);
        } catch (FlywayException e) {
            stop(source);
            throw new DatabaseRefused("the database cannot be brought to this release: " + firstLine(e), e);
        } catch (Exception e) { // DatabaseRefused, or what a pool may throw
            stop(source);
            throw e instanceof DatabaseRefused refused
                    ? refused
                    : new DatabaseRefused("no database: " + firstLine(e), e);
        }
    }

    private static void refuseNewer(Flyway flyway) {
        MigrationInfo current = flyway.info().current();
        if (current == null || current.getVersion() == null) {
            return;
        }
        MigrationVersion known = MigrationVersion.EMPTY;
        for (MigrationInfo migration : flyway.info().all()) {
            if (migration.getState().isResolved() && migration.getVersion().isNewerThan(known)) {
                known = migration.getVersion();
            }
        }
        if (current.getVersion().isNewerThan(known)) {
            throw new DatabaseRefused(
                    "the database has schema %s and this release of Sluice knows %s: start the newer release"
                            .formatted(current.getVersion(), known));
        }
    }

    /** A database in one file of this process, for a single node. */
    public static DataSourceFactory inFile(Path file) {
        DataSourceFactory factory = new DataSourceFactory();
        factory.setDriverClass("org.h2.Driver");
        // WRITE_DELAY=0: with H2's half second a SIGKILL loses commits that were acknowledged.
        factory.setUrl("jdbc:h2:file:" + file.toAbsolutePath() + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE"
                + ";DEFAULT_NULL_ORDERING=HIGH;DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=0");
        factory.setUser("sluice");
        factory.setPassword("");
        factory.setInitialSize(1);
        factory.setMinSize(1);
        factory.setMaxSize(8);
        factory.setMaxWaitForConnection(Duration.seconds(STATEMENT_SECONDS));
        return factory;
    }

    /** The pool would open again for whoever comes after its end, such as a tick that is late. */
    private Connection connect() throws SQLException {
        if (closed) {
            throw new SQLException("the database is closed");
        }
        return source.getConnection();
    }

    public Jdbi jdbi() {
        return jdbi;
    }

    @Override
    public void close() {
        closed = true;
        stop(source);
    }

    private static void stop(ManagedDataSource source) {
        try {
            source.stop();
        } catch (Exception e) { // declared by Dropwizard, thrown by no pool
            throw new IllegalStateException(e);
        }
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
    }
}
