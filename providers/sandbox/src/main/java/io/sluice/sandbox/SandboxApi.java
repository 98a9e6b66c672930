package io.sluice.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.aws.EventHistory;
import io.sluice.sandbox.aws.LogLine;
import io.sluice.sandbox.aws.Stranger;
import io.sluice.sandbox.faults.FaultOrder;
import io.sluice.sandbox.faults.FaultScript;
import io.sluice.sandbox.faults.Limits;
import io.sluice.sandbox.faults.Limits.Limit;
import io.sluice.sandbox.faults.RequestLog;
import io.sluice.sandbox.faults.ScriptedChanges;
import io.sluice.sandbox.faults.Trigger;
import io.sluice.sandbox.http.Reply;
import io.sluice.sandbox.http.Request;
import io.sluice.sandbox.metrics.Metrics;
import io.sluice.sandbox.traffic.BackendBehaviour;
import io.sluice.sandbox.traffic.Backends;
import io.sluice.sandbox.traffic.DataPlane;
import io.sluice.sandbox.traffic.LoadOrder;
import io.sluice.sandbox.world.Actions;
import io.sluice.sandbox.world.Config;
import io.sluice.sandbox.world.Listener;
import io.sluice.sandbox.world.Stickiness;
import io.sluice.sandbox.world.WeightedGroup;
import io.sluice.sandbox.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The sandbox's own API: how to look at the small cloud, and how to make it misbehave. */
final class SandboxApi {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final SandboxSettings settings;
    private final World world;
    private final List<Backends> backends;
    private final List<Cloud> clouds;
    private final DataPlane dataPlane;
    private final Metrics metrics;
    private final FaultScript faults;
    private final ScriptedChanges changes;
    private final RequestLog log;
    private final Limits limits;
    private final Stranger stranger;

    SandboxApi(
            SandboxSettings settings,
            World world,
            List<Backends> backends,
            List<Cloud> clouds,
            DataPlane dataPlane,
            Metrics metrics,
            FaultScript faults,
            ScriptedChanges changes,
            RequestLog log,
            Limits limits,
            EventHistory history) {
        this.settings = settings;
        this.world = world;
        this.backends = backends;
        this.clouds = clouds;
        this.dataPlane = dataPlane;
        this.metrics = metrics;
        this.faults = faults;
        this.changes = changes;
        this.log = log;
        this.limits = limits;
        this.stranger = new Stranger(world, log, history);
    }

    Reply handle(Request request) {
        try {
            return answer(200, route(request));
        } catch (IllegalArgumentException e) {
            return answer(400, JSON.createObjectNode().put("error", String.valueOf(e.getMessage())));
        } catch (JsonProcessingException e) {
            return answer(400, JSON.createObjectNode().put("error", "not JSON: " + e.getOriginalMessage()));
        }
    }

    private JsonNode route(Request request) throws JsonProcessingException {
        String path = request.path();
        String call = request.method() + " " + path;
        if (path.startsWith("/sandbox/backends/")) {
            return backends(request, path.substring("/sandbox/backends/".length()));
        }
        return switch (call) {
            case "GET /sandbox/world" -> describeWorld();
            case "GET /sandbox/requests" -> describeRequests();
            case "GET /sandbox/log" -> describeLog(request);
            case "GET /sandbox/load" -> describeLoad();
            case "POST /sandbox/load" -> orderLoad(fields(request));
            case "POST /sandbox/weights" -> orderWeights(fields(request));
            case "POST /sandbox/traffic" -> orderTraffic(fields(request));
            case "GET /sandbox/faults" -> describeFaults();
            case "POST /sandbox/faults" -> orderFaults(JSON.readTree(request.text()));
            case "DELETE /sandbox/faults" -> clearFaults();
            case "GET /sandbox/limits" -> describeLimits();
            case "POST /sandbox/limits" -> orderLimit(fields(request));
            case "DELETE /sandbox/limits" -> clearLimits();
            case "GET /sandbox/metrics" -> describeMetrics();
            case "POST /sandbox/metrics" -> orderMetrics(fields(request));
            case "POST /sandbox/reset" -> reset();
            default -> throw new IllegalArgumentException("no such call: " + call + "; the README lists them");
        };
    }

    private static Fields fields(Request request) throws JsonProcessingException {
        return new Fields(JSON.readTree(request.text()));
    }

