package io.sluice.app.rest;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.component.AbstractLifeCycle;

/**
 * Looks at a connector's connections again and again.
 *
 * @param <S> how one was seen at the last look
 */
abstract class ConnectionWatch<S> extends AbstractLifeCycle implements Connection.Listener {
    private final Duration every;
    private final Supplier<S> first;
    private final ScheduledExecutorService looks;
    private final Map<HttpConnection, S> open = new ConcurrentHashMap<>();

    /** @param first how one that has just been opened was seen */
    ConnectionWatch(String name, Duration every, Supplier<S> first) {
        this.every = every;
        this.first = first;
        looks = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name(name).factory());
    }

    abstract void look(Map<HttpConnection, S> open);

    @Override
    protected void doStart() {
        var _ = looks.scheduleWithFixedDelay(
                () -> look(open), every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    protected void doStop() {
        looks.shutdownNow();
    }

    @Override
    public void onOpened(Connection connection) {
        if (connection instanceof HttpConnection http) {
            open.put(http, first.get());
        }
    }

    @Override
    public void onClosed(Connection connection) {
        if (connection instanceof HttpConnection http) {
            open.remove(http);
        }
    }
}
