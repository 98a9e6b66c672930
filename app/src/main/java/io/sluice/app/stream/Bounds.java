package io.sluice.app.stream;

import java.time.Duration;

/**
 * How much streams may take of a node.
 *
 * @param readers connections, all together
 * @param ofOne those of one person
 * @param send how long a client may take nothing before it is cut off
 * @param stream how long a stream lasts: what somebody may is looked at when one begins, so whoever may no more hears no longer than this
 */
record Bounds(int readers, int ofOne, Duration send, Duration stream) {
    static final Bounds USUAL =
            new Bounds(Streams.MOST_READERS, Streams.MOST_OF_ONE, Duration.ofSeconds(10), Duration.ofMinutes(15));
}