    private ObjectNode describeWorld() {
        Config config = world.current();
        ObjectNode json = JSON.createObjectNode();
        json.put("region", "eu-west-1").put("account", "123456789012").put("revision", config.revision());
        ArrayNode listeners = json.putArray("listeners");
        for (Listener listener : config.listeners().values()) {
            ObjectNode one = listeners.addObject();
            one.put("name", listener.name()).put("arn", listener.arn());
            one.put("url", "http://127.0.0.1:" + dataPlane.port(listener.name()));
            one.put("protocol", listener.protocol());
            one.put("loadBalancer", listener.loadBalancer().arn());
            describeForward(one, listener.actions());
        }
        ArrayNode rules = json.putArray("rules");
        config.rules().values().forEach(rule -> {
            ObjectNode one = rules.addObject();
            one.put("arn", rule.arn()).put("listener", rule.listenerArn()).put("priority", rule.priority());
            describeForward(one, rule.actions());
        });
        ArrayNode groups = json.putArray("targetGroups");
        config.targetGroups().values().forEach(group -> {
            ObjectNode one = groups.addObject();
            one.put("name", group.name()).put("arn", group.arn());
            group.registered().forEach(target -> one.withArrayProperty("ports").add(target.port()));
        });
        clouds.forEach(cloud -> cloud.describe(json));
        describeBackends(json.putArray("backends"));
        return json;
    }

    /** Who wants to know which of the backends a plan means need not know how any cloud names them. */
    private void describeBackends(ArrayNode json) {
        for (Backends behind : backends) {
            ObjectNode address = json.addObject().put("name", behind.name()).putObject("address");
            cloudOf(behind)
                    .map(cloud -> cloud.addressOf(behind))
                    .orElseGet(() -> Map.of("targetGroup", behind.id()))
                    .forEach(address::put);
        }
    }

    private static void describeForward(ObjectNode json, Actions actions) {
        actions.forward().ifPresent(forward -> LogLine.describe(json, forward));
    }

    private ObjectNode describeRequests() {
        ObjectNode json = JSON.createObjectNode();
        backends.forEach(behind -> {
            Backends.Count count = behind.count();
            json.putObject(behind.name()).put("total", count.total()).put("errors", count.errors());
        });
        return json;
    }

    private ObjectNode describeLog(Request request) {
        long after = Long.parseLong(request.queryParameter("after").orElse("0"));
        ObjectNode json = JSON.createObjectNode();
        json.putArray("lines").addAll(log.after(after));
        return json;
    }

    private ObjectNode backends(Request request, String name) throws JsonProcessingException {
        Backends behind = backendsOf(name);
        if (request.method().equals("POST")) {
            Fields fields = fields(request);
            BackendOrder order = BackendOrder.read(fields);
            fields.refuseOthers();
            carryOut(order, behind);
        }
        BackendBehaviour now = behind.behaviour();
        ObjectNode json = JSON.createObjectNode();
        json.put("targetGroup", behind.name());
        json.put("errorPercent", now.errorPercent()).put("errorStatus", now.errorStatus());
        json.put("latencyMillis", now.latency().toMillis()).put("healthy", now.healthy());
        json.put("pricePerHour", now.pricePerHour());
        return json;
    }

    private Backends backendsOf(String nameOrId) {
        return backends.stream()
                .filter(behind -> behind.name().equals(nameOrId) || behind.id().equals(nameOrId))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no backends " + nameOrId));
    }

    private void carryOut(BackendOrder order, Backends behind) {
        Optional<Cloud> cloud = cloudOf(behind);
        if (cloud.isPresent()) {
            order.carryOut(behind, cloud.get());
        } else {
            order.carryOut(behind, world);
        }
    }

    /** The cloud that backends belong to; empty for target groups, which are the sandbox's own world. */
    private Optional<Cloud> cloudOf(Backends behind) {
        return clouds.stream()
                .filter(cloud -> cloud.backends().contains(behind))
                .findFirst();
    }

    private double percentOf(Backends behind) {
        return cloudOf(behind)
                .map(cloud -> cloud.percentOf(behind.name()))
                .orElseGet(() -> world.current().percentOf(behind.id()));
    }

    private String arnOf(String targetGroup) {
        return world.current()
                .targetGroupNamed(targetGroup)
                .map(group -> group.arn())
                .orElse(targetGroup);
    }

