package io.sluice.app.store;

import io.sluice.plan.Plan;
import io.sluice.plan.PlanId;
import io.sluice.plan.engine.PlanStore.Document;
import io.sluice.plan.engine.PlanStore.NewPlan;
import io.sluice.plan.engine.PlanStore.PlanQuery;
import io.sluice.plan.recurring.RecurringId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;

/** The table of plans, with the labels that are searched for. */
final class PlanRows {
    private static final String SELECT = "select p.id, p.document, p.first_generation, p.fold from plan p ";

    private final JournalCodec codec;

    PlanRows(JournalCodec codec) {
        this.codec = codec;
    }

    /** What a plan is made of again. */
    record Row(PlanId id, String document, long firstGeneration, String fold) {}

    /** What the next line of a journal follows. */
    record Head(long version, String hash) {}

    /** All that a row says which its journal says too. */
    record Claimed(Row row, Head head, String digest, String state, long generation, Optional<Instant> endedAt) {}

    void insert(Handle handle, NewPlan asked, Plan plan, long firstGeneration, String journalHash) {
        try (var insert = handle.createUpdate("""
                insert into plan (id, document, digest, owner, submitted_by, submitted_at, revert_of, first_generation,
                    state, version, generation, fold, journal_hash, ended_at, look_at, epoch)
                values (:id, :document, :digest, :owner, :by, :submitted_at, :revert_of, :first_generation,
                    :state, :version, :generation, :fold, :journal_hash, :ended_at, :look_at, 0)
                """)) {
            bindFold(insert, plan, journalHash, asked.lookAt())
                    .bind("document", asked.document())
                    .bind("digest", asked.digest())
                    .bind("owner", plan.spec().owner())
                    .bind("by", asked.by().name())
                    .bind("submitted_at", Times.column(asked.at()))
                    .bind("revert_of", plan.revertOf().map(PlanId::value))
                    .bind("first_generation", firstGeneration)
                    .execute();
        }
        plan.spec()
                .labels()
                .forEach((name, value) -> handle.createUpdate(
                                "insert into plan_label (plan, name, label_value) values (:plan, :name, :value)")
                        .bind("plan", plan.id().value())
                        .bind("name", name)
                        .bind("value", value)
                        .execute());
    }

    /** Makes a row the fold of more lines, unless somebody else has added some; what has ended stays so. */
    boolean update(Handle handle, Plan plan, long from, String journalHash, Instant lookAt) {
        try (var update = handle.createUpdate("""
                update plan set state = :state, version = :version, generation = :generation, fold = :fold,
                    journal_hash = :journal_hash, ended_at = :ended_at, look_at = :look_at
                where id = :id and version = :from
                    and (ended_at is null or (state = :state and ended_at = :ended_at))
                """)) {
            return bindFold(update, plan, journalHash, lookAt)
                            .bind("from", from)
                            .execute()
                    > 0;
        }
    }

    private <S extends SqlStatement<S>> S bindFold(S statement, Plan plan, String journalHash, Instant lookAt) {
        Optional<OffsetDateTime> look = plan.isTerminal() ? Optional.empty() : Optional.of(Times.column(lookAt));
        return statement
                .bind("id", plan.id().value())
                .bind("state", plan.state().word())
                .bind("version", plan.version())
                .bind("generation", plan.generation())
                .bind("fold", codec.write(plan))
                .bind("journal_hash", journalHash)
                .bind("ended_at", plan.endedAt().map(Times::column))
                .bind("look_at", look);
    }

    Optional<Head> findHead(Handle handle, PlanId id) {
        return findHead(handle, id, "");
    }

    /** Those of some plans that there are. */
    Map<PlanId, Head> heads(Handle handle, Collection<PlanId> plans) {
        Map<PlanId, Head> heads = new HashMap<>();
        handle.createQuery("select id, version, journal_hash from plan where id in (<plans>)")
                .bindList("plans", plans.stream().map(PlanId::value).toList())
                .map((row, _) -> heads.put(new PlanId(row.getString("id")), head(row)))
                .list();
        return heads;
    }

