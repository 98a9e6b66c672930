package io.sluice.app.store;

import io.sluice.plan.Principal;
import io.sluice.plan.engine.PlanStore.IdempotencyKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** A table of keys that clients sent so that a repeated submission makes one thing; those of plans and of recurring plans are apart. */
final class IdempotencyRows {
    private static final Duration KEPT = Duration.ofHours(24);

    private final String table;
    private final String column;

    private IdempotencyRows(String table, String column) {
        this.table = table;
        this.column = column;
    }

    static IdempotencyRows ofPlans() {
        return new IdempotencyRows("idempotency", "plan");
    }

    static IdempotencyRows ofRecurringPlans() {
        return new IdempotencyRows("recurring_key", "recurring");
    }

    /**
     * What a key was used for.
     *
     * @param made the id of what came of it
     */
    record Use(String bodyDigest, String made) {}

    Optional<Use> find(Handle handle, Principal by, IdempotencyKey key, Instant at) {
        return handle.createQuery("select body_digest, " + column + " from " + table + """
                 where principal = :principal and client_key = :key and used_at > :forgotten
                """)
                .bind("principal", by.name())
                .bind("key", key.key())
                .bind("forgotten", Times.column(at.minus(KEPT)))
                .map((row, _) -> new Use(row.getString("body_digest"), row.getString(column)))
                .findOne();
    }

    /** Remembers a key in place of one so old that it counts no more. */
    void insert(Handle handle, Principal by, IdempotencyKey key, String made, Instant at) {
        handle.createUpdate("delete from " + table + """
                 where principal = :principal and client_key = :key and used_at <= :forgotten
                """)
                .bind("principal", by.name())
                .bind("key", key.key())
                .bind("forgotten", Times.column(at.minus(KEPT)))
                .execute();
        handle.createUpdate("insert into " + table + " (principal, client_key, body_digest, " + column + """
                , used_at) values (:principal, :key, :digest, :made, :at)
                """)
                .bind("principal", by.name())
                .bind("key", key.key())
                .bind("digest", key.bodyDigest())
                .bind("made", made)
                .bind("at", Times.column(at))
                .execute();
    }

    int forget(Handle handle, Instant now) {
        return handle.createUpdate("delete from " + table + " where used_at <= :forgotten")
                .bind("forgotten", Times.column(now.minus(KEPT)))
                .execute();
    }
}
