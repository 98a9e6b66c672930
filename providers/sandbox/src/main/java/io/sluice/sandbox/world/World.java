package io.sluice.sandbox.world;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/** The one truth of the sandbox: the configuration in force, and the ones before it for stale reads. */
public final class World {
    /** A stale read further back than this many changes answers with the oldest that is kept. */
    private static final int KEPT = 200;

    private final InstantSource clock;
    private final Deque<Config> past = new ArrayDeque<>();
    private final Config start;
    private volatile Config current;

    public World(Config start, InstantSource clock) {
        this.clock = clock;
        // Attached since ever: the world does not begin with ten targets warming up.
        this.start = start.takingEffect(0, Instant.EPOCH);
        this.current = this.start;
    }

    /** A change of the configuration, which may refuse by throwing; then nothing has changed. */
    public interface Change<E extends Exception> {
        Config applyTo(Config config, Instant now) throws E;
    }

    public Config current() {
        return current;
    }

    public Instant now() {
        return clock.instant();
    }

    /** The configuration as it was that long ago. */
    public synchronized Config asOf(Duration ago) {
        Instant then = clock.instant().minus(ago);
        Config found = current;
        Iterator<Config> older = past.descendingIterator();
        while (found.since().isAfter(then) && older.hasNext()) {
            found = older.next();
        }
        return found;
    }

    public synchronized <E extends Exception> Config change(Change<E> change) throws E {
        Instant now = clock.instant();
        Config changed = change.applyTo(current, now).takingEffect(current.revision() + 1, now);
        past.addLast(current);
        if (past.size() > KEPT) {
            past.removeFirst();
        }
        current = changed;
        return changed;
    }

    /** Puts everything back as it was at the start. */
    public synchronized void reset() {
        past.clear();
        current = new Config(
                current.revision() + 1,
                start.since(),
                start.listeners(),
                start.rules(),
                start.targetGroups(),
                start.attachedSince());
    }
}
