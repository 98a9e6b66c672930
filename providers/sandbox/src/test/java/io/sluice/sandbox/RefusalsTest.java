package io.sluice.sandbox;

import static io.sluice.sandbox.Clients.forward;
import static io.sluice.sandbox.Clients.group;
import static io.sluice.sandbox.Clients.listener;
import static io.sluice.sandbox.Clients.refusal;
import static io.sluice.sandbox.world.FixedWorld.API_RULE;
import static io.sluice.sandbox.world.FixedWorld.API_V1;
import static io.sluice.sandbox.world.FixedWorld.API_V2;
import static io.sluice.sandbox.world.FixedWorld.CHECKOUT_EU;
import static io.sluice.sandbox.world.FixedWorld.CHECKOUT_LISTENER;
import static io.sluice.sandbox.world.FixedWorld.CHECKOUT_US;
import static io.sluice.sandbox.world.FixedWorld.ORDERS_EU;
import static io.sluice.sandbox.world.FixedWorld.ORDERS_LISTENER;
import static io.sluice.sandbox.world.FixedWorld.PORTAL_EU;
import static io.sluice.sandbox.world.FixedWorld.PORTAL_LISTENER;
import static io.sluice.sandbox.world.FixedWorld.SEARCH_EU;
import static io.sluice.sandbox.world.FixedWorld.SEARCH_US;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.sluice.sandbox.world.FixedWorld;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ActionTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetDescription;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroupTuple;

