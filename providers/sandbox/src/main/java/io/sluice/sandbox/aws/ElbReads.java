package io.sluice.sandbox.aws;

import io.sluice.sandbox.world.Config;
import io.sluice.sandbox.world.FixedWorld;
import io.sluice.sandbox.world.Health;
import io.sluice.sandbox.world.HealthJudge;
import io.sluice.sandbox.world.Listener;
import io.sluice.sandbox.world.LoadBalancer;
import io.sluice.sandbox.world.Params;
import io.sluice.sandbox.world.Rule;
import io.sluice.sandbox.world.Target;
import io.sluice.sandbox.world.TargetGroup;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The {@code Describe…} calls, answered from one configuration: the one in force, or an older one on order. */
final class ElbReads {
    private final HealthJudge judge;

    ElbReads(HealthJudge judge) {
        this.judge = judge;
    }

    void answer(Call call, Config config, Instant now, Xml result) throws AwsError {
        Params params = call.params();
        switch (call.action()) {
            case "DescribeLoadBalancers" -> loadBalancers(params, result);
            case "DescribeListeners" -> listeners(params, config, result);
            case "DescribeRules" -> rules(params, config, result);
            case "DescribeTargetGroups" -> targetGroups(params, config, result);
            case "DescribeTargetHealth" -> targetHealth(params, config, now, result);
            case "DescribeTargetGroupAttributes" -> attributes(params, config, result);
            case "DescribeTags" -> tags(params, result);
            default -> throw new AwsError("InvalidAction", "The sandbox does not know the action " + call.action());
        }
    }

    private static void loadBalancers(Params params, Xml result) throws AwsError {
        List<String> arns = params.texts("LoadBalancerArns");
        List<String> names = params.texts("Names");
        for (String arn : arns) {
            loadBalancer(arn);
        }
        List<LoadBalancer> found = FixedWorld.LOAD_BALANCERS.stream()
                .filter(one -> arns.isEmpty() || arns.contains(one.arn()))
                .filter(one -> names.isEmpty() || names.contains(one.name()))
                .toList();
        if (found.size() < names.size()) {
            throw new AwsError("LoadBalancerNotFound", "One or more load balancers not found: " + names);
        }
        result.list("LoadBalancers", found, ElbXml::loadBalancer);
    }

    private static void listeners(Params params, Config config, Xml result) throws AwsError {
        List<String> arns = params.texts("ListenerArns");
        Optional<String> of = params.text("LoadBalancerArn");
        if (arns.isEmpty() == of.isEmpty()) {
            throw AwsError.validation("You must specify either listener ARNs or a load balancer ARN");
        }
        if (of.isPresent()) {
            loadBalancer(of.get());
        }
        Collection<Listener> found = arns.isEmpty() ? config.listeners().values() : new ArrayList<>();
        for (String arn : arns) {
            found.add(listener(config, arn));
        }
        List<Listener> shown = found.stream()
                .filter(one -> of.stream().allMatch(one.loadBalancer().arn()::equals))
                .toList();
        result.list("Listeners", shown, ElbXml::listener);
    }

    private static void rules(Params params, Config config, Xml result) throws AwsError {
        List<String> arns = params.texts("RuleArns");
        Optional<String> of = params.text("ListenerArn");
        if (arns.isEmpty() == of.isEmpty()) {
            throw AwsError.validation("You must specify either rule ARNs or a listener ARN");
        }
        List<RuleRow> rows = new ArrayList<>();
        if (of.isPresent()) {
            Listener listener = listener(config, of.get());
            config.rulesOf(listener.arn()).forEach(rule -> rows.add(new RuleRow.Own(rule)));
            rows.add(new RuleRow.Default(listener));
        }
        for (String arn : arns) {
            rows.add(ruleRow(config, arn));
        }
        result.list("Rules", rows, (member, row) -> {
            switch (row) {
                case RuleRow.Own(Rule rule) -> ElbXml.rule(member, rule);
                case RuleRow.Default(Listener listener) -> ElbXml.defaultRule(member, listener);
            }
        });
    }

    /** A rule as it is listed. */
    private sealed interface RuleRow {
        record Own(Rule rule) implements RuleRow {}

        record Default(Listener listener) implements RuleRow {}
    }

