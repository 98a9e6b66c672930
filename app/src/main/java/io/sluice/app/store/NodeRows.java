package io.sluice.app.store;

import io.sluice.app.store.Nodes.Node;
import io.sluice.app.store.Nodes.Self;
import io.sluice.app.store.Nodes.State;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The table of nodes. Only the clock of the database says whether one is live. */
final class NodeRows {
    /** As {@link Nodes#LIVE} says it. */
    static final String IS_LIVE = "seen_at > current_timestamp - interval '2' second";

    private static final String SELECT =
            "select id, name, host, release, time_zones, state, started_at, joined_at, trouble from node ";
    private static final int LONGEST_TROUBLE = 1000;

    private final String isLive;
    private final String isFresh;

    /** @param live for so long a node is live after a beat; one is written down once the last is a quarter as old */
    NodeRows(Duration live) {
        this.isLive = within(live);
        this.isFresh = within(live.dividedBy(4));
    }

    private static String within(Duration age) {
        return "seen_at > current_timestamp - interval '%s' second".formatted(age.toMillis() / 1000.0);
    }

    /** First in its transaction, so that nothing was waited for before. */
    Instant now(Handle handle) {
        return handle.createQuery("select current_timestamp as at")
                .map((row, _) -> Times.instant(row, "at"))
                .one();
    }

    /** Whoever was silent for too long joins anew: plans may have started meanwhile without it. */
    void beat(Handle handle, Self self, Optional<String> trouble) {
        if (isSaid(handle, self, trouble)) {
            return;
        }
        int known = handle.createUpdate("""
                update node set
                    state = case when %1$s then state else 'joining' end,
                    joined_at = case when %1$s then joined_at else current_timestamp end,
                    seen_at = current_timestamp, trouble = :trouble
                where id = :id
                """.formatted(isLive))
                .bind("id", self.id())
                .bind("trouble", trouble.map(NodeRows::cut))
                .execute();
        if (known == 0) {
            insert(handle, self, trouble);
        }
    }

    /**
     * Whether the table says so still: of one that is live for long, not every beat is worth a write. A beat that lies ahead is of a
     * clock that was set back since, by which this node would count as live until then, whether or not it is.
     */
    private boolean isSaid(Handle handle, Self self, Optional<String> trouble) {
        return handle.createQuery(
                        "select trouble from node where id = :id and " + isFresh + " and seen_at <= current_timestamp")
                .bind("id", self.id())
                .map((row, _) -> Optional.ofNullable(row.getString("trouble")))
                .findOne()
                .filter(trouble.map(NodeRows::cut)::equals)
                .isPresent();
    }

    private static void insert(Handle handle, Self self, Optional<String> trouble) {
        handle.createUpdate("""
                insert into node (id, name, host, release, time_zones, state, started_at, joined_at, seen_at, trouble)
                values (:id, :name, :host, :release, :time_zones, 'joining', current_timestamp, current_timestamp,
                    current_timestamp, :trouble)
                """)
                .bind("id", self.id())
                .bind("name", self.name())
                .bind("host", self.host())
                .bind("release", self.release())
                .bind("time_zones", self.timeZones())
                .bind("trouble", trouble.map(NodeRows::cut))
                .execute();
    }

    private static String cut(String trouble) {
        return trouble.substring(0, Math.min(trouble.length(), LONGEST_TROUBLE));
    }

    boolean ready(Handle handle, String id, Instant joinedAt) {
        return handle.createUpdate("update node set state = 'ready' where id = :id and joined_at = :joined_at")
                        .bind("id", id)
                        .bind("joined_at", Times.column(joinedAt))
                        .execute()
                > 0;
    }

    /** In the order of their names. */
    List<Node> live(Handle handle) {
        return handle.createQuery(SELECT + "where " + isLive + " order by name, id")
                .map((row, _) -> node(row))
                .list();
    }

    private static Node node(ResultSet row) throws SQLException {
        return new Node(
                new Self(
                        row.getString("id"),
                        row.getString("name"),
                        row.getString("host"),
                        row.getString("release"),
                        row.getString("time_zones")),
                row.getString("state").equals("ready") ? State.READY : State.JOINING,
                Times.instant(row, "started_at"),
                Times.instant(row, "joined_at"),
                Optional.ofNullable(row.getString("trouble")));
    }

    /** Whether a node said itself that it goes. */
    boolean isGone(Handle handle, String id) {
        return handle.createQuery("select count(*) from node where id = :id")
                        .bind("id", id)
                        .mapTo(Integer.class)
                        .one()
                == 0;
    }

    void remove(Handle handle, String id) {
        handle.createUpdate("delete from node where id = :id").bind("id", id).execute();
    }

    int forget(Handle handle) {
        return handle.execute("delete from node where seen_at < current_timestamp - interval '1' day");
    }

    void removeAll(Handle handle) {
        handle.execute("delete from node");
    }
}
