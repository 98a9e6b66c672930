package io.sluice.sandbox.azure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * One Traffic Manager profile as it was set, which is not all that is shown of it.
 *
 * @param json never changed once it is in here
 * @param enabledSince for each enabled endpoint, by name in lower case
 */
record TrafficManagerProfile(String id, ObjectNode json, Map<String, Instant> enabledSince) {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String TYPE = "Microsoft.Network/trafficManagerProfiles";
    private static final Set<String> ROUTING_METHODS =
            Set.of("Performance", "Priority", "Weighted", "Geographic", "MultiValue", "Subnet");
    private static final Set<String> ENDPOINT_TYPES = Set.of("externalEndpoints", "azureEndpoints", "nestedEndpoints");
    private static final Set<String> STATUSES = Set.of("Enabled", "Disabled");
    private static final int LARGEST = 1000;

    TrafficManagerProfile {
        enabledSince = Map.copyOf(enabledSince);
    }

    /** A profile with external endpoints, by name: the target, and whether it is enabled. */
    static TrafficManagerProfile start(
            String id, String routingMethod, Map<String, String> targets, Set<String> enabled) {
        String name = id.substring(id.lastIndexOf('/') + 1);
        ObjectNode json = NODES.objectNode();
        json.put("location", "global").putObject("tags");
        ObjectNode properties = json.putObject("properties");
        properties.put("profileStatus", "Enabled").put("trafficRoutingMethod", routingMethod);
        properties.putObject("dnsConfig").put("relativeName", "sluice-" + name).put("ttl", 2);
        properties
                .putObject("monitorConfig")
                .put("protocol", "HTTP")
                .put("port", 80)
                .put("path", "/")
                .put("intervalInSeconds", 10)
                .put("timeoutInSeconds", 5)
                .put("toleratedNumberOfFailures", 3);
        ArrayNode endpoints = properties.putArray("endpoints");
        targets.forEach((endpoint, target) -> {
            ObjectNode one = endpoints.addObject();
            one.put("name", endpoint).put("type", TYPE + "/externalEndpoints");
            one.putObject("properties")
                    .put("target", target)
                    .put("endpointStatus", enabled.contains(endpoint) ? "Enabled" : "Disabled")
                    .put("weight", 1)
                    .put("priority", endpoints.size());
        });
        return new TrafficManagerProfile(id, json, Map.of()).settled(Map.of(), Instant.EPOCH);
    }

    /** A profile as a request wrote it, checked. */
    static TrafficManagerProfile put(String id, ObjectNode body, Map<String, Instant> before, Instant now)
            throws ArmError {
        ObjectNode json = body.deepCopy();
        check(json);
        return new TrafficManagerProfile(id, json, Map.of()).settled(before, now);
    }

    /** The profile with some fields of one endpoint changed. */
    TrafficManagerProfile patched(String type, String endpoint, ObjectNode body, Instant now) throws ArmError {
        ObjectNode copy = json.deepCopy();
        for (JsonNode one : copy.at("/properties/endpoints")) {
            if (one.path("name").asText().equalsIgnoreCase(endpoint)
                    && kind(one).equalsIgnoreCase(type)) {
                ((ObjectNode) one).withObjectProperty("properties").setAll(properties(body));
                return put(id, copy, enabledSince, now);
            }
        }
        throw ArmError.notFound(type + "/" + endpoint);
    }

    private static ObjectNode properties(JsonNode body) {
        return body.path("properties") instanceof ObjectNode properties ? properties.deepCopy() : NODES.objectNode();
    }

    private static void check(ObjectNode json) throws ArmError {
        JsonNode properties = json.path("properties");
        check(json.path("location").asText().equalsIgnoreCase("global"), "The location must be global.");
        check(
                ROUTING_METHODS.contains(properties.path("trafficRoutingMethod").asText()),
                "The traffic routing method is not one of " + ROUTING_METHODS + ".");
        check(
                STATUSES.contains(properties.path("profileStatus").asText("Enabled")),
                "The profile status must be Enabled or Disabled.");
        check(properties.at("/dnsConfig/relativeName").isTextual(), "The relative DNS name is missing.");
        check(properties.at("/dnsConfig/ttl").asLong(-1) >= 0, "The TTL must be 0 or more.");
        Set<String> names = new HashSet<>();
        for (JsonNode endpoint : properties.path("endpoints")) {
            String name = endpoint.path("name").asText();
            check(
                    !name.isEmpty() && names.add(name.toLowerCase(Locale.ROOT)),
                    "The name of an endpoint is missing, or there twice: '" + name + "'.");
            checkEndpoint(name, endpoint);
        }
    }

    private static void checkEndpoint(String name, JsonNode endpoint) throws ArmError {
        JsonNode properties = endpoint.path("properties");
        check(
                ENDPOINT_TYPES.stream().anyMatch(kind(endpoint)::equalsIgnoreCase),
                "The type of endpoint '" + name + "' is not supported.");
        check(
                STATUSES.contains(properties.path("endpointStatus").asText("Enabled")),
                "The status of endpoint '" + name + "' must be Enabled or Disabled.");
        for (String field : List.of("weight", "priority")) {
            JsonNode value = properties.path(field);
            check(
                    value.isMissingNode()
                            || (value.isIntegralNumber() && value.asLong() >= 1 && value.asLong() <= LARGEST),
                    "The %s of endpoint '%s' must be from 1 to %d.".formatted(field, name, LARGEST));
        }
    }

