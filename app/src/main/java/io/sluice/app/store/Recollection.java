package io.sluice.app.store;

import static java.util.Comparator.comparingLong;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.app.store.JournalRows.Row;
import io.sluice.app.store.PlanRows.Head;
import io.sluice.plan.JournalLine;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.engine.PlanStore.IdempotencyKey;
import io.sluice.plan.engine.PlanStore.NewPlan;
import io.sluice.plan.engine.PlanStore.OfRecurring;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * What this process has lately written down of plans, exactly as it did.
 *
 * <p>A database that fails over to a standby which lagged has forgotten the last commits that it acknowledged; whoever wrote them can
 * bring them again, as long as nobody has gone on otherwise from where the database stands now. Nothing here survives the process:
 * what a revert needs beyond that is in its capsule.
 *
 * <p>It is nearly never read, and every plan that waits for its start is in it: so it keeps texts, packed, and what can be read or
 * computed from them it does not keep.
 */
final class Recollection {
    /** Longer than any standby that is worth failing over to lags. */
    private static final Duration KEPT = Duration.ofMinutes(10);

    /** Some hundred bytes a line: what a busy node writes in that time. */
    private static final long MOST_BYTES = 32L << 20;

    /** What one takes beside its text: objects, and its share of the table. */
    private static final int AROUND = 250;

    private final JournalRows journal;
    private final Function<String, PlanSpec> specReader;
    private final LongSupplier nanoTime;
    private final ObjectMapper mapper = StoredJson.mapper();
    /** Those that were touched last are last. */
    private final Map<PlanId, List<Written>> plans = new LinkedHashMap<>();

    private long bytes;

    /**
     * One that remembers nothing yet.
     *
     * @param specReader reads a spec from the canonical text of its file
     * @param nanoTime a monotonic clock
     */
    Recollection(JournalRows journal, Function<String, PlanSpec> specReader, LongSupplier nanoTime) {
        this.journal = journal;
        this.specReader = specReader;
        this.nanoTime = nanoTime;
    }

    /** What was added to a plan at once. Its text: the hash of the line before, then how the plan came to be if it did, then the lines. */
    private static final class Written {
        private final long first;
        private final int lines;
        private final boolean born;
        private final Packed text;
        private final long at;

        private Written(long first, int lines, boolean born, Packed text, long at) {
            this.first = first;
            this.lines = lines;
            this.born = born;
            this.text = text;
            this.at = at;
        }

        long last() {
            return first + lines - 1;
        }

        int size() {
            return AROUND + text.length();
        }
    }

    /** What a plan was made of that its lines do not say. */
    private record Born(
            String document,
            String digest,
            Map<String, String> routeKeys,
            Instant lookAt,
            Optional<IdempotencyKey> idempotencyKey,
            Optional<OfRecurring> run,
            long generation) {}

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
    void created(Birth birth) {
        NewPlan asked = birth.asked();
        Born born = new Born(
                asked.document(),
                asked.digest(),
                asked.routeKeys(),
                asked.lookAt(),
                asked.idempotencyKey(),
                asked.run(),
                birth.generation());
        remember(asked.id(), asked.id().value(), Optional.of(born), birth.rows());
    }

    /**
     * Remembers lines that were added.
     *
     * @param head the hash of the line before them
     */
    void appended(PlanId plan, String head, List<Row> rows) {
        remember(plan, head, Optional.empty(), rows);
    }

    private void remember(PlanId plan, String head, Optional<Born> born, List<Row> rows) {
        List<String> text = new ArrayList<>(List.of(head));
        born.map(this::text).ifPresent(text::add);
        rows.stream().map(Row::text).forEach(text::add);
        long first = rows.getFirst().line().seq();
        long now = nanoTime.getAsLong();
        add(plan, new Written(first, rows.size(), born.isPresent(), Packed.of(String.join("\n", text)), now));
    }

    private String text(Born born) {
        try {
            return mapper.writeValueAsString(born);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be written: " + e.getOriginalMessage(), e);
        }
    }

    /** Those of one plan may come in another order than they were stored in. */
    private synchronized void add(PlanId plan, Written added) {
        List<Written> all = new ArrayList<>();
        for (Written known : Optional.ofNullable(plans.remove(plan)).orElse(List.of())) {
            boolean replaced = known.last() >= added.first && known.first <= added.last();
            if (replaced || isOld(known.at, added.at)) {
                bytes -= known.size();
            } else {
                all.add(known);
            }
        }
        all.add(added);
        all.sort(comparingLong(written -> written.first));
        bytes += added.size();
        plans.put(plan, List.copyOf(all));
        forgetOld(added.at);
    }

