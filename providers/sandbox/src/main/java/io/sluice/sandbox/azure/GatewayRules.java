package io.sluice.sandbox.azure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What Azure refuses in a gateway, as far as its specification and its error messages tell. */
final class GatewayRules {
    private static final List<String> REQUIRED =
            List.of("gatewayIPConfigurations", "frontendIPConfigurations", "frontendPorts", "requestRoutingRules");

    private GatewayRules() {}

    static void check(String gatewayKey, ObjectNode gateway) throws ArmError {
        if (gateway.path("location").asText().isEmpty()) {
            throw ArmError.invalid("LocationRequired", "The location property is required for this definition.");
        }
        for (String array : REQUIRED) {
            if (gateway.at("/properties/" + array).isEmpty()) {
                throw ArmError.invalid(
                        "ApplicationGatewayMissingProperty", "An application gateway must have " + array + ".");
            }
        }
        for (JsonNode pool : gateway.at("/properties/backendAddressPools")) {
            for (JsonNode address : pool.at("/properties/backendAddresses")) {
                if (address.path("ipAddress").asText().isEmpty()
                        && address.path("fqdn").asText().isEmpty()) {
                    throw ArmError.invalid(
                            "InvalidRequestFormat", "A backend address needs an ipAddress or a fqdn: " + address);
                }
            }
        }
        checkPolicies(gatewayKey, gateway);
        for (JsonNode rule : gateway.at("/properties/requestRoutingRules")) {
            checkRule(gatewayKey, gateway, rule);
        }
    }

    private static void checkPolicies(String gatewayKey, ObjectNode gateway) throws ArmError {
        JsonNode policies = gateway.at("/properties/loadDistributionPolicies");
        if (!policies.isEmpty() && !GatewayWorld.allowsPolicies(gatewayKey)) {
            throw ArmError.invalid(
                    "SubscriptionNotRegisteredForFeature",
                    "Subscription %s is not registered for feature Microsoft.Network/LoadDistributionPolicy required to carry out the requested operation."
                            .formatted(AzureWorld.SUBSCRIPTION));
        }
        for (JsonNode policy : policies) {
            JsonNode targets = policy.at("/properties/loadDistributionTargets");
            if (targets.isEmpty()) {
                throw ArmError.invalid("InvalidLoadDistributionPolicy", "A policy needs at least one target.");
            }
            Set<String> pools = new HashSet<>();
            for (JsonNode target : targets) {
                JsonNode weight = target.at("/properties/weightPerServer");
                if (!weight.isInt() || weight.asInt() < 1 || weight.asInt() > 100) {
                    throw ArmError.invalid(
                            "InvalidLoadDistributionPolicy", "weightPerServer must be 1 to 100, not " + weight);
                }
                String pool =
                        exists(gatewayKey, gateway, "backendAddressPools", target.at("/properties/backendAddressPool"));
                if (!pools.add(pool)) {
                    throw ArmError.invalid("InvalidLoadDistributionPolicy", "Two targets have the pool " + pool);
                }
            }
        }
    }

    private static void checkRule(String gatewayKey, ObjectNode gateway, JsonNode rule) throws ArmError {
        JsonNode properties = rule.path("properties");
        int ways = (properties.has("backendAddressPool") ? 1 : 0)
                + (properties.has("redirectConfiguration") ? 1 : 0)
                + (properties.has("urlPathMap") ? 1 : 0);
        if (ways != 1) {
            throw ArmError.invalid(
                    "ApplicationGatewayRequestRoutingRuleInvalid",
                    "Rule %s must have just one of backendAddressPool, redirectConfiguration and urlPathMap."
                            .formatted(rule.path("name").asText()));
        }
        if (properties.has("backendAddressPool")) {
            exists(gatewayKey, gateway, "backendAddressPools", properties.path("backendAddressPool"));
            exists(gatewayKey, gateway, "backendHttpSettingsCollection", properties.path("backendHttpSettings"));
        }
        if (properties.has("loadDistributionPolicy")) {
            exists(gatewayKey, gateway, "loadDistributionPolicies", properties.path("loadDistributionPolicy"));
        }
    }

    /** The reference in lower case, if the gateway has what it names. */
    private static String exists(String gatewayKey, ObjectNode gateway, String array, JsonNode ref) throws ArmError {
        String id = ref.path("id").asText().toLowerCase(Locale.ROOT);
        for (JsonNode one : gateway.at("/properties/" + array)) {
            if (id.equals((gatewayKey + "/" + array + "/" + one.path("name").asText()).toLowerCase(Locale.ROOT))) {
                return id;
            }
        }
        throw ArmError.invalid(
                "InvalidResourceReference",
                "Resource %s referenced by resource %s was not found.".formatted(id, gatewayKey));
    }
}
