package io.sluice.plan.engine;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.IntConsumer;

/**
 * What comes between any two lines of one process: every call that it makes passes here before and after it is made, and the
 * process may die there, or be frozen while the others live on, or an operator may be quicker.
 */
final class Interruptions {
    private record Ordered(int at, boolean tells, Runnable what) {}

    /** Points with a name: where it matters most who comes in between. */
    enum Point {
        CLAIMED,
        LOOKED,
        AFTER_COMMIT,
        BEFORE_PERMISSION,
        PERMITTED,
        BEFORE_SEND,
        AFTER_ANSWER
    }

    /** What comes to whichever process of a cluster is the next one at a point, told which that is. */
    static final class AtPoints {
        private final Map<Point, Deque<IntConsumer>> ordered = new EnumMap<>(Point.class);

        void order(Point point, IntConsumer what) {
            ordered.computeIfAbsent(point, _ -> new ArrayDeque<>()).add(what);
        }

        void clear() {
            ordered.clear();
        }
    }

    private final AtPoints atPoints;
    private final int node;
    private final PriorityQueue<Ordered> ordered = new PriorityQueue<>(Comparator.comparingInt(Ordered::at));
    private int passed;
    private boolean dead;

    /** None but those that are ordered. */
    Interruptions() {
        this(new AtPoints(), 0);
    }

    /** Those of one process of a node. */
    Interruptions(AtPoints atPoints, int node) {
        this.atPoints = atPoints;
        this.node = node;
    }

    /**
     * Lets something happen after so many more points.
     *
     * @param tells whether so much time passes that the process can know by its clock that its claim is over
     */
    void order(int points, boolean tells, Runnable what) {
        ordered.add(new Ordered(passed + points, tells, what));
    }

    void clear() {
        ordered.clear();
    }

    /** The process is gone: whatever of it comes by here again goes no further. */
    void kill() {
        dead = true;
    }

    boolean areOver() {
        return dead;
    }

    /** @throws Crash if the process has died */
    void point() {
        point(false);
    }

    /**
     * Between the store's word that something may be sent and the send: what comes here without any time passing nobody can
     * notice, so it comes later.
     */
    void lastPoint() {
        point(true);
        happen(Point.PERMITTED);
    }

    void point(Point point) {
        point();
        happen(point);
    }

    private void happen(Point point) {
        Deque<IntConsumer> here = atPoints.ordered.get(point);
        if (here != null && !here.isEmpty()) {
            here.remove().accept(node);
            goOnOnlyAlive();
        }
    }

    private void point(boolean last) {
        goOnOnlyAlive();
        passed++;
        Ordered next = ordered.peek();
        if (next != null && next.at() <= passed && (next.tells() || !last)) {
            ordered.remove();
            next.what().run();
            goOnOnlyAlive(); // it may have died while it was frozen here
        }
    }

    private void goOnOnlyAlive() {
        if (dead) {
            throw new Crash("after " + passed + " points");
        }
    }
}
