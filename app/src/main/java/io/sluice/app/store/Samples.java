package io.sluice.app.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.plan.PlanId;
import io.sluice.plan.engine.StoreUnavailable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * What looks saw, for charts: some of it, and of long ago less than of just now. Nothing hangs on it.
 *
 * <p>All methods throw {@link StoreUnavailable} if the database does not do it.
 */
public final class Samples {
    /** Of one plan: more points than a chart has pixels. */
    static final int MOST_OF_A_PLAN = 2_000;

    /** Of all plans: about half a gigabyte. */
    private static final int MOST = 1_000_000;

    /** Rows in one transaction. */
    private static final int AT_A_TIME = 500;

    private final Transactions transactions;
    private final ObjectMapper mapper = StoredJson.mapper();

    public Samples(Database database) {
        this.transactions = new Transactions(database);
    }

    /** Keeps samples, all but those of plans that are gone. */
    public void save(List<Sample> samples) {
        for (int from = 0; from < samples.size(); from += AT_A_TIME) {
            List<Sample> some = samples.subList(from, Math.min(samples.size(), from + AT_A_TIME));
            transactions.run("keep samples", handle -> insert(handle, some));
        }
    }

    private void insert(Handle handle, List<Sample> samples) {
        try (PreparedBatch batch = handle.prepareBatch("""
                insert into sample (plan, at, changed, seen)
                select id, cast(:at as timestamp(6) with time zone), cast(:changed as boolean), cast(:seen as text)
                from plan where id = :plan
                on conflict do nothing
                """)) {
            for (Sample sample : samples) {
                batch.bind("plan", sample.plan().value())
                        .bind("at", Times.column(sample.at()))
                        .bind("changed", sample.changed())
                        .bind("seen", text(sample.seen()))
                        .add();
            }
            batch.execute();
        }
    }

    private String text(Sample.Seen seen) {
        try {
            return mapper.writeValueAsString(seen);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a sample can be written", e);
        }
    }

    /** The samples of a plan after a moment, oldest first. */
    public List<Sample> list(PlanId plan, Instant after) {
        return transactions.ask(
                "read the samples of " + plan,
                handle -> handle
                        .createQuery(
                                "select at, changed, seen from sample where plan = :plan and at > :after order by at")
                        .bind("plan", plan.value())
                        .bind("after", Times.column(after))
                        .map((row, _) -> read(row.getString("seen")).map(seen -> {
                            try {
                                return new Sample(plan, Times.instant(row, "at"), row.getBoolean("changed"), seen);
                            } catch (java.sql.SQLException e) {
                                throw new IllegalStateException(e);
                            }
                        }))
                        .list()
                        .stream()
                        .flatMap(Optional::stream)
                        .toList());
    }

    /** One of another release is a point less in a chart. */
    private Optional<Sample.Seen> read(String text) {
        try {
            return Optional.of(mapper.readValue(text, Sample.Seen.class));
        } catch (JsonProcessingException _) {
            return Optional.empty();
        }
    }

    /**
     * Removes what is more than is kept: of each plan every other one of the older ones, those that show something new last, and of
     * all plans what is oldest.
     *
     * @return how many
     */
    public int thin() {
        List<PlanId> large = transactions.ask(
                "look for plans with many samples",
                handle -> handle.createQuery("select plan from sample group by plan having count(*) > :most")
                        .bind("most", MOST_OF_A_PLAN)
                        .map((row, _) -> new PlanId(row.getString("plan")))
                        .list());
        int removed = 0;
        for (PlanId plan : large) {
            removed += transactions.ask("thin the samples of " + plan, handle -> thin(handle, plan));
        }
        return removed + transactions.ask("remove the oldest samples", Samples::removeOldest);
    }

    private static int thin(Handle handle, PlanId plan) {
        List<Thinning.Point> points = handle.createQuery(
                        "select at, changed from sample where plan = :plan order by at")
                .bind("plan", plan.value())
                .map((row, _) -> new Thinning.Point(Times.instant(row, "at"), row.getBoolean("changed")))
                .list();
        Set<Thinning.Point> kept = new HashSet<>(Thinning.to(MOST_OF_A_PLAN, points, point -> point));
        List<Thinning.Point> gone = new ArrayList<>(points);
        gone.removeAll(kept);
        try (PreparedBatch batch = handle.prepareBatch("delete from sample where plan = :plan and at = :at")) {
            for (Thinning.Point point : gone) {
                batch.bind("plan", plan.value())
                        .bind("at", Times.column(point.at()))
                        .add();
            }
            batch.execute();
        }
        return gone.size();
    }

    private static int removeOldest(Handle handle) {
        return handle.createUpdate("""
                delete from sample
                where at <= (select at from sample order by at desc offset :most rows fetch first 1 rows only)
                """).bind("most", MOST).execute();
    }
}
