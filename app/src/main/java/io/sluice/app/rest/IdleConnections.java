package io.sluice.app.rest;

import java.time.Duration;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.LifeCycle;

/**
 * Bounds how many connections there are at once. While there are that many, one on which nothing happens is closed after a moment and
 * not after the connector's usual time, and who comes next waits for its place; so whoever opens thousands and says nothing keeps
 * nobody out for long.
 */
public final class IdleConnections {
    /** Room for every client that listens to events, and as many again; far from what a process may have of open files. */
    static final int MOST = 4_000;

    /** Longer than a request's packets are apart. Streams that are quiet for so long are closed too, and come again. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private IdleConnections() {}

    /** Sees to it before a server takes its first connection. */
    public static LifeCycle.Listener onEveryConnector() {
        return new LifeCycle.Listener() {
            @Override
            public void lifeCycleStarting(LifeCycle starting) {
                if (starting instanceof Server server) {
                    for (Connector connector : server.getConnectors()) {
                        bound(connector, MOST, PATIENCE);
                    }
                }
            }
        };
    }

    static void bound(Connector connector, int most, Duration patience) {
        NetworkConnectionLimit limit = new NetworkConnectionLimit(most, connector);
        limit.setEndPointIdleTimeout(patience.toMillis());
        connector.addBean(limit);
    }
}