/** What AWS documents as wrong is refused with its code, and nothing has changed then. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusalsTest {
    private static final String UNKNOWN_GROUP = CHECKOUT_EU.replace("checkout-eu", "nobody");

    private Sandbox sandbox;
    private ElasticLoadBalancingV2Client elb;

    @BeforeAll
    void start() throws IOException {
        sandbox = Sandbox.start(SandboxSettings.anyPorts());
        elb = Clients.elb(sandbox.controlUrl());
    }

    @AfterAll
    void stop() {
        elb.close();
        sandbox.close();
    }

    static Stream<Arguments> wrongOnCheckout() {
        TargetGroupTuple eu = group(CHECKOUT_EU, 1);
        return Stream.of(
                arguments("weight 1000", "ValidationError", List.of(forward(eu, group(CHECKOUT_US, 1000)))),
                arguments("weight -1", "ValidationError", List.of(forward(eu, group(CHECKOUT_US, -1)))),
                arguments("weight missing beside another", "ValidationError", List.of(forward(eu, unweighted()))),
                arguments(
                        "all weights 0",
                        "InvalidLoadBalancerAction",
                        List.of(forward(group(CHECKOUT_EU, 0), group(CHECKOUT_US, 0)))),
                arguments("no target group", "ValidationError", List.of(forward())),
                arguments(
                        "six target groups",
                        "TooManyTargetGroups",
                        List.of(forward(
                                eu,
                                group(CHECKOUT_US, 1),
                                group(API_V1, 1),
                                group(API_V2, 1),
                                group(SEARCH_US, 1),
                                group(UNKNOWN_GROUP, 1)))),
                arguments("a group twice", "InvalidLoadBalancerAction", List.of(forward(eu, group(CHECKOUT_EU, 2)))),
                arguments("sticky without duration", "ValidationError", List.of(sticky(null))),
                arguments("sticky for no time", "ValidationError", List.of(sticky(0))),
                arguments("sticky beyond a week", "ValidationError", List.of(sticky(604_801))),
                arguments("unknown group", "TargetGroupNotFound", List.of(forward(eu, group(UNKNOWN_GROUP, 1)))),
                arguments("TCP group on HTTP", "IncompatibleProtocols", List.of(forward(group(ORDERS_EU, 1)))),
                arguments(
                        "another balancer's group",
                        "TargetGroupAssociationLimit",
                        List.of(forward(eu, group(SEARCH_EU, 0)))),
                arguments(
                        "single ARN beside two groups",
                        "InvalidLoadBalancerAction",
                        List.of(forward(eu, group(CHECKOUT_US, 1)).toBuilder()
                                .targetGroupArn(CHECKOUT_EU)
                                .build())),
                arguments(
                        "single ARN beside another group",
                        "InvalidLoadBalancerAction",
                        List.of(forward(eu).toBuilder()
                                .targetGroupArn(CHECKOUT_US)
                                .build())),
                arguments(
                        "two forwards",
                        "InvalidLoadBalancerAction",
                        List.of(ordered(forward(eu), 1), ordered(forward(eu), 2))),
                arguments("sign-in on HTTP", "InvalidLoadBalancerAction", List.of(signIn(1), ordered(forward(eu), 2))),
                arguments("a fixed response of 302", "ValidationError", List.of(fixedResponse("302"))),
                arguments("order 0", "ValidationError", List.of(ordered(forward(eu), 0))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongOnCheckout")
    void isRefusedAndChangesNothing(String wrong, String code, List<Action> actions) {
        List<Action> before = listener(elb, CHECKOUT_LISTENER).defaultActions();
        assertThat(refusal(() ->
                        elb.modifyListener(r -> r.listenerArn(CHECKOUT_LISTENER).defaultActions(actions))))
                .as(wrong)
                .isEqualTo(code);
        assertThat(listener(elb, CHECKOUT_LISTENER).defaultActions()).isEqualTo(before);
    }

    static Stream<Arguments> wrongOnPortal() {
        Action forward = forward(group(PORTAL_EU, 1));
        return Stream.of(
                arguments("no terminal action", "InvalidLoadBalancerAction", List.of(signIn(1))),
                arguments("forward first", "InvalidLoadBalancerAction", List.of(ordered(forward, 1), signIn(2))),
                arguments("no order with two", "ValidationError", List.of(signIn(1), forward)),
                arguments("the same order twice", "InvalidLoadBalancerAction", List.of(signIn(1), ordered(forward, 1))),
                arguments(
                        "secret neither sent nor kept",
                        "ValidationError",
                        List.of(withoutSecret(signIn(1)), ordered(forward, 2))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongOnPortal")
    void isRefusedBehindASignIn(String wrong, String code, List<Action> actions) {
        List<Action> before = listener(elb, PORTAL_LISTENER).defaultActions();
        assertThat(refusal(() ->
                        elb.modifyListener(r -> r.listenerArn(PORTAL_LISTENER).defaultActions(actions))))
                .as(wrong)
                .isEqualTo(code);
        assertThat(listener(elb, PORTAL_LISTENER).defaultActions()).isEqualTo(before);
    }

    @Test
    void theDefaultRuleIsNotModifiedAsARule() {
        String arn = elb.describeRules(r -> r.listenerArn(CHECKOUT_LISTENER))
                .rules()
                .getLast()
                .ruleArn();
        assertThat(refusal(() -> elb.modifyRule(r -> r.ruleArn(arn).actions(forward(group(CHECKOUT_EU, 1))))))
                .isEqualTo("OperationNotPermitted");
    }

    @Test
    void anHttpGroupDoesNotGoBehindATcpListener() {
        assertThat(refusal(() -> elb.modifyListener(
                        r -> r.listenerArn(ORDERS_LISTENER).defaultActions(forward(group(SEARCH_US, 1))))))
                .isEqualTo("IncompatibleProtocols");
    }

    @Test
    void whatDoesNotExistIsNotFound() {
        String listener = CHECKOUT_LISTENER + "0";
        String rule = API_RULE + "0";
        String balancer = FixedWorld.CHECKOUT.arn() + "0";
        assertThat(refusal(() -> elb.describeListeners(r -> r.listenerArns(listener))))
                .isEqualTo("ListenerNotFound");
        assertThat(refusal(() -> elb.modifyListener(r -> r.listenerArn(listener).port(1))))
                .isEqualTo("ListenerNotFound");
        assertThat(refusal(() -> elb.describeRules(r -> r.ruleArns(rule)))).isEqualTo("RuleNotFound");
        assertThat(refusal(() -> elb.describeTargetHealth(r -> r.targetGroupArn(UNKNOWN_GROUP))))
                .isEqualTo("TargetGroupNotFound");
        assertThat(refusal(() -> elb.describeLoadBalancers(r -> r.loadBalancerArns(balancer))))
                .isEqualTo("LoadBalancerNotFound");
    }

    @Test
    void aTargetWithoutABackendIsRefused() {
        assertThat(refusal(() -> elb.registerTargets(r -> r.targetGroupArn(CHECKOUT_EU)
                        .targets(TargetDescription.builder()
                                .id("127.0.0.1")
                                .port(1)
                                .build()))))
                .isEqualTo("InvalidTarget");
    }

    @Test
    void whatTheSandboxCannotChangeItDoesNotPretendToChange() {
        assertThat(refusal(() ->
                        elb.modifyListener(r -> r.listenerArn(PORTAL_LISTENER).sslPolicy("ELBSecurityPolicy-2016-08"))))
                .isEqualTo("InvalidConfigurationRequest");
        assertThat(refusal(() ->
                        elb.modifyListener(r -> r.listenerArn(PORTAL_LISTENER).port(65_536))))
                .isEqualTo("ValidationError");
    }

    @Test
    void aCallThatTheSandboxDoesNotKnowSaysSo() {
        assertThat(refusal(() -> elb.deleteListener(r -> r.listenerArn(CHECKOUT_LISTENER))))
                .isEqualTo("InvalidAction");
    }

    private static TargetGroupTuple unweighted() {
        return TargetGroupTuple.builder().targetGroupArn(CHECKOUT_US).build();
    }

    private static Action ordered(Action action, int order) {
        return action.toBuilder().order(order).build();
    }

    private static Action fixedResponse(String status) {
        return Action.builder()
                .type(ActionTypeEnum.FIXED_RESPONSE)
                .fixedResponseConfig(c -> c.statusCode(status))
                .build();
    }

    private static Action sticky(@Nullable Integer seconds) {
        return forward(c -> c.targetGroups(group(CHECKOUT_EU, 1), group(CHECKOUT_US, 1))
                .targetGroupStickinessConfig(s -> s.enabled(true).durationSeconds(seconds)));
    }

    private static Action signIn(int order) {
        return Action.builder()
                .type(ActionTypeEnum.AUTHENTICATE_OIDC)
                .order(order)
                .authenticateOidcConfig(c -> c.issuer("https://id.example.com")
                        .authorizationEndpoint("https://id.example.com/authorize")
                        .tokenEndpoint("https://id.example.com/token")
                        .userInfoEndpoint("https://id.example.com/userinfo")
                        .clientId("portal")
                        .clientSecret("s3cret"))
                .build();
    }

    private static Action withoutSecret(Action action) {
        return action.toBuilder()
                .authenticateOidcConfig(action.authenticateOidcConfig().toBuilder()
                        .clientSecret(null)
                        .build())
                .build();
    }
}
