package io.sluice.provider.azure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import io.sluice.traffic.Side;
import io.sluice.traffic.WeightScale;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** How a rule's split is kept in the document of its gateway; there is one way for each mode. */
abstract sealed class Split permits PoolMembers, PolicyTargets, RuleSwitch {
    /** The fields of a rule that say where it sends requests. */
    static final List<String> AIM =
            List.of("ruleType", "backendAddressPool", "loadDistributionPolicy", "redirectConfiguration", "urlPathMap");

    private static final String BACKEND_SETTINGS = "backendHttpSettings";

    final GatewayAddress address;

    Split(GatewayAddress address) {
        this.address = address;
    }

    static Split of(GatewayAddress address) {
        return switch (address.mode()) {
            case POOL_MEMBERS -> new PoolMembers(address);
            case LOAD_DISTRIBUTION_POLICY -> new PolicyTargets(address);
            case RULE_SWITCH -> new RuleSwitch(address);
        };
    }

    /**
     * Integers in proportion to the traffic: of every side of the plan, 0 where it has none, and of strangers.
     *
     * @throws ProviderException if the rule does not split this way
     */
    abstract Map<Side, Integer> natives(Gateway gateway);

    abstract WeightScale scale(Gateway gateway);

    /** Makes the rule split so; what the plan does not name gets nothing. */
    abstract void set(Gateway gateway, Map<Side, Integer> natives);

    /** The part of the gateway beside the rule in which the split is kept; empty if the rule is all. */
    abstract Optional<ObjectNode> keeper(Gateway gateway);

    /** Takes the split out of its keeper, so that the rest can be compared. */
    abstract void blank(ObjectNode keeper);

    /** Puts the split of one keeper into another. */
    abstract void copy(ObjectNode from, ObjectNode to);

    ObjectNode rule(Gateway gateway) {
        return gateway.part(Gateway.RULES, address.rule());
    }

    static JsonNode property(JsonNode part, String name) {
        return part.path("properties").path(name);
    }

    static ObjectNode properties(ObjectNode part) {
        return part.withObjectProperty("properties");
    }

    /** The name at the end of a reference; empty if there is none. */
    static String nameOf(JsonNode reference) {
        String id = reference.path("id").asText("");
        return id.substring(id.lastIndexOf('/') + 1);
    }

    /** Every part of the gateway that this route is made of. */
    final ObjectNode parts(Gateway gateway) {
        ObjectNode parts = JsonNodeFactory.instance.objectNode();
        ObjectNode rule = rule(gateway);
        parts.set("rule", rule);
        gateway.find(Gateway.SETTINGS, nameOf(property(rule, BACKEND_SETTINGS)))
                .ifPresent(settings -> parts.set("settings", settings));
        keeper(gateway).ifPresent(keeper -> parts.set("keeper", keeper));
        return Gateway.withoutReadOnly(parts.deepCopy());
    }

    /** Whether a cookie binds clients to the server that they came to first. */
    final boolean sticks(Gateway gateway) {
        return gateway.find(Gateway.SETTINGS, nameOf(property(rule(gateway), BACKEND_SETTINGS)))
                .filter(settings ->
                        property(settings, "cookieBasedAffinity").asText().equalsIgnoreCase("Enabled"))
                .isPresent();
    }

    /** The same without the split. */
    final ObjectNode elsewhere(Gateway gateway) {
        ObjectNode parts = parts(gateway);
        properties(parts.withObjectProperty("rule")).remove(AIM);
        if (parts.get("keeper") instanceof ObjectNode keeper) {
            blank(keeper);
        }
        return parts;
    }

    /**
     * Puts back what {@link #parts} gave.
     *
     * @param exact all of it; otherwise only where requests go
     */
    final void restore(Gateway gateway, ObjectNode parts, boolean exact) {
        JsonNode rule = parts.path("rule");
        ObjectNode now = rule(gateway);
        if (exact) {
            gateway.put(Gateway.RULES, (ObjectNode) rule);
            if (parts.get("settings") instanceof ObjectNode settings) {
                gateway.put(Gateway.SETTINGS, settings);
            }
        } else {
            for (String field : AIM) {
                set(properties(now), field, property(rule, field));
            }
            if (!properties(now).has(BACKEND_SETTINGS)) {
                set(properties(now), BACKEND_SETTINGS, property(rule, BACKEND_SETTINGS));
            }
        }
        if (parts.get("keeper") instanceof ObjectNode keeper) {
            Optional<ObjectNode> live =
                    gateway.find(keeperArray(), keeper.path("name").asText());
            if (exact || live.isEmpty()) {
                gateway.put(keeperArray(), keeper);
            } else {
                copy(keeper, live.get());
            }
        }
    }

    /** The array in which {@link #keeper} is. */
    abstract String keeperArray();

    /** Takes sides out that shall have nothing. */
    final void evict(Gateway gateway, Set<Side> evicted) {
        Map<Side, Integer> natives = new TreeMap<>(natives(gateway));
        if (evicted.stream().noneMatch(side -> natives.getOrDefault(side, 0) > 0)) {
            return;
        }
        evicted.forEach(natives::remove);
        if (natives.values().stream().noneMatch(weight -> weight > 0)) {
            throw new ProviderException(new ProviderError.Invalid("without " + evicted + " nothing would have weight"));
        }
        set(gateway, natives);
    }

    private static void set(ObjectNode properties, String field, JsonNode value) {
        if (value.isMissingNode()) {
            properties.remove(field);
        } else {
            properties.set(field, value.deepCopy());
        }
    }

    ProviderException invalid(String why) {
        return new ProviderException(new ProviderError.Invalid(
                "rule %s of %s %s".formatted(address.rule(), address.gateway().name(), why)));
    }

    /** What is moved for one rule must serve that one only. */
    void mustBeOwn(Gateway gateway, String array, String name) {
        gateway.sharedBy(array, name, address.rule()).ifPresent(other -> {
            throw invalid("shares %s/%s with %s, which would move with it".formatted(array, name, other));
        });
    }
}
