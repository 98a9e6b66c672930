package io.sluice.sandbox.traffic;

import io.sluice.sandbox.http.Connections;
import io.sluice.sandbox.http.LoopbackServer;
import io.sluice.sandbox.http.PortTaken;
import io.sluice.sandbox.http.Reply;
import io.sluice.sandbox.http.Request;
import io.sluice.sandbox.world.FixedWorld;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The backends of one side: two small servers that behave alike and count together. */
public final class Backends implements AutoCloseable {
    private static final int SERVERS = 2;

    private final String id;
    private final String name;
    private final List<LoopbackServer> servers = new ArrayList<>();
    private final Map<Integer, Connections> connections = new LinkedHashMap<>();
    private BackendBehaviour behaviour = BackendBehaviour.GOOD;
    private long requests;
    private long errors;
    private double errorsOwed;

    private Backends(String id, String name) {
        this.id = id;
        this.name = name;
    }

    /** How many requests came through to the backends, and how many of them they answered with an error. */
    public record Count(long total, long errors) {}

    /** Starts the backends of a target group. */
    public static Backends start(String targetGroupArn) throws PortTaken {
        return start(targetGroupArn, FixedWorld.nameOf(targetGroupArn));
    }

    /**
     * Starts the backends that some cloud calls so.
     *
     * @param id what the cloud's API calls them
     * @param name what the sandbox's own API calls them, and what they answer
     */
    public static Backends start(String id, String name) throws PortTaken {
        Backends backends = new Backends(id, name);
        for (int i = 0; i < SERVERS; i++) {
            LoopbackServer server = LoopbackServer.http(0, backends::answer);
            backends.servers.add(server);
            backends.connections.put(server.port(), new Connections(server.port()));
        }
        return backends;
    }

    /** What the cloud's API calls them; a target group's ARN. */
    public String id() {
        return id;
    }

    /** What the sandbox's own API calls them. */
    public String name() {
        return name;
    }

    public List<Integer> ports() {
        return servers.stream().map(LoopbackServer::port).toList();
    }

    /** The load balancer's kept connections to the backend on that port. */
    public Connections connectionsTo(int port) {
        Connections found = connections.get(port);
        if (found == null) {
            throw new IllegalArgumentException("no backend of " + name + " listens on port " + port);
        }
        return found;
    }

    public synchronized BackendBehaviour behaviour() {
        return behaviour;
    }

    public synchronized void behave(UnaryOperator<BackendBehaviour> change) {
        behaviour = change.apply(behaviour);
    }

    public synchronized Count count() {
        return new Count(requests, errors);
    }

    public synchronized void reset() {
        behaviour = BackendBehaviour.GOOD;
        requests = 0;
        errors = 0;
        errorsOwed = 0;
    }

    private Reply answer(Request request) throws InterruptedException {
        BackendBehaviour now = behaviour();
        if (!now.latency().isZero()) {
            Thread.sleep(now.latency());
        }
        int status = countOne(now);
        String text = status == 200 ? name + "\n" : "this backend was told to fail\n";
        return Reply.answer(status, "text/plain", text);
    }

    /** Errors come evenly spread instead of by chance, so that 20 % of 100 requests are 20, in every run. */
    private synchronized int countOne(BackendBehaviour now) {
        requests++;
        errorsOwed += now.errorPercent() / 100;
        // Sums of fractions such as 0.05 fall a hair short of the whole number.
        if (errorsOwed < 1 - 1e-9) {
            return 200;
        }
        errorsOwed -= 1;
        errors++;
        return now.errorStatus();
    }

    @Override
    public void close() {
        servers.forEach(LoopbackServer::close);
        connections.values().forEach(Connections::close);
    }
}
