package io.sluice.sandbox.traffic;

import io.sluice.sandbox.http.LoopbackServer;
import io.sluice.sandbox.http.PortTaken;
import io.sluice.sandbox.metrics.Meter;
import io.sluice.sandbox.world.Actions;
import io.sluice.sandbox.world.Config;
import io.sluice.sandbox.world.FixedWorld;
import io.sluice.sandbox.world.Health;
import io.sluice.sandbox.world.HealthJudge;
import io.sluice.sandbox.world.Listener;
import io.sluice.sandbox.world.LoadBalancer;
import io.sluice.sandbox.world.LoadBalancer.Kind;
import io.sluice.sandbox.world.Rule;
import io.sluice.sandbox.world.TargetGroup;
import io.sluice.sandbox.world.World;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everything that requests go through: listeners' ports, the load that comes in and the backends behind. */
public final class DataPlane implements AutoCloseable {
    private final World world;
    private final HealthJudge judge;
    private final Map<String, Backends> backends;
    private final Meter meter;
    private final Router router;
    private final Map<String, LoopbackServer> ports = new LinkedHashMap<>();
    private final Map<LoadBalancer, List<LoopbackServer>> portsOf = new LinkedHashMap<>();
    private final List<NetworkProxy> networkProxies = new ArrayList<>();
    private final Map<String, Resolver> names = new LinkedHashMap<>();
    private final Map<String, LoadGenerator> loads = new LinkedHashMap<>();

    public DataPlane(World world, HealthJudge judge, Map<String, Backends> backends, Meter meter) {
        this.world = world;
        this.judge = judge;
        this.backends = backends;
        this.meter = meter;
        this.router = new Router(world, judge);
    }

    /** Load under way, and what became of it so far. */
    public record Load(LoadOrder order, LoadGenerator.Count count) {}

    public void open(Listener listener, int port) throws PortTaken {
        LoadBalancer loadBalancer = listener.loadBalancer();
        LoopbackServer server = switch (loadBalancer.kind()) {
            case APPLICATION ->
                LoopbackServer.http(
                        port, new ApplicationProxy(loadBalancer, listener.arn(), router, backends, meter)::handle);
            case NETWORK -> {
                NetworkProxy proxy = new NetworkProxy(loadBalancer, listener.arn(), router, meter);
                networkProxies.add(proxy);
                yield LoopbackServer.tcp(port, proxy::handle);
            }
        };
        ports.put(listener.name(), server);
        portsOf.computeIfAbsent(loadBalancer, _ -> new ArrayList<>()).add(server);
    }

    /** Opens a port for a load balancer of another cloud; it is closed here. */
    public LoopbackServer open(String name, int port, LoopbackServer.RequestHandler handler) throws PortTaken {
        LoopbackServer server = LoopbackServer.http(port, handler);
        ports.put(name, server);
        return server;
    }

    /**
     * From now on requests follow the weights that a listener or rule has now, whatever it shows later: it says yes and does
     * nothing. Or they follow what it shows again.
     */
    public void follow(String arn, boolean follows) {
        Config config = world.current();
        Optional<Actions> now = Optional.ofNullable(config.listeners().get(arn))
                .map(Listener::actions)
                .or(() -> Optional.ofNullable(config.rules().get(arn)).map(Rule::actions));
        if (now.isEmpty()) {
            throw new IllegalArgumentException("no listener or rule " + arn);
        }
        router.stay(arn, now.filter(_ -> !follows));
    }

    /** All requests follow what is shown. */
    public void followAll() {
        router.followAll();
    }

    /** Lets load be ordered on a name that leads clients to backends without a listener between. */
    public void name(String name, Resolver resolver) {
        names.put(name, resolver);
    }

    /** What the name servers hold for each name. */
    public Map<String, DnsRecords> names() {
        Map<String, DnsRecords> records = new LinkedHashMap<>();
        names.forEach((name, resolver) -> records.put(name, resolver.records()));
        return records;
    }

    /** The loopback port of the listener with that name. */
    public int port(String listener) {
        LoopbackServer server = ports.get(listener);
        if (server == null) {
            throw new IllegalArgumentException(
                    "no listener " + listener + "; there are " + ports.keySet() + " and the names " + names.keySet());
        }
        return server.port();
    }

    /** Replaces the load on one path of a listener; 0 requests a second ends it. */
    public synchronized void load(LoadOrder order) {
        LoadGenerator next = new LoadGenerator(order, clients(order));
        LoadGenerator before = loads.put(order.listener() + order.path(), next);
        if (before != null) {
            before.close();
        }
        next.start();
    }

    private LoadClients clients(LoadOrder order) {
        Resolver resolver = names.get(order.listener());
        if (resolver == null) {
            boolean network = world.current().listeners().values().stream()
                    .anyMatch(listener -> listener.name().equals(order.listener())
                            && listener.loadBalancer().kind() == Kind.NETWORK);
            return new ListenerClients(port(order.listener()), network);
        }
        if (order.stickyPercent() > 0) {
            throw new IllegalArgumentException(
                    "stickyPercent is for listeners: who comes by a name keeps its backend for"
                            + " the TTL, cookie or not");
        }
        return new NameClients(resolver);
    }

    public synchronized List<Load> loads() {
        return loads.values().stream()
                .map(load -> new Load(load.order(), load.count()))
                .toList();
    }

    public synchronized void endLoads() {
        loads.values().forEach(LoadGenerator::close);
        loads.clear();
    }

    /** Measures what is a state rather than an event: hosts by health, and connections open. */
    public void measure() {
        Config config = world.current();
        Instant now = world.now();
        for (TargetGroup group : config.targetGroups().values()) {
            List<Health> health = group.registered().stream()
                    .map(target -> judge.healthOf(target, group, config, now))
                    .toList();
            int healthy = (int) health.stream().filter(Health::isHealthy).count();
            int unhealthy = (int) health.stream()
                    .filter(one -> one.state().equals("unhealthy"))
                    .count();
            for (String arn : config.loadBalancersUsing(group.arn())) {
                FixedWorld.LOAD_BALANCERS.stream()
                        .filter(loadBalancer -> loadBalancer.arn().equals(arn))
                        .forEach(loadBalancer -> meter.hosts(loadBalancer, group, healthy, unhealthy));
            }
        }
        portsOf.forEach((loadBalancer, servers) -> meter.connections(
                loadBalancer,
                now,
                servers.stream().mapToLong(LoopbackServer::accepted).sum(),
                servers.stream().mapToLong(LoopbackServer::connections).sum()));
        networkProxies.forEach(proxy -> meter.activeFlows(proxy.loadBalancer(), proxy.activeFlows()));
    }

    @Override
    public void close() {
        endLoads();
        ports.values().forEach(LoopbackServer::close);
    }
}
