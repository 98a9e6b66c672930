package io.sluice.app.store;

import io.sluice.plan.PlanId;
import io.sluice.plan.Principal;
import io.sluice.plan.engine.PlanStore.IdempotencyKey;
import io.sluice.plan.engine.PlanStore.NewPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The table of keys that clients sent so that a repeated submission makes one plan. */
final class IdempotencyRows {
    private static final Duration KEPT = Duration.ofHours(24);

    /** What a key was used for. */
    record Use(String bodyDigest, PlanId plan) {}

    Optional<Use> find(Handle handle, Principal by, IdempotencyKey key, Instant at) {
        return handle.createQuery("""
                select body_digest, plan from idempotency
                where principal = :principal and client_key = :key and used_at > :forgotten
                """)
                .bind("principal", by.name())
                .bind("key", key.key())
                .bind("forgotten", Times.column(at.minus(KEPT)))
                .map((row, _) -> new Use(row.getString("body_digest"), new PlanId(row.getString("plan"))))
                .findOne();
    }

    /** Remembers a key in place of one so old that it counts no more. */
    void insert(Handle handle, NewPlan asked, IdempotencyKey key) {
        handle.createUpdate("""
                delete from idempotency
                where principal = :principal and client_key = :key and used_at <= :forgotten
                """)
                .bind("principal", asked.by().name())
                .bind("key", key.key())
                .bind("forgotten", Times.column(asked.at().minus(KEPT)))
                .execute();
        handle.createUpdate("""
                insert into idempotency (principal, client_key, body_digest, plan, used_at)
                values (:principal, :key, :digest, :plan, :at)
                """)
                .bind("principal", asked.by().name())
                .bind("key", key.key())
                .bind("digest", key.bodyDigest())
                .bind("plan", asked.id().value())
                .bind("at", Times.column(asked.at()))
                .execute();
    }

    int forget(Handle handle, Instant now) {
        return handle.createUpdate("delete from idempotency where used_at <= :forgotten")
                .bind("forgotten", Times.column(now.minus(KEPT)))
                .execute();
    }
}
