package io.sluice.sandbox.world;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The configuration of the sandbox's AWS account, and how it came to be. */
public final class World {
    private final History<Config> history;
    private final Config start;

    public World(Config start, InstantSource clock) {
        // Attached since ever: the world does not begin with ten targets warming up.
        this.start = start.takingEffect(0, Instant.EPOCH);
        this.history = new History<>(this.start, clock);
    }

    /** A change of the configuration, which may refuse by throwing; then nothing has changed. */
    public interface Change<E extends Exception> {
        Config applyTo(Config config, Instant now) throws E;
    }

    public Config current() {
        return history.current();
    }

    public Instant now() {
        return history.now();
    }

    /** The configuration as it was that long ago. */
    public Config asOf(Duration ago) {
        return history.asOf(ago);
    }

    public <E extends Exception> Config change(Change<E> change) throws E {
        return history.<E>change((config, now) -> change.applyTo(config, now).takingEffect(config.revision() + 1, now))
                .config();
    }

    /** Puts everything back as it was at the start. */
    public void reset() {
        history.reset(new Config(
                current().revision() + 1,
                start.since(),
                start.listeners(),
                start.rules(),
                start.targetGroups(),
                start.attachedSince()));
    }
}
