package io.sluice.app.notify;

import java.time.Duration;
import java.time.Instant;

/** Whom people have told Sluice to tell. Many threads may use it. */
interface Receiver extends AutoCloseable {
    /**
     * Sends something and waits until it is taken, at most for {@link #deadline}. It must not throw for anything that has to do with
     * the receiver, and must not put a secret into what it answers.
     */
    Sent send(Message message, Instant now);

    /** How long sending may take as a whole. */
    Duration deadline();

    @Override
    void close();
}
