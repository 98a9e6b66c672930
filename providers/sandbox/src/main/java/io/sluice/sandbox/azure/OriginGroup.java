package io.sluice.sandbox.azure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * One origin group of a Front Door with its origins.
 *
 * @param json of the group itself; never changed once it is in here
 * @param origins by name in lower case; never changed either
 */
record OriginGroup(String id, ObjectNode json, Map<String, ObjectNode> origins) {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Set<String> STATES = Set.of("Enabled", "Disabled");
    private static final int LARGEST_WEIGHT = 1000;
    private static final int LAST_PRIORITY = 5;

    OriginGroup {
        origins = Collections.unmodifiableMap(new TreeMap<>(origins));
    }

    /** A group that nobody has changed yet. */
    static OriginGroup start(String id, int additionalLatencyMillis) {
        ObjectNode json = NODES.objectNode();
        ObjectNode properties = json.putObject("properties");
        properties
                .putObject("loadBalancingSettings")
                .put("sampleSize", 4)
                .put("successfulSamplesRequired", 3)
                .put("additionalLatencyInMilliseconds", additionalLatencyMillis);
        properties
                .putObject("healthProbeSettings")
                .put("probePath", "/")
                .put("probeRequestType", "HEAD")
                .put("probeProtocol", "Http")
                .put("probeIntervalInSeconds", 30);
        properties.put("sessionAffinityState", "Disabled");
        return new OriginGroup(id, answered(id, "Microsoft.Cdn/profiles/origingroups", json), Map.of());
    }

    OriginGroup withOrigin(String name, String host, boolean enabled) {
        ObjectNode json = NODES.objectNode();
        json.putObject("properties")
                .put("hostName", host)
                .put("httpPort", 80)
                .put("httpsPort", 443)
                .put("originHostHeader", host)
                .put("priority", 1)
                .put("weight", 50)
                .put("enabledState", enabled ? "Enabled" : "Disabled")
                .put("enforceCertificateNameCheck", true);
        return with(name, json);
    }

    /** The group with one origin put in. */
    OriginGroup with(String name, ObjectNode origin) {
        Map<String, ObjectNode> changed = new LinkedHashMap<>(origins);
        ObjectNode shown = answered(id + "/origins/" + name, "Microsoft.Cdn/profiles/origingroups/origins", origin);
        shown.withObjectProperty("properties").put("originGroupName", nameOf(id));
        changed.put(name.toLowerCase(Locale.ROOT), shown);
        return new OriginGroup(id, json, changed);
    }

    OriginGroup without(String name) {
        Map<String, ObjectNode> changed = new LinkedHashMap<>(origins);
        changed.remove(name.toLowerCase(Locale.ROOT));
        return new OriginGroup(id, json, changed);
    }

    OriginGroup withSettings(ObjectNode group) {
        return new OriginGroup(id, answered(id, "Microsoft.Cdn/profiles/origingroups", group), origins);
    }

    ObjectNode origin(String name) throws ArmError {
        ObjectNode origin = origins.get(name.toLowerCase(Locale.ROOT));
        if (origin == null) {
            throw ArmError.notFound(id + "/origins/" + name);
        }
        return origin;
    }

    /** With what a request wrote put over what there is, as a merge goes: fields that it does not name stay. */
    static ObjectNode merged(ObjectNode before, ObjectNode body) {
        ObjectNode after = before.deepCopy();
        JsonNode written = body.path("properties");
        ObjectNode properties = after.withObjectProperty("properties");
        written.properties().forEach(field -> {
            if (field.getValue() instanceof ObjectNode object
                    && properties.path(field.getKey()).isObject()) {
                properties.withObjectProperty(field.getKey()).setAll(object.deepCopy());
            } else {
                properties.set(field.getKey(), field.getValue().deepCopy());
            }
        });
        return after;
    }

    /** What Azure documents as wrong with an origin. */
    static void checkOrigin(ObjectNode origin) throws ArmError {
        JsonNode properties = origin.path("properties");
        check(properties.path("hostName").isTextual(), "The host name of the origin is missing.");
        check(
                STATES.contains(properties.path("enabledState").asText("Enabled")),
                "The enabled state must be Enabled or Disabled.");
        checkRange("Weight", properties.path("weight"), LARGEST_WEIGHT);
        checkRange("Priority", properties.path("priority"), LAST_PRIORITY);
    }

    /** The same for a group. */
    static void checkGroup(ObjectNode group) throws ArmError {
        JsonNode balancing = group.at("/properties/loadBalancingSettings");
        check(balancing.isObject(), "The load balancing settings are missing.");
        JsonNode latency = balancing.path("additionalLatencyInMilliseconds");
        check(latency.isMissingNode() || latency.asInt(-1) >= 0, "The additional latency must be 0 or more.");
        check(
                STATES.contains(group.at("/properties/sessionAffinityState").asText("Disabled")),
                "The session affinity state must be Enabled or Disabled.");
    }

    private static void checkRange(String what, JsonNode value, int most) throws ArmError {
        check(
                value.isMissingNode()
                        || value.isNull()
                        || (value.isIntegralNumber() && value.asInt() >= 1 && value.asInt() <= most),
                what + " must be between 1 and " + most + ".");
    }

    private static void check(boolean sound, String otherwise) throws ArmError {
        if (!sound) {
            throw ArmError.invalid("BadRequest", otherwise);
        }
    }

    /** What each origin gets, 0 where it is disabled. */
    Map<String, Integer> weights() {
        Map<String, Integer> weights = new LinkedHashMap<>();
        origins.values().forEach(origin -> weights.put(origin.path("name").asText(), weight(origin)));
        return weights;
    }

    static int weight(JsonNode origin) {
        boolean enabled =
                origin.at("/properties/enabledState").asText("Enabled").equals("Enabled");
        return enabled ? origin.at("/properties/weight").asInt(1) : 0;
    }

    static String host(JsonNode origin) {
        return origin.at("/properties/hostName").asText();
    }

    /** Whether weights decide at all: otherwise the fastest origin has everything. */
    boolean splits() {
        return json.at("/properties/loadBalancingSettings/additionalLatencyInMilliseconds")
                        .asInt(0)
                > 0;
    }

    /** Those that are enabled, of the foremost priority that any of them has. */
    List<ObjectNode> foremost() {
        List<ObjectNode> enabled =
                origins.values().stream().filter(origin -> weight(origin) > 0).toList();
        int first = enabled.stream().mapToInt(OriginGroup::priority).min().orElse(1);
        return enabled.stream().filter(origin -> priority(origin) == first).toList();
    }

    private static int priority(JsonNode origin) {
        return origin.at("/properties/priority").asInt(1);
    }

    String key() {
        return id.toLowerCase(Locale.ROOT);
    }

    static String nameOf(String id) {
        return id.substring(id.lastIndexOf('/') + 1);
    }

    private static ObjectNode answered(String id, String type, ObjectNode json) {
        ObjectNode answered = NODES.objectNode();
        answered.put("id", id).put("type", type).put("name", nameOf(id));
        ObjectNode properties = json.withObjectProperty("properties").deepCopy();
        properties.put("provisioningState", "Succeeded").put("deploymentStatus", "NotStarted");
        answered.set("properties", properties);
        return answered;
    }
}
