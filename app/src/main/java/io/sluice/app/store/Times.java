package io.sluice.app.store;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** Instants as the database compares them. */
final class Times {
    private Times() {}

    /**
     * Cut to microseconds, which is all that PostgreSQL keeps: rounding up would put a look after its time. An offset and
     * not a timestamp, since that would pass through this machine's zone and its hour that comes twice.
     */
    static OffsetDateTime column(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }
}
