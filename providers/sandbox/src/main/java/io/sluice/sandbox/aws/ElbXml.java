package io.sluice.sandbox.aws;

import io.sluice.sandbox.world.Action;
import io.sluice.sandbox.world.Actions;
import io.sluice.sandbox.world.Health;
import io.sluice.sandbox.world.Listener;
import io.sluice.sandbox.world.LoadBalancer;
import io.sluice.sandbox.world.Params;
import io.sluice.sandbox.world.Rule;
import io.sluice.sandbox.world.TargetGroup;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** Elastic Load Balancing's nouns, in its XML. */
final class ElbXml {
    private ElbXml() {}

    static void loadBalancer(Xml xml, LoadBalancer loadBalancer) {
        xml.leaf("LoadBalancerArn", loadBalancer.arn())
                .leaf("DNSName", loadBalancer.name() + ".eu-west-1.elb.amazonaws.com")
                .leaf("CanonicalHostedZoneId", "Z32O12XQLNTSW2")
                .leaf("CreatedTime", "2026-01-01T00:00:00Z")
                .leaf("LoadBalancerName", loadBalancer.name())
                .leaf("Scheme", "internet-facing")
                .leaf("VpcId", "vpc-0a1b2c3d4e5f60718")
                .element("State", state -> state.leaf("Code", "active"))
                .leaf("Type", loadBalancer.kind().type())
                .leaf("IpAddressType", "ipv4");
    }

    static void listener(Xml xml, Listener listener) {
        xml.leaf("ListenerArn", listener.arn())
                .leaf("LoadBalancerArn", listener.loadBalancer().arn())
                .leaf("Port", listener.port())
                .leaf("Protocol", listener.protocol());
        if (listener.protocol().equals("HTTPS")) {
            xml.list(
                    "Certificates",
                    List.of("arn:aws:acm:eu-west-1:123456789012:certificate/0f1e2d3c-4b5a-4697-8879-6a5b4c3d2e1f"),
                    (member, arn) -> member.leaf("CertificateArn", arn));
            xml.leaf("SslPolicy", "ELBSecurityPolicy-TLS13-1-2-2021-06");
        }
        actions(xml, "DefaultActions", listener.actions());
    }

    static void rule(Xml xml, Rule rule) {
        xml.leaf("RuleArn", rule.arn())
                .leaf("Priority", rule.priority())
                .list("Conditions", rule.conditions(), Xml::structure);
        actions(xml, "Actions", rule.actions());
        xml.leaf("IsDefault", false);
    }

    /** The default rule is the listener's default actions under another name. */
    static void defaultRule(Xml xml, Listener listener) {
        xml.leaf("RuleArn", listener.defaultRuleArn())
                .leaf("Priority", "default")
                .list("Conditions", List.<Params>of(), Xml::structure);
        actions(xml, "Actions", listener.actions());
        xml.leaf("IsDefault", true);
    }

    static void targetGroup(Xml xml, TargetGroup group, Set<String> loadBalancerArns) {
        xml.leaf("TargetGroupArn", group.arn())
                .leaf("TargetGroupName", group.name())
                .leaf("Protocol", group.protocol())
                .leaf("Port", group.port())
                .leaf("VpcId", "vpc-0a1b2c3d4e5f60718")
                .leaf("HealthCheckProtocol", group.protocol())
                .leaf("HealthCheckPort", "traffic-port")
                .leaf("HealthCheckEnabled", true)
                .leaf("HealthCheckIntervalSeconds", 5)
                .leaf("HealthCheckTimeoutSeconds", 2)
                .leaf("HealthyThresholdCount", 2)
                .leaf("UnhealthyThresholdCount", 2);
        if (group.protocol().equals("HTTP")) {
            xml.leaf("HealthCheckPath", "/")
                    .element("Matcher", matcher -> matcher.leaf("HttpCode", "200"))
                    .leaf("ProtocolVersion", "HTTP1");
        }
        xml.list("LoadBalancerArns", loadBalancerArns, (member, arn) -> member.text(arn))
                .leaf("TargetType", "ip")
                .leaf("IpAddressType", "ipv4");
    }

    static void targetHealth(Xml xml, String id, int port, Health health) {
        xml.element("Target", target -> target.leaf("Id", id).leaf("Port", port));
        xml.leaf("HealthCheckPort", port);
        xml.element("TargetHealth", inner -> {
            inner.leaf("State", health.state());
            if (!health.reason().isEmpty()) {
                inner.leaf("Reason", health.reason()).leaf("Description", health.description());
            }
        });
    }

    private static void actions(Xml xml, String name, Actions actions) {
        xml.list(name, actions.list(), (member, action) -> {
            switch (action) {
                case Action.Forward forward -> forward(member, forward);
                case Action.Other(String type, OptionalInt order, Params details) -> {
                    member.leaf("Type", type);
                    order.ifPresent(number -> member.leaf("Order", number));
                    member.structure(details);
                }
            }
        });
    }

    private static void forward(Xml xml, Action.Forward forward) {
        xml.leaf("Type", "forward");
        forward.order().ifPresent(number -> xml.leaf("Order", number));
        if (forward.groups().size() == 1) {
            // A single group shows under both names, whichever it was given by.
            xml.leaf("TargetGroupArn", forward.groups().getFirst().targetGroupArn());
        }
        xml.element("ForwardConfig", config -> {
            config.list(
                    "TargetGroups",
                    forward.groups(),
                    (member, group) -> member.leaf("TargetGroupArn", group.targetGroupArn())
                            .leaf("Weight", group.weight()));
            config.element("TargetGroupStickinessConfig", stickiness -> {
                stickiness.leaf("Enabled", forward.stickiness().enabled());
                forward.stickiness()
                        .durationSeconds()
                        .ifPresent(seconds -> stickiness.leaf("DurationSeconds", seconds));
            });
        });
    }

    static void attributes(Xml result, TargetGroup group) {
        result.list(
                "Attributes",
                group.attributes().entrySet(),
                (member, entry) -> member.leaf("Key", entry.getKey()).leaf("Value", entry.getValue()));
    }
}
