package io.sluice.provider.sql;

import io.sluice.provider.Lookup;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import io.sluice.traffic.Reading;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What databases throw, as our own words; by the SQL standard's classes of states, which drivers share. */
final class SqlErrors {
    private static final int DEEPEST = 10;
    private static final int LONGEST_MESSAGE = 300;
    private static final String CANCELED = "57014";

    /** PostgreSQL's driver has the state of a broken connection for it, and only the text tells. */
    private static final String TOO_LONG = "maxResultBuffer";

    private SqlErrors() {}

    /** Why a database could not be connected to. */
    static ProviderError ofConnection(Throwable failure) {
        return ofSecret(failure)
                .or(() -> refused(failure))
                .orElseGet(() -> new ProviderError.Unavailable(words(failure)));
    }

    /**
     * What became of a statement that failed: where the database could not be asked an error, else no figure.
     *
     * @param deadline after which it was given up
     */
    static Lookup<Reading> ofStatement(SQLException failure, Duration deadline) {
        String state = state(failure);
        if (state.equals(CANCELED) || failure instanceof SQLTimeoutException) {
            return new Lookup.Hit<>(
                    new Reading.Missing("the database was still busy with it after " + deadline.toSeconds() + " s"));
        }
        if (words(failure).contains(TOO_LONG)) {
            return new Lookup.Hit<>(new Reading.Missing("the answer is longer than a megabyte"));
        }
        Optional<ProviderError> error = ofSecret(failure).or(() -> refused(failure));
        if (error.isPresent()) {
            return new Lookup.Miss<>(error.get());
        }
        if (state.startsWith("08")
                || state.startsWith("53")
                || state.startsWith("57")
                || failure instanceof SQLTransientConnectionException) {
            return new Lookup.Miss<>(new ProviderError.Unavailable(words(failure)));
        }
        return new Lookup.Hit<>(new Reading.Missing(words(failure)));
    }

    private static Optional<ProviderError> ofSecret(Throwable failure) {
        Throwable one = failure;
        for (int i = 0; i < DEEPEST && one != null; i++) {
            if (one instanceof ProviderException told) {
                return Optional.of(told.error());
            }
            one = one.getCause();
        }
        return Optional.empty();
    }

    private static Optional<ProviderError> refused(Throwable failure) {
        String state = state(failure);
        if (state.startsWith("28")) {
            return Optional.of(new ProviderError.Denied(words(failure)));
        }
        return state.startsWith("3D") ? Optional.of(new ProviderError.NotFound(words(failure))) : Optional.empty();
    }

    /** That of the first that has one: pools wrap what the driver said. */
    private static String state(Throwable failure) {
        SQLException said = driver(failure);
        return said == null || said.getSQLState() == null ? "" : said.getSQLState();
    }

    private static @Nullable SQLException driver(Throwable failure) {
        SQLException said = null;
        Throwable one = failure;
        for (int i = 0; i < DEEPEST && one != null; i++) {
            if (one instanceof SQLException sql && (said == null || sql.getSQLState() != null)) {
                said = sql;
            }
            one = one.getCause();
        }
        return said;
    }

    private static String words(Throwable failure) {
        SQLException said = driver(failure);
        String message = said == null ? failure.toString() : String.valueOf(said.getMessage());
        String line = message.lines().findFirst().orElse("").replaceAll("\\p{Cntrl}+", " ");
        return "the database says: "
                + (line.length() <= LONGEST_MESSAGE ? line : line.substring(0, LONGEST_MESSAGE) + "…");
    }
}
