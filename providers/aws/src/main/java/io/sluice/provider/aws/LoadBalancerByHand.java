package io.sluice.provider.aws;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.sluice.provider.PrettyJson;
import io.sluice.traffic.ShellCommand;
import io.sluice.traffic.ShellCommand.Purpose;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;

/** The commands that put a listener or a rule back. */
record LoadBalancerByHand(Place place, AwsCli aws) {
    /** What AWS's command line calls the two kinds of places. */
    private record Words(
            String what, String look, String arns, String change, String arn, String actions, String shown) {
        static Words of(Place place) {
            return switch (place) {
                case Place.OfListener _ ->
                    new Words(
                            "listener",
                            "describe-listeners",
                            "--listener-arns",
                            "modify-listener",
                            "--listener-arn",
                            "--default-actions",
                            "Listeners[0].DefaultActions");
                case Place.OfRule _ ->
                    new Words(
                            "rule",
                            "describe-rules",
                            "--rule-arns",
                            "modify-rule",
                            "--rule-arn",
                            "--actions",
                            "Rules[0].Actions");
            };
        }
    }

    List<ShellCommand> commands(List<Action> actions) {
        Words words = Words.of(place);
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        actions.forEach(action -> json.add(SdkJson.write(action)));
        return List.of(
                ShellCommand.of(
                        Purpose.LOOK,
                        "Shows what the %s does now.".formatted(words.what()),
                        aws.words("elbv2", words.look(), words.arns(), place.arn())),
                ShellCommand.of(
                        Purpose.CHANGE,
                        "Gives the %s the actions that it had, with their weights.".formatted(words.what()),
                        aws.words(
                                "elbv2",
                                words.change(),
                                words.arn(),
                                place.arn(),
                                words.actions(),
                                PrettyJson.of(json))),
                ShellCommand.of(
                        Purpose.CHECK,
                        "Shows the actions again: the weights are to be those above.",
                        aws.words("elbv2", words.look(), words.arns(), place.arn(), "--query", words.shown())));
    }

    List<String> remarks(List<Action> actions) {
        List<String> remarks = new ArrayList<>();
        Arn arn = Arn.of(place.arn());
        remarks.add("Give the commands with credentials of AWS account %s that may describe and modify the %s."
                .formatted(arn.account(), Words.of(place).what()));
        remarks.add(
                "AWS replaces all actions at once: what somebody else changed in them since, and a target group that came"
                        + " in since, go too. The look shows them.");
        if (actions.stream().anyMatch(action -> action.authenticateOidcConfig() != null)) {
            remarks.add(
                    "The client secret of the sign-in is not in the command; AWS keeps the one that it has. If somebody took the"
                            + " sign-in out since, it has none and refuses: give it ClientSecret in the place of"
                            + " UseExistingClientSecret.");
        }
        return remarks;
    }
}
