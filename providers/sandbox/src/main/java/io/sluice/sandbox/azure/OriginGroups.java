package io.sluice.sandbox.azure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.http.PortTaken;
import io.sluice.sandbox.metrics.Metrics;
import io.sluice.sandbox.traffic.Backends;
import io.sluice.sandbox.traffic.DataPlane;
import io.sluice.sandbox.traffic.SplitProxy;
import io.sluice.sandbox.world.History;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Front Door Standard: origin groups whose origins share requests by weight. Each origin is changed by itself, in an
 * operation of its own; a second one on the same resource supersedes the first.
 */
public final class OriginGroups implements ResourceType {
    private static final String NAMESPACE = "Microsoft.Cdn";

    /** Steps of the path of a profile, of a group, of the list of its origins, and of an origin. */
    private static final int PROFILE = 8;

    private static final int GROUP = 10;
    private static final int ORIGINS = 11;
    private static final int ORIGIN = 12;

    private final Operations operations;
    private final MonitorMetrics metrics;
    private final Map<String, Backends> backends = new LinkedHashMap<>();
    private final History<Map<String, OriginGroup>> groups;

    /** The operation under way on each resource, by its key. */
    private final Map<String, Operations.Operation> underWay = new ConcurrentHashMap<>();

    /** Resources whose last operation failed; whatever they hold, Azure says so until the next one. */
    private final Set<String> failed = ConcurrentHashMap.newKeySet();

    /**
     * @param backends what origins lead to; their ids are the host names
     */
    public OriginGroups(Operations operations, Metrics metrics, List<Backends> backends, InstantSource clock) {
        this.operations = operations;
        this.metrics = new MonitorMetrics(metrics);
        backends.forEach(behind -> this.backends.put(behind.id(), behind));
        this.groups = new History<>(start(), clock);
    }

    private static Map<String, OriginGroup> start() {
        Map<String, OriginGroup> start = new LinkedHashMap<>();
        for (OriginGroup group : List.of(
                OriginGroup.start(AzureWorld.SHOP_ORIGINS, 50), OriginGroup.start(AzureWorld.NEAREST_ORIGINS, 0))) {
            OriginGroup full = group.withOrigin("eu", AzureWorld.host(AzureWorld.FRONTDOOR_EU), true)
                    .withOrigin("us", AzureWorld.host(AzureWorld.FRONTDOOR_US), !group.splits());
            start.put(full.key(), full);
        }
        return Collections.unmodifiableMap(start);
    }

    @Override
    public void open(DataPlane dataPlane, Map<String, Integer> ports) throws PortTaken {
        String key = AzureWorld.SHOP_ORIGINS.toLowerCase(Locale.ROOT);
        OriginSplit edge = new OriginSplit(
                AzureWorld.SHOP.toLowerCase(Locale.ROOT),
                () -> Optional.ofNullable(groups.current().get(key)),
                backends,
                metrics);
        dataPlane.open("frontdoor", ports.getOrDefault("frontdoor", 0), new SplitProxy(edge)::handle);
    }

    @Override
    public boolean speaks(ArmRequest request) {
        return request.isOf(NAMESPACE, "profiles");
    }

    @Override
    public Set<String> apiVersions(ArmRequest request) {
        return MonitorMetrics.speaks(request, PROFILE) ? Set.of(MonitorMetrics.API_VERSION) : Set.of("2024-02-01");
    }

    @Override
    public ArmCall call(ArmRequest request) throws ArmError {
        boolean metricsAsked = MonitorMetrics.speaks(request, PROFILE);
        boolean ours = metricsAsked
                || (request.has(PROFILE, "originGroups")
                        && (request.path().size() < ORIGINS || request.has(GROUP, "origins")));
        return switch (ours ? request.method() + " " + request.path().size() : "") {
            case "GET " + GROUP -> new Call(request, "AFDOriginGroups_Get", GROUP);
            case "PUT " + GROUP -> new Call(request, "AFDOriginGroups_Create", GROUP);
            case "PATCH " + GROUP -> new Call(request, "AFDOriginGroups_Update", GROUP);
            case "GET " + ORIGINS ->
                metricsAsked
                        ? new Call(request, "Metrics_List", PROFILE)
                        : new Call(request, "AFDOrigins_ListByOriginGroup", GROUP);
            case "GET " + ORIGIN -> new Call(request, "AFDOrigins_Get", ORIGIN);
            case "PUT " + ORIGIN -> new Call(request, "AFDOrigins_Create", ORIGIN);
            case "PATCH " + ORIGIN -> new Call(request, "AFDOrigins_Update", ORIGIN);
            case "DELETE " + ORIGIN -> new Call(request, "AFDOrigins_Delete", ORIGIN);
            default ->
                throw new ArmError(
                        405, "MethodNotAllowed", "The sandbox does not answer " + request.method() + " here.");
        };
    }

    /** One call, about a profile, a group or an origin. */
    private final class Call implements ArmCall {
        private final ArmRequest request;
        private final String action;
        private final int steps;