    private ObjectNode describeLoad() {
        ObjectNode json = JSON.createObjectNode();
        ArrayNode loads = json.putArray("loads");
        dataPlane
                .loads()
                .forEach(load -> loads.addObject()
                        .put("listener", load.order().listener())
                        .put("path", load.order().path())
                        .put("rps", load.order().requestsPerSecond())
                        .put("stickyPercent", load.order().stickyPercent())
                        .put("sent", load.count().sent())
                        .put("skipped", load.count().skipped())
                        .put("failed", load.count().failed()));
        return json;
    }

    private ObjectNode orderLoad(Fields fields) {
        LoadOrder order = new LoadOrder(
                fields.requiredText("listener"),
                fields.text("path").orElse("/"),
                fields.number("rps").orElseThrow(() -> new IllegalArgumentException("rps is required")),
                fields.number("stickyPercent").orElse(0.0));
        fields.refuseOthers();
        dataPlane.load(order);
        return describeLoad();
    }

    private ObjectNode orderWeights(Fields fields) {
        Runnable change = weightsChange(fields);
        fields.refuseOthers();
        change.run();
        return describeWorld();
    }

    private ObjectNode orderTraffic(Fields fields) {
        String arn = arnOfListener(fields.requiredText("arn"));
        boolean follows = fields.flag("follows").orElseThrow(() -> new IllegalArgumentException("follows is required"));
        fields.refuseOthers();
        dataPlane.follow(arn, follows);
        return describeWorld();
    }

    private String arnOfListener(String given) {
        return world.current().listeners().values().stream()
                .filter(listener -> listener.name().equals(given))
                .map(Listener::arn)
                .findFirst()
                .orElse(given);
    }

    private Runnable weightsChange(Fields fields) {
        String given = fields.requiredText("arn");
        String arn = arnOfListener(given);
        Fields weights =
                fields.object("weights").orElseThrow(() -> new IllegalArgumentException("weights is required"));
        Optional<Cloud> cloud =
                clouds.stream().filter(one -> one.routes().contains(given)).findFirst();
        if (cloud.isPresent()) {
            Map<String, Integer> integers = weights.integers();
            return () -> cloud.get().setWeights(given, integers);
        }
        List<WeightedGroup> groups = new ArrayList<>();
        weights.integers().forEach((name, weight) -> groups.add(new WeightedGroup(arnOf(name), weight)));
        Optional<Stickiness> stickiness = fields.integer("stickySeconds")
                .map(seconds -> seconds == 0 ? Stickiness.OFF : Stickiness.ofSeconds(seconds));
        return () -> stranger.setWeights(arn, groups, stickiness);
    }

    private ObjectNode describeFaults() {
        ObjectNode json = JSON.createObjectNode();
        ArrayNode lines = json.putArray("faults");
        for (FaultScript.Progress progress : faults.progress()) {
            FaultOrder order = progress.order();
            ObjectNode line = lines.addObject().put("fault", order.fault().word());
            order.action().ifPresent(action -> line.put("action", action));
            order.arn().ifPresent(arn -> line.put("arn", arn));
            line.put("skip", order.skip()).put("skipped", progress.skipped());
            if (order.times() == FaultOrder.FOREVER) {
                line.put("times", "forever");
            } else {
                line.put("times", order.times());
            }
            line.put("struck", progress.struck());
        }
        ArrayNode waiting = json.putArray("waiting");
        changes.triggers().forEach(trigger -> waiting.add(trigger.toString()));
        return json;
    }

    private ObjectNode orderFaults(JsonNode script) {
        List<FaultOrder> orders = new ArrayList<>();
        List<Runnable> waiting = new ArrayList<>();
        // All lines are read before any counts: a script with a mistake changes nothing.
        for (JsonNode line : script.isArray() ? script : JSON.createArrayNode().add(script)) {
            Fields fields = new Fields(line);
            if (line.has("fault")) {
                orders.add(new FaultReader(settings.landsWithin()).read(fields));
            } else {
                waiting.add(scriptedChange(fields));
            }
        }
        faults.add(orders);
        waiting.forEach(Runnable::run);
        return describeFaults();
    }

