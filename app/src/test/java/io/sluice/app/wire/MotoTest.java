package io.sluice.app.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.provider.tck.Moto;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ActionTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ProtocolEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.RuleCondition;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetDescription;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroupTuple;

/** The whole service on an emulator that we did not write. */
@Execution(ExecutionMode.CONCURRENT)
class MotoTest {
    private static @Nullable Moto started;

    @BeforeAll
    static void start() throws Exception {
        started = Moto.startOrSkip("MotoTest of the service");
    }

    @AfterAll
    static void stop() {
        if (started != null) {
            started.close();
        }
    }

    @Test
    void aPlanOverARuleAndANetworkLoadBalancerEndsWithTheWeightsThatItAskedFor() throws Exception {
        Moto moto = java.util.Objects.requireNonNull(started);
        try (Account account = new Account(Cloud.aws(moto.endpoint()), moto.network());
                Service service = Service.start(Cloud.provider(moto.endpoint().toString(), Duration.ofSeconds(1)))) {
            String blue = account.targetGroup("web-blue", ProtocolEnum.HTTP);
            String green = account.targetGroup("web-green", ProtocolEnum.HTTP);
            String web = account.listener("web", LoadBalancerTypeEnum.APPLICATION, ProtocolEnum.HTTP, blue);
            String rule = account.rule(web, blue);
            String tcpBlue = account.targetGroup("tcp-blue", ProtocolEnum.TCP);
            String tcpGreen = account.targetGroup("tcp-green", ProtocolEnum.TCP);
            String tcp = account.listener("tcp", LoadBalancerTypeEnum.NETWORK, ProtocolEnum.TCP, tcpBlue);

            String id = service.submit("""
                            apiVersion: sluice/v1
                            name: two-routes
                            from: blue
                            to: green
                            routes:
                              - {name: web, provider: sandbox, rule: '%s', backends: {blue: {targetGroup: '%s'}, green: {targetGroup: '%s'}}}
                              - {name: tcp, provider: sandbox, listener: '%s', backends: {blue: {targetGroup: '%s'}, green: {targetGroup: '%s'}}}
                            steps: [{setWeight: {percent: 5, bake: 1s}}, {setWeight: {percent: 75, bake: 1s}}]
                            gates: [{name: targets, signal: healthy-targets, every: 1s, judge: {min: 1}}]
                            """.formatted(rule, blue, green, tcp, tcpBlue, tcpGreen))
                    .is(201)
                    .text("id");
            JsonNode plan = Await.until(
                    "the plan ends",
                    () -> service.get("/api/v1/plans/" + id).json(),
                    now -> now.path("state").asText().equals("completed"));

            assertThat(plan.path("routes")
                            .path(0)
                            .path("observed")
                            .path("green")
                            .asInt())
                    .isEqualTo(75);
            assertThat(account.ruleWeights(rule)).isEqualTo(Map.of(blue, 1, green, 3));
            assertThat(account.listenerWeights(tcp)).isEqualTo(Map.of(tcpBlue, 1, tcpGreen, 3));
            assertThat(account.listenerWeights(web))
                    .as("the listener of the rule")
                    .isEqualTo(Map.of(blue, 1));
        }
    }

    /** The emulated account, by AWS's own client. */
    private record Account(ElasticLoadBalancingV2Client aws, Moto.Network network) implements AutoCloseable {
        String targetGroup(String name, ProtocolEnum protocol) {
            String arn = aws.createTargetGroup(request -> request.name(name)
                            .protocol(protocol)
                            .port(80)
                            .vpcId(network.vpc())
                            .targetType("ip"))
                    .targetGroups()
                    .getFirst()
                    .targetGroupArn();
            aws.registerTargets(request -> request.targetGroupArn(arn)
                    .targets(TargetDescription.builder().id("10.0.0.1").port(80).build()));
            return arn;
        }

        String listener(String name, LoadBalancerTypeEnum type, ProtocolEnum protocol, String targetGroup) {
            String loadBalancer = aws.createLoadBalancer(
                            request -> request.name(name).type(type).subnets(network.subnets()))
                    .loadBalancers()
                    .getFirst()
                    .loadBalancerArn();
            return aws.createListener(request -> request.loadBalancerArn(loadBalancer)
                            .protocol(protocol)
                            .port(80)
                            .defaultActions(forward(targetGroup)))
                    .listeners()
                    .getFirst()
                    .listenerArn();
        }

        String rule(String listener, String targetGroup) {
            return aws.createRule(request -> request.listenerArn(listener)
                            .priority(10)
                            .conditions(RuleCondition.builder()
                                    .field("path-pattern")
                                    .values("/api/*")
                                    .build())
                            .actions(forward(targetGroup)))
                    .rules()
                    .getFirst()
                    .ruleArn();
        }

        private static Action forward(String targetGroup) {
            return Action.builder()
                    .type(ActionTypeEnum.FORWARD)
                    .targetGroupArn(targetGroup)
                    .build();
        }

        Map<String, Integer> ruleWeights(String rule) {
            return weights(aws.describeRules(request -> request.ruleArns(rule))
                    .rules()
                    .getFirst()
                    .actions());
        }

        Map<String, Integer> listenerWeights(String listener) {
            return weights(aws.describeListeners(request -> request.listenerArns(listener))
                    .listeners()
                    .getFirst()
                    .defaultActions());
        }

        private static Map<String, Integer> weights(List<Action> actions) {
            Action forward = actions.getLast();
            return forward.forwardConfig() == null
                    ? Map.of(forward.targetGroupArn(), 1)
                    : forward.forwardConfig().targetGroups().stream()
                            .collect(Collectors.toMap(TargetGroupTuple::targetGroupArn, TargetGroupTuple::weight));
        }

        @Override
        public void close() {
            aws.close();
        }
    }
}
