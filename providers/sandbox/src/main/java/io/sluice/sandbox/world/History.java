package io.sluice.sandbox.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * The one truth about the configuration of a cloud: the one in force, and the ones before it for stale reads.
 *
 * @param <T> the configuration, which never changes once it is in force
 */
public final class History<T> {
    /** A stale read further back than this many changes answers with the oldest that is kept. */
    private static final int KEPT = 200;

    private final InstantSource clock;
    private final Deque<Entry<T>> past = new ArrayDeque<>();
    private volatile Entry<T> current;

    public History(T start, InstantSource clock) {
        this.clock = clock;
        // In force since ever: the world does not begin with everything just changed.
        this.current = new Entry<>(start, 0, Instant.EPOCH);
    }

    /**
     * A configuration as it took effect.
     *
     * @param revision counts the changes, so that the request log shows in which order they took effect
     */
    public record Entry<T>(T config, long revision, Instant since) {
        /** Says in the request log that the change took effect, and as which revision. */
        public void applied(ObjectNode line) {
            line.put("applied", true)
                    .put("appliedAt", since.toString())
                    .put("appliedAtMillis", since.toEpochMilli())
                    .put("revision", revision);
        }
    }

    /** A change of the configuration, which may refuse by throwing; then nothing has changed. */
    public interface Change<T, E extends Exception> {
        T applyTo(T config, Instant now) throws E;
    }

    public T current() {
        return current.config();
    }

    public Instant now() {
        return clock.instant();
    }

    /** The configuration as it was that long ago. */
    public synchronized T asOf(Duration ago) {
        Instant then = clock.instant().minus(ago);
        Entry<T> found = current;
        Iterator<Entry<T>> older = past.descendingIterator();
        while (found.since().isAfter(then) && older.hasNext()) {
            found = older.next();
        }
        return found.config();
    }

    public synchronized <E extends Exception> Entry<T> change(Change<T, E> change) throws E {
        Instant now = clock.instant();
        Entry<T> changed = new Entry<>(change.applyTo(current.config(), now), current.revision() + 1, now);
        past.addLast(current);
        if (past.size() > KEPT) {
            past.removeFirst();
        }
        current = changed;
        return changed;
    }

    /** Puts a configuration in force and forgets all before it. */
    public synchronized void reset(T start) {
        past.clear();
        current = new Entry<>(start, current.revision() + 1, Instant.EPOCH);
    }
}