    private static RuleRow ruleRow(Config config, String arn) throws AwsError {
        Optional<Listener> listener = config.listenerOfDefaultRule(arn);
        return listener.isPresent() ? new RuleRow.Default(listener.get()) : new RuleRow.Own(rule(config, arn));
    }

    private static void targetGroups(Params params, Config config, Xml result) throws AwsError {
        List<String> arns = params.texts("TargetGroupArns");
        List<String> names = params.texts("Names");
        Optional<String> of = params.text("LoadBalancerArn");
        if (of.isPresent()) {
            loadBalancer(of.get());
        }
        for (String arn : arns) {
            targetGroup(config, arn);
        }
        for (String name : names) {
            if (config.targetGroupNamed(name).isEmpty()) {
                throw new AwsError("TargetGroupNotFound", "One or more target groups not found: " + name);
            }
        }
        List<TargetGroup> found = config.targetGroups().values().stream()
                .filter(one -> arns.isEmpty() || arns.contains(one.arn()))
                .filter(one -> names.isEmpty() || names.contains(one.name()))
                .filter(one -> of.stream().allMatch(config.loadBalancersUsing(one.arn())::contains))
                .toList();
        result.list(
                "TargetGroups",
                found,
                (member, group) -> ElbXml.targetGroup(member, group, config.loadBalancersUsing(group.arn())));
    }

    private void targetHealth(Params params, Config config, Instant now, Xml result) throws AwsError {
        TargetGroup group = targetGroup(
                config,
                params.text("TargetGroupArn").orElseThrow(() -> AwsError.validation("TargetGroupArn is required")));
        List<Params> asked = params.structs("Targets");
        List<Row> rows = new ArrayList<>();
        if (asked.isEmpty()) {
            group.targets().stream()
                    .filter(target -> !judge.isGone(target, now))
                    .forEach(target -> rows.add(row(target, group, config, now)));
        }
        for (Params one : asked) {
            rows.add(rowAskedFor(one, group, config, now));
        }
        result.list(
                "TargetHealthDescriptions",
                rows,
                (member, row) -> ElbXml.targetHealth(member, row.id(), row.port(), row.health()));
    }

    private record Row(String id, int port, Health health) {}

    private Row row(Target target, TargetGroup group, Config config, Instant now) {
        return new Row(target.id(), target.port(), judge.healthOf(target, group, config, now));
    }

    private Row rowAskedFor(Params asked, TargetGroup group, Config config, Instant now) throws AwsError {
        Target wanted = ElbWrites.target(asked, group, now);
        return group.targets().stream()
                .filter(target -> target.hasAddress(wanted.id(), wanted.port()))
                .findFirst()
                .map(target -> row(target, group, config, now))
                .orElseGet(() -> new Row(wanted.id(), wanted.port(), judge.healthOfUnknown()));
    }

    private static void attributes(Params params, Config config, Xml result) throws AwsError {
        TargetGroup group = targetGroup(
                config,
                params.text("TargetGroupArn").orElseThrow(() -> AwsError.validation("TargetGroupArn is required")));
        ElbXml.attributes(result, group);
    }

    private static void tags(Params params, Xml result) {
        result.list(
                "TagDescriptions",
                params.texts("ResourceArns"),
                (member, arn) -> member.leaf("ResourceArn", arn).list("Tags", List.<String>of(), Xml::text));
    }

    private static LoadBalancer loadBalancer(String arn) throws AwsError {
        return FixedWorld.LOAD_BALANCERS.stream()
                .filter(one -> one.arn().equals(arn))
                .findFirst()
                .orElseThrow(
                        () -> new AwsError("LoadBalancerNotFound", "One or more load balancers not found: " + arn));
    }

    static Listener listener(Config config, String arn) throws AwsError {
        return Optional.ofNullable(config.listeners().get(arn))
                .orElseThrow(() -> new AwsError("ListenerNotFound", "One or more listeners not found: " + arn));
    }

    static Rule rule(Config config, String arn) throws AwsError {
        return Optional.ofNullable(config.rules().get(arn))
                .orElseThrow(() -> new AwsError("RuleNotFound", "One or more rules not found: " + arn));
    }

    static TargetGroup targetGroup(Config config, String arn) throws AwsError {
        return Optional.ofNullable(config.targetGroups().get(arn))
                .orElseThrow(() -> new AwsError("TargetGroupNotFound", "One or more target groups not found: " + arn));
    }
}
