package io.sluice.provider.azure;

import com.azure.resourcemanager.cdn.fluent.models.AfdOriginInner;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.traffic.ShellCommand;
import io.sluice.traffic.ShellCommand.Purpose;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The commands that put the origins of a Front Door origin group back, those that have traffic first. */
record OriginGroupByHand(ArmId group, AzCli az) {
    private static final String SHOWN = "value[].{name: name, state: properties.provisioningState, enabled:"
            + " properties.enabledState, weight: properties.weight, priority: properties.priority}";

    List<ShellCommand> commands(FrontDoorGroup baseline) {
        List<ShellCommand> commands = new ArrayList<>();
        commands.add(az.look(
                Purpose.LOOK,
                "Shows the origins as they are now.",
                AzCli.path(group.text()) + "/origins",
                FrontDoorOrigins.API_VERSION,
                SHOWN));
        baseline.origins().entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<String, AfdOriginInner> origin) ->
                                FrontDoorGroup.weight(origin.getValue()) == 0)
                        .thenComparing(Map.Entry.comparingByKey()))
                .forEach(origin -> commands.add(az.patch(
                        "%s origin %s."
                                .formatted(
                                        FrontDoorGroup.isEnabled(origin.getValue()) ? "Enables" : "Disables",
                                        origin.getKey()),
                        AzCli.path(group.text() + "/origins/" + origin.getKey()),
                        FrontDoorOrigins.API_VERSION,
                        only(FrontDoorGroup.json(origin.getValue()), "enabledState", "weight", "priority"))));
        commands.add(az.patch(
                "Gives the group the settings that let weights count, and clients stick or not, as they did.",
                AzCli.path(group.text()),
                FrontDoorOrigins.API_VERSION,
                only(FrontDoorGroup.json(baseline.group()), "loadBalancingSettings", "sessionAffinityState")));
        commands.add(az.look(
                Purpose.CHECK,
                "Shows the origins again: state is to be Succeeded, and the rest as above. The edge has it within 20 minutes.",
                AzCli.path(group.text()) + "/origins",
                FrontDoorOrigins.API_VERSION,
                SHOWN));
        return commands;
    }

    List<String> remarks() {
        return List.of(
                az.remark(group, ""),
                "Each change runs on after it was accepted: give the next command when the look shows state Succeeded again.",
                "Of each origin only whether it is enabled, its weight and its priority go back. One that came in since stays as"
                        + " it is: the look shows it, and the commands for the others show how it is disabled.");
    }

    private static ObjectNode only(JsonNode json, String... fields) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ObjectNode properties = body.putObject("properties");
        for (String field : fields) {
            JsonNode value = json.path("properties").path(field);
            if (!value.isMissingNode() && !value.isNull()) {
                properties.set(field, value.deepCopy());
            }
        }
        return body;
    }
}
