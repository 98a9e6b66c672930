package io.sluice.sandbox.aws;

import io.sluice.sandbox.world.Actions;
import io.sluice.sandbox.world.Config;
import io.sluice.sandbox.world.Listener;
import io.sluice.sandbox.world.Params;
import io.sluice.sandbox.world.Rule;
import io.sluice.sandbox.world.Target;
import io.sluice.sandbox.world.TargetGroup;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The calls that change something: a field not given stays, a list given replaces the whole list. */
final class ElbWrites {
    private static final Set<String> LISTENER_FIELDS = Set.of("ListenerArn", "Port", "Protocol", "DefaultActions");

    private final Map<String, List<Integer>> backendPorts;

    /**
     * @param backendPorts for each target group's ARN the ports at which it has backends to register
     */
    ElbWrites(Map<String, List<Integer>> backendPorts) {
        this.backendPorts = backendPorts;
    }

    Config changed(Call call, Config config, Instant now) throws AwsError {
        Params params = call.params();
        return switch (call.action()) {
            case "ModifyListener" -> modifyListener(params, config);
            case "ModifyRule" -> modifyRule(params, config);
            case "RegisterTargets" -> registerTargets(params, config, now);
            case "ModifyTargetGroupAttributes" -> modifyAttributes(params, config);
            case "DeregisterTargets" -> deregisterTargets(params, config, now);
            default -> throw new AwsError("InvalidAction", "The sandbox does not know the action " + call.action());
        };
    }

    /** Shows what the call changed, as its answer does. */
    static void answer(Call call, Config config, Xml result) throws AwsError {
        switch (call.action()) {
            case "ModifyListener" ->
                result.list(
                        "Listeners",
                        List.of(ElbReads.listener(config, required(call.params(), "ListenerArn"))),
                        ElbXml::listener);
            case "ModifyRule" ->
                result.list("Rules", List.of(ElbReads.rule(config, required(call.params(), "RuleArn"))), ElbXml::rule);
            case "ModifyTargetGroupAttributes" ->
                ElbXml.attributes(result, ElbReads.targetGroup(config, required(call.params(), "TargetGroupArn")));
            default -> result.text("");
        }
    }

    private static Config modifyListener(Params params, Config config) throws AwsError {
        Listener listener = ElbReads.listener(config, required(params, "ListenerArn"));
        for (String field : params.fields().keySet()) {
            String name = field.split("\\.", 2)[0];
            if (!LISTENER_FIELDS.contains(name)) {
                throw new AwsError("InvalidConfigurationRequest", "The sandbox cannot change " + name);
            }
        }
        if (params.text("Protocol").stream().anyMatch(protocol -> !protocol.equals(listener.protocol()))) {
            throw new AwsError("UnsupportedProtocol", "The sandbox keeps its listeners' protocols");
        }
        Listener changed = listener;
        Optional<String> port = params.text("Port");
        if (port.isPresent()) {
            changed = changed.withPort(port(port.get()));
        }
        List<Params> actions = params.structs("DefaultActions");
        if (!actions.isEmpty()) {
            changed = changed.withActions(checked(actions, listener.actions(), config, listener));
        }
        return config.withListener(changed);
    }

    private static Config modifyRule(Params params, Config config) throws AwsError {
        String arn = required(params, "RuleArn");
        if (config.listenerOfDefaultRule(arn).isPresent()) {
            throw new AwsError("OperationNotPermitted", "Default rule '" + arn + "' cannot be modified");
        }
        if (params.has("Transforms") || params.text("ResetTransforms").isPresent()) {
            throw new AwsError("InvalidConfigurationRequest", "The sandbox has no transforms");
        }
        Rule rule = ElbReads.rule(config, arn);
        Listener listener = ElbReads.listener(config, rule.listenerArn());
        List<Params> actions = params.structs("Actions");
        List<Params> conditions = params.structs("Conditions");
        Rule changed = conditions.isEmpty() ? rule : rule.withConditions(conditions);
        if (!actions.isEmpty()) {
            changed = changed.withActions(checked(actions, rule.actions(), config, listener));
        }
        return config.withRule(changed);
    }

