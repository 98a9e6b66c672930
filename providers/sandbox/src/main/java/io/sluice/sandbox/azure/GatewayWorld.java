package io.sluice.sandbox.azure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The application gateways as they are at the start.
 *
 * <p>{@code checkout-agw} splits by the members of a pool: {@code checkout-rule} over the pool {@code checkout} and {@code search-rule}
 * over {@code search}; its {@code switch-rule} goes to one pool as a whole. Load distribution policies it refuses, as Azure does
 * by default. {@code policy-agw} has them.
 */
public final class GatewayWorld {
    public static final String TYPE = "Microsoft.Network/applicationGateways";
    public static final String CHECKOUT = AzureWorld.id(TYPE, "checkout-agw");
    public static final String POLICY = AzureWorld.id(TYPE, "policy-agw");

    /** Pools with the servers of one side, and names of the backends behind them. */
    public static final String EU = "agw-eu";

    public static final String US = "agw-us";

    /** How many servers each of them has: the smallest share is one of five. */
    static final int SERVERS = 4;

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private GatewayWorld() {}

    /** Rules by the name of the listener that clients see. */
    static Map<String, RuleRef> listeners() {
        Map<String, RuleRef> listeners = new LinkedHashMap<>();
        listeners.put("gateway", new RuleRef(CHECKOUT, "checkout-rule"));
        listeners.put("gateway-search", new RuleRef(CHECKOUT, "search-rule"));
        listeners.put("gateway-switch", new RuleRef(CHECKOUT, "switch-rule"));
        listeners.put("gateway-policy", new RuleRef(POLICY, "checkout-rule"));
        return listeners;
    }

    /** A rule of a gateway. */
    record RuleRef(String gateway, String rule) {}

    /** The addresses of a side's servers, which lead to its backends. */
    static List<String> addresses(String backends) {
        String net = backends.equals(EU) ? "10.1.0." : "10.2.0.";
        return IntStream.rangeClosed(1, SERVERS).mapToObj(i -> net + i).toList();
    }

    static boolean allowsPolicies(String gatewayKey) {
        return gatewayKey.equalsIgnoreCase(POLICY);
    }

    static Map<String, ObjectNode> start() {
        Map<String, ObjectNode> gateways = new LinkedHashMap<>();
        ObjectNode checkout = gateway(CHECKOUT, List.of("checkout", "search", "switch"));
        pool(checkout, "checkout", addresses(EU));
        pool(checkout, "search", addresses(EU));
        rule(checkout, CHECKOUT, "checkout", "checkout", 10);
        rule(checkout, CHECKOUT, "search", "search", 20);
        rule(checkout, CHECKOUT, "switch", EU, 30);
        gateways.put(CHECKOUT, checkout);
        ObjectNode policy = gateway(POLICY, List.of("checkout", "search"));
        rule(policy, POLICY, "checkout", EU, 10);
        rule(policy, POLICY, "search", EU, 20);
        for (String name : List.of("checkout", "search")) {
            ObjectNode one = array(policy, "loadDistributionPolicies").addObject();
            one.put("name", name + "-policy");
            ObjectNode properties = one.putObject("properties");
            properties.put("loadDistributionAlgorithm", "RoundRobin");
            ObjectNode target = properties.putArray("loadDistributionTargets").addObject();
            target.put("name", EU);
            target.putObject("properties")
                    .put("weightPerServer", 1)
                    .set("backendAddressPool", ref(POLICY, "backendAddressPools", EU));
            element(policy, "requestRoutingRules", name + "-rule")
                    .withObjectProperty("properties")
                    .set("loadDistributionPolicy", ref(POLICY, "loadDistributionPolicies", name + "-policy"));
        }
        gateways.put(POLICY, policy);
        return gateways;
    }

    private static ObjectNode gateway(String id, List<String> names) {
        ObjectNode gateway = JSON.objectNode();
        gateway.put("location", "westeurope");
        gateway.putObject("tags").put("owner", "payments-sre");
        ObjectNode properties = gateway.putObject("properties");
        properties
                .putObject("sku")
                .put("name", "Standard_v2")
                .put("tier", "Standard_v2")
                .put("capacity", 2);
        named(properties, "gatewayIPConfigurations", "agw-ip")
                .set(
                        "subnet",
                        JSON.objectNode()
                                .put(
                                        "id",
                                        AzureWorld.id("Microsoft.Network/virtualNetworks", "vnet") + "/subnets/agw"));
        named(properties, "frontendIPConfigurations", "agw-frontend")
                .set(
                        "publicIPAddress",
                        JSON.objectNode().put("id", AzureWorld.id("Microsoft.Network/publicIPAddresses", "agw")));
        properties.putArray("backendAddressPools");
        pool(gateway, EU, addresses(EU));
        pool(gateway, US, addresses(US));
        properties.putArray("loadDistributionPolicies");
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            named(properties, "frontendPorts", name + "-port").put("port", 80 + i);
            ObjectNode listener = named(properties, "httpListeners", name + "-listener");
            listener.set("frontendIPConfiguration", ref(id, "frontendIPConfigurations", "agw-frontend"));
            listener.set("frontendPort", ref(id, "frontendPorts", name + "-port"));
            listener.put("protocol", "Http");
            ObjectNode settings = named(properties, "backendHttpSettingsCollection", name + "-settings");
            settings.put("port", 80).put("protocol", "Http").put("cookieBasedAffinity", "Disabled");
            settings.put("requestTimeout", 30);
            settings.putObject("connectionDraining").put("enabled", true).put("drainTimeoutInSec", 30);
        }
        properties.putArray("requestRoutingRules");
        // A property that no model of 2025-03-01 knows: a client that sends back only what it knows would erase it.
        properties.put("announcedLater", "kept");
        return gateway;
    }

    private static ObjectNode named(ObjectNode properties, String array, String name) {
        ObjectNode one = properties.withArrayProperty(array).addObject().put("name", name);
        return one.putObject("properties");
    }

    private static void pool(ObjectNode gateway, String name, List<String> addresses) {
        ObjectNode properties = named(gateway.withObjectProperty("properties"), "backendAddressPools", name);
        ArrayNode members = properties.putArray("backendAddresses");
        addresses.forEach(address -> members.addObject().put("ipAddress", address));
    }

    private static void rule(ObjectNode gateway, String id, String name, String pool, int priority) {
        ObjectNode rule = named(gateway.withObjectProperty("properties"), "requestRoutingRules", name + "-rule");
        rule.put("ruleType", "Basic").put("priority", priority);
        rule.set("httpListener", ref(id, "httpListeners", name + "-listener"));
        rule.set("backendAddressPool", ref(id, "backendAddressPools", pool));
        rule.set("backendHttpSettings", ref(id, "backendHttpSettingsCollection", name + "-settings"));
    }

    static ObjectNode ref(String gateway, String array, String name) {
        return JSON.objectNode().put("id", gateway + "/" + array + "/" + name);
    }

    static ArrayNode array(ObjectNode gateway, String array) {
        return gateway.withObjectProperty("properties").withArrayProperty(array);
    }

    /** A named part of a gateway that is known to be there. */
    static ObjectNode element(ObjectNode gateway, String array, String name) {
        for (JsonNode one : array(gateway, array)) {
            if (one instanceof ObjectNode found && found.path("name").asText().equalsIgnoreCase(name)) {
                return found;
            }
        }
        throw new IllegalArgumentException("no " + name + " in " + array);
    }
}
