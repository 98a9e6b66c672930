package io.sluice.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ActionTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ForwardActionConfig;

class ActionListTest {
    private static final Action TOKEN = Action.builder()
            .type(ActionTypeEnum.JWT_VALIDATION)
            .order(1)
            .jwtValidationConfig(
                    jwt -> jwt.issuer("https://id.example.com").jwksEndpoint("https://id.example.com/keys"))
            .build();
    private static final Action COGNITO = Action.builder()
            .type(ActionTypeEnum.AUTHENTICATE_COGNITO)
            .order(2)
            .authenticateCognitoConfig(cognito -> cognito.userPoolArn("arn:pool")
                    .userPoolClientId("client")
                    .sessionTimeout(3600L)
                    .authenticationRequestExtraParams(Map.of("prompt", "login", "display", "page")))
            .build();

    @Test
    void aPlainForwardAndOneWithAWeightAreTheSame() {
        ActionList plain = new ActionList(List.of(Action.builder()
                .type(ActionTypeEnum.FORWARD)
                .targetGroupArn("a")
                .build()));

        assertThat(ActionList.weights(plain.split().orElseThrow())).isEqualTo(Map.of("a", 1));
        assertThat(plain.canonical()).isEqualTo(new ActionList(List.of(forward(Map.of("a", 1)))).canonical());
    }

    @Test
    void theOrderOfTargetGroupsIsNoDifferenceAndAWeightIsOne() {
        ForwardActionConfig split = ForwardActionConfig.builder().build();
        ActionList one = list(ActionList.withWeights(split, ordered("a", 3, "b", 1)));
        ActionList other = list(ActionList.withWeights(split, ordered("b", 1, "a", 3)));
        ActionList heavier = list(ActionList.withWeights(split, ordered("b", 2, "a", 3)));

        assertThat(one.canonical()).isEqualTo(other.canonical());
        assertThat(one.canonical()).isNotEqualTo(heavier.canonical());
        assertThat(one.canonicalButSplit()).isEqualTo(heavier.canonicalButSplit());
    }

    @Test
    void anotherSplitLeavesEveryOtherActionAsItWas() {
        ActionList before = new ActionList(List.of(TOKEN, COGNITO, forward(Map.of("a", 1))));

        ActionList after =
                before.splitting(ActionList.withWeights(before.split().orElseThrow(), ordered("a", 9, "b", 1)));

        assertThat(after.actions().subList(0, 2)).isEqualTo(List.of(TOKEN, COGNITO));
        assertThat(ActionList.weights(after.split().orElseThrow())).isEqualTo(Map.of("a", 9, "b", 1));
        assertThat(after.actions().getLast().order()).isEqualTo(3);
    }

    @Test
    void anActionThatThisReleaseDoesNotKnowIsNeverWritten() {
        ActionList list = new ActionList(
                List.of(Action.builder().type("teleport").order(1).build(), forward(Map.of("a", 1))));

        assertThatThrownBy(list::forWriting).hasMessageStartingWith("invalid: ").hasMessageContaining("teleport");
    }

    @Test
    void aSnapshotKeepsEveryFieldAndNoSecret() {
        Action oidc = Action.builder()
                .type(ActionTypeEnum.AUTHENTICATE_OIDC)
                .order(4)
                .authenticateOidcConfig(config -> config.clientId("portal").clientSecret("hunter2"))
                .build();
        ForwardActionConfig split = ForwardActionConfig.builder()
                .targetGroupStickinessConfig(sticky -> sticky.enabled(true).durationSeconds(600))
                .build();
        ActionList actions = list(ActionList.withWeights(split, ordered("a", 3, "b", 1)));
        AwsSnapshot before = new AwsSnapshot(
                actions.split().orElseThrow(),
                new ActionList(List.of(TOKEN, COGNITO, oidc, actions.actions().getFirst())));

        AwsSnapshot after = AwsSnapshot.read(before.write());

        assertThat(before.write().content()).doesNotContain("hunter2");
        assertThat(after.forward()).isEqualTo(before.forward());
        assertThat(after.actions().actions().subList(0, 2)).isEqualTo(List.of(TOKEN, COGNITO));
        assertThat(after.actions().canonical()).isEqualTo(before.actions().canonical());
    }

    private static Action forward(Map<String, Integer> weights) {
        return Action.builder()
                .type(ActionTypeEnum.FORWARD)
                .order(3)
                .forwardConfig(
                        ActionList.withWeights(ForwardActionConfig.builder().build(), weights))
                .build();
    }

    private static ActionList list(ForwardActionConfig split) {
        return new ActionList(List.of(Action.builder()
                .type(ActionTypeEnum.FORWARD)
                .forwardConfig(split)
                .build()));
    }

    private static Map<String, Integer> ordered(String first, int one, String second, int two) {
        Map<String, Integer> weights = new LinkedHashMap<>();
        weights.put(first, one);
        weights.put(second, two);
        return weights;
    }
}
