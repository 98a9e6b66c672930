package io.sluice.app.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Instants as the database compares them. */
final class Times {
    /** Later than anything that is waited for, and a year that every database and driver can write. */
    private static final Instant NEVER = Instant.parse("9999-12-31T00:00:00Z");

    private Times() {}

    /**
     * Cut to microseconds, which is all that PostgreSQL keeps: rounding up would put a look after its time. An offset and
     * not a timestamp, since that would pass through this machine's zone and its hour that comes twice.
     */
    static OffsetDateTime column(Instant instant) {
        Instant kept = instant.isAfter(NEVER) ? NEVER : instant;
        return kept.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    /** The same of a column that may be null. */
    static Optional<Instant> find(ResultSet row, String name) throws SQLException {
        return Optional.ofNullable(row.getObject(name, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}
