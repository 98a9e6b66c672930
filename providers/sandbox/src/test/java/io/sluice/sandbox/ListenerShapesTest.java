package io.sluice.sandbox;

import static io.sluice.sandbox.Clients.forward;
import static io.sluice.sandbox.Clients.group;
import static io.sluice.sandbox.Clients.listener;
import static io.sluice.sandbox.world.FixedWorld.API_RULE;
import static io.sluice.sandbox.world.FixedWorld.API_V1;
import static io.sluice.sandbox.world.FixedWorld.API_V2;
import static io.sluice.sandbox.world.FixedWorld.CHECKOUT_EU;
import static io.sluice.sandbox.world.FixedWorld.CHECKOUT_LISTENER;
import static io.sluice.sandbox.world.FixedWorld.CHECKOUT_US;
import static io.sluice.sandbox.world.FixedWorld.PORTAL_EU;
import static io.sluice.sandbox.world.FixedWorld.PORTAL_LISTENER;
import static io.sluice.sandbox.world.FixedWorld.PORTAL_US;
import static io.sluice.sandbox.world.FixedWorld.SEARCH_EU;
import static io.sluice.sandbox.world.FixedWorld.SEARCH_LISTENER;
import static io.sluice.sandbox.world.FixedWorld.SEARCH_US;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.sandbox.world.FixedWorld;
import io.sluice.sandbox.world.LoadBalancer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ActionTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.JwtValidationActionAdditionalClaim;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Rule;

