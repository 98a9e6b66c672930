package io.sluice.app.rest;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.component.AbstractLifeCycle;

/** Looks at a connector's connections again and again. */
abstract class ConnectionWatch extends AbstractLifeCycle implements Connection.Listener {
    private final Duration every;
    private final ScheduledExecutorService looks;

    ConnectionWatch(String name, Duration every) {
        this.every = every;
        looks = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name(name).factory());
    }

    abstract void look();

    @Override
    protected void doStart() {
        var _ = looks.scheduleWithFixedDelay(this::look, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    protected void doStop() {
        looks.shutdownNow();
    }
}
