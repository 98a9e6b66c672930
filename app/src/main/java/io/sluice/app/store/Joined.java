package io.sluice.app.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Does in one transaction what several threads ask for at the same time. Whoever comes first goes for all that wait by then, and
 * nobody waits for more to come: a commit costs as much for a hundred rows as for one.
 */
final class Joined<T> {
    /** Rows that one transaction locks at once. */
    private static final int MOST = 500;

    private final Consumer<List<T>> work;
    private final Queue<Asked<T>> waiting = new ConcurrentLinkedQueue<>();
    private final ReentrantLock working = new ReentrantLock();

    /** @param work does all of it or throws; what it throws is thrown to each who asked */
    Joined(Consumer<List<T>> work) {
        this.work = work;
    }

    /** What one thread asked for; all but the first field belong to whoever has the lock. */
    private static final class Asked<T> {
        private final T what;
        private boolean done;
        private Optional<Throwable> failure = Optional.empty();

        Asked(T what) {
            this.what = what;
        }
    }

    /** Returns once it is done, by this thread or by another. */
    void ask(T what) {
        Asked<T> asked = new Asked<>(what);
        waiting.add(asked);
        working.lock();
        try {
            while (!asked.done) {
                workOff();
            }
        } finally {
            working.unlock();
        }
        asked.failure.ifPresent(failure -> {
            if (failure instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) failure;
        });
    }

    private void workOff() {
        List<Asked<T>> taken = new ArrayList<>();
        for (Asked<T> next = waiting.poll(); next != null; next = taken.size() < MOST ? waiting.poll() : null) {
            taken.add(next);
        }
        Optional<Throwable> failure = Optional.empty();
        try {
            work.accept(taken.stream().map(each -> each.what).toList());
        } catch (RuntimeException
                | Error e) { // whoever asked hears of it; nobody must wait for what was taken from the queue
            failure = Optional.of(e);
        }
        for (Asked<T> each : taken) {
            each.done = true;
            each.failure = failure;
        }
    }
}
