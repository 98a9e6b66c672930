package io.sluice.provider.azure;

import com.azure.json.JsonProviders;
import com.azure.json.JsonReader;
import com.azure.json.JsonSerializable;
import com.azure.json.ReadValueCallback;
import com.azure.resourcemanager.cdn.fluent.models.AfdOriginGroupInner;
import com.azure.resourcemanager.cdn.fluent.models.AfdOriginInner;
import com.azure.resourcemanager.cdn.models.AfdProvisioningState;
import com.azure.resourcemanager.cdn.models.EnabledState;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * One origin group of a Front Door with its origins, in the SDK's model of the API version that is asked.
 *
 * @param origins by name, however it is spelled
 */
record FrontDoorGroup(AfdOriginGroupInner group, Map<String, AfdOriginInner> origins) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Set<AfdProvisioningState> UNDER_WAY =
            Set.of(AfdProvisioningState.CREATING, AfdProvisioningState.UPDATING, AfdProvisioningState.DELETING);

    FrontDoorGroup {
        Map<String, AfdOriginInner> spelledAnyhow = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        spelledAnyhow.putAll(origins);
        origins = Collections.unmodifiableMap(spelledAnyhow);
    }

    static FrontDoorGroup of(AfdOriginGroupInner group, Iterable<AfdOriginInner> origins) {
        Map<String, AfdOriginInner> byName = new TreeMap<>();
        origins.forEach(origin -> byName.put(origin.name(), origin));
        return new FrontDoorGroup(group, byName);
    }

    /** Front Door knows no weight 0: an origin without traffic is a disabled one. */
    static int weight(AfdOriginInner origin) {
        return isEnabled(origin) && origin.weight() != null ? origin.weight() : 0;
    }

    static boolean isEnabled(AfdOriginInner origin) {
        return !EnabledState.DISABLED.equals(origin.enabledState());
    }

    /** An origin on which an operation goes on, whoever began it. */
    Optional<String> underWay() {
        return origins.entrySet().stream()
                .filter(origin -> origin.getValue().provisioningState() != null
                        && UNDER_WAY.contains(origin.getValue().provisioningState()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    boolean isSticky() {
        return EnabledState.ENABLED.equals(group.sessionAffinityState());
    }

    /** Whether the edge probes origins at all. */
    boolean isProbed() {
        return group.healthProbeSettings() != null
                && group.healthProbeSettings().probeIntervalInSeconds() != null;
    }

    int additionalLatencyMillis() {
        return Optional.ofNullable(group.loadBalancingSettings())
                .flatMap(settings -> Optional.ofNullable(settings.additionalLatencyInMilliseconds()))
                .orElse(0);
    }

    /** Of these origins, and of all others that are enabled. */
    Set<Optional<Integer>> priorities(Collection<String> named) {
        Set<Optional<Integer>> priorities = new HashSet<>();
        origins.forEach((name, origin) -> {
            if (named.contains(NamedBackends.key(name)) || isEnabled(origin)) {
                priorities.add(Optional.ofNullable(origin.priority()));
            }
        });
        return priorities;
    }

    /**
     * Why the weights of the group decide nothing, if they do not: first the fastest origins are picked, of these the foremost,
     * and only among those that are left weights count.
     */
    Optional<String> unfit(Collection<String> named) {
        if (additionalLatencyMillis() <= 0) {
            return Optional.of("has additionalLatencyInMilliseconds 0, so that the fastest origin gets every request"
                    + " whatever the weights; set the latency within which origins count as equally near");
        }
        if (priorities(named).size() > 1) {
            return Optional.of(
                    "has origins of unequal priority, of which the foremost get every request;" + " give all the same");
        }
        for (Map.Entry<String, AfdOriginInner> origin : origins.entrySet()) {
            if ((named.contains(NamedBackends.key(origin.getKey())) || isEnabled(origin.getValue()))
                    && origin.getValue().weight() == null) {
                return Optional.of("does not say the weight of origin %s, and its default is documented in two ways;"
                                .formatted(origin.getKey())
                        + " set one");
            }
        }
        return Optional.empty();
    }

    /** Everything that somebody set, in one spelling. */
    ObjectNode canonical() {
        ObjectNode json = JSON.createObjectNode();
        json.set("group", json(group));
        ObjectNode all = json.putObject("origins");
        origins.forEach((name, origin) -> all.set(name, json(origin)));
        return json;
    }

    /** Everything that somebody set but the split and how long clients stick to it. */
    ObjectNode canonicalButSplit() {
        ObjectNode json = canonical();
        json.withObjectProperty("group").withObjectProperty("properties").remove("sessionAffinityState");
        json.path("origins")
                .forEach(origin -> ((ObjectNode) origin)
                        .withObjectProperty("properties")
                        .remove(List.of("weight", "enabledState")));
        return json;
    }

    /** Reads what {@link #canonical} wrote. */
    static FrontDoorGroup read(JsonNode json) {
        Map<String, AfdOriginInner> origins = new TreeMap<>();
        json.path("origins")
                .properties()
                .forEach(origin -> origins.put(origin.getKey(), model(origin.getValue(), AfdOriginInner::fromJson)));
        if (!json.path("group").isObject() || origins.isEmpty()) {
            throw new IllegalArgumentException("it has no group, or no origins");
        }
        return new FrontDoorGroup(model(json.path("group"), AfdOriginGroupInner::fromJson), origins);
    }

    static JsonNode json(JsonSerializable<?> model) {
        try {
            return JSON.readTree(model.toJsonString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> T model(JsonNode json, ReadValueCallback<JsonReader, T> type) {
        try (JsonReader reader = JsonProviders.createReader(json.toString())) {
            return type.read(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
