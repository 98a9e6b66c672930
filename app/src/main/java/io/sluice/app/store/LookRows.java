package io.sluice.app.store;

import io.sluice.plan.PlanId;
import io.sluice.plan.engine.Look;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The table of last looks, one per plan. */
final class LookRows {
    private final JournalCodec codec;

    LookRows(JournalCodec codec) {
        this.codec = codec;
    }

    void save(Handle handle, PlanId plan, Look look) {
        int known = set(
                handle,
                "update look set at = :at, shown = :shown, saved_at = current_timestamp where plan = :plan",
                plan,
                look);
        if (known == 0) {
            set(
                    handle,
                    "insert into look (plan, at, shown, saved_at) values (:plan, :at, :shown, current_timestamp)",
                    plan,
                    look);
        }
    }

    private int set(Handle handle, String sql, PlanId plan, Look look) {
        return handle.createUpdate(sql)
                .bind("plan", plan.value())
                .bind("at", Times.column(look.at()))
                .bind("shown", codec.write(look))
                .execute();
    }

    Optional<Look> find(Handle handle, PlanId plan) {
        return handle.createQuery("select shown from look where plan = :plan")
                .bind("plan", plan.value())
                .mapTo(String.class)
                .findOne()
                .flatMap(this::read);
    }

    /** The last looks at some plans, as far as there are any. */
    Map<PlanId, Look> list(Handle handle, List<PlanId> plans) {
        Map<PlanId, Look> looks = new HashMap<>();
        if (!plans.isEmpty()) {
            handle.createQuery("select plan, shown from look where plan in (<plans>)")
                    .bindList("plans", plans.stream().map(PlanId::value).toList())
                    .map((row, _) -> Map.entry(new PlanId(row.getString("plan")), row.getString("shown")))
                    .forEach(row -> read(row.getValue()).ifPresent(look -> looks.put(row.getKey(), look)));
        }
        return looks;
    }

    /** A look of another release is no loss: the next one replaces it. */
    private Optional<Look> read(String shown) {
        try {
            return Optional.of(codec.readLook(shown));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
