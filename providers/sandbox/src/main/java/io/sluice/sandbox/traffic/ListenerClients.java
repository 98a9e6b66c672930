package io.sluice.sandbox.traffic;

import io.sluice.sandbox.http.Connections;
import io.sluice.sandbox.http.Reply;
import io.sluice.sandbox.http.Request;
import java.io.IOException;

/** Clients of one listener: all of them connect to its port. */
final class ListenerClients implements LoadClients {
    private final Connections connections;
    private final boolean connectionPerRequest;

    /**
     * @param connectionPerRequest for Network Load Balancers, whose weights only new connections follow
     */
    ListenerClients(int port, boolean connectionPerRequest) {
        this.connections = new Connections(port);
        this.connectionPerRequest = connectionPerRequest;
    }

    @Override
    public Reply.Answer exchange(Request request) throws IOException {
        return connectionPerRequest ? connections.exchangeOnce(request) : connections.exchange(request);
    }

    @Override
    public void close() {
        connections.close();
    }
}
