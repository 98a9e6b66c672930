package io.sluice.app.store;

import io.sluice.plan.PlanId;
import io.sluice.plan.Principal;
import io.sluice.plan.engine.PlanStore.OfRecurring;
import io.sluice.plan.engine.RecurringStore.NewRecurring;
import io.sluice.plan.recurring.RecurringId;
import io.sluice.plan.recurring.RecurringPlan;
import io.sluice.plan.recurring.RecurringPlan.Stopped;
import io.sluice.plan.recurring.RecurringRun;
import io.sluice.plan.recurring.RecurringRun.Outcome;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The tables of recurring plans and their runs. A run is settled by whoever moves its recurring plan on to the next. */
final class RecurringRows {
    void insert(Handle handle, NewRecurring asked) {
        handle.createUpdate("""
                insert into recurring (id, document, digest, submitted_by, submitted_at, next_run, runs)
                values (:id, :document, :digest, :by, :at, :next, 0)
                """)
                .bind("id", asked.id().value())
                .bind("document", asked.document())
                .bind("digest", asked.digest())
                .bind("by", asked.by().name())
                .bind("at", Times.column(asked.at()))
                .bind("next", Times.column(asked.nextRun()))
                .execute();
    }

    /** Each with its last run, which has the number of all that it had, and with the last of them that became a plan. */
    private static final String PLANS = """
            select p.*, r.due_at, r.at, r.outcome, r.plan, r.reason,
                (select l.plan from recurring_run l where l.recurring = p.id and l.plan is not null
                    order by l.number desc limit 1) as last_plan
            from recurring p left join recurring_run r on r.recurring = p.id and r.number = p.runs
            """;

    Optional<RecurringPlan> find(Handle handle, RecurringId id, Specs<RecurringId> specs) {
        return handle.createQuery(PLANS + "where p.id = :id")
                .bind("id", id.value())
                .map((row, _) -> plan(row, specs))
                .findOne();
    }

    List<RecurringPlan> list(Handle handle, Optional<RecurringId> after, int limit, Specs<RecurringId> specs) {
        String older = after.isPresent() ? "where p.id < :after " : "";
        Query query = handle.createQuery(PLANS + older + "order by p.id desc limit :limit")
                .bind("limit", limit);
        after.ifPresent(id -> query.bind("after", id.value()));
        return query.map((row, _) -> plan(row, specs)).list();
    }

    private static RecurringPlan plan(ResultSet row, Specs<RecurringId> specs) throws SQLException {
        RecurringId id = new RecurringId(row.getString("id"));
        String document = row.getString("document");
        return new RecurringPlan(
                id,
                specs.find(id, document),
                document,
                row.getString("digest"),
                new Principal(row.getString("submitted_by")),
                Times.instant(row, "submitted_at"),
                Times.find(row, "next_run"),
                row.getLong("runs"),
                row.getString("outcome") == null ? Optional.empty() : Optional.of(run(row)),
                Optional.ofNullable(row.getString("last_plan")).map(PlanId::new),
                stopped(row));
    }

    private static Optional<Stopped> stopped(ResultSet row) throws SQLException {
        Optional<Instant> at = Times.find(row, "stopped_at");
        return at.isEmpty()
                ? Optional.empty()
                : Optional.of(new Stopped(
                        at.get(),
                        new Principal(row.getString("stopped_by")),
                        Optional.ofNullable(row.getString("stop_reason")).orElse("no reason was asked for then")));
    }

    List<RecurringRun> runs(Handle handle, RecurringId id, int limit) {
        return handle.createQuery("select * from recurring_run where recurring = :id order by number desc limit :limit")
                .bind("id", id.value())
                .bind("limit", limit)
                .map((row, _) -> run(row))
                .list();
    }

    private static RecurringRun run(ResultSet row) throws SQLException {
        return new RecurringRun(Times.instant(row, "due_at"), Times.instant(row, "at"), outcome(row));
    }

    private static Outcome outcome(ResultSet row) throws SQLException {
        String word = row.getString("outcome");
        return switch (word) {
            case "submitted" -> new Outcome.Submitted(new PlanId(row.getString("plan")));
            case "skipped" -> new Outcome.Skipped(row.getString("reason"));
            case "refused" -> new Outcome.Refused(row.getString("reason"));
            default -> throw new IllegalStateException("no such outcome of a run: " + word);
        };
    }

