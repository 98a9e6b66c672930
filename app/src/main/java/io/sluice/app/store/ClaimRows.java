package io.sluice.app.store;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.toSet;

import io.sluice.plan.PlanId;
import io.sluice.plan.engine.PlanStore.Claim;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.SqlStatement;

/** The right to act for a plan, as columns of its row. Only the clock of the database says whether a claim is over. */
final class ClaimRows {
    /**
     * The epoch of the next claim, never below the time of the database in milliseconds. One that has forgotten its last commits, as
     * a standby that lagged, would otherwise give the epochs that it forgot to others, while who had them still believes in them.
     */
    private static final String NEXT_EPOCH =
            "greatest(plan.epoch + 1, cast(extract(epoch from current_timestamp) * 1000 as bigint))";

    private static final String TAKE = "update plan set epoch = " + NEXT_EPOCH + """
            , claimed_until = current_timestamp + cast(:millis as integer) * interval '0.001' second
            where id = :plan
            """;

    private static final String IF_FREE = " and (claimed_until is null or claimed_until <= current_timestamp)";

    /** Of a plan that is given back: if lines were added since that look was decided for, it stays due. */
    private static final String LOOK_AT =
            "case when ended_at is not null then null when version <= %s then %s else look_at end";

    private final Vendor vendor;

    ClaimRows(Vendor vendor) {
        this.vendor = vendor;
    }

    /** A claim, and when the look was due that it was given for. */
    record Due(Claim claim, Instant lookAt) {}

    /** Whether a claim is one statement here, which is a transaction by itself. */
    boolean areSingleStatements() {
        return vendor == Vendor.POSTGRESQL;
    }

    Optional<Due> claim(Handle handle, PlanId plan, Duration length) {
        return take(handle, IF_FREE, Map.of(), plan, length);
    }

    Optional<Due> claimIfDue(Handle handle, PlanId plan, Instant now, Duration length) {
        return take(handle, IF_FREE + " and look_at <= :now", Map.of("now", Times.column(now)), plan, length);
    }

    Optional<Due> seize(Handle handle, PlanId plan, Duration length) {
        return take(handle, "", Map.of(), plan, length);
    }

    private Optional<Due> take(
            Handle handle, String condition, Map<String, Object> values, PlanId plan, Duration length) {
        return switch (vendor) {
            case POSTGRESQL ->
                taking(handle.createQuery(TAKE + condition + " returning id, epoch, look_at"), values, plan, length)
                        .map((row, _) -> due(row))
                        .findOne();
            case H2 -> {
                int taken = taking(handle.createUpdate(TAKE + condition), values, plan, length)
                        .execute();
                yield taken == 0 ? Optional.empty() : Optional.of(due(handle, plan));
            }
        };
    }

    private static <S extends SqlStatement<S>> S taking(
            S statement, Map<String, Object> values, PlanId plan, Duration length) {
        return statement.bindMap(values).bind("plan", plan.value()).bind("millis", length.toMillis());
    }

    /** Read in the transaction of the update, whose lock on the row keeps it ours. */
    private static Due due(Handle handle, PlanId plan) {
        return handle.createQuery("select id, epoch, look_at from plan where id = :plan")
                .bind("plan", plan.value())
                .map((row, _) -> due(row))
                .one();
    }

    private static Due due(ResultSet row) throws SQLException {
        // A plan that has ended is never due, and may be claimed all the same.
        return new Due(claim(row), Times.find(row, "look_at").orElse(Instant.MAX));
    }

    List<Due> claimDue(Handle handle, Instant now, int limit, Duration length) {
        if (limit <= 0) {
            return List.of();
        }
        return switch (vendor) {
            case POSTGRESQL -> claimUnlocked(handle, now, limit, length);
            // Here a limit does not keep "skip locked" from locking every row that matches, so a second node would get
            // none.
            case H2 -> claimCandidates(handle, now, limit, length);
        };
    }

    private static List<Due> claimUnlocked(Handle handle, Instant now, int limit, Duration length) {
        return handle
                .createQuery("""
                with due as (
                    select id from plan
                    where look_at <= :now and (claimed_until is null or claimed_until <= current_timestamp)
                    order by look_at, id limit :limit for update skip locked)
                update plan set epoch = %s,
                    claimed_until = current_timestamp + cast(:millis as integer) * interval '0.001' second
                from due where plan.id = due.id
                returning plan.id, plan.epoch, plan.look_at
                """.formatted(NEXT_EPOCH))
                .bind("now", Times.column(now))
                .bind("limit", limit)
                .bind("millis", length.toMillis())
                .map((row, _) -> due(row))
                .stream()
                .sorted(comparing(Due::lookAt).thenComparing(due -> due.claim().plan()))
                .toList();
    }

    private static Claim claim(ResultSet row) throws SQLException {
        return new Claim(new PlanId(row.getString("id")), row.getLong("epoch"));
    }

