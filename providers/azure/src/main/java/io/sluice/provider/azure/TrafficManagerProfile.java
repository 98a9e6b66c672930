package io.sluice.provider.azure;

import com.azure.json.JsonProviders;
import com.azure.json.JsonReader;
import com.azure.resourcemanager.trafficmanager.fluent.models.ProfileInner;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A whole Traffic Manager profile in Azure's words, which is also how it is written: one {@code PUT} carries every endpoint.
 *
 * <p>It is what the SDK's model makes of the answer. A field that the model does not know would be lost on the way, but the
 * model is that of the very API version which is asked for, and Azure answers a version in the words of that version: a
 * test takes the official example there and back. What Azure measures and only reports is left out of what is written.
 *
 * @param json never changed here
 */
record TrafficManagerProfile(ObjectNode json) {
    private static final JsonMapper JSON = new JsonMapper();

    /** What Traffic Manager takes where an endpoint does not say. */
    private static final int DEFAULT_WEIGHT = 1;

    /** Azure says it in every answer; should it once not, rather too long than too short. */
    private static final int DEFAULT_TTL_SECONDS = 300;

    static TrafficManagerProfile of(ProfileInner profile) {
        try {
            return read(JSON.readTree(profile.toJsonString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static TrafficManagerProfile read(JsonNode json) {
        if (!(json instanceof ObjectNode profile)) {
            throw new IllegalArgumentException("a profile is an object");
        }
        return new TrafficManagerProfile(profile);
    }

    /** As it is sent: without what Azure only reports. */
    ProfileInner forWriting() {
        try (JsonReader reader = JsonProviders.createReader(settings().toString())) {
            return ProfileInner.fromJson(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isWeighted() {
        return routingMethod().equalsIgnoreCase("Weighted");
    }

    String routingMethod() {
        return json.at("/properties/trafficRoutingMethod").asText("none");
    }

    Duration ttl() {
        return Duration.ofSeconds(json.at("/properties/dnsConfig/ttl").asLong(DEFAULT_TTL_SECONDS));
    }

    /** The endpoints by name in lower case, in the profile's order. */
    Map<String, Endpoint> endpoints() {
        Map<String, Endpoint> endpoints = new LinkedHashMap<>();
        for (JsonNode node : json.at("/properties/endpoints")) {
            Endpoint endpoint = new Endpoint(node);
            if (endpoints.putIfAbsent(endpoint.key(), endpoint) != null) {
                throw new ProviderException(new ProviderError.Invalid(
                        "the profile has two endpoints called " + endpoint.name() + ", and plans name them by name"));
            }
        }
        return endpoints;
    }

    /** One endpoint as the profile lists it. */
    record Endpoint(JsonNode json) {
        String name() {
            return json.path("name").asText();
        }

        String key() {
            return NamedBackends.key(name());
        }

        /** {@code externalEndpoints/eu}: with the kind, which is how its identifier ends. */
        String identifier() {
            String type = json.path("type").asText();
            return type.substring(type.lastIndexOf('/') + 1) + "/" + name();
        }

        /** Traffic Manager knows no weight 0: an endpoint without traffic is a disabled one. */
        int weight() {
            return isEnabled() ? json.at("/properties/weight").asInt(DEFAULT_WEIGHT) : 0;
        }

        boolean isEnabled() {
            return !json.at("/properties/endpointStatus").asText("Enabled").equalsIgnoreCase("Disabled");
        }

        /** Traffic Manager was told to answer with it whatever its health, and asks nobody how it is. */
        boolean isAlwaysServed() {
            return json.at("/properties/alwaysServe").asText("Disabled").equalsIgnoreCase("Enabled");
        }

        String monitorStatus() {
            return json.at("/properties/endpointMonitorStatus").asText("");
        }
    }

    /**
     * The same profile with other weights for some endpoints. One that gets 0 is disabled and keeps the weight that it had: it
     * may stay where nobody counts it.
     *
     * @param weights by name in lower case
     */
    TrafficManagerProfile withWeights(Map<String, Integer> weights) {
        return withEndpoints(endpoint -> {
            Integer weight = weights.get(new Endpoint(endpoint).key());
            ObjectNode properties = endpoint.withObjectProperty("properties");
            if (weight != null && weight > 0) {
                properties.put("endpointStatus", "Enabled").put("weight", weight);
            } else if (weight != null) {
                properties.put("endpointStatus", "Disabled");
            }
        });
    }

    /** The same with the endpoint's own status and weight of another time, and all others disabled. */
    TrafficManagerProfile withWeightsOf(TrafficManagerProfile other) {
        Map<String, Endpoint> theirs = other.endpoints();
        TrafficManagerProfile back = withEndpoints(endpoint -> {
            ObjectNode properties = endpoint.withObjectProperty("properties");
            Endpoint then = theirs.get(new Endpoint(endpoint).key());
            if (then == null) {
                properties.put("endpointStatus", "Disabled");
            } else {
                for (String field : List.of("endpointStatus", "weight")) {
                    JsonNode value = then.json().path("properties").path(field);
                    if (value.isMissingNode()) {
                        properties.remove(field);
                    } else {
                        properties.set(field, value.deepCopy());
                    }
                }
            }
        });
        back.json.withObjectProperty("properties").put("trafficRoutingMethod", other.routingMethod());
        return back;
    }

    /** The same with one endpoint more. */
    TrafficManagerProfile with(Endpoint endpoint) {
        ObjectNode copy = json.deepCopy();
        copy.withObjectProperty("properties")
                .withArrayProperty("endpoints")
                .add(endpoint.json().deepCopy());
        return new TrafficManagerProfile(copy);
    }

    /** Everything that somebody set, weights included, in one spelling. */
    JsonNode canonical() {
        return sorted(settings());
    }

    /** Everything that somebody set but the split. */
    JsonNode canonicalButSplit() {
        ObjectNode settings = settings();
        ObjectNode properties = settings.withObjectProperty("properties");
        properties
                .path("endpoints")
                .forEach(endpoint -> ((ObjectNode) endpoint)
                        .withObjectProperty("properties")
                        .remove(List.of("endpointStatus", "weight")));
        return sorted(settings);
    }

    /** What somebody set, and not what Azure reports beside it. */
    ObjectNode settings() {
        TrafficManagerProfile copy = withEndpoints(endpoint -> {
            endpoint.withObjectProperty("properties").remove("endpointMonitorStatus");
        });
        ObjectNode properties = copy.json.withObjectProperty("properties");
        if (properties.path("monitorConfig") instanceof ObjectNode monitor) {
            monitor.remove("profileMonitorStatus");
        }
        return copy.json;
    }

    /** The settings without the values of the headers that probes carry: what a probe proves itself with is nobody else's. */
    ObjectNode withoutSecrets() {
        TrafficManagerProfile copy = new TrafficManagerProfile(settings());
        copy.headers().values().forEach(headers -> headers.forEach(header -> ((ObjectNode) header).remove("value")));
        return copy.json;
    }

    /** Whether it has headers of probes whose values are not kept here. */
    boolean lacksSecrets() {
        return headers().values().stream().flatMap(ArrayNode::valueStream).anyMatch(header -> !header.has("value"));
    }

    /** The same with the values of headers that are not kept here as another has them; a header that it has not is left out. */
    TrafficManagerProfile withSecretsOf(TrafficManagerProfile other) {
        TrafficManagerProfile copy = new TrafficManagerProfile(json.deepCopy());
        Map<String, ArrayNode> theirs = other.headers();
        copy.headers().forEach((place, headers) -> {
            for (Iterator<JsonNode> each = headers.elements(); each.hasNext(); ) {
                ObjectNode header = (ObjectNode) each.next();
                if (!header.has("value")) {
                    Optional<JsonNode> value = Optional.ofNullable(theirs.get(place)).stream()
                            .flatMap(ArrayNode::valueStream)
                            .filter(one -> nameOf(one).equalsIgnoreCase(nameOf(header)) && one.has("value"))
                            .map(one -> one.path("value"))
                            .findFirst();
                    value.ifPresentOrElse(found -> header.set("value", found), each::remove);
                }
            }
        });
        return copy;
    }

    private static String nameOf(JsonNode header) {
        return header.path("name").asText();
    }

    /** The lists of headers that probes carry: under no name that of the profile, and those of endpoints under theirs. */
    private Map<String, ArrayNode> headers() {
        Map<String, ArrayNode> headers = new LinkedHashMap<>();
        if (json.at("/properties/monitorConfig/customHeaders") instanceof ArrayNode ofAll) {
            headers.put("", ofAll);
        }
        endpoints().forEach((name, endpoint) -> {
            if (endpoint.json().at("/properties/customHeaders") instanceof ArrayNode own) {
                headers.put(name, own);
            }
        });
        return headers;
    }

    private TrafficManagerProfile withEndpoints(Consumer<ObjectNode> change) {
        ObjectNode copy = json.deepCopy();
        ObjectNode properties = copy.withObjectProperty("properties");
        properties.path("endpoints").forEach(endpoint -> change.accept((ObjectNode) endpoint));
        return new TrafficManagerProfile(copy);
    }

    /** Fields by name, and endpoints too: in what order Azure lists them means nothing. */
    private static JsonNode sorted(JsonNode node) {
        if (node instanceof ArrayNode array) {
            List<JsonNode> elements = new ArrayList<>();
            array.forEach(element -> elements.add(sorted(element)));
            elements.sort(Comparator.comparing(element -> element.path("name").asText()));
            return JSON.createArrayNode().addAll(elements);
        }
        if (node instanceof ObjectNode object) {
            Map<String, JsonNode> fields = new TreeMap<>();
            object.properties().forEach(field -> fields.put(field.getKey(), sorted(field.getValue())));
            ObjectNode copy = JSON.createObjectNode();
            fields.forEach(copy::set);
            return copy;
        }
        return node;
    }
}
