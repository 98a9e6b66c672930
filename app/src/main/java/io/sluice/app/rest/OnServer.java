package io.sluice.app.rest;

import java.util.List;
import java.util.function.Consumer;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.LifeCycle;

/** Sees to something on a server before it takes its first connection. */
record OnServer(Consumer<Server> what) implements LifeCycle.Listener {
    /** The same on each of its connectors. */
    static OnServer connectors(Consumer<Connector> what) {
        return new OnServer(server -> List.of(server.getConnectors()).forEach(what));
    }

    @Override
    public void lifeCycleStarting(LifeCycle starting) {
        if (starting instanceof Server server) {
            what.accept(server);
        }
    }
}
