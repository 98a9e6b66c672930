package io.sluice.sandbox.traffic;

import io.sluice.sandbox.http.Connections;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/** Where a DNS answer leads: clients connect to it by themselves, and no proxy is asked again. */
public interface Destination {
    /** The kept connections to one server there. */
    Connections next() throws IOException;

    /** The servers of a backend, by turns. */
    static Destination of(Backends backends) {
        AtomicInteger turns = new AtomicInteger();
        return () -> {
            int turn = Math.floorMod(turns.getAndIncrement(), backends.ports().size());
            return backends.connectionsTo(backends.ports().get(turn));
        };
    }
}
