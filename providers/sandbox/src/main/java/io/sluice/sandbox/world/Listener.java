package io.sluice.sandbox.world;

/** A load balancer's listening port, with its default actions, which are also those of its default rule. */
public record Listener(
        String arn,
        String name,
        LoadBalancer loadBalancer,
        String protocol,
        int port,
        String defaultRuleArn,
        Actions actions) {

    public Listener withActions(Actions actions) {
        return new Listener(arn, name, loadBalancer, protocol, port, defaultRuleArn, actions);
    }

    public Listener withPort(int port) {
        return new Listener(arn, name, loadBalancer, protocol, port, defaultRuleArn, actions);
    }
}