        Call(ArmRequest request, String action, int steps) {
            this.request = request;
            this.action = action;
            this.steps = steps;
        }

        @Override
        public String action() {
            return action;
        }

        /** An origin's group too: names of origins are short, and many. */
        @Override
        public Set<String> names() {
            Set<String> names = new LinkedHashSet<>();
            names.add(request.key(steps));
            names.add(request.path().get(Math.min(steps, GROUP) - 1));
            names.add(request.path().get(steps - 1));
            return names;
        }

        @Override
        public boolean isWrite() {
            return !request.method().equals("GET");
        }

        @Override
        public ArmAnswer carryOut(Duration age, boolean withoutData, ObjectNode line) throws ArmError {
            if (action.equals("Metrics_List")) {
                return metrics.answer(request, request.key(PROFILE), "Microsoft.Cdn/profiles", withoutData);
            }
            return isWrite() ? begin(line) : read(groups.asOf(age));
        }

        private ArmAnswer read(Map<String, OriginGroup> all) throws ArmError {
            OriginGroup group = group(all);
            return switch (action) {
                case "AFDOrigins_ListByOriginGroup" -> {
                    ObjectNode list = JsonNodeFactory.instance.objectNode();
                    ArrayNode value = list.putArray("value");
                    group.origins().values().forEach(origin -> value.add(shown(origin)));
                    yield new ArmAnswer(200, list);
                }
                case "AFDOrigins_Get" -> new ArmAnswer(200, shown(group.origin(origin())));
                default -> new ArmAnswer(200, shown(group.json()));
            };
        }

        /** Accepts the change; it takes effect when its operation ends. */
        private ArmAnswer begin(ObjectNode line) throws ArmError {
            ObjectNode body =
                    request.method().equals("DELETE") ? JsonNodeFactory.instance.objectNode() : request.body();
            OriginGroup wanted = changed(groupToChange(groups.current()), body);
            line.put("applied", false);
            line.putObject("weights").setAll(weights(wanted));
            String key = request.key(steps);
            Operations.Operation before = underWay.get(key);
            if (before != null) {
                before.supersede();
            }
            failed.remove(key);
            Operations.Operation operation;
            synchronized (underWay) {
                // An operation that ends at once waits until it is known as under way.
                operation = operations.begin(NAMESPACE, action, names(), new Outcome(this, body));
                underWay.put(key, operation);
            }
            JsonNode asked = request.method().equals("DELETE")
                    ? MissingNode.getInstance()
                    : shown(steps == GROUP ? wanted.json() : wanted.origin(origin()));
            return new ArmAnswer(202, asked).with(operation.headers(request));
        }

        private OriginGroup changed(OriginGroup group, ObjectNode body) throws ArmError {
            if (steps == GROUP) {
                ObjectNode json = request.method().equals("PUT") ? body : OriginGroup.merged(group.json(), body);
                OriginGroup.checkGroup(json);
                return group.withSettings(json);
            }
            return switch (request.method()) {
                case "DELETE" -> {
                    group.origin(origin());
                    yield group.without(origin());
                }
                case "PUT" -> {
                    OriginGroup.checkOrigin(body);
                    yield group.with(origin(), body);
                }
                default -> {
                    ObjectNode json = OriginGroup.merged(group.origin(origin()), body);
                    OriginGroup.checkOrigin(json);
                    yield group.with(origin(), json);
                }
            };
        }

        /** A group that a PUT names and that does not exist is made. */
        private OriginGroup groupToChange(Map<String, OriginGroup> all) throws ArmError {
            boolean made = steps == GROUP && request.method().equals("PUT") && !all.containsKey(request.key(GROUP));
            return made
                    ? new OriginGroup(
                            "/" + String.join("/", request.path()), JsonNodeFactory.instance.objectNode(), Map.of())
                    : group(all);
        }

        private OriginGroup group(Map<String, OriginGroup> all) throws ArmError {
            OriginGroup group = all.get(request.key(GROUP));
            if (group == null) {
                throw ArmError.notFound(request.key(GROUP));
            }
            return group;
        }

        private String origin() {
            return request.path().get(ORIGIN - 1);
        }

        private String key() {
            return request.key(steps);
        }
    }

    /** What becomes of a change that was accepted. */
    private final class Outcome implements Operations.Outcome {
        private final Call call;
        private final ObjectNode body;

        Outcome(Call call, ObjectNode body) {
            this.call = call;
            this.body = body;
        }

        @Override
        public JsonNode succeed(ObjectNode line) {
            ended();
            try {
                // Put on what is in force now: two origins of a group may be changed at the same time.
                History.Entry<Map<String, OriginGroup>> changed =
                        groups.change((now, _) -> with(now, call.changed(call.groupToChange(now), body)));
                OriginGroup group = call.group(changed.config());
                line.putObject("weights").setAll(weights(group));
                changed.applied(line);
                return call.steps == GROUP || call.request.method().equals("DELETE")
                        ? group.json()
                        : group.origin(call.origin());
            } catch (ArmError e) {
                // Somebody deleted it meanwhile, which is the same as if it had been done and then deleted.
                line.put("error", e.code());
                return JsonNodeFactory.instance.objectNode();
            }
        }

