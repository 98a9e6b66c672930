package io.sluice.app.stream;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Wakes a loop, and ends it. Several wakes are one. Nothing is interrupted by it: a thread that is interrupted while it writes takes
 * the embedded database's file with it.
 */
final class Wakes {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean woken;
    private boolean over;

    /** Returns at once. */
    void wake() {
        lock.lock();
        try {
            woken = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** There is nothing to wait for any more. */
    void end() {
        lock.lock();
        try {
            over = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean isOver() {
        lock.lock();
        try {
            return over;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the shorter time whatever happens, and then until somebody wakes or the longer one is over; not at all at the end. */
    void await(Duration least, Duration most) {
        long start = System.nanoTime();
        lock.lock();
        try {
            await(start + least.toNanos(), false);
            await(start + most.toNanos(), true);
            woken = false;
        } finally {
            lock.unlock();
        }
    }

    private void await(long until, boolean orWoken) {
        for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
            if (over || (orWoken && woken)) {
                return;
            }
            try {
                long _ = changed.awaitNanos(left);
            } catch (InterruptedException _) {
                over = true; // nobody does that here, and whoever did it wants an end
            }
        }
    }
}
