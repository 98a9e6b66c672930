package io.sluice.provider.sql;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import io.sluice.provider.Secret;
import io.sluice.provider.Source;
import io.sluice.provider.SourceFactory;
import io.sluice.traffic.DurationWords;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Settings of one database, or of several that the same figures are read from, such as the old one and the new.
 *
 * @param databases by the name that metrics call them; the only one needs no name in a metric
 * @param callDeadline for a question as a whole, from the connection to the answer
 * @param connections at most, to each database
 */
@JsonTypeName("sql")
public record SqlSourceFactory(Map<String, Database> databases, Duration callDeadline, int connections)
        implements SourceFactory {
    /** What the only database is called. */
    static final String ONLY = "";

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final int MOST_CONNECTIONS = 16;

    /**
     * Where a database is and who asks it.
     *
     * @param url for JDBC, without a user and a password
     */
    public record Database(String url, Optional<String> user, Optional<Secret> password) {
        private static final Pattern CREDENTIALS =
                Pattern.compile("[?&;](user|password|pwd|sslpassword)=|//[^/?]*@", Pattern.CASE_INSENSITIVE);

        public Database {
            if (!url.startsWith("jdbc:")) {
                throw new IllegalArgumentException("url must begin with jdbc:");
            }
            if (CREDENTIALS.matcher(url).find()) {
                throw new IllegalArgumentException(
                        "url must not have a user or a password in it; they are named beside it");
            }
            try {
                DriverManager.getDriver(url);
            } catch (SQLException e) {
                throw new IllegalArgumentException(
                        "no driver is there for " + url + ": put its jar beside the others", e);
            }
            if (password.isPresent() && user.isEmpty()) {
                throw new IllegalArgumentException("a password is that of a user");
            }
        }

        /** The settings as written. */
        @JsonCreator
        static Database of(
                @JsonProperty("url") @Nullable String url,
                @JsonProperty("user") @Nullable String user,
                @JsonProperty("password") @Nullable Secret password) {
            if (url == null) {
                throw new IllegalArgumentException("url is missing");
            }
            return new Database(url, Optional.ofNullable(user), Optional.ofNullable(password));
        }
    }

    public SqlSourceFactory {
        databases = Map.copyOf(new TreeMap<>(databases));
        if (databases.isEmpty()) {
            throw new IllegalArgumentException("databases must not be empty");
        }
        if (callDeadline.compareTo(SHORTEST) < 0 || callDeadline.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("callDeadline must be from 1s to 5m");
        }
        if (connections < 1 || connections > MOST_CONNECTIONS) {
            throw new IllegalArgumentException("connections must be from 1 to " + MOST_CONNECTIONS);
        }
    }

    /** The settings as written: one database, or several by name. */
    @JsonCreator
    static SqlSourceFactory of(
            @JsonProperty("url") @Nullable String url,
            @JsonProperty("user") @Nullable String user,
            @JsonProperty("password") @Nullable Secret password,
            @JsonProperty("databases") @Nullable Map<String, Database> databases,
            @JsonProperty("callDeadline") @Nullable String callDeadline,
            @JsonProperty("connections") @Nullable Integer connections) {
        if (databases != null && (url != null || user != null || password != null)) {
            throw new IllegalArgumentException("a source has a url, or several databases that have each their own");
        }
        return new SqlSourceFactory(
                databases != null ? databases : Map.of(ONLY, Database.of(url, user, password)),
                DurationWords.parse(Objects.requireNonNullElse(callDeadline, "5s")),
                Objects.requireNonNullElse(connections, 4));
    }

    @Override
    public Source open(String name) {
        return new SqlSource(name, this, InstantSource.system());
    }
}
