package io.sluice.plan.engine;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/** A store that answers one node as well as it can be reached from there. */
final class UnreliableStore extends ForwardingStore {
    private final Reach reach;
    private final InstantSource real;

    UnreliableStore(PlanStore store, Reach reach, InstantSource real) {
        super(store);
        this.reach = reach;
        this.real = real;
    }

    /** How well a node reaches the store. */
    static final class Reach {
        private Instant awayUntil = Instant.MIN;
        private Instant readOnlyUntil = Instant.MIN;
        private final Deque<Boolean> unknownCommits = new ArrayDeque<>();

        void isAwayUntil(Instant end) {
            awayUntil = end;
        }

        void isReadOnlyUntil(Instant end) {
            readOnlyUntil = end;
        }

        /** Nobody is told what became of the next write. */
        void nextCommitIsUnknown(boolean done) {
            unknownCommits.add(done);
        }

        boolean isAway(Instant now) {
            return now.isBefore(awayUntil);
        }

        void isGood() {
            awayUntil = Instant.MIN;
            readOnlyUntil = Instant.MIN;
            unknownCommits.clear();
        }
    }

    @Override
    <T> T reading(Supplier<T> call) {
        if (reach.isAway(real.instant())) {
            throw unavailable("away");
        }
        return call.get();
    }

    @Override
    <T> T writing(Supplier<T> call) {
        if (reach.isAway(real.instant())) {
            throw unavailable("away");
        }
        if (real.instant().isBefore(reach.readOnlyUntil)) {
            throw unavailable("read-only");
        }
        Boolean done = reach.unknownCommits.poll();
        if (done == null) {
            return call.get();
        }
        if (done) {
            T _ = call.get();
        }
        throw unavailable("the connection broke during the commit");
    }

    private static StoreUnavailable unavailable(String why) {
        return new StoreUnavailable(why, new IOException(why));
    }
}
