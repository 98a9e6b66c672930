package io.sluice.provider.azure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.provider.azure.TrafficManagerProfile.Endpoint;
import io.sluice.traffic.ShellCommand;
import io.sluice.traffic.ShellCommand.Purpose;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The commands that put the endpoints of a Traffic Manager profile back, those that have traffic first. */
record ProfileByHand(ArmId profile, AzCli az) {
    private static final String API_VERSION = "2022-04-01";
    private static final String SHOWN = "properties.{routing: trafficRoutingMethod, endpoints: endpoints[].{name: name,"
            + " status: properties.endpointStatus, weight: properties.weight}}";

    List<ShellCommand> commands(TrafficManagerProfile baseline) {
        List<ShellCommand> commands = new ArrayList<>();
        commands.add(az.look(Purpose.LOOK, "Shows the endpoints as they are now.", profile.text(), API_VERSION, SHOWN));
        baseline.endpoints().values().stream()
                .sorted(Comparator.comparing(endpoint -> endpoint.weight() == 0))
                .forEach(endpoint -> commands.add(az.patch(
                        "%s endpoint %s.".formatted(endpoint.isEnabled() ? "Enables" : "Disables", endpoint.name()),
                        AzCli.path(profile.text() + "/" + type(endpoint) + "/" + endpoint.name()),
                        API_VERSION,
                        body(endpoint))));
        commands.add(az.look(
                Purpose.CHECK,
                "Shows the endpoints again: status and weight are to be those above. Resolvers have them once the TTL of the"
                        + " profile is over.",
                profile.text(),
                API_VERSION,
                SHOWN));
        return commands;
    }

    List<String> remarks() {
        return List.of(
                az.remark(profile, ""),
                "Of each endpoint only status and weight go back. One that came in since stays as it is: the look shows it, and"
                        + " the commands for the others show how it is disabled.",
                "If the profile does not route by weights any more: az network traffic-manager profile update --ids %s"
                                .formatted(profile.text())
                        + " --routing-method Weighted");
    }

    private static String type(Endpoint endpoint) {
        String type = endpoint.json().path("type").asText();
        return type.substring(type.lastIndexOf('/') + 1);
    }

    private static ObjectNode body(Endpoint endpoint) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ObjectNode properties = body.putObject("properties");
        for (String field : List.of("endpointStatus", "weight")) {
            JsonNode value = endpoint.json().path("properties").path(field);
            if (!value.isMissingNode()) {
                properties.set(field, value.deepCopy());
            }
        }
        return body;
    }
}
