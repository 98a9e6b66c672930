package io.sluice.app.store;

import io.sluice.app.store.JournalRows.Row;
import io.sluice.app.store.PlanRows.Head;
import io.sluice.plan.PlanId;
import io.sluice.plan.engine.PlanStore.NewPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * What this process has lately written down of plans, exactly as it did.
 *
 * <p>A database that fails over to a standby which lagged has forgotten the last commits that it acknowledged; whoever wrote them can
 * bring them again, as long as nobody has gone on otherwise from where the database stands now. Nothing here survives the process:
 * what a revert needs beyond that is in its capsule.
 */
final class Recollection {
    /** Longer than any standby that is worth failing over to lags. */
    private static final Duration KEPT = Duration.ofMinutes(10);

    /** A few kilobytes each: what a busy node writes in that time, and some dozen megabytes at most. */
    private static final int MOST_LINES = 20_000;

    private final LongSupplier nanoTime;
    /** Those that were touched last are last. */
    private final Map<PlanId, OfPlan> plans = new LinkedHashMap<>();

    private int lines;

    /**
     * One that remembers nothing yet.
     *
     * @param nanoTime a monotonic clock
     */
    Recollection(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * How a plan came to be.
     *
     * @param generation its first
     */
    record Birth(NewPlan asked, long generation) {}

    /** A line, with the hash of the one before it. */
    private record Line(Row row, String before, long at) {}

    private static final class OfPlan {
        private final TreeMap<Long, Line> lines = new TreeMap<>();
        private Optional<Birth> birth = Optional.empty();
        private long touchedAt;
    }

    /** What a database lacks of a plan. */
    sealed interface Missing {
        /** Nothing that was written here. */
        record Nothing() implements Missing {}

        /** These lines, the first of which follows the last that it has. */
        record Lines(List<Row> rows) implements Missing {}

        /** What others wrote in between; only they can bring it. */
        record OfOthers() implements Missing {}

        /** It went on otherwise: what was written here is not to be brought any more. */
        record Overtaken() implements Missing {}
    }

    /** Remembers a plan that was stored. */
    synchronized void created(NewPlan asked, long generation, List<Row> rows) {
        touched(asked.id()).birth = Optional.of(new Birth(asked, generation));
        appended(asked.id(), asked.id().value(), rows);
    }

    /**
     * Remembers lines that were added.
     *
     * @param head the hash of the line before them
     */
    synchronized void appended(PlanId plan, String head, List<Row> rows) {
        long now = nanoTime.getAsLong();
        OfPlan of = touched(plan);
        of.touchedAt = now;
        String before = head;
        for (Row row : rows) {
            if (of.lines.put(row.line().seq(), new Line(row, before, now)) == null) {
                lines++;
            }
            before = row.hash();
        }
        while (!of.lines.isEmpty() && isOld(of.lines.firstEntry().getValue().at(), now)) {
            of.lines.pollFirstEntry();
            of.birth = Optional.empty();
            lines--;
        }
        forgetOld(now);
    }

    private OfPlan touched(PlanId plan) {
        OfPlan of = Optional.ofNullable(plans.remove(plan)).orElseGet(OfPlan::new);
        plans.put(plan, of);
        return of;
    }

    private boolean isOld(long at, long now) {
        return now - at > KEPT.toNanos();
    }

    /** The longest untouched first. */
    private void forgetOld(long now) {
        var all = plans.values().iterator();
        while (all.hasNext()) {
            OfPlan eldest = all.next();
            if (lines <= MOST_LINES && !isOld(eldest.touchedAt, now)) {
                return;
            }
            lines -= eldest.lines.size();
            all.remove();
        }
    }

    /** Whether something was written here that a plan of this version lacks. */
    synchronized boolean knowsMore(PlanId plan, long version) {
        OfPlan of = plans.get(plan);
        return of != null && !of.lines.isEmpty() && of.lines.lastKey() > version;
    }

    synchronized Optional<Birth> birth(PlanId plan) {
        return Optional.ofNullable(plans.get(plan)).flatMap(of -> of.birth);
    }

    /** The hash of a line, if it was written here. */
    synchronized Optional<String> hash(PlanId plan, long seq) {
        return Optional.ofNullable(plans.get(plan))
                .map(of -> of.lines.get(seq))
                .map(line -> line.row().hash());
    }

    /** The last line that was written here. */
    synchronized Optional<Long> lastSeq(PlanId plan) {
        return Optional.ofNullable(plans.get(plan))
                .filter(of -> !of.lines.isEmpty())
                .map(of -> of.lines.lastKey());
    }

    /** What a database lacks whose last line of a plan is this. */
    synchronized Missing missing(PlanId plan, Head head) {
        OfPlan of = plans.get(plan);
        if (of == null) {
            return new Missing.Nothing();
        }
        Line same = of.lines.get(head.version());
        if (same != null && !same.row().hash().equals(head.hash())) {
            return new Missing.Overtaken();
        }
        List<Row> rows = new ArrayList<>();
        String hash = head.hash();
        for (Line line : of.lines.tailMap(head.version(), false).values()) {
            if (line.row().line().seq() > head.version() + 1 + rows.size()) {
                break;
            }
            if (!line.before().equals(hash)) {
                return new Missing.Overtaken();
            }
            hash = line.row().hash();
            rows.add(line.row());
        }
        if (rows.isEmpty()) {
            return knowsMore(plan, head.version()) ? new Missing.OfOthers() : new Missing.Nothing();
        }
        return new Missing.Lines(rows);
    }

    synchronized void forget(PlanId plan) {
        OfPlan of = plans.remove(plan);
        if (of != null) {
            lines -= of.lines.size();
        }
    }

    /** The plans of which something is remembered. */
    synchronized List<PlanId> all() {
        return List.copyOf(plans.keySet());
    }
}
