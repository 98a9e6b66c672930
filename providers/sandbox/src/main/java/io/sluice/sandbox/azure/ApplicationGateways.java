package io.sluice.sandbox.azure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.azure.GatewayWorld.RuleRef;
import io.sluice.sandbox.http.LoopbackServer;
import io.sluice.sandbox.http.PortTaken;
import io.sluice.sandbox.metrics.Metrics;
import io.sluice.sandbox.metrics.UsageMeter;
import io.sluice.sandbox.traffic.Backends;
import io.sluice.sandbox.traffic.DataPlane;
import io.sluice.sandbox.traffic.SplitProxy;
import io.sluice.sandbox.world.History;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Application gateways: written as a whole, in operations of which the last one wins, and split by real traffic. */
public final class ApplicationGateways implements ResourceType {
    private static final String API_VERSION = "2025-03-01";
    private static final int ID_STEPS = 8;
    private static final String NAMESPACE = "Microsoft.Network";

    /** Each instance of the second generation counts as so many. */
    private static final int UNITS_OF_AN_INSTANCE = 10;

    private final Operations operations;
    private final InstantSource clock;
    private final MonitorMetrics metrics;
    private final Map<String, Backends> backends;
    private final GatewayHealth health;
    private final History<Map<String, Gateway>> history;
    private final Map<String, Operations.Operation> underWay = new ConcurrentHashMap<>();
    private final Map<String, Doors> opened = new ConcurrentHashMap<>();

    /** Where clients come to a gateway, and what they use of it. */
    private record Doors(UsageMeter usage, List<LoopbackServer> ports) {}

    /** Puts them together with the backends behind them, which somebody else opens and closes. */
    public ApplicationGateways(
            Operations operations, Metrics metrics, Map<String, Backends> backends, InstantSource clock) {
        this.operations = operations;
        this.metrics = new MonitorMetrics(metrics);
        this.backends = Map.copyOf(backends);
        this.health = new GatewayHealth(this.backends);
        this.history = new History<>(start(), clock);
        this.clock = clock;
    }

    /** The names of all backends behind the gateways. */
    public static List<String> backendNames() {
        return List.of(GatewayWorld.EU, GatewayWorld.US);
    }

    @Override
    public void open(DataPlane dataPlane, Map<String, Integer> ports) throws PortTaken {
        for (Map.Entry<String, RuleRef> listener : GatewayWorld.listeners().entrySet()) {
            RuleRef rule = listener.getValue();
            String key = key(rule.gateway());
            Doors doors = opened.computeIfAbsent(key, _ -> new Doors(new UsageMeter(), new CopyOnWriteArrayList<>()));
            GatewayPlane plane = new GatewayPlane(
                    key,
                    rule.rule().replace("-rule", "-listener"),
                    () -> inForce(rule),
                    backends,
                    metrics,
                    doors.usage());
            doors.ports()
                    .add(dataPlane.open(
                            listener.getKey(),
                            ports.getOrDefault(listener.getKey(), 0),
                            new SplitProxy(plane)::handle));
        }
    }

    /** Capacity is a state: what the traffic takes, and what is billed, which is no less than the instances that stand ready. */
    @Override
    public void measure() {
        opened.forEach((key, doors) -> doors.usage()
                .look(
                        clock.instant(),
                        doors.ports().stream()
                                .mapToLong(LoopbackServer::accepted)
                                .sum(),
                        doors.ports().stream()
                                .mapToLong(LoopbackServer::connections)
                                .sum())
                .ifPresent(usage -> {
                    double used = usage.gatewayUnits();
                    int ready = gateway(key)
                                    .inForce()
                                    .at("/properties/sku/capacity")
                                    .asInt()
                            * UNITS_OF_AN_INSTANCE;
                    metrics.add(key, "CapacityUnits", Map.of(), used);
                    metrics.add(key, "FixedBillableCapacityUnits", Map.of(), ready);
                    metrics.add(key, "EstimatedBilledCapacityUnits", Map.of(), Math.max(used, ready));
                }));
    }

