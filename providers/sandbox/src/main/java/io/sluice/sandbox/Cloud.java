package io.sluice.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.http.Reply;
import io.sluice.sandbox.http.Request;
import io.sluice.sandbox.traffic.Backends;
import java.util.List;
import java.util.Map;

/** One cloud of the sandbox: what it answers at the control port, and what can be ordered of it from outside. */
public interface Cloud {
    /** Whether a call at the control port is for this cloud; each has paths of its own. */
    boolean speaks(Request request);

    Reply handle(Request request) throws InterruptedException;

    /** All the servers behind its routes, to look at and to turn bad. */
    List<Backends> backends();

    /**
     * What plans write to name one of its backends: fields of a route and of a side, which together mean these and no others.
     */
    Map<String, String> addressOf(Backends backends);

    /** The names of its routes, for {@link #setWeights} and for people. */
    List<String> routes();

    /** Adds its routes with their weights to what {@code GET /sandbox/world} shows. */
    void describe(ObjectNode world);

    /**
     * A stranger gives one of its routes other weights.
     *
     * @param weights by the name of the backends, in the cloud's own integers
     */
    void setWeights(String route, Map<String, Integer> weights);

    /** The largest share that any of its routes gives the backends with that name, in percent. */
    double percentOf(String backends);

    /**
     * Takes servers out or puts them back: so many of the backends with that name remain.
     *
     * @throws IllegalArgumentException if the cloud has no such thing
     */
    void setServers(String backends, int servers);

    /** Measures what is a state rather than an event; called every second. */
    void measure();

    /** Puts everything back as it was at the start. */
    void reset();
}