/** What is written comes back as AWS shows it: complete, in order, and one truth under both of its names. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ListenerShapesTest {
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

    @BeforeEach
    void reset() {
        try (SandboxClient client = sandbox.client()) {
            client.reset();
        }
    }

    @Test
    void weightsAreReadBackAsWritten() {
        Action written = forward(group(CHECKOUT_EU, 19), group(CHECKOUT_US, 1));
        elb.modifyListener(r -> r.listenerArn(CHECKOUT_LISTENER).defaultActions(written));

        Action read = listener(elb, CHECKOUT_LISTENER).defaultActions().getFirst();
        assertThat(read.forwardConfig().targetGroups()).containsExactly(group(CHECKOUT_EU, 19), group(CHECKOUT_US, 1));
        assertThat(read.targetGroupArn()).isNull();
    }

    @Test
    void theModifyAnswersWithTheListenerAsItIsNow() {
        Action written = forward(group(CHECKOUT_EU, 3), group(CHECKOUT_US, 7));
        assertThat(elb.modifyListener(r -> r.listenerArn(CHECKOUT_LISTENER).defaultActions(written))
                        .listeners())
                .containsExactly(listener(elb, CHECKOUT_LISTENER));
    }

    @Test
    void aPlainForwardShowsItsOneGroupUnderBothNames() {
        Action read = listener(elb, SEARCH_LISTENER).defaultActions().getFirst();
        assertThat(read.targetGroupArn()).isEqualTo(SEARCH_EU);
        assertThat(read.forwardConfig().targetGroups()).containsExactly(group(SEARCH_EU, 1));

        // Written back as it was read, it is legal.
        elb.modifyListener(r -> r.listenerArn(SEARCH_LISTENER).defaultActions(read));
        assertThat(listener(elb, SEARCH_LISTENER).defaultActions()).containsExactly(read);
    }

    @Test
    void aSecondGroupIsAttachedWithWeightZero() {
        elb.modifyListener(r ->
                r.listenerArn(SEARCH_LISTENER).defaultActions(forward(group(SEARCH_EU, 100), group(SEARCH_US, 0))));
        assertThat(elb.describeTargetGroups(r -> r.targetGroupArns(SEARCH_US))
                        .targetGroups()
                        .getFirst()
                        .loadBalancerArns())
                .containsExactly(FixedWorld.SEARCH.arn());
    }

    @Test
    void theSignInBeforeTheForwardSurvivesAWriteBackWithoutItsSecret() {
        List<Action> before = listener(elb, PORTAL_LISTENER).defaultActions();
        Action signIn = before.getFirst();
        assertThat(signIn.type()).isEqualTo(ActionTypeEnum.AUTHENTICATE_OIDC);
        assertThat(signIn.authenticateOidcConfig().clientSecret()).isNull();
        assertThat(signIn.authenticateOidcConfig().authenticationRequestExtraParams())
                .containsEntry("prompt", "login");

        Action kept = signIn.toBuilder()
                .authenticateOidcConfig(signIn.authenticateOidcConfig().toBuilder()
                        .useExistingClientSecret(true)
                        .build())
                .build();
        Action moved = before.get(1).toBuilder()
                .forwardConfig(before.get(1).forwardConfig().toBuilder()
                        .targetGroups(group(PORTAL_EU, 90), group(PORTAL_US, 10))
                        .build())
                .build();
        elb.modifyListener(r -> r.listenerArn(PORTAL_LISTENER).defaultActions(kept, moved));

        List<Action> after = listener(elb, PORTAL_LISTENER).defaultActions();
        assertThat(after.getFirst()).isEqualTo(signIn);
        assertThat(after.get(1).forwardConfig().targetGroups())
                .containsExactly(group(PORTAL_EU, 90), group(PORTAL_US, 10));
    }

    @Test
    void aNewSecretIsTakenAndNeverShown() {
        List<Action> before = listener(elb, PORTAL_LISTENER).defaultActions();
        Action signIn = before.getFirst();
        Action renewed = signIn.toBuilder()
                .authenticateOidcConfig(signIn.authenticateOidcConfig().toBuilder()
                        .clientSecret("s3cret")
                        .build())
                .build();
        elb.modifyListener(r -> r.listenerArn(PORTAL_LISTENER).defaultActions(renewed, before.get(1)));
        assertThat(listener(elb, PORTAL_LISTENER).defaultActions()).isEqualTo(before);
    }

    @Test
    void aTokenCheckKeepsItsNestedLists() {
        Action forward = listener(elb, PORTAL_LISTENER).defaultActions().get(1);
        Action check = Action.builder()
                .type(ActionTypeEnum.JWT_VALIDATION)
                .order(1)
                .jwtValidationConfig(c -> c.issuer("https://id.example.com")
                        .jwksEndpoint("https://id.example.com/keys?a=1&b=<2>")
                        .additionalClaims(JwtValidationActionAdditionalClaim.builder()
                                .name("aud")
                                .format("string-array")
                                .values("portal", "admin & co")
                                .build()))
                .build();
        elb.modifyListener(r -> r.listenerArn(PORTAL_LISTENER).defaultActions(check, forward));
        assertThat(listener(elb, PORTAL_LISTENER).defaultActions()).containsExactly(check, forward);
    }

    @Test
    void redirectAndFixedResponseComeBackAsWritten() {
        Action redirect = Action.builder()
                .type(ActionTypeEnum.REDIRECT)
                .redirectConfig(
                        c -> c.statusCode("HTTP_302").host("example.com").path("/#{path}"))
                .build();
        elb.modifyListener(r -> r.listenerArn(SEARCH_LISTENER).defaultActions(redirect));
        assertThat(listener(elb, SEARCH_LISTENER).defaultActions()).containsExactly(redirect);

        Action fixed = Action.builder()
                .type(ActionTypeEnum.FIXED_RESPONSE)
                .fixedResponseConfig(
                        c -> c.statusCode("503").contentType("text/plain").messageBody("a < b & c"))
                .build();
        elb.modifyListener(r -> r.listenerArn(SEARCH_LISTENER).defaultActions(fixed));
        assertThat(listener(elb, SEARCH_LISTENER).defaultActions()).containsExactly(fixed);
    }

    @Test
    void stickinessIsKeptWhenWrittenAndLostWhenNot() {
        Rule before = rule(API_RULE);
        assertThat(before.actions().getFirst().forwardConfig().targetGroupStickinessConfig())
                .satisfies(sticky -> {
                    assertThat(sticky.enabled()).isTrue();
                    assertThat(sticky.durationSeconds()).isEqualTo(600);
                });

        elb.modifyRule(r -> r.ruleArn(API_RULE)
                .actions(forward(c -> c.targetGroups(group(API_V1, 50), group(API_V2, 50))
                        .targetGroupStickinessConfig(s -> s.enabled(true).durationSeconds(30)))));
        assertThat(rule(API_RULE)
                        .actions()
                        .getFirst()
                        .forwardConfig()
                        .targetGroupStickinessConfig()
                        .durationSeconds())
                .isEqualTo(30);

        elb.modifyRule(r -> r.ruleArn(API_RULE).actions(forward(group(API_V1, 50), group(API_V2, 50))));
        assertThat(rule(API_RULE)
                        .actions()
                        .getFirst()
                        .forwardConfig()
                        .targetGroupStickinessConfig()
                        .enabled())
                .isFalse();
    }

    @Test
    void modifyingTheActionsLeavesTheConditions() {
        Rule before = rule(API_RULE);
        elb.modifyRule(r -> r.ruleArn(API_RULE).actions(forward(group(API_V1, 1), group(API_V2, 1))));
        assertThat(rule(API_RULE).conditions()).isEqualTo(before.conditions());
        assertThat(before.conditions().getFirst().pathPatternConfig().values()).containsExactly("/api/*");
    }

    @Test
    void modifyingThePortLeavesTheActions() {
        List<Action> before = listener(elb, CHECKOUT_LISTENER).defaultActions();
        elb.modifyListener(r -> r.listenerArn(CHECKOUT_LISTENER).port(8080));
        assertThat(listener(elb, CHECKOUT_LISTENER).port()).isEqualTo(8080);
        assertThat(listener(elb, CHECKOUT_LISTENER).defaultActions()).isEqualTo(before);
    }

    @Test
    void theDefaultRuleShowsTheListenersActions() {
        elb.modifyListener(r -> r.listenerArn(CHECKOUT_LISTENER)
                .defaultActions(forward(group(CHECKOUT_EU, 60), group(CHECKOUT_US, 40))));
        List<Rule> rules =
                elb.describeRules(r -> r.listenerArn(CHECKOUT_LISTENER)).rules();
        assertThat(rules).extracting(Rule::priority).containsExactly("10", "default");
        Rule last = rules.getLast();
        assertThat(last.isDefault()).isTrue();
        assertThat(last.actions()).isEqualTo(listener(elb, CHECKOUT_LISTENER).defaultActions());
        assertThat(rule(last.ruleArn())).isEqualTo(last);
    }

    @Test
    void loadBalancersAndGroupsAreListed() {
        assertThat(elb.describeLoadBalancers().loadBalancers())
                .extracting(one -> one.loadBalancerName() + " " + one.typeAsString())
                .containsExactly("checkout application", "search application", "portal application", "orders network");
        assertThat(elb.describeListeners(r -> r.loadBalancerArn(FixedWorld.ORDERS.arn()))
                        .listeners())
                .extracting(one -> one.protocolAsString())
                .containsExactly("TCP");
        assertThat(elb.describeTargetGroups(r -> r.names("api-v1", "api-v2")).targetGroups())
                .extracting(one -> one.targetGroupArn())
                .containsExactly(API_V1, API_V2);
        assertThat(FixedWorld.LOAD_BALANCERS)
                .extracting(LoadBalancer::dimension)
                .allMatch(dimension -> dimension.matches("(app|net)/[a-z]+/[0-9a-f]{16}"));
    }

    @Test
    void attributesAndTagsAreAnswered() {
        assertThat(elb.describeTargetGroupAttributes(r -> r.targetGroupArn(API_V1))
                        .attributes())
                .anyMatch(one -> one.key().equals("slow_start.duration_seconds")
                        && one.value().equals("0"));
        assertThat(elb.describeTags(r -> r.resourceArns(API_V1)).tagDescriptions())
                .extracting(one -> one.resourceArn())
                .containsExactly(API_V1);
    }

    private Rule rule(String arn) {
        return elb.describeRules(r -> r.ruleArns(arn)).rules().getFirst();
    }
}