    private static Actions checked(List<Params> given, Actions before, Config config, Listener listener)
            throws AwsError {
        Actions actions = ActionsIn.read(given);
        new ActionRules(config, listener).check(actions);
        return Secrets.stripped(actions, before);
    }

    /** Only attributes that the group has, and of those only values that they may have. */
    private static Config modifyAttributes(Params params, Config config) throws AwsError {
        TargetGroup group = ElbReads.targetGroup(config, required(params, "TargetGroupArn"));
        Map<String, String> changed = new LinkedHashMap<>();
        for (Params one : params.structs("Attributes")) {
            String key = required(one, "Key");
            String value = required(one, "Value");
            String form = switch (key) {
                case "stickiness.enabled" -> "true|false";
                case "stickiness.type" -> group.protocol().equals("TCP") ? "source_ip" : "lb_cookie|app_cookie";
                // 0, or 30 to 900.
                case "slow_start.duration_seconds" -> "0|[3-9]\\d|[1-8]\\d\\d|900";
                default -> ".*";
            };
            if (!group.attributes().containsKey(key) || !value.matches(form)) {
                throw AwsError.validation(
                        "'%s' is no target group attribute, or '%s' no value of it".formatted(key, value));
            }
            changed.put(key, value);
        }
        return config.withTargetGroup(group.withAttributes(changed));
    }

    private Config registerTargets(Params params, Config config, Instant now) throws AwsError {
        TargetGroup group = ElbReads.targetGroup(config, required(params, "TargetGroupArn"));
        List<Target> targets = new ArrayList<>(group.targets());
        for (Params one : targets(params)) {
            Target wanted = target(one, group, now);
            if (!wanted.id().equals("127.0.0.1")
                    || !backendPorts.getOrDefault(group.arn(), List.of()).contains(wanted.port())) {
                throw new AwsError(
                        "InvalidTarget", "There is no backend of this group at " + wanted.id() + ":" + wanted.port());
            }
            boolean already = targets.stream()
                    .anyMatch(target -> target.hasAddress(wanted.id(), wanted.port()) && target.isRegistered());
            if (!already) {
                targets.removeIf(target -> target.hasAddress(wanted.id(), wanted.port()));
                targets.add(wanted);
            }
        }
        return config.withTargetGroup(group.withTargets(targets));
    }

    private static Config deregisterTargets(Params params, Config config, Instant now) throws AwsError {
        TargetGroup group = ElbReads.targetGroup(config, required(params, "TargetGroupArn"));
        List<Target> targets = new ArrayList<>(group.targets());
        for (Params one : targets(params)) {
            Target wanted = target(one, group, now);
            boolean known = targets.stream().anyMatch(target -> target.hasAddress(wanted.id(), wanted.port()));
            if (!known) {
                throw new AwsError("InvalidTarget", "Not registered: " + wanted.id() + ":" + wanted.port());
            }
            targets.replaceAll(
                    target -> target.hasAddress(wanted.id(), wanted.port()) ? target.deregistered(now) : target);
        }
        return config.withTargetGroup(group.withTargets(targets));
    }

    private static List<Params> targets(Params params) throws AwsError {
        List<Params> targets = params.structs("Targets");
        if (targets.isEmpty()) {
            throw AwsError.validation("Targets is required");
        }
        return targets;
    }

    static Target target(Params params, TargetGroup group, Instant now) throws AwsError {
        Optional<String> port = params.text("Port");
        return Target.registered(required(params, "Id"), port.isPresent() ? port(port.get()) : group.port(), now);
    }

    private static int port(String text) throws AwsError {
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > 65_535) {
            throw AwsError.validation("Port must be between 1 and 65535, not " + text);
        }
        return Integer.parseInt(text);
    }

    private static String required(Params params, String name) throws AwsError {
        return params.text(name).orElseThrow(() -> AwsError.validation(name + " is required"));
    }
}
