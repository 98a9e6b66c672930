package io.sluice.sandbox.aws;

import io.sluice.sandbox.world.Action;
import io.sluice.sandbox.world.Actions;
import io.sluice.sandbox.world.Config;
import io.sluice.sandbox.world.Listener;
import io.sluice.sandbox.world.LoadBalancer;
import io.sluice.sandbox.world.Params;
import io.sluice.sandbox.world.Stickiness;
import io.sluice.sandbox.world.TargetGroup;
import io.sluice.sandbox.world.WeightedGroup;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Refuses actions that AWS documents as wrong. Codes that its documents leave open are marked in the README. */
final class ActionRules {
    private static final int MAX_GROUPS = 5;
    private static final int MAX_WEIGHT = 999;
    private static final int MAX_STICKY_SECONDS = 604_800;
    private static final Set<String> TERMINAL = Set.of("redirect", "fixed-response");
    private static final Set<String> HTTP = Set.of("HTTP", "HTTPS");
    private static final Set<String> TCP = Set.of("TCP", "TCP_UDP");

    private final Config config;
    private final Listener listener;

    ActionRules(Config config, Listener listener) {
        this.config = config;
        this.listener = listener;
    }

    void check(Actions actions) throws AwsError {
        checkShape(actions.list());
        for (Action action : actions.list()) {
            switch (action) {
                case Action.Forward forward -> checkForward(forward);
                case Action.Other other -> checkOther(other);
            }
        }
    }

    /** Exactly one terminal action, and it is the last. */
    private static void checkShape(List<Action> actions) throws AwsError {
        long terminal = actions.stream().filter(ActionRules::isTerminal).count();
        if (terminal != 1) {
            throw AwsError.invalidAction("There must be exactly one forward, redirect or fixed-response action");
        }
        if (actions.size() > 1
                && actions.stream().anyMatch(action -> action.order().isEmpty())) {
            throw AwsError.validation("With more than one action each needs an order");
        }
        Set<Integer> orders = new HashSet<>();
        for (Action action : actions) {
            if (action.order().isPresent() && !orders.add(action.order().getAsInt())) {
                throw AwsError.invalidAction("Two actions have the same order");
            }
        }
        int last = actions.stream()
                .mapToInt(action -> action.order().orElse(1))
                .max()
                .orElse(1);
        boolean terminalIsLast = actions.stream()
                .filter(ActionRules::isTerminal)
                .allMatch(action -> action.order().orElse(1) == last);
        if (!terminalIsLast) {
            throw AwsError.invalidAction("The forward, redirect or fixed-response action must be the last");
        }
    }

    private static boolean isTerminal(Action action) {
        return switch (action) {
            case Action.Forward _ -> true;
            case Action.Other other -> TERMINAL.contains(other.type());
        };
    }

    private void checkForward(Action.Forward forward) throws AwsError {
        List<WeightedGroup> groups = forward.groups();
        if (groups.size() > MAX_GROUPS) {
            throw new AwsError("TooManyTargetGroups", "At most " + MAX_GROUPS + " target groups per action");
        }
        Set<String> seen = new HashSet<>();
        for (WeightedGroup group : groups) {
            if (group.weight() < 0 || group.weight() > MAX_WEIGHT) {
                throw AwsError.validation("Weight must be between 0 and " + MAX_WEIGHT + ", not " + group.weight());
            }
            if (!seen.add(group.targetGroupArn())) {
                throw AwsError.invalidAction("The target group is named twice: " + group.targetGroupArn());
            }
        }
        if (groups.stream().allMatch(group -> group.weight() == 0)) {
            throw AwsError.invalidAction("At least one target group must have a weight above 0");
        }
        for (WeightedGroup group : groups) {
            checkGroup(group.targetGroupArn());
        }
        checkStickiness(forward.stickiness());
    }

    private void checkGroup(String arn) throws AwsError {
        TargetGroup group = config.targetGroups().get(arn);
        if (group == null) {
            throw new AwsError("TargetGroupNotFound", "Target group '" + arn + "' not found");
        }
        Set<String> compatible = HTTP.contains(listener.protocol()) ? HTTP : TCP;
        if (!compatible.contains(group.protocol())) {
            throw new AwsError(
                    "IncompatibleProtocols",
                    "A listener of protocol " + listener.protocol() + " cannot forward to the " + group.protocol()
                            + " target group " + group.name());
        }
        String own = listener.loadBalancer().arn();
        if (config.loadBalancersUsing(arn).stream().anyMatch(other -> !other.equals(own))) {
            throw new AwsError(
                    "TargetGroupAssociationLimit",
                    "The target group " + group.name() + " is in use by another load balancer");
        }
    }

    private void checkStickiness(Stickiness stickiness) throws AwsError {
        boolean application = listener.loadBalancer().kind() == LoadBalancer.Kind.APPLICATION;
        if (stickiness.enabled() && application && stickiness.durationSeconds().isEmpty()) {
            throw AwsError.validation("DurationSeconds is required when stickiness is enabled");
        }
        if (stickiness.durationSeconds().isPresent()) {
            int seconds = stickiness.durationSeconds().getAsInt();
            if (seconds < 1 || seconds > MAX_STICKY_SECONDS) {
                throw AwsError.validation("DurationSeconds must be between 1 and " + MAX_STICKY_SECONDS);
            }
        }
    }

    private void checkOther(Action.Other action) throws AwsError {
        switch (action.type()) {
            case "authenticate-oidc" -> {
                requireHttps(action.type());
                require(
                        action.details().struct("AuthenticateOidcConfig"),
                        "Issuer",
                        "AuthorizationEndpoint",
                        "TokenEndpoint",
                        "UserInfoEndpoint",
                        "ClientId");
            }
            case "authenticate-cognito" -> {
                requireHttps(action.type());
                require(
                        action.details().struct("AuthenticateCognitoConfig"),
                        "UserPoolArn",
                        "UserPoolClientId",
                        "UserPoolDomain");
            }
            case "jwt-validation" -> {
                requireHttps(action.type());
                require(action.details().struct("JwtValidationConfig"), "JwksEndpoint", "Issuer");
            }
            case "redirect" -> requireStatus(action.details().struct("RedirectConfig"), "HTTP_30[12]");
            case "fixed-response" -> requireStatus(action.details().struct("FixedResponseConfig"), "[245]\\d\\d");
            default -> throw AwsError.validation("'" + action.type() + "' is not an action type");
        }
    }

    private void requireHttps(String type) throws AwsError {
        if (!listener.protocol().equals("HTTPS")) {
            throw AwsError.invalidAction("Actions of type '" + type + "' are supported on HTTPS listeners only");
        }
    }

    private static void requireStatus(Params config, String pattern) throws AwsError {
        if (!config.text("StatusCode").orElse("").matches(pattern)) {
            throw AwsError.validation("StatusCode must match " + pattern);
        }
    }

    private static void require(Params config, String... names) throws AwsError {
        for (String name : names) {
            if (config.text(name).isEmpty()) {
                throw AwsError.validation(name + " is required");
            }
        }
    }
}