    private static Map<String, Gateway> start() {
        Map<String, Gateway> gateways = new LinkedHashMap<>();
        GatewayWorld.start()
                .forEach((id, config) -> gateways.put(key(id), new Gateway(id, config, config, "Succeeded", 1)));
        return gateways;
    }

    private Optional<GatewaySplit> inForce(RuleRef rule) {
        return GatewaySplit.of(gateway(key(rule.gateway())).inForce(), rule.rule());
    }

    private Gateway gateway(String key) {
        return Optional.ofNullable(history.current().get(key)).orElseThrow();
    }

    private static String key(String id) {
        return id.toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean speaks(ArmRequest request) {
        return request.isOf(NAMESPACE, "applicationGateways");
    }

    @Override
    public Set<String> apiVersions(ArmRequest request) {
        return MonitorMetrics.speaks(request, ID_STEPS) ? Set.of(MonitorMetrics.API_VERSION) : Set.of(API_VERSION);
    }

    @Override
    public ArmCall call(ArmRequest request) throws ArmError {
        String key = request.key(ID_STEPS);
        String what = request.method() + " "
                + String.join(
                                "/",
                                request.path().subList(ID_STEPS, request.path().size()))
                        .toLowerCase(Locale.ROOT);
        return switch (what) {
            case "GET " -> new Call("ApplicationGateways_Get", key, false, (age, _, _) -> get(key, age));
            case "PUT " ->
                new Call("ApplicationGateways_CreateOrUpdate", key, true, (_, _, line) -> put(request, key, line));
            case "POST backendhealth" ->
                new Call("ApplicationGateways_BackendHealth", key, false, (_, _, _) -> health(request, key));
            case "POST getbackendhealthondemand" ->
                new Call("ApplicationGateways_BackendHealthOnDemand", key, false, (_, _, _) -> onDemand(request, key));
            case "GET providers/microsoft.insights/metrics" ->
                new Call(
                        "Metrics_List",
                        key,
                        false,
                        (_, withoutData, _) -> metrics.answer(request, key, GatewayWorld.TYPE, withoutData));
            default -> throw new ArmError(405, "MethodNotAllowed", "The sandbox does not answer " + what + " here.");
        };
    }

    private ArmAnswer get(String key, Duration age) throws ArmError {
        return new ArmAnswer(200, found(history.asOf(age), key).shown());
    }

    private static Gateway found(Map<String, Gateway> gateways, String key) throws ArmError {
        Gateway gateway = gateways.get(key);
        if (gateway == null) {
            throw ArmError.notFound("Microsoft.Network/applicationGateways/" + key.substring(key.lastIndexOf('/') + 1));
        }
        return gateway;
    }

    /** Accepts a new goal; what was under way before is cancelled, and the old configuration stays in force meanwhile. */
    private synchronized ArmAnswer put(ArmRequest request, String key, ObjectNode line) throws ArmError {
        ObjectNode body = request.body();
        Optional<Gateway> before = Optional.ofNullable(history.current().get(key));
        ObjectNode goal = Gateway.kept(body, before.map(Gateway::goal).orElseGet(JsonNodeFactory.instance::objectNode));
        String id = before.map(Gateway::id).orElseGet(() -> request.http().path());
        GatewayRules.check(id, goal);
        // Only once nothing can take effect any more is it settled what is in force.
        Optional.ofNullable(underWay.get(key)).ifPresent(Operations.Operation::supersede);
        Gateway current = Optional.ofNullable(history.current().get(key))
                .orElseGet(() -> new Gateway(id, goal, goal, "Updating", 0));
        Gateway next = current.accepted(goal);
        replace(key, next);
        Operations.Operation begun =
                operations.begin(NAMESPACE, "ApplicationGateways_CreateOrUpdate", names(key), new Operations.Outcome() {
                    @Override
                    public JsonNode succeed(ObjectNode done) {
                        long revision = replace(key, next.succeeded());
                        log(done, current.inForce(), goal);
                        done.put("revision", revision);
                        return next.succeeded().shown();
                    }

                    @Override
                    public void fail() {
                        replace(key, next.failed());
                    }
                });
        underWay.put(key, begun);
        log(line, current.goal(), goal);
        line.put("applied", true);
        return new ArmAnswer(before.isPresent() ? 200 : 201, next.shown()).with(begun.headers(request));
    }

    private long replace(String key, Gateway gateway) {
        return history.<RuntimeException>change((gateways, _) -> {
                    Map<String, Gateway> changed = new LinkedHashMap<>(gateways);
                    changed.put(key, gateway);
                    return changed;
                })
                .revision();
    }

    /** Says of the rule that changes, or of the first one if none does, what its split is now. */
    private static void log(ObjectNode line, ObjectNode before, ObjectNode after) {
        String first = "";
        for (JsonNode rule : after.at("/properties/requestRoutingRules")) {
            String name = rule.path("name").asText();
            boolean changes = !weights(before, name).equals(weights(after, name));
            if (first.isEmpty() || changes) {
                first = name;
            }
            if (changes) {
                break;
            }
        }
        line.put("rule", first);
        ObjectNode weights = line.putObject("weights");
        weights(after, first).forEach(weights::put);
    }

    private static Map<String, Integer> weights(ObjectNode gateway, String rule) {
        try {
            return GatewaySplit.of(gateway, rule).map(GatewaySplit::weights).orElse(Map.of());
        } catch (IllegalArgumentException e) {
            // The rule is new: before, it had no weights.
            return Map.of();
        }
    }

    private ArmAnswer health(ArmRequest request, String key) throws ArmError {
        found(history.current(), key);
        return later(request, key, "ApplicationGateways_BackendHealth", () -> {
            Gateway gateway = gateway(key);
            return health.ofPools(gateway.id(), gateway.inForce());
        });
    }

    private ArmAnswer onDemand(ArmRequest request, String key) throws ArmError {
        Gateway asked = found(history.current(), key);
        ObjectNode body = request.body();
        String pool = GatewaySplit.name(body.path("backendAddressPool"));
        String settings = GatewaySplit.name(body.path("backendHttpSettings"));
        try {
            GatewayWorld.element(asked.goal(), "backendAddressPools", pool);
            GatewayWorld.element(asked.goal(), "backendHttpSettingsCollection", settings);
        } catch (IllegalArgumentException e) {
            throw ArmError.invalid("InvalidResourceReference", String.valueOf(e.getMessage()));
        }
        return later(request, key, "ApplicationGateways_BackendHealthOnDemand", () -> {
            Gateway gateway = gateway(key);
            return health.onDemand(gateway.id(), gateway.inForce(), pool, settings);
        });
    }

    /** A question that is answered at {@code Location} once somebody has found out. */
    private ArmAnswer later(ArmRequest request, String key, String action, Supplier<ObjectNode> answer) {
        Operations.Operation begun = operations.begin(NAMESPACE, action, names(key), new Operations.Outcome() {
            @Override
            public JsonNode succeed(ObjectNode done) {
                return answer.get();
            }

            @Override
            public void fail() {}
        });
        Map<String, String> headers = new LinkedHashMap<>(begun.headers(request));
        headers.remove("Azure-AsyncOperation");
        return ArmAnswer.accepted().with(headers);
    }

    private static Set<String> names(String key) {
        return Set.of(key, key.substring(key.lastIndexOf('/') + 1));
    }

    @Override
    public List<Backends> backends() {
        return List.copyOf(backends.values());
    }

    /** Pools of the same name lead to the same servers in all gateways. */
    @Override
    public Map<String, String> addressOf(Backends backends) {
        return Map.of("pool", backends.name());
    }

    @Override
    public List<String> routes() {
        return List.copyOf(GatewayWorld.listeners().keySet());
    }

    @Override
    public void describe(ObjectNode world) {
        ArrayNode gateways = world.putArray("applicationGateways");
        history.current()
                .values()
                .forEach(gateway ->
                        gateways.addObject().put("id", gateway.id()).put("provisioningState", gateway.state()));
        ArrayNode rules = world.putArray("applicationGatewayRules");
        GatewayWorld.listeners().forEach((listener, rule) -> {
            ObjectNode one = rules.addObject().put("name", listener);
            one.put("applicationGateway", rule.gateway()).put("rule", rule.rule());
            ObjectNode weights = one.putObject("weights");
            inForce(rule).ifPresent(split -> split.weights().forEach(weights::put));
        });
    }

    /** So many servers of each backends in the rule's pool, or such weights in its policy, done at once. */
    @Override
    public synchronized void setWeights(String route, Map<String, Integer> weights) {
        RuleRef rule = Optional.ofNullable(GatewayWorld.listeners().get(route)).orElseThrow();
        change(rule.gateway(), config -> {
            ObjectNode properties = GatewayWorld.element(config, "requestRoutingRules", rule.rule())
                    .withObjectProperty("properties");
            if (properties.has("loadDistributionPolicy")) {
                ArrayNode targets = GatewayWorld.element(
                                config,
                                "loadDistributionPolicies",
                                GatewaySplit.name(properties.path("loadDistributionPolicy")))
                        .withObjectProperty("properties")
                        .putArray("loadDistributionTargets");
                weights.forEach((name, weight) -> {
                    if (weight > 0) {
                        ObjectNode target = targets.addObject().put("name", name);
                        target.putObject("properties")
                                .put("weightPerServer", weight)
                                .set(
                                        "backendAddressPool",
                                        GatewayWorld.ref(rule.gateway(), "backendAddressPools", name));
                    }
                });
            } else {
                ArrayNode members = GatewayWorld.element(
                                config, "backendAddressPools", GatewaySplit.name(properties.path("backendAddressPool")))
                        .withObjectProperty("properties")
                        .putArray("backendAddresses");
                weights.forEach((name, count) -> GatewayWorld.addresses(name).stream()
                        .limit(count)
                        .forEach(address -> members.addObject().put("ipAddress", address)));
            }
        });
    }

    private void change(String gatewayId, Consumer<ObjectNode> how) {
        Gateway before = gateway(key(gatewayId));
        ObjectNode config = before.goal().deepCopy();
        how.accept(config);
        Optional.ofNullable(underWay.get(key(gatewayId))).ifPresent(Operations.Operation::supersede);
        replace(key(gatewayId), before.accepted(config).succeeded());
    }

    @Override
    public double percentOf(String name) {
        return GatewayWorld.listeners().values().stream()
                .flatMap(rule -> inForce(rule).stream())
                .mapToDouble(split -> {
                    double whole = split.weights().values().stream()
                            .mapToInt(Integer::intValue)
                            .sum();
                    return whole == 0 ? 0 : split.weights().getOrDefault(name, 0) * 100 / whole;
                })
                .max()
                .orElse(0);
    }

    /** The pool of that name has so many servers from now on. */
    @Override
    public synchronized void setServers(String name, int servers) {
        if (servers < 0 || servers > GatewayWorld.SERVERS) {
            throw new IllegalArgumentException(name + " has 0 to " + GatewayWorld.SERVERS + " servers");
        }
        for (String gateway : Set.of(GatewayWorld.CHECKOUT, GatewayWorld.POLICY)) {
            change(gateway, config -> {
                ArrayNode members = GatewayWorld.element(config, "backendAddressPools", name)
                        .withObjectProperty("properties")
                        .putArray("backendAddresses");
                GatewayWorld.addresses(name).stream()
                        .limit(servers)
                        .forEach(address -> members.addObject().put("ipAddress", address));
            });
        }
    }

    @Override
    public synchronized void reset() {
        underWay.clear();
        history.reset(start());
    }

    /** How a call is carried out. */
    private interface Work {
        ArmAnswer done(Duration age, boolean withoutData, ObjectNode line) throws ArmError;
    }

    private record Call(String action, String key, boolean isWrite, Work work) implements ArmCall {
        @Override
        public Set<String> names() {
            return ApplicationGateways.names(key);
        }

        @Override
        public ArmAnswer carryOut(Duration age, boolean withoutData, ObjectNode line) throws ArmError {
            return work.done(age, withoutData, line);
        }
    }
}
