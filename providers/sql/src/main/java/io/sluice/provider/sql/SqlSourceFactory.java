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
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Settings of one database.
 *
 * @param url for JDBC, without a user and a password
 * @param callDeadline for a question as a whole, from the connection to the answer
 * @param connections at most
 */
@JsonTypeName("sql")
public record SqlSourceFactory(
        String url, Optional<String> user, Optional<Secret> password, Duration callDeadline, int connections)
        implements SourceFactory {
    private static final Pattern CREDENTIALS =
            Pattern.compile("[?&;(,]\\s*(user(name)?|uid|pwd|\\w*password)\\s*=|^[^?]*@", Pattern.CASE_INSENSITIVE);

    /** Oracle's own places have an @ with nobody before it. */
    private static final Pattern NOBODY = Pattern.compile("^jdbc:oracle:\\w+:@", Pattern.CASE_INSENSITIVE);

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final int MOST_CONNECTIONS = 16;

    public SqlSourceFactory {
        if (!url.startsWith("jdbc:")) {
            throw new IllegalArgumentException("url must begin with jdbc:");
        }
        if (CREDENTIALS.matcher(NOBODY.matcher(url).replaceFirst("")).find()) {
            throw new IllegalArgumentException(
                    "url must not have a user or a password in it; they are named beside it");
        }
        try {
            DriverManager.getDriver(url);
        } catch (SQLException e) {
            throw new IllegalArgumentException("no driver is there for this url: put its jar beside the others", e);
        }
        if (password.isPresent() && user.isEmpty()) {
            throw new IllegalArgumentException("a password is that of a user");
        }
        if (callDeadline.compareTo(SHORTEST) < 0 || callDeadline.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("callDeadline must be from 1s to 5m");
        }
        if (connections < 1 || connections > MOST_CONNECTIONS) {
            throw new IllegalArgumentException("connections must be from 1 to " + MOST_CONNECTIONS);
        }
    }

    /** The settings as written, with what they leave out. */
    @JsonCreator
    static SqlSourceFactory of(
            @JsonProperty("url") @Nullable String url,
            @JsonProperty("user") @Nullable String user,
            @JsonProperty("password") @Nullable Secret password,
            @JsonProperty("callDeadline") @Nullable String callDeadline,
            @JsonProperty("connections") @Nullable Integer connections) {
        if (url == null) {
            throw new IllegalArgumentException("url is missing");
        }
        return new SqlSourceFactory(
                url,
                Optional.ofNullable(user),
                Optional.ofNullable(password),
                DurationWords.parse(Objects.requireNonNullElse(callDeadline, "5s")),
                Objects.requireNonNullElse(connections, 4));
    }

    @Override
    public Source open(String name) {
        return new SqlSource(new Connections(name, this), callDeadline, InstantSource.system());
    }
}