    private static void check(boolean sound, String otherwise) throws ArmError {
        if (!sound) {
            throw ArmError.invalid("BadRequest", otherwise);
        }
    }

    /** With what the service adds: ids, defaults, and since when each endpoint is enabled. */
    private TrafficManagerProfile settled(Map<String, Instant> before, Instant now) {
        String name = id.substring(id.lastIndexOf('/') + 1);
        json.put("id", id).put("name", name).put("type", TYPE);
        ObjectNode properties = json.withObjectProperty("properties");
        if (!properties.has("profileStatus")) {
            properties.put("profileStatus", "Enabled");
        }
        ObjectNode dns = properties.withObjectProperty("dnsConfig");
        dns.put("fqdn", dns.path("relativeName").asText() + ".trafficmanager.net");
        Map<String, Instant> since = new LinkedHashMap<>();
        int priority = 0;
        for (JsonNode node : properties.withArrayProperty("endpoints")) {
            ObjectNode endpoint = (ObjectNode) node;
            endpoint.put(
                    "id",
                    id + "/" + kind(endpoint) + "/" + endpoint.path("name").asText());
            ObjectNode own = endpoint.withObjectProperty("properties");
            own.remove("endpointMonitorStatus");
            priority++;
            if (!own.has("endpointStatus")) {
                own.put("endpointStatus", "Enabled");
            }
            if (!own.has("weight")) {
                own.put("weight", 1);
            }
            if (!own.has("priority")) {
                own.put("priority", priority);
            }
            if (isEnabled(endpoint)) {
                since.put(key(endpoint), before.getOrDefault(key(endpoint), now));
            }
        }
        return new TrafficManagerProfile(id, json, since);
    }

    /**
     * The profile as it is answered, with what the probes say.
     *
     * @param probed says it of an endpoint that is probed, and since when
     */
    ObjectNode shown(BiFunction<ObjectNode, Instant, String> probed) {
        ObjectNode shown = json.deepCopy();
        List<String> statuses = new ArrayList<>();
        for (JsonNode endpoint : shown.at("/properties/endpoints")) {
            String status = monitorStatus((ObjectNode) endpoint, probed);
            statuses.add(status);
            ((ObjectNode) endpoint).withObjectProperty("properties").put("endpointMonitorStatus", status);
        }
        String whole = statuses.contains("CheckingEndpoint")
                ? "CheckingEndpoints"
                : statuses.contains("Degraded") ? "Degraded" : "Online";
        shown.withObjectProperty("properties")
                .withObjectProperty("monitorConfig")
                .put("profileMonitorStatus", isEnabled() ? whole : "Disabled");
        return shown;
    }

    String monitorStatus(ObjectNode endpoint, BiFunction<ObjectNode, Instant, String> probed) {
        if (!isEnabled(endpoint)) {
            return "Disabled";
        }
        if (!isEnabled()) {
            return "Inactive";
        }
        if (endpoint.at("/properties/alwaysServe").asText().equals("Enabled")) {
            return "Unmonitored";
        }
        return probed.apply(endpoint, enabledSince.getOrDefault(key(endpoint), Instant.EPOCH));
    }

    /** The endpoints that queries may be answered with, before anybody asks how they are. */
    List<ObjectNode> answering() {
        if (!isEnabled()) {
            return List.of();
        }
        List<ObjectNode> enabled =
                endpoints().stream().filter(TrafficManagerProfile::isEnabled).toList();
        if (isWeighted()) {
            return enabled;
        }
        // The first stands for whichever is nearest, next in line, or in the right country.
        return enabled.stream()
                .sorted(Comparator.comparingInt(
                        endpoint -> endpoint.at("/properties/priority").asInt()))
                .limit(1)
                .toList();
    }

    List<ObjectNode> endpoints() {
        List<ObjectNode> endpoints = new ArrayList<>();
        json.at("/properties/endpoints").forEach(endpoint -> endpoints.add((ObjectNode) endpoint));
        return endpoints;
    }

    /** What each endpoint gets, 0 where it is disabled. */
    Map<String, Integer> weights() {
        Map<String, Integer> weights = new LinkedHashMap<>();
        endpoints().forEach(endpoint -> weights.put(endpoint.path("name").asText(), weight(endpoint)));
        return weights;
    }

    String key() {
        return id.toLowerCase(Locale.ROOT);
    }

    Duration ttl() {
        return Duration.ofSeconds(json.at("/properties/dnsConfig/ttl").asLong());
    }

    boolean isWeighted() {
        return json.at("/properties/trafficRoutingMethod").asText().equals("Weighted");
    }

    private boolean isEnabled() {
        return json.at("/properties/profileStatus").asText().equals("Enabled");
    }

    static boolean isEnabled(JsonNode endpoint) {
        return endpoint.at("/properties/endpointStatus").asText("Enabled").equals("Enabled");
    }

    static int weight(JsonNode endpoint) {
        return isEnabled(endpoint) ? endpoint.at("/properties/weight").asInt(1) : 0;
    }

    static String target(JsonNode endpoint) {
        return endpoint.at("/properties/target").asText();
    }

    private static String kind(JsonNode endpoint) {
        String type = endpoint.path("type").asText();
        return type.substring(type.lastIndexOf('/') + 1);
    }

    private static String key(JsonNode endpoint) {
        return endpoint.path("name").asText().toLowerCase(Locale.ROOT);
    }
}
