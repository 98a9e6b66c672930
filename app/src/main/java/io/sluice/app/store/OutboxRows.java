package io.sluice.app.store;

import io.sluice.app.store.Letters.Letter;
import io.sluice.app.store.Outbox.Taken;
import io.sluice.plan.PlanId;
import io.sluice.plan.recurring.RecurringId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The table of what is told. Only the clock of the database says whether a claim is over. */
final class OutboxRows {
    /** Shared by looking and taking, so that both mean the same. */
    private static final String FREE =
            " due_at <= :now and (claimed_until is null or claimed_until <= current_timestamp) ";

    /** More candidates than nodes that look at the same moment: whoever loses the first takes the next. */
    private static final int CANDIDATES = 8;

    private static String id(String about, long seq, String receiver) {
        return about + "." + seq + "." + receiver;
    }

    /** Whether there was anything to insert. */
    boolean insert(Handle handle, PlanId plan, List<Letter> letters, Instant at) {
        return insert(handle, "plan", plan.value(), letters, at);
    }

    /** The same of a run of a recurring plan. */
    boolean insert(Handle handle, RecurringId recurring, List<Letter> letters, Instant at) {
        return insert(handle, "recurring", recurring.value(), letters, at);
    }

    private static boolean insert(Handle handle, String column, String about, List<Letter> letters, Instant at) {
        if (letters.isEmpty()) {
            return false;
        }
        try (PreparedBatch batch = handle.prepareBatch("insert into outbox (id, " + column + """
                , seq, receiver, letter, written_at, attempts, due_at)
                values (:id, :about, :seq, :receiver, :letter, :at, 0, :at)
                """)) {
            for (Letter letter : letters) {
                batch.bind("id", id(about, letter.seq(), letter.receiver()))
                        .bind("about", about)
                        .bind("seq", letter.seq())
                        .bind("receiver", letter.receiver())
                        .bind("letter", letter.text())
                        .bind("at", Times.column(at))
                        .add();
            }
            batch.execute();
        }
        return true;
    }

    /** The receivers for whom something may be due; what waits behind another of its plan counts too. */
    List<String> receiversWithDue(Handle handle, Instant now) {
        return handle.createQuery("select distinct receiver from outbox where" + FREE)
                .bind("now", Times.column(now))
                .mapTo(String.class)
                .list();
    }

    List<String> receiversWaiting(Handle handle) {
        return handle.createQuery("select distinct receiver from outbox where due_at is not null")
                .mapTo(String.class)
                .list();
    }

    /** Takes what is due, of each plan the oldest only; what was never tried goes before what failed. */
    Optional<Taken> take(Handle handle, String receiver, String carrier, Duration length, Instant now) {
        List<String> candidates = handle.createQuery(
                        "select id from outbox o where receiver = :receiver and" + FREE + """
                        and not exists (select 1 from outbox e
                            where (e.plan = o.plan or e.recurring = o.recurring) and e.receiver = o.receiver and e.seq < o.seq and e.due_at is not null)
                        order by attempts, due_at, seq limit :most
                        """)
                .bind("receiver", receiver)
                .bind("now", Times.column(now))
                .bind("most", CANDIDATES)
                .mapTo(String.class)
                .list();
        return candidates.stream()
                .filter(id -> claim(handle, id, carrier, length, now))
                .findFirst()
                .map(id -> read(handle, id));
    }

    private static boolean claim(Handle handle, String id, String carrier, Duration length, Instant now) {
        return handle.createUpdate("""
                update outbox set carrier = :carrier, attempts = attempts + 1,
                    claimed_until = current_timestamp + cast(:millis as integer) * interval '0.001' second
                where id = :id and
                """ + FREE)
                        .bind("carrier", carrier)
                        .bind("millis", length.toMillis())
                        .bind("id", id)
                        .bind("now", Times.column(now))
                        .execute()
                > 0;
    }

    private static Taken read(Handle handle, String id) {
        return handle.createQuery("select * from outbox where id = :id")
                .bind("id", id)
                .map((row, _) -> new Taken(
                        id,
                        Optional.ofNullable(row.getString("plan")).orElse(row.getString("recurring")),
                        row.getLong("seq"),
                        row.getString("receiver"),
                        row.getString("letter"),
                        Times.instant(row, "written_at"),
                        row.getInt("attempts"),
                        row.getString("carrier")))
                .one();
    }

    /** Whoever told it, and however late they say so: it is told. */
    void delivered(Handle handle, Taken taken, Instant at) {
        handle.createUpdate("""
                update outbox set delivered_at = :at, due_at = null, claimed_until = null, fault = null
                where id = :id and due_at is not null
                """)
                .bind("at", Times.column(at))
                .bind("id", taken.id())
                .execute();
    }

    /** Only for who has the claim: somebody else may be telling it by now. */
    void failed(Handle handle, Taken taken, String fault, Instant again) {
        handle.createUpdate("""
                update outbox set due_at = :again, claimed_until = null, fault = :fault
                where id = :id and due_at is not null and carrier = :carrier and attempts = :attempts
                """)
                .bind("again", Times.column(again))
                .bind("fault", fault)
                .bind("id", taken.id())
                .bind("carrier", taken.carrier())
                .bind("attempts", taken.attempts())
                .execute();
    }

    void givenUp(Handle handle, Taken taken, String fault, Instant at) {
        handle.createUpdate("""
                update outbox set given_up_at = :at, due_at = null, claimed_until = null, fault = :fault
                where id = :id and due_at is not null and carrier = :carrier and attempts = :attempts
                """)
                .bind("at", Times.column(at))
                .bind("fault", fault)
                .bind("id", taken.id())
                .bind("carrier", taken.carrier())
                .bind("attempts", taken.attempts())
                .execute();
    }

    boolean givenUpIfWrittenBefore(Handle handle, Instant writtenBefore, Taken taken, String fault, Instant at) {
        return handle.createUpdate("""
                update outbox set given_up_at = :at, due_at = null, claimed_until = null, fault = :fault
                where id = :id and due_at is not null and carrier = :carrier and attempts = :attempts
                    and written_at < :before
                """)
                        .bind("at", Times.column(at))
                        .bind("fault", fault)
                        .bind("id", taken.id())
                        .bind("carrier", taken.carrier())
                        .bind("attempts", taken.attempts())
                        .bind("before", Times.column(writtenBefore))
                        .execute()
                > 0;
    }

    /** Several nodes may follow the same step one after the other; nothing is written later than now by that. */
    void clockSet(Handle handle, Duration by, Instant now) {
        long forward = by.isNegative() ? 0 : Math.min(by.plusSeconds(1).toSeconds(), Integer.MAX_VALUE);
        handle.createUpdate("""
                update outbox set due_at = least(due_at, cast(:now as timestamp(6) with time zone)),
                    written_at = least(written_at + cast(:forward as integer) * interval '1' second,
                        cast(:now as timestamp(6) with time zone))
                where due_at is not null
                """)
                .bind("now", Times.column(now))
                .bind("forward", forward)
                .execute();
    }

    int waiting(Handle handle) {
        return handle.createQuery("select count(*) from outbox where due_at is not null")
                .mapTo(Integer.class)
                .one();
    }

    void endAll(Handle handle) {
        handle.execute("update outbox set claimed_until = null where claimed_until is not null");
    }

    int forget(Handle handle, Instant before) {
        return handle.createUpdate("delete from outbox where delivered_at <= :before or given_up_at <= :before")
                .bind("before", Times.column(before))
                .execute();
    }
}
