package io.sluice.provider.azure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.provider.PrettyJson;
import io.sluice.traffic.ShellCommand;
import io.sluice.traffic.ShellCommand.Purpose;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The commands that put a rule of an application gateway back: the gateway is read, edited and written whole, as always. */
record GatewayByHand(ArmId gateway, AzCli az) {
    private static final String BACKEND_SETTINGS = "backendHttpSettings";

    List<ShellCommand> commands(Split split, ObjectNode parts) {
        String before = gateway.name() + ".before.json";
        String after = gateway.name() + ".after.json";
        List<ShellCommand> commands = new ArrayList<>(List.of(
                az.look(
                                Purpose.LOOK,
                                "Reads the gateway as it is now into a file. If its provisioningState is Updating, wait until it"
                                        + " is not: a second update cancels the first.",
                                gateway.text(),
                                Gateways.API_VERSION,
                                "")
                        .into(before),
                ShellCommand.of(
                                Purpose.PREPARE,
                                "Lets rule %s send its requests where it did, in another file, and leaves all else as it is."
                                        .formatted(split.address.rule()),
                                jq(split, parts, before))
                        .into(after),
                az.put("Writes the gateway, which takes minutes.", gateway.text(), Gateways.API_VERSION, after)));
        if (az.emulator().isEmpty()) {
            commands.add(ShellCommand.of(
                    Purpose.CHECK,
                    "Waits until the update is done.",
                    List.of("az", "network", "application-gateway", "wait", "--ids", gateway.text(), "--updated")));
        }
        commands.add(az.look(
                Purpose.CHECK,
                "Shows the gateway again: state is to be Succeeded, and the rule is to send its requests where it did.",
                gateway.text(),
                Gateways.API_VERSION,
                "properties.{state: provisioningState, rules: requestRoutingRules, %1$s: %1$s}"
                        .formatted(split.keeperArray())));
        return commands;
    }

    List<String> remarks() {
        return List.of(
                az.remark(gateway, "; they need jq, as Cloud Shell has it"),
                "The whole gateway is written: what somebody changes in it between the first command and the third is lost. Other"
                        + " rules stay as they are now; of this one only where it sends its requests goes back.");
    }

    private static List<String> jq(Split split, ObjectNode parts, String file) {
        JsonNode rule = parts.path("rule");
        List<String> words = new ArrayList<>(List.of("jq", "--argjson", "aim"));
        words.add(PrettyJson.of(aim(rule)));
        List<String> edits = new ArrayList<>();
        edits.add("(.properties.requestRoutingRules[] | select(.name | %s)).properties |= (%s + $aim)"
                .formatted(is(split.address.rule()), withoutAim(Split.property(rule, BACKEND_SETTINGS))));
        if (parts.get("keeper") instanceof ObjectNode keeper) {
            words.addAll(List.of("--argjson", "keeper", PrettyJson.of(keeper)));
            String named = is(keeper.path("name").asText());
            edits.add("""
                    .properties.%1$s |= ((. // []) | if any(.[]; .name | %2$s)
                        then map(if (.name | %2$s) then $keeper else . end)
                        else . + [$keeper] end)""".formatted(split.keeperArray(), named));
        }
        edits.add(WITHOUT_READ_ONLY);
        words.addAll(List.of(String.join("\n| ", edits), file));
        return words;
    }

    /** What Azure says of itself and takes from nobody, as {@link Gateway#body} leaves it out. */
    private static final String WITHOUT_READ_ONLY = """
            walk(if type == "object"
                then del(.etag, .provisioningState)
                  | if (.type | type) == "string" and (.type | startswith("%s")) then del(.type) else . end
                else . end)
            | del(.name, %s)""".formatted(
                    GatewayAddress.TYPE,
                    String.join(
                            ", ",
                            Gateway.READ_ONLY_OF_ALL.stream()
                                    .map(field -> ".properties." + field)
                                    .toList()));

    private static ObjectNode aim(JsonNode rule) {
        ObjectNode aim = JsonNodeFactory.instance.objectNode();
        for (String field : Split.AIM) {
            JsonNode value = Split.property(rule, field);
            if (!value.isMissingNode()) {
                aim.set(field, value.deepCopy());
            }
        }
        return aim;
    }

    /** A rule that redirects has no settings for backends, and needs them again. */
    private static String withoutAim(JsonNode settings) {
        String without = "del(%s)"
                .formatted(String.join(
                        ", ", Split.AIM.stream().map(field -> "." + field).toList()));
        return settings.isMissingNode() ? without : "{\"%s\": %s} + %s".formatted(BACKEND_SETTINGS, settings, without);
    }

    /** Azure makes no difference between upper and lower case. */
    private static String is(String name) {
        return "ascii_downcase == " + JsonNodeFactory.instance.textNode(name.toLowerCase(Locale.ROOT));
    }
}
