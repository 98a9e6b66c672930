package io.sluice.provider.aws;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ActionTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ForwardActionConfig;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroupTuple;

/**
 * What a listener or a rule does with a request: some actions, of which one ends it.
 *
 * <p>A modify replaces the whole list, so all that is not the split is carried along as it was read.
 */
record ActionList(List<Action> actions) {
    private static final Set<ActionTypeEnum> ENDS =
            EnumSet.of(ActionTypeEnum.FORWARD, ActionTypeEnum.REDIRECT, ActionTypeEnum.FIXED_RESPONSE);

    ActionList {
        actions = List.copyOf(actions);
    }

    /** The split, if the list ends in one; a forward to a single target group is one, however it is written. */
    Optional<ForwardActionConfig> split() {
        return actions.stream()
                .filter(action -> action.type() == ActionTypeEnum.FORWARD)
                .findFirst()
                .map(ActionList::split)
                .filter(split -> !split.targetGroups().isEmpty());
    }

    private static ForwardActionConfig split(Action forward) {
        if (forward.forwardConfig() != null && forward.forwardConfig().hasTargetGroups()) {
            return forward.forwardConfig();
        }
        ForwardActionConfig.Builder config =
                forward.forwardConfig() == null ? ForwardActionConfig.builder() : forward.forwardConfig().toBuilder();
        return forward.targetGroupArn() == null
                ? config.build()
                : config.targetGroups(List.of(tuple(forward.targetGroupArn(), 1)))
                        .build();
    }

    /** The weights of a split, in the order in which it lists them. */
    static Map<String, Integer> weights(ForwardActionConfig split) {
        Map<String, Integer> weights = new LinkedHashMap<>();
        split.targetGroups().forEach(group -> weights.put(group.targetGroupArn(), weight(group)));
        return weights;
    }

    private static TargetGroupTuple tuple(String targetGroup, int weight) {
        return TargetGroupTuple.builder()
                .targetGroupArn(targetGroup)
                .weight(weight)
                .build();
    }

    /** A single target group needs no weight. */
    private static int weight(TargetGroupTuple group) {
        return group.weight() == null ? 1 : group.weight();
    }

    /** Other weights in a split, and nothing else. */
    static ForwardActionConfig withWeights(ForwardActionConfig split, Map<String, Integer> weights) {
        List<TargetGroupTuple> groups = weights.entrySet().stream()
                .map(weight -> tuple(weight.getKey(), weight.getValue()))
                .toList();
        return split.toBuilder().targetGroups(groups).build();
    }

    /** This list, ending in a split, whatever it ends in now. */
    ActionList splitting(ForwardActionConfig split) {
        return new ActionList(actions.stream()
                .map(action -> ENDS.contains(action.type()) ? splitting(action, split) : action)
                .toList());
    }

    private static Action splitting(Action end, ForwardActionConfig split) {
        // Both forms at once are legal for a single target group only, so the short one goes.
        return Action.builder()
                .type(ActionTypeEnum.FORWARD)
                .order(end.order())
                .forwardConfig(split)
                .build();
    }

    /** This list as it may be written. */
    List<Action> forWriting() {
        for (Action action : actions) {
            if (action.type() == ActionTypeEnum.UNKNOWN_TO_SDK_VERSION) {
                throw new ProviderException(new ProviderError.Invalid("it has an action of type "
                        + action.typeAsString() + ", which this release does not know and would lose by writing it"));
            }
        }
        return actions.stream().map(ActionList::keepingItsSecret).toList();
    }

    /** Reads do not show the secret, and a write without it has to say that it stays. */
    private static Action keepingItsSecret(Action action) {
        if (action.authenticateOidcConfig() == null) {
            return action;
        }
        return action.toBuilder()
                .authenticateOidcConfig(action.authenticateOidcConfig().toBuilder()
                        .clientSecret(null)
                        .useExistingClientSecret(true)
                        .build())
                .build();
    }

    /** Everything that counts, in one form: no secrets, and no order among target groups. */
    ArrayNode canonical() {
        ArrayNode canonical = canonicalButSplit();
        split().ifPresent(split -> {
            ForwardActionConfig sorted = split.toBuilder()
                    .targetGroups(split.targetGroups().stream()
                            .map(group ->
                                    group.toBuilder().weight(weight(group)).build())
                            .sorted(Comparator.comparing(TargetGroupTuple::targetGroupArn))
                            .toList())
                    .build();
            canonical.add(withoutIdleStickiness(SdkJson.write(sorted)));
        });
        return canonical;
    }

    /** The same without weights, target groups and stickiness: what a plan never touches. */
    ArrayNode canonicalButSplit() {
        ArrayNode canonical = JsonNodeFactory.instance.arrayNode();
        actions.stream()
                .sorted(Comparator.comparingInt(action -> action.order() == null ? 1 : action.order()))
                .forEach(action -> canonical.add(canonical(action)));
        return canonical;
    }

    /** Whether a number is shown where there is one action only differs from read to read. */
    private ObjectNode canonical(Action action) {
        ObjectNode json = SdkJson.write(action);
        json.remove(List.of("TargetGroupArn", "ForwardConfig"));
        if (actions.size() == 1) {
            json.remove("Order");
        }
        if (json.get("AuthenticateOidcConfig") instanceof ObjectNode oidc) {
            oidc.remove("UseExistingClientSecret");
        }
        return json;
    }

    /** Stickiness that is off is shown as off, or not at all. */
    private static ObjectNode withoutIdleStickiness(ObjectNode split) {
        if (!split.path("TargetGroupStickinessConfig").path("Enabled").asBoolean()) {
            split.remove("TargetGroupStickinessConfig");
        }
        return split;
    }
}
