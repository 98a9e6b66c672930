package io.sluice.app.rest;

import java.time.Duration;
import java.util.Map;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.component.LifeCycle;

/**
 * Ends connections on which headers arrive drop by drop: the connector's own timeout is for silence, and begins anew with each byte.
 *
 * <p>Bodies have a bound of their own ({@link Bodies}), and an answer that is long under way, such as a stream of events, is none of
 * this: nothing comes in then.
 */
public final class SlowHeaders extends ConnectionWatch<SlowHeaders.Seen> {
    /** Headers are one packet, or two; the slowest line has them here in seconds. */
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    /** No headers have begun. */
    private static final long NONE = Long.MIN_VALUE;

    private final Duration longest;

    /**
     * How a connection was at the last look.
     *
     * @param messages whose headers were whole
     * @param bytes that had come when there was none but them
     * @param since when more than them was seen, by {@code System.nanoTime}
     */
    record Seen(long messages, long bytes, long since) {}

    /** The same to another measure. */
    SlowHeaders(Duration longest, Duration lookEvery) {
        super("slow-headers", lookEvery, () -> new Seen(0, 0, NONE));
        this.longest = longest;
    }

    /** Sees to it before a server takes its first connection. */
    public static LifeCycle.Listener onEveryConnector() {
        return OnServer.connectors(connector -> connector.addBean(new SlowHeaders(LONGEST, LOOK_EVERY)));
    }

    @Override
    void look(Map<HttpConnection, Seen> open) {
        long now = System.nanoTime();
        open.forEach((connection, before) -> {
            Seen seen = seen(connection, before, now);
            if (seen.since() != NONE && now - seen.since() > longest.toNanos()) {
                connection.getEndPoint().close();
            }
            open.replace(connection, before, seen);
        });
    }

    private static Seen seen(HttpConnection connection, Seen before, long now) {
        long messages = connection.getMessagesIn();
        long bytes = connection.getBytesIn();
        boolean answered = messages == connection.getMessagesOut();
        if (!answered || messages != before.messages()) {
            return new Seen(messages, bytes, NONE); // a request is under way, or was since
        }
        return before.since() == NONE && bytes > before.bytes() ? new Seen(messages, bytes, now) : before;
    }
}