    List<RecurringId> due(Handle handle, Instant now, int limit) {
        return handle.createQuery("select id from recurring where next_run <= :now order by next_run, id limit :limit")
                .bind("now", Times.column(now))
                .bind("limit", limit)
                .map((row, _) -> new RecurringId(row.getString("id")))
                .list();
    }

    List<RecurringId> active(Handle handle) {
        return handle.createQuery("select id from recurring where next_run is not null order by next_run, id")
                .map((row, _) -> new RecurringId(row.getString("id")))
                .list();
    }

    Set<Instant> settledAfter(Handle handle, RecurringId id, Instant moment) {
        return handle.createQuery("select due_at from recurring_run where recurring = :id and due_at > :moment")
                .bind("id", id.value())
                .bind("moment", Times.column(moment))
                .map((row, _) -> Times.instant(row, "due_at"))
                .set();
    }

    /** Has the next run due earlier, if it is still the one that is to be put back. */
    boolean putBack(Handle handle, RecurringId id, Instant from, Instant to) {
        return handle.createUpdate("update recurring set next_run = :to where id = :id and next_run = :from")
                        .bind("to", Times.column(to))
                        .bind("id", id.value())
                        .bind("from", Times.column(from))
                        .execute()
                > 0;
    }

    /** The recurring plan whose run a plan is. */
    Optional<RecurringId> findOf(Handle handle, PlanId plan) {
        return handle.createQuery("select recurring from recurring_run where plan = :plan")
                .bind("plan", plan.value())
                .map((row, _) -> new RecurringId(row.getString("recurring")))
                .findOne();
    }

    /**
     * Moves a recurring plan on from one run to the next, if that is still its next one. Whoever has done so holds its row until the
     * transaction ends, and nobody else settles anything of it.
     *
     * @return the number of the run that is settled with it
     */
    Optional<Long> advance(Handle handle, RecurringId id, Instant from, Instant to) {
        int moved = handle.createUpdate(
                        "update recurring set next_run = :to, runs = runs + 1 where id = :id and next_run = :from")
                .bind("to", Times.column(to))
                .bind("id", id.value())
                .bind("from", Times.column(from))
                .execute();
        return moved == 0
                ? Optional.empty()
                : Optional.of(handle.createQuery("select runs from recurring where id = :id")
                        .bind("id", id.value())
                        .mapTo(Long.class)
                        .one());
    }

    void insertRun(Handle handle, RecurringId id, long number, RecurringRun run) {
        handle.createUpdate("""
                insert into recurring_run (recurring, number, due_at, at, outcome, plan, reason)
                values (:id, :number, :due, :at, :outcome, :plan, :reason)
                """)
                .bind("id", id.value())
                .bind("number", number)
                .bind("due", Times.column(run.due()))
                .bind("at", Times.column(run.at()))
                .bind("outcome", run.outcome().word())
                .bind("plan", run.outcome() instanceof Outcome.Submitted(PlanId plan) ? plan.value() : null)
                .bind(
                        "reason",
                        switch (run.outcome()) {
                            case Outcome.Submitted _ -> null;
                            case Outcome.Skipped(String why) -> why;
                            case Outcome.Refused(String why) -> why;
                        })
                .execute();
    }

    /** Keeps a run together with the plan that it is. */
    void insertRun(Handle handle, OfRecurring run, long number, PlanId plan, Instant at) {
        insertRun(handle, run.recurring(), number, new RecurringRun(run.due(), at, new Outcome.Submitted(plan)));
    }

    /** Whether it was still to run. */
    boolean stop(Handle handle, RecurringId id, Principal by, String reason, Instant at) {
        return handle.createUpdate("""
                update recurring set next_run = null, stopped_at = :at, stopped_by = :by, stop_reason = :reason
                where id = :id and stopped_at is null
                """)
                        .bind("at", Times.column(at))
                        .bind("by", by.name())
                        .bind("reason", reason)
                        .bind("id", id.value())
                        .execute()
                > 0;
    }
}
