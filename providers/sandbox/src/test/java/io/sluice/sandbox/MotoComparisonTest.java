package io.sluice.sandbox;

import static io.sluice.sandbox.Clients.forward;
import static io.sluice.sandbox.Clients.group;
import static io.sluice.sandbox.Clients.listener;
import static io.sluice.sandbox.Clients.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.provider.tck.Moto;
import io.sluice.sandbox.world.FixedWorld;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancer;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.RuleCondition;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetDescription;

/** Where moto is right too, the SDK cannot tell the sandbox from it, ids aside. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MotoComparisonTest {
    private final List<AutoCloseable> opened = new ArrayList<>();
    private List<Place> places = List.of();

    /** The same load balancer, listener, rule and groups in either cloud. */
    private record Place(
            ElasticLoadBalancingV2Client elb,
            CloudWatchClient cloudWatch,
            String balancer,
            String listener,
            String rule,
            String one,
            String two) {}

    @BeforeAll
    void start() throws IOException, InterruptedException {
        Moto moto = opened(Moto.startOrSkip("MotoComparisonTest"));
        Sandbox sandbox = opened(Sandbox.start(SandboxSettings.anyPorts()));
        places = List.of(in(moto), in(sandbox));
    }

    @AfterAll
    void stop() throws Exception {
        for (AutoCloseable part : opened.reversed()) {
            part.close();
        }
    }

    @Test
    void weightsWithStickiness() {
        assertAlike(place -> {
            Action written = forward(c -> c.targetGroups(group(place.one(), 90), group(place.two(), 10))
                    .targetGroupStickinessConfig(s -> s.enabled(true).durationSeconds(600)));
            String answer = place.elb()
                    .modifyListener(r -> r.listenerArn(place.listener()).defaultActions(written))
                    .listeners()
                    .getFirst()
                    .defaultActions()
                    .toString();
            return answer + listener(place.elb(), place.listener()).defaultActions();
        });
    }

    @Test
    void stickinessIsDroppedWhenLeftOut() {
        assertAlike(place -> {
            place.elb()
                    .modifyListener(r -> r.listenerArn(place.listener())
                            .defaultActions(forward(group(place.one(), 1), group(place.two(), 2))));
            return listener(place.elb(), place.listener()).defaultActions();
        });
    }

    @Test
    void listenersOfALoadBalancer() {
        assertAlike(
                place -> place.elb().describeListeners(r -> r.loadBalancerArn(place.balancer())).listeners().stream()
                        .map(one -> one.port() + one.protocolAsString())
                        .toList());
    }

    @Test
    void rules() {
        assertAlike(place -> {
            place.elb()
                    .modifyRule(r ->
                            r.ruleArn(place.rule()).actions(forward(group(place.one(), 30), group(place.two(), 70))));
            return place.elb().describeRules(r -> r.listenerArn(place.listener())).rules().stream()
                    .map(rule -> rule.priority()
                            + rule.isDefault()
                            + rule.conditions().stream()
                                    .map(RuleCondition::field)
                                    .toList()
                            + (rule.isDefault() ? "" : rule.actions()))
                    .toList();
        });
    }

    @Test
    void loadBalancersAndGroups() {
        assertAlike(place ->
                place.elb().describeLoadBalancers(r -> r.loadBalancerArns(place.balancer())).loadBalancers().stream()
                        .map(one -> one.loadBalancerName()
                                + one.typeAsString()
                                + one.schemeAsString()
                                + one.state().codeAsString())
                        .toList());
        assertAlike(place ->
                place.elb().describeTargetGroups(r -> r.names("checkout-eu", "checkout-us")).targetGroups().stream()
                        .map(one -> one.targetGroupName()
                                + one.protocolAsString()
                                + one.port()
                                + one.targetTypeAsString()
                                // Moto names a load balancer once for each listener and rule.
                                + Set.copyOf(one.loadBalancerArns()))
                        .sorted()
                        .toList());
    }

    @Test
    void healthOfAttachedTargets() {
        assertAlike(place ->
                place.elb().describeTargetHealth(r -> r.targetGroupArn(place.one())).targetHealthDescriptions().stream()
                        .map(one -> one.targetHealth().stateAsString())
                        .distinct()
                        .toList());
    }

    @Test
    void whatDoesNotExist() {
        assertAlike(place -> refusal(() -> listener(place.elb(), place.listener() + "0")));
        assertAlike(place -> refusal(() -> place.elb().describeRules(r -> r.ruleArns(place.rule() + "0"))));
        assertAlike(place ->
                refusal(() -> place.elb().describeTargetGroups(r -> r.targetGroupArns(place.one() + "0"))));
        assertAlike(place -> refusal(() -> place.elb()
                .modifyListener(r -> r.listenerArn(place.listener() + "0").port(81))));
        assertAlike(place -> refusal(() ->
                place.elb().modifyRule(r -> r.ruleArn(place.rule()).actions(forward(group(place.one() + "0", 1))))));
    }

    @Test
    void aMetricThatNobodyPublished() {
        assertAlike(place -> place
                .cloudWatch()
                .getMetricData(r -> r.startTime(Instant.parse("2026-01-01T00:00:00Z"))
                        .endTime(Instant.parse("2026-01-01T01:00:00Z"))
                        .metricDataQueries(MetricDataQuery.builder()
                                .id("m1")
                                .metricStat(s -> s.period(60)
                                        .stat("Sum")
                                        .metric(m -> m.namespace("AWS/ApplicationELB")
                                                .metricName("NobodysCount")))
                                .build()))
                .metricDataResults()
                .stream()
                .map(one -> one.id() + one.statusCodeAsString() + one.values() + one.timestamps())
                .toList());
    }

    private void assertAlike(Function<Place, Object> question) {
        List<String> answers = places.stream()
                .map(place -> withoutIds(question.apply(place).toString()))
                .toList();
        assertThat(answers.get(1)).as("the sandbox's answer, beside moto's").isEqualTo(answers.get(0));
    }

    /** Ids differ; the names within the ARNs do not. */
    private static String withoutIds(String text) {
        return text.replaceAll("arn:aws:elasticloadbalancing:[^,)\\] ]*/([a-z-]+)/[0-9a-f]+", "<$1>");
    }

    private Place in(Sandbox sandbox) {
        return new Place(
                opened(Clients.elb(sandbox.controlUrl())),
                opened(Clients.cloudWatch(sandbox.controlUrl())),
                FixedWorld.CHECKOUT.arn(),
                FixedWorld.CHECKOUT_LISTENER,
                FixedWorld.API_RULE,
                FixedWorld.CHECKOUT_EU,
                FixedWorld.CHECKOUT_US);
    }

    private Place in(Moto moto) throws IOException, InterruptedException {
        ElasticLoadBalancingV2Client elb = opened(Clients.elb(moto.endpoint().toString()));
        List<String> subnets = moto.network().subnets();
        LoadBalancer created = elb.createLoadBalancer(
                        r -> r.name("checkout").scheme("internet-facing").subnets(subnets))
                .loadBalancers()
                .getFirst();
        String balancer = created.loadBalancerArn();
        String one = groupIn(elb, created.vpcId(), "checkout-eu");
        String two = groupIn(elb, created.vpcId(), "checkout-us");
        String listener = elb.createListener(r -> r.loadBalancerArn(balancer)
                        .protocol("HTTP")
                        .port(80)
                        .defaultActions(forward(group(one, 100), group(two, 0))))
                .listeners()
                .getFirst()
                .listenerArn();
        RuleCondition api =
                RuleCondition.builder().field("path-pattern").values("/api/*").build();
        String rule = elb.createRule(r -> r.listenerArn(listener)
                        .priority(10)
                        .conditions(api)
                        .actions(forward(group(one, 1), group(two, 1))))
                .rules()
                .getFirst()
                .ruleArn();
        return new Place(
                elb, opened(Clients.cloudWatch(moto.endpoint().toString())), balancer, listener, rule, one, two);
    }

    private static String groupIn(ElasticLoadBalancingV2Client elb, String vpc, String name) {
        String arn = elb.createTargetGroup(
                        r -> r.name(name).protocol("HTTP").port(8080).vpcId(vpc).targetType("ip"))
                .targetGroups()
                .getFirst()
                .targetGroupArn();
        elb.registerTargets(r -> r.targetGroupArn(arn)
                .targets(TargetDescription.builder().id("10.0.0.1").port(8080).build()));
        return arn;
    }

    private <T extends AutoCloseable> T opened(T part) {
        opened.add(part);
        return part;
    }
}
