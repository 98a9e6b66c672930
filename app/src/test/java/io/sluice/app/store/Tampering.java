package io.sluice.app.store;

import io.sluice.plan.PlanId;
import java.util.List;
import java.util.SplittableRandom;
import org.jdbi.v3.core.Handle;

/** One way to change what was written down, past all guards; a random one each time. */
enum Tampering {
    FLIPPED_LINE {
        @Override
        List<PlanId> on(Stored stored) {
            stored.flip("line");
            return List.of(stored.plan);
        }
    },
    FLIPPED_HASH {
        @Override
        List<PlanId> on(Stored stored) {
            stored.flip("hash");
            return List.of(stored.plan);
        }
    },
    FLIPPED_COPY {
        @Override
        List<PlanId> on(Stored stored) {
            stored.flip(stored.random.nextBoolean() ? "type" : "by_whom");
            return List.of(stored.plan);
        }
    },
    MOVED_IN_TIME {
        @Override
        List<PlanId> on(Stored stored) {
            stored.set("update journal set at = at + interval '1' minute where plan = ? and seq = ?", stored.seq());
            return List.of(stored.plan);
        }
    },
    REMOVED {
        @Override
        List<PlanId> on(Stored stored) {
            stored.set("delete from journal where plan = ? and seq = ?", stored.seq());
            return List.of(stored.plan);
        }
    },
    SWAPPED {
        @Override
        List<PlanId> on(Stored stored) {
            long one = stored.seq();
            long other = 1 + (one + stored.random.nextLong(stored.version - 1)) % stored.version;
            stored.set("update journal set seq = seq + 1000 where plan = ? and seq = ?", one);
            stored.handle.execute(
                    "update journal set seq = ? where plan = ? and seq = ?", one, stored.plan.value(), other);
            stored.handle.execute(
                    "update journal set seq = ? where plan = ? and seq = ?", other, stored.plan.value(), one + 1000);
            return List.of(stored.plan);
        }
    },
    SWAPPED_BETWEEN_PLANS {
        @Override
        List<PlanId> on(Stored stored) {
            long seq = stored.seq();
            PlanId other = stored.other();
            stored.set("update journal set seq = seq + 1000 where plan = ? and seq = ?", seq);
            stored.handle.execute(
                    "update journal set plan = ? where plan = ? and seq = ?", stored.plan.value(), other.value(), seq);
            stored.handle.execute(
                    "update journal set plan = ?, seq = ? where plan = ? and seq = ?",
                    other.value(),
                    seq,
                    stored.plan.value(),
                    seq + 1000);
            return List.of(stored.plan, other);
        }
    },
    CUT {
        @Override
        List<PlanId> on(Stored stored) {
            stored.set("delete from journal where plan = ? and seq >= ?", stored.seq());
            return List.of(stored.plan);
        }
    },
    CUT_WITH_ITS_VERSION {
        @Override
        List<PlanId> on(Stored stored) {
            long from = stored.seq();
            stored.set("delete from journal where plan = ? and seq >= ?", from);
            stored.handle.execute("update plan set version = ? where id = ?", from - 1, stored.plan.value());
            return List.of(stored.plan);
        }
    },
    CUT_WITH_ITS_HEAD {
        @Override
        List<PlanId> on(Stored stored) {
            long from = 2 + stored.random.nextLong(stored.version - 1);
            String head = stored.text("hash", from - 1);
            stored.set("delete from journal where plan = ? and seq >= ?", from);
            stored.handle.execute(
                    "update plan set version = ?, journal_hash = ? where id = ?", from - 1, head, stored.plan.value());
            return List.of(stored.plan);
        }
    },
    REPLACED_HEAD {
        @Override
        List<PlanId> on(Stored stored) {
            String head = JournalChain.sha256(String.valueOf(stored.random.nextLong()));
            stored.handle.execute("update plan set journal_hash = ? where id = ?", head, stored.plan.value());
            return List.of(stored.plan);
        }
    },
    ADDED {
        @Override
        List<PlanId> on(Stored stored) {
            String line = stored.text("line", stored.version).replace(":" + stored.version, ":" + (stored.version + 1));
            stored.handle.execute(
                    "insert into journal (plan, seq, at, type, by_whom, line, hash)"
                            + " select plan, seq + 1, at, type, by_whom, ?, ? from journal where plan = ? and seq = ?",
                    line,
                    JournalChain.next(stored.text("hash", stored.version), line),
                    stored.plan.value(),
                    stored.version);
            return List.of(stored.plan);
        }
    },
    REPLACED_ROW {
        @Override
        List<PlanId> on(Stored stored) {
            stored.handle.execute(
                    "update plan set fold = (select fold from plan where id = ?) where id = ?",
                    stored.other().value(),
                    stored.plan.value());
            return List.of(stored.plan);
        }
    },
    OTHER_PLACE {
        @Override
        List<PlanId> on(Stored stored) {
            stored.handle.execute("update plan_route set route_key = 'elsewhere' where plan = ?", stored.plan.value());
            return List.of(stored.plan);
        }
    },
    RENAMED_ROUTE {
        @Override
        List<PlanId> on(Stored stored) {
            stored.handle.execute("update plan_route set name = name || 'x' where plan = ?", stored.plan.value());
            return List.of(stored.plan);
        }
    },
    REMOVED_LABELS {
        @Override
        List<PlanId> on(Stored stored) {
            stored.handle.execute("delete from plan_label where plan = ?", stored.plan.value());
            return List.of(stored.plan);
        }
    };

    /** Does it, and answers with the plans of which at least one must be found. */
    abstract List<PlanId> on(Stored stored);

    /** A plan of a few lines at least, and others beside it. */
    static final class Stored {
        private final Handle handle;
        private final SplittableRandom random;
        private final List<PlanId> all;
        private final PlanId plan;
        private final long version;

        Stored(Handle handle, SplittableRandom random, List<PlanId> all) {
            this.handle = handle;
            this.random = random;
            this.all = all;
            this.plan = all.get(random.nextInt(all.size()));
            this.version = handle.createQuery("select count(*) from journal where plan = ?")
                    .bind(0, plan.value())
                    .mapTo(Long.class)
                    .one();
        }

        /** Any that each plan has. */
        private long seq() {
            return 1 + random.nextLong(3);
        }

        private PlanId other() {
            int index = all.indexOf(plan);
            return all.get((index + 1 + random.nextInt(all.size() - 1)) % all.size());
        }

        private void set(String sql, long seq) {
            handle.execute(sql, plan.value(), seq);
        }

        private String text(String column, long seq) {
            return handle.createQuery("select " + column + " from journal where plan = ? and seq = ?")
                    .bind(0, plan.value())
                    .bind(1, seq)
                    .mapTo(String.class)
                    .one();
        }

        private void flip(String column) {
            long seq = seq();
            StringBuilder text = new StringBuilder(text(column, seq));
            int at = random.nextInt(text.length());
            text.setCharAt(at, text.charAt(at) == 'a' ? 'b' : 'a');
            handle.execute(
                    "update journal set " + column + " = ? where plan = ? and seq = ?",
                    text.toString(),
                    plan.value(),
                    seq);
        }
    }
}