    private static Head head(ResultSet row) throws SQLException {
        return new Head(row.getLong("version"), row.getString("journal_hash"));
    }

    private static Optional<Head> findHead(Handle handle, PlanId id, String how) {
        return handle.createQuery("select version, journal_hash from plan where id = :id" + how)
                .bind("id", id.value())
                .map((row, _) -> head(row))
                .findOne();
    }

    /** The same, and until the transaction ends nobody else adds a line. */
    Optional<Head> lockHead(Handle handle, PlanId id) {
        return findHead(handle, id, " for update");
    }

    Optional<Claimed> findClaimed(Handle handle, PlanId id) {
        return handle.createQuery("select * from plan where id = :id")
                .bind("id", id.value())
                .map((row, _) -> new Claimed(
                        row(row),
                        head(row),
                        row.getString("digest"),
                        row.getString("state"),
                        row.getLong("generation"),
                        Times.find(row, "ended_at")))
                .findOne();
    }

    Map<String, String> labels(Handle handle, PlanId id) {
        Map<String, String> labels = new TreeMap<>();
        handle.createQuery("select name, label_value from plan_label where plan = :id")
                .bind("id", id.value())
                .map((row, _) -> labels.put(row.getString("name"), row.getString("label_value")))
                .list();
        return labels;
    }

    /** The ids after one, in their order. */
    List<PlanId> ids(Handle handle, String after, int limit) {
        return handle.createQuery("select id from plan where id > :after order by id limit :limit")
                .bind("after", after)
                .bind("limit", limit)
                .map((row, _) -> new PlanId(row.getString("id")))
                .list();
    }

    Optional<Row> find(Handle handle, PlanId id) {
        return rows(handle.createQuery(SELECT + "where p.id = :id").bind("id", id.value())).stream()
                .findFirst();
    }

    private static List<Row> rows(Query query) {
        return query.map((row, _) -> row(row)).list();
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                new PlanId(row.getString("id")),
                row.getString("document"),
                row.getLong("first_generation"),
                row.getString("fold"));
    }

    Optional<Document> findDocument(
            Handle handle, PlanId id, Map<String, String> routeKeys, Optional<RecurringId> recurring) {
        return handle.createQuery("select document, digest from plan where id = :id")
                .bind("id", id.value())
                .map((row, _) -> new Document(row.getString("document"), row.getString("digest"), routeKeys, recurring))
                .findOne();
    }

    Optional<PlanId> findRevertOf(Handle handle, PlanId ended) {
        return handle.createQuery("select id from plan where revert_of = :ended")
                .bind("ended", ended.value())
                .map((row, _) -> new PlanId(row.getString("id")))
                .findOne();
    }

    List<PlanId> due(Handle handle, Instant now, int limit) {
        return handle.createQuery("""
                select id from plan where look_at <= :now order by look_at, id limit :limit
                """)
                .bind("now", Times.column(now))
                .bind("limit", limit)
                .map((row, _) -> new PlanId(row.getString("id")))
                .list();
    }

    /** Those of some plans that there are, in the order of their ids. */
    List<Row> list(Handle handle, Collection<PlanId> plans) {
        return rows(handle.createQuery(SELECT + "where p.id in (<plans>) order by p.id")
                .bindList("plans", plans.stream().map(PlanId::value).toList()));
    }

    List<Row> list(Handle handle, PlanQuery asked) {
        PlanFilter filter = PlanFilter.of(asked);
        Query query = handle.createQuery(SELECT + filter.where() + " order by p.id desc limit :limit")
                .bind("limit", asked.limit());
        for (Map.Entry<String, Object> value : filter.values().entrySet()) {
            query.bind(value.getKey(), value.getValue());
        }
        return rows(query);
    }
}