        @Override
        public void fail() {
            ended();
            failed.add(call.key());
        }

        private void ended() {
            synchronized (underWay) {
                underWay.remove(call.key());
            }
        }
    }

    private JsonNode shown(ObjectNode json) {
        String key = json.path("id").asText().toLowerCase(Locale.ROOT);
        ObjectNode shown = json.deepCopy();
        if (underWay.containsKey(key)) {
            shown.withObjectProperty("properties").put("provisioningState", "Updating");
        } else if (failed.contains(key)) {
            shown.withObjectProperty("properties").put("provisioningState", "Failed");
        }
        return shown;
    }

    private static Map<String, OriginGroup> with(Map<String, OriginGroup> all, OriginGroup one) {
        Map<String, OriginGroup> copy = new LinkedHashMap<>(all);
        copy.put(one.key(), one);
        return Collections.unmodifiableMap(copy);
    }

    private static ObjectNode weights(OriginGroup group) {
        ObjectNode weights = JsonNodeFactory.instance.objectNode();
        group.weights().forEach(weights::put);
        return weights;
    }

    @Override
    public List<Backends> backends() {
        return List.copyOf(backends.values());
    }

    @Override
    public Map<String, String> addressOf(Backends backends) {
        String origin = backends.name().equals(AzureWorld.FRONTDOOR_EU) ? "eu" : "us";
        return Map.of("frontDoor", AzureWorld.SHOP_ORIGINS, "origin", origin);
    }

    @Override
    public List<String> routes() {
        return groups.current().values().stream()
                .map(group -> OriginGroup.nameOf(group.id()))
                .toList();
    }

    @Override
    public void describe(ObjectNode world) {
        ArrayNode list = world.putArray("originGroups");
        groups.current().values().forEach(group -> {
            ObjectNode one = list.addObject();
            one.put("name", OriginGroup.nameOf(group.id())).put("id", group.id());
            one.set("weights", weights(group));
        });
    }

    /** Of the origins by their own name or that of their backends; at once, since strangers are not waited for. */
    @Override
    public void setWeights(String route, Map<String, Integer> weights) {
        try {
            groups.change((now, _) -> {
                OriginGroup group = now.values().stream()
                        .filter(one -> OriginGroup.nameOf(one.id()).equals(route))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("no origin group " + route));
                for (Map.Entry<String, Integer> weight : weights.entrySet()) {
                    String name = originOf(group, weight.getKey());
                    ObjectNode body = JsonNodeFactory.instance.objectNode();
                    ObjectNode properties = body.putObject("properties");
                    if (weight.getValue() == 0) {
                        properties.put("enabledState", "Disabled");
                    } else {
                        properties.put("enabledState", "Enabled").put("weight", weight.getValue());
                    }
                    ObjectNode origin = OriginGroup.merged(group.origin(name), body);
                    OriginGroup.checkOrigin(origin);
                    group = group.with(name, origin);
                }
                return with(now, group);
            });
        } catch (ArmError e) {
            throw new IllegalArgumentException(e.code() + ": " + e.text(), e);
        }
    }

    private String originOf(OriginGroup group, String name) {
        return group.origins().values().stream()
                .filter(origin -> leadsTo(origin, name))
                .map(origin -> origin.path("name").asText())
                .findFirst()
                .orElse(name);
    }

    private boolean leadsTo(ObjectNode origin, String name) {
        Backends behind = backends.get(OriginGroup.host(origin));
        return behind != null && behind.name().equals(name);
    }

    @Override
    public double percentOf(String name) {
        return groups.current().values().stream()
                .filter(OriginGroup::splits)
                .mapToDouble(group -> {
                    int sum = 0;
                    int own = 0;
                    for (ObjectNode origin : group.origins().values()) {
                        sum += OriginGroup.weight(origin);
                        own += leadsTo(origin, name) ? OriginGroup.weight(origin) : 0;
                    }
                    return sum == 0 ? 0 : own * 100.0 / sum;
                })
                .max()
                .orElse(0);
    }

    @Override
    public void setServers(String backends, int servers) {
        throw new IllegalArgumentException("an origin is one host; how many servers it has Front Door does not know");
    }

    /** Probes are a state: what part of them the enabled origins pass. */
    @Override
    public void measure() {
        for (OriginGroup group : groups.current().values()) {
            for (ObjectNode origin : group.origins().values()) {
                Backends behind = backends.get(OriginGroup.host(origin));
                if (behind != null && OriginGroup.weight(origin) > 0) {
                    metrics.add(
                            AzureWorld.SHOP.toLowerCase(Locale.ROOT),
                            "OriginHealthPercentage",
                            Map.of(
                                    "Origin", OriginGroup.host(origin),
                                    "OriginGroup", OriginGroup.nameOf(group.id())),
                            behind.behaviour().healthy() ? 100 : 0);
                }
            }
        }
    }

    @Override
    public void reset() {
        underWay.clear();
        failed.clear();
        groups.reset(start());
    }
}
