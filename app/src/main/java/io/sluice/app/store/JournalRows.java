package io.sluice.app.store;

import io.sluice.plan.JournalLine;
import io.sluice.plan.PlanId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The table of journal lines. Nothing here changes or removes one. */
final class JournalRows {
    private final JournalCodec codec;

    JournalRows(JournalCodec codec) {
        this.codec = codec;
    }

    /** A line as it is stored. */
    record Row(JournalLine line, String text, String hash) {}

    /**
     * Lines as they will be stored.
     *
     * @param head the hash of the line before them
     */
    List<Row> chain(String head, List<JournalLine> lines) {
        List<Row> rows = new ArrayList<>(lines.size());
        String hash = head;
        for (JournalLine line : lines) {
            String text = codec.write(line);
            hash = JournalChain.next(hash, text);
            rows.add(new Row(line, text, hash));
        }
        return rows;
    }

    /**
     * A line that was stored.
     *
     * @param before the hash of the line before it
     */
    Row row(String before, String text) {
        return new Row(codec.readLine(text), text, JournalChain.next(before, text));
    }

    void append(Handle handle, PlanId plan, List<Row> rows) {
        try (PreparedBatch batch = handle.prepareBatch("""
                insert into journal (plan, seq, at, type, by_whom, line, hash)
                values (:plan, :seq, :at, :type, :by, :line, :hash)
                """)) {
            for (Row row : rows) {
                JournalLine line = row.line();
                batch.bind("plan", plan.value())
                        .bind("seq", line.seq())
                        .bind("at", Times.column(line.at()))
                        .bind("type", JournalCodec.type(line.event()))
                        .bind("by", line.by().name())
                        .bind("line", row.text())
                        .bind("hash", row.hash())
                        .add();
            }
            batch.execute();
        }
    }

    List<JournalLine> list(Handle handle, PlanId plan, long after, int limit) {
        return handle.createQuery("""
                select line from journal where plan = :plan and seq > :after order by seq limit :limit
                """)
                .bind("plan", plan.value())
                .bind("after", after)
                .bind("limit", limit)
                .map((row, _) -> codec.readLine(row.getString("line")))
                .list();
    }

    /**
     * A line as it is in the table, whoever wrote it there.
     *
     * @param at a copy for people, as type and by are
     */
    record Stored(long seq, String text, String hash, Instant at, String type, String by) {}

    List<Stored> stored(Handle handle, PlanId plan) {
        return handle.createQuery(
                        "select seq, line, hash, at, type, by_whom from journal where plan = :plan order by seq")
                .bind("plan", plan.value())
                .map((row, _) -> new Stored(
                        row.getLong("seq"),
                        row.getString("line"),
                        row.getString("hash"),
                        Times.instant(row, "at"),
                        row.getString("type"),
                        row.getString("by_whom")))
                .list();
    }

    /** The hash of a line, if there is one. */
    Optional<String> findHash(Handle handle, PlanId plan, long seq) {
        return handle.createQuery("select hash from journal where plan = :plan and seq = :seq")
                .bind("plan", plan.value())
                .bind("seq", seq)
                .mapTo(String.class)
                .findOne();
    }

    /** The hashes of one line of each of some plans, as far as there are such lines. */
    Map<PlanId, String> hashes(Handle handle, Map<PlanId, Long> seqs) {
        Map<PlanId, String> hashes = new HashMap<>();
        if (!seqs.isEmpty()) {
            handle.createQuery("select plan, seq, hash from journal where plan in (<plans>) and seq in (<seqs>)")
                    .bindList("plans", seqs.keySet().stream().map(PlanId::value).toList())
                    .bindList("seqs", List.copyOf(Set.copyOf(seqs.values())))
                    .map((row, _) -> {
                        PlanId plan = new PlanId(row.getString("plan"));
                        boolean asked = Long.valueOf(row.getLong("seq")).equals(seqs.get(plan));
                        return asked ? hashes.put(plan, row.getString("hash")) : "";
                    })
                    .list();
        }
        return hashes;
    }
}
