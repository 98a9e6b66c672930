package io.sluice.provider.azure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An application gateway as Azure has it: one document, of which everything that is not ours is to be left as it is. */
final class Gateway {
    static final String POOLS = "backendAddressPools";
    static final String RULES = "requestRoutingRules";
    static final String SETTINGS = "backendHttpSettingsCollection";
    static final String POLICIES = "loadDistributionPolicies";

    /** What Azure says of itself and takes from nobody; the SDK's own client does not send it either. */
    private static final List<String> READ_ONLY = List.of("etag", "provisioningState");

    static final List<String> READ_ONLY_OF_ALL =
            List.of("operationalState", "resourceGuid", "defaultPredefinedSslPolicy", "privateEndpointConnections");

    /** Parts of which splits are made, by Sluice and by others at the same time. */
    private static final Set<String> SPLITTING = Set.of(POOLS, RULES, POLICIES);

    private final ArmId id;
    private final ObjectNode json;

    Gateway(ArmId id, ObjectNode json) {
        this.id = id;
        this.json = json;
    }

    Gateway copy() {
        return new Gateway(id, json.deepCopy());
    }

    ArmId id() {
        return id;
    }

    Optional<String> etag() {
        return Optional.of(json.path("etag").asText("")).filter(etag -> !etag.isEmpty());
    }

    /** Whether what it shows is what requests go by: while it is updated it shows what it shall be. */
    boolean isSettled() {
        return state().equals("Succeeded");
    }

    boolean isUpdating() {
        return state().equals("Updating");
    }

    String state() {
        return json.at("/properties/provisioningState").asText("");
    }

    /** A named part, if there is one. */
    Optional<ObjectNode> find(String array, String name) {
        for (JsonNode one : json.at("/properties/" + array)) {
            if (one instanceof ObjectNode part && part.path("name").asText().equalsIgnoreCase(name)) {
                return Optional.of(part);
            }
        }
        return Optional.empty();
    }

    /** A named part that must be there. */
    ObjectNode part(String array, String name) {
        return find(array, name)
                .orElseThrow(() -> new ProviderException(
                        new ProviderError.NotFound("%s has no %s in %s".formatted(id.name(), name, array))));
    }

    /** Puts a part in the place of the one of its name, or at the end. */
    void put(String array, ObjectNode part) {
        ArrayNode all = json.withObjectProperty("properties").withArrayProperty(array);
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i)
                    .path("name")
                    .asText()
                    .equalsIgnoreCase(part.path("name").asText())) {
                all.set(i, part.deepCopy());
                return;
            }
        }
        all.add(part.deepCopy());
    }

    /** The id of a part of this gateway. */
    String idOf(String array, String name) {
        return id.text() + "/" + array + "/" + name;
    }

    /** Where a part is named outside of one rule: what is shared cannot be moved for one. */
    Optional<String> sharedBy(String array, String name, String exceptRule) {
        String wanted = ArmId.key(idOf(array, name));
        for (String users : List.of(RULES, "urlPathMaps", POLICIES)) {
            for (JsonNode user : json.at("/properties/" + users)) {
                String userName = user.path("name").asText();
                boolean own = users.equals(RULES) && userName.equalsIgnoreCase(exceptRule);
                boolean itself = users.equals(array) && userName.equalsIgnoreCase(name);
                if (!own
                        && !itself
                        && user.findValuesAsText("id").stream()
                                .anyMatch(one -> ArmId.key(one).equals(wanted))) {
                    return Optional.of(users + "/" + userName);
                }
            }
        }
        return Optional.empty();
    }

    /** What a write sends: all that was read but what Azure says of itself. */
    ObjectNode body() {
        ObjectNode body = json.deepCopy();
        withoutReadOnly(body);
        body.remove("name");
        if (body.get("properties") instanceof ObjectNode properties) {
            properties.remove(READ_ONLY_OF_ALL);
        }
        return body;
    }

    static ObjectNode withoutReadOnly(JsonNode part) {
        return strip(part) instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
    }

    private static JsonNode strip(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove(READ_ONLY);
            if (object.path("type").asText().startsWith(GatewayAddress.TYPE)) {
                object.remove("type");
            }
        }
        node.forEach(Gateway::strip);
        return node;
    }

    /** What was sent and is not there now, beside the parts of which splits are made; what came in addition does not count. */
    List<String> lostIn(Gateway after) {
        List<String> lost = new ArrayList<>();
        ObjectNode sent = body();
        ObjectNode now = after.body();
        for (ObjectNode one : List.of(sent, now)) {
            if (one.get("properties") instanceof ObjectNode properties) {
                properties.remove(SPLITTING);
            }
        }
        compare("", sent, now, lost);
        for (String array : SPLITTING) {
            Set<String> names =
                    new HashSet<>(after.json.at("/properties/" + array).findValuesAsText("name"));
            json.at("/properties/" + array).forEach(part -> {
                if (!names.contains(part.path("name").asText())) {
                    lost.add("/properties/" + array + "/" + part.path("name").asText());
                }
            });
        }
        return lost;
    }

    private static void compare(String at, JsonNode sent, JsonNode now, List<String> lost) {
        if (sent.isObject()) {
            sent.properties()
                    .forEach(field ->
                            compare(at + "/" + field.getKey(), field.getValue(), now.path(field.getKey()), lost));
        } else if (sent.isArray() && sent.size() == now.size()) {
            for (int i = 0; i < sent.size(); i++) {
                compare(at + "/" + i, sent.get(i), now.get(i), lost);
            }
        } else if (!sent.equals(now) && !(sent.isTextual() && sent.asText().equalsIgnoreCase(now.asText()))) {
            lost.add(at);
        }
    }
}
