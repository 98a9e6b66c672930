package io.sluice.app.rest;

import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.component.LifeCycle;

/**
 * Ends idle connections early where there are very many: the connector's own timeout is for a client that may come again soon, and
 * whoever opens thousands and says nothing is none. Nobody is kept from connecting meanwhile, least of all who has a revert to order.
 *
 * <p>One with a request under way, such as a stream of events, is not idle.
 */
public final class IdleConnections extends ConnectionWatch<IdleConnections.Seen> {
    /** Every client that listens to events, and as many again; far from what a process may have of open files. */
    private static final int MOST = 4_000;

    /** Longer than a client takes to say what it has come for. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final int most;
    private final Duration patience;

    /**
     * How a connection was at the last look.
     *
     * @param bytes that had come
     * @param since when it was first seen so, by {@code System.nanoTime}
     */
    record Seen(long bytes, long since) {}

    /** The same to another measure. */
    IdleConnections(int most, Duration patience, Duration lookEvery) {
        super("idle-connections", lookEvery, () -> new Seen(0, System.nanoTime()));
        this.most = most;
        this.patience = patience;
    }

    /** Sees to it before a server takes its first connection. */
    public static LifeCycle.Listener onEveryConnector() {
        return OnServer.connectors(connector -> connector.addBean(new IdleConnections(MOST, PATIENCE, LOOK_EVERY)));
    }

    @Override
    void look(Map<HttpConnection, Seen> open) {
        long now = System.nanoTime();
        open.replaceAll((connection, before) -> {
            boolean idle = connection.getMessagesIn() == connection.getMessagesOut()
                    && connection.getBytesIn() == before.bytes();
            return idle ? before : new Seen(connection.getBytesIn(), now);
        });
        open.entrySet().stream()
                .filter(one -> now - one.getValue().since() > patience.toNanos())
                .sorted(Comparator.comparingLong(one -> one.getValue().since() - now))
                .limit(Math.max(0, open.size() - most))
                .forEach(one -> one.getKey().getEndPoint().close());
    }
}
