package io.sluice.plan.engine;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What comes between any two lines of a tick: every call out of the engine passes here before and after it is made, and the
 * process may die, or an operator may be quicker.
 */
final class Interruptions {
    private record Ordered(int after, Runnable what) {}

    private final Deque<Ordered> ordered = new ArrayDeque<>();
    private int passed;
    private boolean inside;

    /** Lets something happen after so many more points. */
    void order(int points, Runnable what) {
        ordered.add(new Ordered(passed + points, what));
    }

    boolean arePending() {
        return !ordered.isEmpty();
    }

    void clear() {
        ordered.clear();
    }

    void point() {
        if (inside) {
            return; // what an interruption does is not interrupted itself
        }
        passed++;
        Ordered next = ordered.peek();
        if (next != null && next.after() <= passed) {
            ordered.remove();
            inside = true;
            try {
                next.what().run();
            } finally {
                inside = false;
            }
        }
    }
}
