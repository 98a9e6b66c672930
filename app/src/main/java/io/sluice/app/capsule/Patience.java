package io.sluice.app.capsule;

import java.time.Duration;

/**
 * How long a revert waits for the database before it goes on without.
 *
 * @param order for an order to be written down, and for which plans are meant
 * @param answer for everything after that
 * @param late how long after its order a caller whose plan is back already is kept for a database that is merely late: by its plan
 *     the answer is the usual one
 */
public record Patience(Duration order, Duration answer, Duration late) {
    /** With a database behind a network, which may be gone at any moment without a word. */
    public static final Patience SHARED =
            new Patience(Duration.ofMillis(100), Duration.ofMillis(250), Duration.ofMillis(200));

    /** With one in this process, which is late when the machine is, and says so when it fails. */
    public static final Patience EMBEDDED =
            new Patience(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(2));
}
