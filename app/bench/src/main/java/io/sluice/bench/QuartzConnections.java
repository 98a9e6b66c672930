package io.sluice.bench;

import io.dropwizard.db.ManagedDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.quartz.utils.ConnectionProvider;

/** The same pool for Quartz as for the others. It is made by Quartz, by name, and told which database. */
public final class QuartzConnections implements ConnectionProvider {
    private @Nullable ManagedDataSource pool;

    public void setDatabase(String database) {
        pool = new Postgres.Place(database).pool(DueJobs.THREADS);
    }

    @Override
    public Connection getConnection() throws SQLException {
        return pool().getConnection();
    }

    @Override
    public void initialize() throws SQLException {
        try {
            pool().start();
        } catch (Exception e) { // declared by Dropwizard, thrown by no pool
            throw new SQLException(e);
        }
    }

    @Override
    public void shutdown() throws SQLException {
        try {
            pool().stop();
        } catch (Exception e) { // declared by Dropwizard, thrown by no pool
            throw new SQLException(e);
        }
    }

    private ManagedDataSource pool() {
        return Objects.requireNonNull(pool, "no database yet");
    }
}
