package io.sluice.provider.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sluice.provider.tck.Shell;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;
import software.amazon.awssdk.services.route53.model.Change;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/** The program {@code aws}, as far as runbooks use it: it sends what the real one would. */
record AwsProgram(AwsClients direct) implements Shell.Program {
    private static final JsonMapper JSON = new JsonMapper();

    @Override
    public String run(List<String> arguments, Map<String, String> files) {
        Map<String, String> options = new HashMap<>();
        for (int i = 2; i < arguments.size(); i += 2) {
            options.put(arguments.get(i), arguments.get(i + 1));
        }
        try {
            return run(arguments.get(0) + " " + arguments.get(1), options);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + arguments, e);
        }
    }

    private String run(String command, Map<String, String> options) throws JsonProcessingException {
        return switch (command) {
            case "elbv2 describe-listeners" ->
                direct.loadBalancing()
                        .describeListeners(request -> request.listenerArns(option(options, "--listener-arns")))
                        .toString();
            case "elbv2 modify-listener" -> {
                List<Action> actions = actions(option(options, "--default-actions"));
                yield direct.loadBalancing()
                        .modifyListener(request -> request.listenerArn(option(options, "--listener-arn"))
                                .defaultActions(actions))
                        .toString();
            }
            case "route53 list-resource-record-sets" ->
                direct.route53()
                        .listResourceRecordSets(request -> request.hostedZoneId(option(options, "--hosted-zone-id"))
                                .startRecordName(option(options, "--start-record-name"))
                                .startRecordType(option(options, "--start-record-type")))
                        .toString();
            case "route53 change-resource-record-sets" -> {
                List<Change> changes = changes(option(options, "--change-batch"));
                yield direct.route53()
                        .changeResourceRecordSets(request -> request.hostedZoneId(option(options, "--hosted-zone-id"))
                                .changeBatch(batch -> batch.changes(changes)))
                        .toString();
            }
            default -> throw new AssertionError("aws " + command + " is not what a runbook says");
        };
    }

    private static String option(Map<String, String> options, String name) {
        return Optional.ofNullable(options.get(name)).orElseThrow();
    }

    private static List<Action> actions(String json) throws JsonProcessingException {
        List<Action> actions = new ArrayList<>();
        JSON.readTree(json).forEach(action -> actions.add(SdkJson.read(action, Action.class, Action::builder)));
        return actions;
    }

    private static List<Change> changes(String json) throws JsonProcessingException {
        List<Change> changes = new ArrayList<>();
        for (JsonNode change : JSON.readTree(json).path("Changes")) {
            changes.add(Change.builder()
                    .action(change.path("Action").asText())
                    .resourceRecordSet(SdkJson.read(
                            change.path("ResourceRecordSet"), ResourceRecordSet.class, ResourceRecordSet::builder))
                    .build());
        }
        return changes;
    }
}
