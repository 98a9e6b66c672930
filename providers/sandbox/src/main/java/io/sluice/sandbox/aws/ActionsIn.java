package io.sluice.sandbox.aws;

import io.sluice.sandbox.world.Action;
import io.sluice.sandbox.world.Actions;
import io.sluice.sandbox.world.Params;
import io.sluice.sandbox.world.Stickiness;
import io.sluice.sandbox.world.WeightedGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Reads the actions of a call, and refuses what they cannot mean. */
final class ActionsIn {
    private static final Set<String> OTHERS =
            Set.of("authenticate-oidc", "authenticate-cognito", "jwt-validation", "redirect", "fixed-response");

    private ActionsIn() {}

    static Actions read(List<Params> members) throws AwsError {
        List<Action> actions = new ArrayList<>();
        for (Params member : members) {
            actions.add(read(member));
        }
        return new Actions(actions);
    }

    private static Action read(Params member) throws AwsError {
        String type = member.text("Type").orElseThrow(() -> AwsError.validation("Each action needs a type"));
        OptionalInt order = integer(member, "Order");
        if (order.isPresent() && (order.getAsInt() < 1 || order.getAsInt() > 50_000)) {
            throw AwsError.validation("Order must be between 1 and 50000");
        }
        if (type.equals("forward")) {
            return forward(member, order);
        }
        if (!OTHERS.contains(type)) {
            throw AwsError.validation("'" + type + "' is not an action type");
        }
        return new Action.Other(type, order, member.without("Type", "Order"));
    }

    private static Action forward(Params member, OptionalInt order) throws AwsError {
        Params config = member.struct("ForwardConfig");
        Optional<String> single = member.text("TargetGroupArn");
        List<WeightedGroup> groups = groups(config.structs("TargetGroups"));
        if (groups.isEmpty()) {
            groups = List.of(new WeightedGroup(
                    single.orElseThrow(() -> AwsError.validation("A forward action needs a target group")), 1));
        } else if (single.isPresent()
                && (groups.size() > 1 || !groups.getFirst().targetGroupArn().equals(single.get()))) {
            throw AwsError.invalidAction(
                    "TargetGroupArn and ForwardConfig together must name the same, single target group");
        }
        return new Action.Forward(order, groups, stickiness(config.struct("TargetGroupStickinessConfig")));
    }

    private static List<WeightedGroup> groups(List<Params> tuples) throws AwsError {
        List<WeightedGroup> groups = new ArrayList<>();
        for (Params tuple : tuples) {
            String arn = tuple.text("TargetGroupArn")
                    .orElseThrow(() -> AwsError.validation("Each target group of a forward action needs an ARN"));
            OptionalInt weight = integer(tuple, "Weight");
            if (weight.isEmpty() && tuples.size() > 1) {
                throw AwsError.validation("With more than one target group each needs a weight: " + arn);
            }
            groups.add(new WeightedGroup(arn, weight.orElse(1)));
        }
        return groups;
    }

    private static Stickiness stickiness(Params config) throws AwsError {
        boolean enabled = config.text("Enabled").orElse("false").equals("true");
        OptionalInt seconds = integer(config, "DurationSeconds");
        return new Stickiness(enabled, seconds);
    }

    private static OptionalInt integer(Params params, String name) throws AwsError {
        Optional<String> text = params.text(name);
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        try {
            return OptionalInt.of(Integer.parseInt(text.get()));
        } catch (NumberFormatException e) {
            throw AwsError.validation(name + " must be an integer, not '" + text.get() + "'");
        }
    }
}
