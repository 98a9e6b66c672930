package io.sluice.sandbox.gcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The configuration in force; what is in it is never changed, only replaced.
 *
 * @param urlMaps by their path, without their fingerprints
 * @param backendServices by their path
 */
record GcpConfig(Map<String, ObjectNode> urlMaps, Map<String, BackendService> backendServices) {
    private static final JsonMapper SORTED = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    GcpConfig {
        urlMaps = Collections.unmodifiableMap(new LinkedHashMap<>(urlMaps));
        backendServices = Collections.unmodifiableMap(new LinkedHashMap<>(backendServices));
    }

    /**
     * What receives a share of the traffic.
     *
     * @param scheme its {@code loadBalancingScheme}
     * @param serverless whether it has no endpoints to check
     * @param endpoints how many endpoints it has
     * @param affinity its {@code sessionAffinity}, which gives way to weights and is kept and not carried out
     */
    record BackendService(Resource resource, String scheme, boolean serverless, int endpoints, String affinity) {
        BackendService with(int otherEndpoints) {
            return new BackendService(resource, scheme, serverless, otherEndpoints, affinity);
        }

        BackendService with(String otherAffinity) {
            return new BackendService(resource, scheme, serverless, endpoints, otherAffinity);
        }
    }

    ObjectNode urlMap(Resource resource) throws GcpError {
        ObjectNode found = urlMaps.get(resource.path());
        if (found == null) {
            throw GcpError.notFound(resource.path());
        }
        return found;
    }

    BackendService backendService(Resource resource) throws GcpError {
        BackendService found = backendServices.get(resource.path());
        if (found == null) {
            throw GcpError.notFound(resource.path());
        }
        return found;
    }

    Optional<BackendService> serviceNamed(String name) {
        return backendServices.values().stream()
                .filter(service -> service.resource().name().equals(name))
                .findFirst();
    }

    GcpConfig withUrlMap(Resource resource, ObjectNode urlMap) {
        Map<String, ObjectNode> changed = new LinkedHashMap<>(urlMaps);
        changed.put(resource.path(), urlMap);
        return new GcpConfig(changed, backendServices);
    }

    GcpConfig withBackendService(BackendService service) {
        Map<String, BackendService> changed = new LinkedHashMap<>(backendServices);
        changed.put(service.resource().path(), service);
        return new GcpConfig(urlMaps, changed);
    }

    /** A hash of the contents, as Google documents it: the same contents have the same one, in whatever order. */
    static String fingerprint(ObjectNode urlMap) {
        try {
            byte[] contents = SORTED.writeValueAsBytes(SORTED.treeToValue(urlMap, Object.class));
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(contents);
            return Base64.getEncoder().encodeToString(Arrays.copyOf(digest, 8));
        } catch (JsonProcessingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("JSON can be written, and every Java has SHA-256", e);
        }
    }

    /** All places of a URL map that can hold a split, by how people would name them. */
    static Map<String, JsonNode> places(JsonNode urlMap) {
        Map<String, JsonNode> places = new LinkedHashMap<>();
        places.put("default", urlMap);
        for (JsonNode matcher : urlMap.path("pathMatchers")) {
            String name = matcher.path("name").asText();
            places.put(name, matcher);
            for (JsonNode rule : matcher.path("pathRules")) {
                places.put(name + rule.path("paths").path(0).asText(), rule);
            }
            for (JsonNode rule : matcher.path("routeRules")) {
                places.put(name + "#" + rule.path("priority").asText(), rule);
            }
        }
        return places;
    }

    /** The weights of one such place by the name of the backend service; a plain service has all of it. */
    static Map<String, Integer> weights(JsonNode place) {
        Map<String, Integer> weights = new LinkedHashMap<>();
        for (JsonNode entry : routeAction(place).path("weightedBackendServices")) {
            weights.put(
                    lastOf(entry.path("backendService").asText()),
                    entry.path("weight").asInt());
        }
        service(place).ifPresent(service -> weights.put(lastOf(service), 1));
        return weights;
    }

    static JsonNode routeAction(JsonNode place) {
        return place.has("defaultRouteAction") ? place.path("defaultRouteAction") : place.path("routeAction");
    }

    static Optional<String> service(JsonNode place) {
        return Stream.of("defaultService", "service")
                .filter(place::has)
                .map(field -> place.path(field).asText())
                .findFirst();
    }

    private static String lastOf(String link) {
        return link.substring(link.lastIndexOf('/') + 1);
    }
}
