package io.sluice.app.store;

import io.sluice.app.store.Feed.Extent;
import io.sluice.app.store.Feed.Fed;
import io.sluice.plan.PlanId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The tables of numbered lines, and of those that have no number yet. */
final class FeedRows {
    /** A line without a number. */
    private record Unfed(long id, String plan, long seq) {}

    /**
     * Whoever numbers has the row of the head locked until the commit, so numbers become visible in their order; and what is read under
     * that lock has all that was committed before, so no line of a plan is numbered before an earlier one.
     */
    int number(Handle handle, int limit) {
        if (unfed(handle, 1).isEmpty()) {
            return 0;
        }
        Optional<Long> last = handle.createQuery("select last from feed_head where id = 1 for update skip locked")
                .mapTo(Long.class)
                .findOne();
        return last.map(number -> number(handle, number, unfed(handle, limit))).orElse(0);
    }

    private static List<Unfed> unfed(Handle handle, int limit) {
        return handle.createQuery("select id, plan, seq from unfed order by id limit :limit")
                .bind("limit", limit)
                .map((row, _) -> new Unfed(row.getLong("id"), row.getString("plan"), row.getLong("seq")))
                .list();
    }

    private static int number(Handle handle, long last, List<Unfed> lines) {
        if (lines.isEmpty()) {
            return 0;
        }
        try (PreparedBatch numbers = handle.prepareBatch(
                        "insert into feed (number, plan, seq, fed_at) values (:number, :plan, :seq, current_timestamp)");
                PreparedBatch done = handle.prepareBatch("delete from unfed where id = :id")) {
            long number = last;
            for (Unfed line : lines) {
                number++;
                numbers.bind("number", number)
                        .bind("plan", line.plan())
                        .bind("seq", line.seq())
                        .add();
                done.bind("id", line.id()).add();
            }
            numbers.execute();
            done.execute();
        }
        handle.createUpdate("update feed_head set last = :last where id = 1")
                .bind("last", last + lines.size())
                .execute();
        return lines.size();
    }

    Extent extent(Handle handle) {
        return handle.createQuery("select last, forgotten from feed_head where id = 1")
                .map((row, _) -> new Extent(row.getLong("last"), row.getLong("forgotten")))
                .one();
    }

    List<Fed> after(Handle handle, long number, int limit) {
        return handle.createQuery("""
                select f.number, f.plan, f.seq, j.line
                from feed f left join journal j on j.plan = f.plan and j.seq = f.seq
                where f.number > :number order by f.number limit :limit
                """)
                .bind("number", number)
                .bind("limit", limit)
                .map((row, _) -> new Fed(
                        row.getLong("number"),
                        new PlanId(row.getString("plan")),
                        row.getLong("seq"),
                        Optional.ofNullable(row.getString("line")).orElse("")))
                .list();
    }

    int forget(Handle handle, Duration kept, long mostKept) {
        handle.createUpdate("""
                update feed_head set forgotten = greatest(forgotten, last - :most,
                    coalesce((select max(number) from feed
                        where fed_at < current_timestamp - cast(:seconds as integer) * interval '1' second), 0))
                where id = 1
                """)
                .bind("most", mostKept)
                .bind("seconds", kept.toSeconds())
                .execute();
        return handle.execute("delete from feed where number <= (select forgotten from feed_head where id = 1)");
    }
}
