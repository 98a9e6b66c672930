package io.sluice.app.store;

import io.dropwizard.db.DataSourceFactory;
import io.dropwizard.db.ManagedDataSource;
import io.dropwizard.util.Duration;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.tomcat.jdbc.pool.DataSourceProxy;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;

/** The database behind the stores, at the schema that this release knows. */
public final class Database implements AutoCloseable {
    /** No statement of ours takes longer unless the database is in trouble; a revert must then not wait for it. */
    private static final int STATEMENT_SECONDS = 5;

    private static final String IN_FILE = "jdbc:h2:file:";

    private final ManagedDataSource source;
    private final Vendor vendor;
    private final Jdbi jdbi;
    private final AtomicLong losses = new AtomicLong();
    private volatile boolean closed;

    private Database(ManagedDataSource source, Vendor vendor) {
        this.source = source;
        this.vendor = vendor;
        this.jdbi = Jdbi.create(this::connect);
        if (vendor == Vendor.H2) { // a server has limits of its own, which the settings name
            jdbi.getConfig(SqlStatements.class).setQueryTimeout(STATEMENT_SECONDS);
        }
    }

    /**
     * Opens a database. One in a file is brought up to this release; of one that others share the schema is only looked at.
     *
     * @throws DatabaseRefused if it cannot be used, with one line that says why
     */
    public static Database open(ManagedDataSource source) {
        return open(source, Schema::refuseUnlessCurrent);
    }

    /**
     * The same for whoever writes nothing: of those that others share a standby will do, and one that is read-only.
     *
     * @throws DatabaseRefused if it cannot be used, with one line that says why
     */
    public static Database openToRead(ManagedDataSource source) {
        return open(source, Schema::refuseUnlessCurrentToRead);
    }

    private interface Look {
        void at(Schema schema) throws SQLException;
    }

    private static Database open(ManagedDataSource source, Look look) {
        return with(source, schema -> {
            if (schema.vendor() == Vendor.H2) {
                String _ = schema.migrate();
            } else {
                look.at(schema);
            }
            return new Database(source, schema.vendor());
        });
    }

    /**
     * Brings a database up to this release, and closes it.
     *
     * @return what was done, as a sentence
     * @throws DatabaseRefused if that cannot be, with one line that says why
     */
    public static String migrate(ManagedDataSource source) {
        String done = with(source, Schema::migrate);
        stop(source);
        return done;
    }

    private interface Work<T> {
        T on(Schema schema) throws SQLException;
    }

    private static <T> T with(ManagedDataSource source, Work<T> work) {
        try {
            file(source).ifPresent(NewestChunk::find);
            source.start();
            return work.on(Schema.of(source));
        } catch (Exception e) { // DatabaseRefused, or what a pool may throw
            stop(source);
            throw e instanceof DatabaseRefused refused
                    ? refused
                    : new DatabaseRefused("no database: " + firstLine(e), e);
        }
    }

    /** Where it is kept, if that is a file of this process. */
    private static Optional<Path> file(ManagedDataSource source) {
        return Optional.of(source)
                .filter(DataSourceProxy.class::isInstance)
                .map(pool -> ((DataSourceProxy) pool).getUrl())
                .filter(url -> url.startsWith(IN_FILE))
                .map(url -> Path.of(url.substring(IN_FILE.length(), (url + ";").indexOf(';')) + ".mv.db"));
    }

    /** A database in one file of this process, for a single node. */
    public static DataSourceFactory inFile(Path file) {
        DataSourceFactory factory = new DataSourceFactory();
        factory.setDriverClass("org.h2.Driver");
        // WRITE_DELAY=0: with H2's half second a SIGKILL loses commits that were acknowledged.
        factory.setUrl(IN_FILE + file.toAbsolutePath() + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE"
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

    /** How often connections were lost: another server may have taken this one's place since. */
    long losses() {
        return losses.get();
    }

    /** Whose SQL it speaks, where that differs. */
    public Vendor vendor() {
        return vendor;
    }

    /**
     * Ends connections that nobody uses, and those in use once they are given back: after one broke, the others are no better, and
     * each would have to fail once to be found out.
     */
    void dropConnections() {
        losses.incrementAndGet();
        if (source instanceof DataSourceProxy pool) {
            pool.purge();
        }
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