    private static boolean isOld(long at, long now) {
        return now - at > KEPT.toNanos();
    }

    /** The longest untouched first. */
    private void forgetOld(long now) {
        var all = plans.values().iterator();
        while (all.hasNext()) {
            List<Written> eldest = all.next();
            if (bytes <= MOST_BYTES && !isOld(eldest.getLast().at, now)) {
                return;
            }
            bytes -= size(eldest);
            all.remove();
        }
    }

    private static long size(List<Written> all) {
        return all.stream().mapToLong(Written::size).sum();
    }

    synchronized void forget(PlanId plan) {
        bytes -= size(Optional.ofNullable(plans.remove(plan)).orElse(List.of()));
    }

    /** The plans of which something is remembered. */
    synchronized List<PlanId> all() {
        return List.copyOf(plans.keySet());
    }

    private synchronized List<Written> of(PlanId plan) {
        return plans.getOrDefault(plan, List.of());
    }

    /**
     * Where that ends which was written here of a plan.
     *
     * @param hash of its last line
     * @param born whether the plan itself was written here
     */
    record End(long seq, String hash, boolean born) {}

    Optional<End> end(PlanId plan) {
        List<Written> all = of(plan);
        return all.isEmpty()
                ? Optional.empty()
                : Optional.of(new End(
                        all.getLast().last(),
                        unpacked(all.getLast()).rows().getLast().hash(),
                        all.getFirst().born));
    }

    /** The last line that was written here. */
    private Optional<Long> lastSeq(PlanId plan) {
        List<Written> all = of(plan);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast().last());
    }

    /** Whether something was written here that a plan of this version lacks. */
    boolean knowsMore(PlanId plan, long version) {
        return lastSeq(plan).filter(last -> last > version).isPresent();
    }

    /** How the plan came to be, if it did here. */
    Optional<Birth> birth(PlanId plan) {
        return of(plan).stream().filter(written -> written.born).findFirst().map(written -> birth(plan, written));
    }

    private Birth birth(PlanId plan, Written written) {
        Unpacked unpacked = unpacked(written);
        Born born = born(unpacked.born());
        JournalLine line = unpacked.rows().getFirst().line();
        NewPlan asked = new NewPlan(
                plan,
                specReader.apply(born.document()),
                born.document(),
                born.digest(),
                born.routeKeys(),
                unpacked.rows().stream().map(row -> row.line().event()).toList(),
                line.by(),
                line.at(),
                born.lookAt(),
                born.idempotencyKey(),
                born.run());
        return new Birth(asked, born.generation(), unpacked.rows());
    }

    private Born born(String text) {
        try {
            return mapper.readValue(text, Born.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("written by this process, and not to be read by it", e);
        }
    }

    /** A line, with the hash of the one before it. */
    private record Line(String before, Row row) {}

    /** @param born empty if the plan was there before */
    private record Unpacked(String born, List<Line> lines) {
        List<Row> rows() {
            return lines.stream().map(Line::row).toList();
        }
    }

    private Unpacked unpacked(Written written) {
        List<String> text = written.text.text().lines().toList();
        List<Line> lines = new ArrayList<>();
        String before = text.getFirst();
        for (String line : text.subList(written.born ? 2 : 1, text.size())) {
            Row row = journal.row(before, line);
            lines.add(new Line(before, row));
            before = row.hash();
        }
        return new Unpacked(written.born ? text.get(1) : "", lines);
    }

    /** The hash of a line, if it was written here. */
    Optional<String> hash(PlanId plan, long seq) {
        return of(plan).stream()
                .filter(written -> written.first <= seq && seq <= written.last())
                .findFirst()
                .map(written -> unpacked(written)
                        .rows()
                        .get((int) (seq - written.first))
                        .hash());
    }

    /** What a database lacks whose last line of a plan is this. */
    Missing missing(PlanId plan, Head head) {
        if (hash(plan, head.version()).filter(hash -> !hash.equals(head.hash())).isPresent()) {
            return new Missing.Overtaken();
        }
        List<Row> rows = new ArrayList<>();
        String hash = head.hash();
        for (Line line : after(plan, head.version())) {
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

    private List<Line> after(PlanId plan, long seq) {
        return of(plan).stream()
                .filter(written -> written.last() > seq)
                .flatMap(written -> unpacked(written).lines().stream())
                .filter(line -> line.row().line().seq() > seq)
                .toList();
    }
}