    private static List<Due> claimCandidates(Handle handle, Instant now, int limit, Duration length) {
        List<Candidate> candidates = handle.createQuery("select id, epoch, look_at, " + NEXT_EPOCH + """
                 as next_epoch from plan
                where look_at <= :now and (claimed_until is null or claimed_until <= current_timestamp)
                order by look_at, id limit :limit
                """)
                .bind("now", Times.column(now))
                .bind("limit", limit)
                .map((row, _) -> new Candidate(due(row), row.getLong("next_epoch")))
                .list();
        if (candidates.isEmpty()) {
            return List.of();
        }
        PreparedBatch batch = handle.prepareBatch("""
                update plan set epoch = :next,
                    claimed_until = current_timestamp + cast(:millis as integer) * interval '0.001' second
                where id = :plan and epoch = :epoch
                """);
        candidates.forEach(read -> batch.bind("plan", read.plan().value())
                .bind("epoch", read.before().claim().epoch())
                .bind("next", read.nextEpoch())
                .bind("millis", length.toMillis())
                .add());
        int[] taken = batch.execute();
        return IntStream.range(0, taken.length)
                .filter(i -> taken[i] > 0)
                .mapToObj(candidates::get)
                .map(read -> new Due(
                        new Claim(read.plan(), read.nextEpoch()), read.before().lookAt()))
                .toList();
    }

    /**
     * A plan that nobody holds.
     *
     * @param before its last claim
     */
    private record Candidate(Due before, long nextEpoch) {
        PlanId plan() {
            return before.claim().plan();
        }
    }

    /** One statement for each claim and one transaction for all: it runs twice a second over what a node is at. */
    Set<Claim> renew(Handle handle, Collection<Claim> claims, Duration length) {
        List<Claim> asked = claims.stream().sorted(comparing(Claim::plan)).toList();
        if (asked.isEmpty()) {
            return Set.of();
        }
        PreparedBatch batch = handle.prepareBatch("""
                update plan set claimed_until = current_timestamp + cast(:millis as integer) * interval '0.001' second
                where id = :plan and epoch = :epoch and claimed_until is not null
                """);
        for (Claim claim : asked) {
            batch.bind("plan", claim.plan().value())
                    .bind("epoch", claim.epoch())
                    .bind("millis", length.toMillis())
                    .add();
        }
        int[] renewed = batch.execute();
        return IntStream.range(0, renewed.length)
                .filter(i -> renewed[i] > 0)
                .mapToObj(asked::get)
                .collect(toSet());
    }

    boolean permits(Handle handle, Claim claim, long generation) {
        return handle.createQuery("""
                select count(*) from plan
                where id = :plan and epoch = :epoch and generation = :generation and claimed_until > current_timestamp
                """)
                        .bind("plan", claim.plan().value())
                        .bind("epoch", claim.epoch())
                        .bind("generation", generation)
                        .mapTo(Integer.class)
                        .one()
                > 0;
    }

    /**
     * A claim that is given back.
     *
     * @param decidedAt the version of the plan that its next look was decided for
     */
    record Release(Claim claim, long decidedAt, Instant lookAt) {}

    /** In the order of {@link #renew}, so that the two never wait for each other. */
    void release(Handle handle, Collection<Release> releases) {
        List<Release> given =
                releases.stream().sorted(comparing(each -> each.claim().plan())).toList();
        switch (vendor) {
            case POSTGRESQL -> releaseAtOnce(handle, given);
            case H2 -> releaseOneByOne(handle, given);
        }
    }

    /** As one statement, which costs a fraction of what one for each does. */
    private static void releaseAtOnce(Handle handle, List<Release> releases) {
        int _ = handle.createUpdate("""
                with given as (
                    select plan.id, asked.decided, asked.next_look
                    from unnest(cast(:plans as text[]), :epochs, :decided, cast(:looks as timestamp with time zone[]))
                        as asked(held, epoch, decided, next_look)
                    join plan on plan.id = asked.held and plan.epoch = asked.epoch
                    order by plan.id collate "C" for update of plan)
                update plan set claimed_until = null, look_at = %s
                from given where plan.id = given.id
                """.formatted(LOOK_AT.formatted("given.decided", "given.next_look")))
                .bindArray(
                        "plans",
                        String.class,
                        releases.stream()
                                .map(each -> each.claim().plan().value())
                                .toList())
                .bindArray(
                        "epochs",
                        Long.class,
                        releases.stream().map(each -> each.claim().epoch()).toList())
                .bindArray(
                        "decided",
                        Long.class,
                        releases.stream().map(Release::decidedAt).toList())
                .bindArray(
                        "looks",
                        String.class,
                        releases.stream()
                                .map(each -> Times.column(each.lookAt()).toString())
                                .toList())
                .execute();
    }

    private static void releaseOneByOne(Handle handle, List<Release> releases) {
        PreparedBatch batch = handle.prepareBatch(
                """
                update plan set claimed_until = null, look_at = %s where id = :plan and epoch = :epoch
                """.formatted(LOOK_AT.formatted(":decided", "cast(:look_at as timestamp(6) with time zone)")));
        releases.forEach(each -> batch.bind("decided", each.decidedAt())
                .bind("look_at", Times.column(each.lookAt()))
                .bind("plan", each.claim().plan().value())
                .bind("epoch", each.claim().epoch())
                .add());
        int[] _ = batch.execute();
    }

    /** Raises the epochs too, so that a claim of a process that is not quite dead is worth nothing. */
    void endAll(Handle handle) {
        handle.execute("update plan set claimed_until = null, epoch = epoch + 1 where claimed_until is not null");
    }
}
