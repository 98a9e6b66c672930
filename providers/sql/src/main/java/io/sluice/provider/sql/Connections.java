package io.sluice.provider.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A few connections to one database that may only read, opened when they are first needed. */
final class Connections implements AutoCloseable {
    private static final Duration IDLE = Duration.ofMinutes(2);
    private static final Duration LONGEST_LIFE = Duration.ofMinutes(15);

    private final String name;
    private final SqlSourceFactory database;
    private @Nullable HikariDataSource pool;
    private boolean closed;

    Connections(String name, SqlSourceFactory database) {
        this.name = name;
        this.database = database;
    }

    /**
     * The pool, with a connection tried once if it is new.
     *
     * @throws ProviderException if the database cannot be connected to
     */
    synchronized DataSource open() {
        if (closed) {
            throw new ProviderException(new ProviderError.Unavailable("the source " + name + " is closed"));
        }
        if (pool == null) {
            try {
                pool = new HikariDataSource(settings());
            } catch (PoolInitializationException e) {
                throw new ProviderException(SqlErrors.ofConnection(e), e);
            }
        }
        return pool;
    }

    /** How many there are at most. */
    int most() {
        return database.connections();
    }

    private HikariConfig settings() {
        long deadline = database.callDeadline().toMillis();
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setDataSource(new Asking(database));
        config.setReadOnly(true);
        config.setAutoCommit(false);
        config.setMaximumPoolSize(database.connections());
        config.setMinimumIdle(0);
        config.setIdleTimeout(IDLE.toMillis());
        config.setMaxLifetime(LONGEST_LIFE.toMillis());
        config.setConnectionTimeout(deadline);
        config.setValidationTimeout(Math.max(250, deadline / 2));
        // One try, and its failure at once: else it would try again and again until the deadline.
        config.setInitializationFailTimeout(1);
        return config;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (pool != null) {
            pool.close();
        }
    }

    /** Makes one connection, with the password as it is at this moment. */
    private record Asking(SqlSourceFactory database) implements DataSource {
        @Override
        public Connection getConnection() throws SQLException {
            Properties properties = new Properties();
            database.user().ifPresent(user -> properties.setProperty("user", user));
            database.password().ifPresent(password -> properties.setProperty("password", password.read()));
            if (database.url().startsWith("jdbc:postgresql:")) {
                postgresql(properties);
            }
            Driver driver = DriverManager.getDriver(database.url());
            Connection connection = driver.connect(database.url(), properties);
            if (connection == null) {
                throw new SQLException("no driver for the url of this source");
            }
            return connection;
        }

        private void postgresql(Properties properties) {
            String seconds = Long.toString(getLoginTimeout());
            properties.setProperty("loginTimeout", seconds);
            properties.setProperty("connectTimeout", seconds);
            properties.setProperty("socketTimeout", Long.toString(getLoginTimeout() + 1));
            properties.setProperty("cancelSignalTimeout", seconds);
            // One number is wanted; a text of a gigabyte is not read.
            properties.setProperty("maxResultBuffer", "1M");
            // Poolers in between hand a statement prepared on one connection to another.
            properties.setProperty("prepareThreshold", "0");
            properties.setProperty("ApplicationName", "sluice");
        }

        @Override
        public Connection getConnection(String user, String password) throws SQLException {
            throw new SQLFeatureNotSupportedException("the settings say who asks");
        }

        @Override
        public @Nullable PrintWriter getLogWriter() {
            return null;
        }

        @Override
        public void setLogWriter(PrintWriter out) {}

        /** The deadline is in the driver's properties; {@code DriverManager} would set it for the whole program. */
        @Override
        public void setLoginTimeout(int seconds) {}

        @Override
        public int getLoginTimeout() {
            return (int) database.callDeadline().toSeconds();
        }

        @Override
        public Logger getParentLogger() throws SQLFeatureNotSupportedException {
            throw new SQLFeatureNotSupportedException("no logger");
        }

        @Override
        public <T> T unwrap(Class<T> type) throws SQLException {
            throw new SQLException("nothing is wrapped");
        }

        @Override
        public boolean isWrapperFor(Class<?> type) {
            return false;
        }
    }
}