    /** Reads a change that shall come later; running the result puts it on the list. */
    private Runnable scriptedChange(Fields fields) {
        Optional<Fields> backend = fields.object("backend");
        Optional<Fields> weights = fields.object("weights");
        if (backend.isPresent()) {
            Backends behind = backendsOf(backend.get().requiredText("targetGroup"));
            BackendOrder order = BackendOrder.read(backend.get());
            backend.get().refuseOthers();
            Trigger trigger = trigger(fields, Optional.of(behind));
            return () -> changes.add(trigger, () -> carryOut(order, behind));
        }
        if (weights.isPresent()) {
            Runnable change = weightsChange(weights.get());
            weights.get().refuseOthers();
            Trigger trigger = trigger(fields, Optional.empty());
            return () -> changes.add(trigger, change);
        }
        throw new IllegalArgumentException("each line needs one of fault, backend and weights");
    }

    private Trigger trigger(Fields fields, Optional<Backends> changed) {
        Optional<Integer> afterMillis = fields.integer("afterMillis");
        Optional<Double> weightPercent = fields.number("whenWeightPercent");
        Optional<Integer> requests = fields.integer("whenRequests");
        Optional<Backends> of = fields.text("of").map(this::backendsOf).or(() -> changed);
        fields.refuseOthers();
        if (weightPercent.isPresent() && of.isPresent()) {
            return new Trigger.WeightPercent(of.get().id(), weightPercent.get());
        }
        if (requests.isPresent() && of.isPresent()) {
            long soFar = of.get().count().total();
            return new Trigger.Requests(of.get().id(), soFar + requests.get());
        }
        return afterMillis
                .<Trigger>map(millis -> new Trigger.At(world.now().plusMillis(millis)))
                .orElseThrow(() -> new IllegalArgumentException(
                        "a change needs afterMillis, whenWeightPercent or whenRequests (and, for weights, of)"));
    }

    /** Whether the moment of a scripted change has come. */
    boolean hasCome(Trigger trigger) {
        return switch (trigger) {
            case Trigger.At(var instant) -> !world.now().isBefore(instant);
            case Trigger.WeightPercent(String arn, double atLeast) -> percentOf(backendsOf(arn)) >= atLeast;
            case Trigger.Requests(String arn, long atLeast) ->
                backendsOf(arn).count().total() >= atLeast;
        };
    }

    private ObjectNode clearFaults() {
        faults.clear();
        changes.clear();
        return describeFaults();
    }

    private ObjectNode describeLimits() {
        ObjectNode json = JSON.createObjectNode();
        ArrayNode list = json.putArray("limits");
        for (Limits.Progress progress : limits.progress()) {
            ObjectNode one = list.addObject();
            progress.limit().service().ifPresent(service -> one.put("service", service));
            one.put("actions", progress.limit().actions());
            one.put("burst", progress.limit().burst())
                    .put("perSecond", progress.limit().perSecond());
            one.put("passed", progress.passed()).put("refused", progress.refused());
        }
        return json;
    }

    private ObjectNode orderLimit(Fields fields) {
        Limit limit = new Limit(
                fields.text("service"),
                fields.requiredText("actions"),
                fields.integer("burst").orElseThrow(() -> new IllegalArgumentException("burst is required")),
                fields.number("perSecond").orElseThrow(() -> new IllegalArgumentException("perSecond is required")));
        fields.refuseOthers();
        limits.set(limit);
        return describeLimits();
    }

    private ObjectNode clearLimits() {
        limits.clear();
        return describeLimits();
    }

    private ObjectNode describeMetrics() {
        return JSON.createObjectNode()
                .put("lagMillis", metrics.lag().toMillis())
                .put("publishedEveryMillis", settings.publishedEvery().toMillis());
    }

    private ObjectNode orderMetrics(Fields fields) {
        int millis = fields.integer("lagMillis")
                .filter(given -> given >= 0)
                .orElseThrow(() -> new IllegalArgumentException("lagMillis is required, and not negative"));
        fields.refuseOthers();
        metrics.lagBy(Duration.ofMillis(millis));
        return describeMetrics();
    }

    private ObjectNode reset() {
        clearFaults();
        limits.clear();
        dataPlane.endLoads();
        dataPlane.followAll();
        world.reset();
        clouds.forEach(Cloud::reset);
        backends.forEach(Backends::reset);
        metrics.reset();
        metrics.lagBy(settings.metricLag());
        log.write(RequestLog.line().put("kind", "reset"));
        return describeWorld();
    }

    private static Reply answer(int status, JsonNode json) {
        return Reply.answer(status, "application/json", json.toPrettyString() + "\n");
    }
}
