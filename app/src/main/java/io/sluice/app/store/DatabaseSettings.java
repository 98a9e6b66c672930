package io.sluice.app.store;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.db.DataSourceFactory;
import io.dropwizard.util.Duration;
import io.sluice.provider.Secret;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code database} in {@code config.yml}: a PostgreSQL that several nodes share.
 *
 * <p>Whatever the driver understands may stand in the URL or under {@code properties}, and goes before what is usual here.
 *
 * @param url for JDBC, without a user and a password
 * @param connections at most
 */
public record DatabaseSettings(
        String url, String user, Optional<Secret> password, int connections, Map<String, String> properties) {
    private static final String POSTGRESQL = "jdbc:postgresql:";
    private static final Pattern CREDENTIALS =
            Pattern.compile("[?&](user|password)=|//[^/?]*@", Pattern.CASE_INSENSITIVE);
    private static final int USUAL_CONNECTIONS = 16;
    /** The schema is looked at by two, and a node that has but one would wait for its own ticks to say that it lives. */
    private static final int FEWEST_CONNECTIONS = 2;

    private static final int MOST_CONNECTIONS = 200;

    /** Whoever waits longer for a connection has no database, as far as a plan is concerned. */
    private static final Duration LONGEST_WAIT = Duration.seconds(3);

    /**
     * Seconds. A server that went away without a word, behind a network that swallows what is sent, is found out by these and by
     * nothing else; no statement of ours takes long unless it is in trouble.
     */
    private static final Map<String, String> LIMITS =
            Map.of("connectTimeout", "3", "loginTimeout", "4", "socketTimeout", "6", "tcpKeepAlive", "true");

    /**
     * Milliseconds, kept by the server. The last is for a node that is frozen in the middle of a transaction: what it has locked is
     * free again by the time its claims are over.
     */
    private static final String SERVICE =
            "-c statement_timeout=5000 -c lock_timeout=3000" + " -c idle_in_transaction_session_timeout=2000";

    /** A migration or a sweep through all journals takes as long as it takes, and waits for locks a while. */
    private static final String MAINTENANCE = "-c statement_timeout=0 -c lock_timeout=30000";

    public DatabaseSettings {
        if (!url.startsWith(POSTGRESQL)) {
            throw new IllegalArgumentException("database: url must begin with " + POSTGRESQL
                    + ", for nodes that share one; a node by itself needs no database section");
        }
        if (CREDENTIALS.matcher(url).find()) {
            throw new IllegalArgumentException(
                    "database: url must not have a user or a password in it; they are named beside it");
        }
        if (connections < FEWEST_CONNECTIONS || connections > MOST_CONNECTIONS) {
            throw new IllegalArgumentException(
                    "database: connections must be from %d to %d".formatted(FEWEST_CONNECTIONS, MOST_CONNECTIONS));
        }
        if (properties.containsKey("password") || properties.containsKey("user")) {
            throw new IllegalArgumentException(
                    "database: user and password are no properties: they stand beside the url");
        }
        properties = Map.copyOf(properties);
    }

    /** The settings as written, with what they leave out. */
    @JsonCreator
    static DatabaseSettings of(
            @JsonProperty("url") @Nullable String url,
            @JsonProperty("user") @Nullable String user,
            @JsonProperty("password") @Nullable Secret password,
            @JsonProperty("connections") @Nullable Integer connections,
            @JsonProperty("properties") @Nullable Map<String, String> properties) {
        if (url == null || user == null) {
            throw new IllegalArgumentException(
                    "database: has a url, such as jdbc:postgresql://host/sluice, and a user");
        }
        return new DatabaseSettings(
                url,
                user,
                Optional.ofNullable(password),
                Objects.requireNonNullElse(connections, USUAL_CONNECTIONS),
                Objects.requireNonNullElse(properties, Map.of()));
    }

    /** The same database as somebody else. */
    public DatabaseSettings as(String other, Optional<Secret> theirs) {
        return new DatabaseSettings(url, other, theirs, connections, properties);
    }

    /** As the service uses it: nothing takes long, or it is not done. */
    public DataSourceFactory forService() {
        return pool("sluice", SERVICE, LIMITS);
    }

    /** For what says that this node lives, which must not wait until its ticks have let go of a connection. */
    public DataSourceFactory forBeats() {
        Map<String, String> quick = new LinkedHashMap<>(LIMITS);
        quick.put("socketTimeout", "2"); // of one that hangs, the next knows before long that the database is back
        DataSourceFactory pool = pool("sluice heartbeat", SERVICE, quick);
        pool.setMaxSize(FEWEST_CONNECTIONS);
        return pool;
    }

    /** As commands use it that go through everything. */
    public DataSourceFactory forMaintenance(String command) {
        Map<String, String> patient = new LinkedHashMap<>(LIMITS);
        patient.remove("socketTimeout");
        return pool("sluice " + command, MAINTENANCE, patient);
    }

    private DataSourceFactory pool(String name, String options, Map<String, String> limits) {
        Map<String, String> all = new LinkedHashMap<>(limits);
        all.put("ApplicationName", name);
        all.put("options", options);
        all.putAll(properties);
        DataSourceFactory pool = new DataSourceFactory();
        pool.setDriverClass("org.postgresql.Driver");
        pool.setUrl(url);
        pool.setUser(user);
        pool.setPassword(password.map(Secret::read).orElse(null));
        pool.setProperties(all);
        // The first is opened by whoever asks first, which says why it cannot be; a pool would say so by a stack trace.
        pool.setInitialSize(0);
        pool.setMinSize(1);
        pool.setMaxSize(connections);
        pool.setMaxWaitForConnection(LONGEST_WAIT);
        return pool;
    }
}
