package io.sluice.provider.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import io.sluice.traffic.Snapshot;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ForwardActionConfig;

/**
 * What a snapshot of format {@value #FORMAT} holds: {@code {"forward": …, "actions": […]}}, in AWS's own words and without
 * secrets.
 *
 * @param forward the split, which is put back by itself unless all is to be exact
 */
record AwsSnapshot(ForwardActionConfig forward, ActionList actions) {
    private static final String FORMAT = "aws/1";
    private static final JsonMapper JSON = new JsonMapper();

    Snapshot write() {
        ObjectNode content = JSON.createObjectNode();
        content.set("forward", SdkJson.write(forward));
        ArrayNode list = content.putArray("actions");
        actions.actions().forEach(action -> list.add(SdkJson.write(action)));
        return new Snapshot(FORMAT, content.toString());
    }

    static AwsSnapshot read(Snapshot snapshot) {
        if (!snapshot.format().equals(FORMAT)) {
            throw new ProviderException(
                    new ProviderError.Invalid("a snapshot of format " + snapshot.format() + " is not " + FORMAT));
        }
        try {
            JsonNode content = JSON.readTree(snapshot.content());
            List<Action> actions = new ArrayList<>();
            content.path("actions").forEach(action -> actions.add(SdkJson.read(action, Action.class, Action::builder)));
            ForwardActionConfig forward =
                    SdkJson.read(content.path("forward"), ForwardActionConfig.class, ForwardActionConfig::builder);
            return new AwsSnapshot(forward, new ActionList(actions));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new ProviderException(new ProviderError.Invalid("the snapshot cannot be read: " + e.getMessage()), e);
        }
    }
}
