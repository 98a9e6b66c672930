package io.sluice.app.store;

import io.sluice.app.store.CapsuleAcks.Awaited;
import io.sluice.plan.PlanId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The tables of which plans' capsules are wanted, and which nodes have them. */
final class CapsuleAckRows {
    /** Taken up at once; those that are left come next. */
    private static final int MOST_WANTED = 500;

    /** Parameters of one statement. */
    private static final int MOST_ASKED = 500;

    void want(Handle handle, PlanId plan) {
        int known = handle.createUpdate("update capsule_wanted set at = current_timestamp where plan = :plan")
                .bind("plan", plan.value())
                .execute();
        if (known == 0) {
            handle.createUpdate("insert into capsule_wanted (plan, at) values (:plan, current_timestamp)")
                    .bind("plan", plan.value())
                    .execute();
        }
    }

    List<PlanId> wantedFrom(Handle handle, String node) {
        return handle.createQuery("""
                select w.plan from capsule_wanted w
                where not exists (select 1 from capsule_ack a where a.plan = w.plan and a.node = :node)
                order by w.at desc limit :most
                """)
                .bind("node", node)
                .bind("most", MOST_WANTED)
                .map((row, _) -> new PlanId(row.getString("plan")))
                .list();
    }

    /** Whether that was news. */
    boolean acknowledge(Handle handle, PlanId plan, String node) {
        return handle.createUpdate("""
                insert into capsule_ack (plan, node, at)
                select p.id, n.id, current_timestamp from plan p, node n
                where p.id = :plan and n.id = :node
                    and not exists (select 1 from capsule_ack a where a.plan = p.id and a.node = n.id)
                """)
                        .bind("plan", plan.value())
                        .bind("node", node)
                        .execute()
                > 0;
    }

    List<Awaited> awaited(Handle handle, PlanId plan) {
        return handle.createQuery("select n.name, n.trouble from node n where n." + NodeRows.IS_LIVE + """

                     and not exists (select 1 from capsule_ack a where a.plan = :plan and a.node = n.id)
                order by n.name, n.id
                """)
                .bind("plan", plan.value())
                .map((row, _) -> new Awaited(row.getString("name"), Optional.ofNullable(row.getString("trouble"))))
                .list();
    }

    List<PlanId> underWay(Handle handle) {
        return handle.createQuery(
                        "select id from plan where ended_at is null and state <> 'scheduled' order by id desc")
                .map((row, _) -> new PlanId(row.getString("id")))
                .list();
    }

    List<PlanId> endedSince(Handle handle, Instant since) {
        return handle.createQuery("select id from plan where ended_at >= :since")
                .bind("since", Times.column(since))
                .map((row, _) -> new PlanId(row.getString("id")))
                .list();
    }

    List<PlanId> endedAmong(Handle handle, List<PlanId> plans) {
        List<PlanId> ended = new ArrayList<>();
        for (int from = 0; from < plans.size(); from += MOST_ASKED) {
            ended.addAll(handle.createQuery("select id from plan where ended_at is not null and id in (<ids>)")
                    .bindList(
                            "ids",
                            plans.subList(from, Math.min(plans.size(), from + MOST_ASKED)).stream()
                                    .map(PlanId::value)
                                    .toList())
                    .map((row, _) -> new PlanId(row.getString("id")))
                    .list());
        }
        return ended;
    }

    void forget(Handle handle) {
        handle.execute("delete from capsule_wanted where at < current_timestamp - interval '1' minute");
        handle.execute("delete from capsule_ack where plan in (select id from plan where ended_at is not null)");
    }
}
