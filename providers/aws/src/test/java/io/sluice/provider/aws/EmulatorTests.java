package io.sluice.provider.aws;

import static io.sluice.provider.tck.TrafficFixture.LEFT;
import static io.sluice.provider.tck.TrafficFixture.RIGHT;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.provider.TrafficProvider;
import io.sluice.provider.tck.Moto;
import io.sluice.traffic.ByHand;
import io.sluice.traffic.ObservedRoute;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.Restoration;
import io.sluice.traffic.Route;
import io.sluice.traffic.Sight;
import io.sluice.traffic.Snapshot;
import io.sluice.traffic.WeightChange;
import io.sluice.traffic.Weights;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ActionTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ProtocolEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.RuleCondition;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroupTuple;
import software.amazon.awssdk.services.route53.model.Change;
import software.amazon.awssdk.services.route53.model.ChangeAction;
import software.amazon.awssdk.services.route53.model.RRType;
import software.amazon.awssdk.services.route53.model.ResourceRecord;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/** The adapter on an emulator that we did not write: a move there and back on every kind of route. */
abstract class EmulatorTests {
    /** What a careless runbook would not survive. */
    private static final String ODD = "it's the \"left\" $side `of` it\\";

    /** Where the emulator answers. */
    protected abstract URI endpoint();

    /** The network that its account is born with. */
    protected abstract Moto.Network network();

    @Test
    void aListenerOfAnApplicationLoadBalancer() {
        try (Account account = new Account()) {
            String left = account.targetGroup("alb-left", ProtocolEnum.HTTP);
            String right = account.targetGroup("alb-right", ProtocolEnum.HTTP);
            String listener = account.listener(
                    "alb", LoadBalancerTypeEnum.APPLICATION, ProtocolEnum.HTTP, List.of(signIn(), forward(left, 2)));

            thereAndBack(
                    account.provider(), TestSettings.route("listener", listener, Map.of(LEFT, left, RIGHT, right)));

            assertThat(account.listenerActions(listener))
                    .extracting(Action::type)
                    .containsExactly(ActionTypeEnum.AUTHENTICATE_OIDC, ActionTypeEnum.FORWARD);
        }
    }

    @Test
    void aRuleOfAnApplicationLoadBalancer() {
        try (Account account = new Account()) {
            String left = account.targetGroup("rule-left", ProtocolEnum.HTTP);
            String right = account.targetGroup("rule-right", ProtocolEnum.HTTP);
            String listener = account.listener(
                    "rules", LoadBalancerTypeEnum.APPLICATION, ProtocolEnum.HTTP, List.of(forward(left, 1)));
            String rule = account.rule(listener, forward(left, 1));

            thereAndBack(account.provider(), TestSettings.route("rule", rule, Map.of(LEFT, left, RIGHT, right)));
        }
    }

    @Test
    void aListenerOfANetworkLoadBalancer() {
        try (Account account = new Account()) {
            String left = account.targetGroup("nlb-left", ProtocolEnum.TCP);
            String right = account.targetGroup("nlb-right", ProtocolEnum.TCP);
            String listener =
                    account.listener("nlb", LoadBalancerTypeEnum.NETWORK, ProtocolEnum.TCP, List.of(forward(left, 1)));
            Route route = TestSettings.route("listener", listener, Map.of(LEFT, left, RIGHT, right));

            thereAndBack(account.provider(), route);

            assertThat(seen(account.provider(), route).traits().kind()).isEqualTo("a Network Load Balancer listener");
        }
    }

    @Test
    void aTargetGroupThatDoesNotExistHidesNoOtherRoute() {
        try (Account account = new Account()) {
            String left = account.targetGroup("some-left", ProtocolEnum.HTTP);
            String listener = account.listener(
                    "some", LoadBalancerTypeEnum.APPLICATION, ProtocolEnum.HTTP, List.of(forward(left, 1)));
            Route whole = TestSettings.route("listener", listener, Map.of(LEFT, left));
            Route torn = TestSettings.route("listener", listener, Map.of(LEFT, left, RIGHT, left + "0"));

            Map<Route, Sight> sights = account.provider().observe(Set.of(whole, torn));

            assertThat(sights.get(whole)).isInstanceOf(Sight.Seen.class);
            assertThat(sights.get(torn))
                    .isInstanceOfSatisfying(
                            Sight.Unseen.class,
                            unseen -> assertThat(unseen.error()).isInstanceOf(ProviderError.NotFound.class));
        }
    }

    /**
     * There and back once: moto refuses to create again what it has ever seen created so, and deletes by set identifier
     * whatever the name is.
     */
    @Test
    void aRecordSetOfRoute53() {
        try (Account account = new Account()) {
            String zone = account.hostedZone("moto.example");
            account.record(zone, "db.moto.example", "left", 1);
            account.record(zone, "db.moto.example", "right", 0);
            Route route = TestSettings.recordSet(zone, "db.moto.example", "A", Map.of(LEFT, "left", RIGHT, "right"));
            ObservedRoute before = seen(account.provider(), route);
            Snapshot snapshot = account.provider().snapshot(route);
            assertThat(before.natives()).isEqualTo(Map.of(LEFT, 1, RIGHT, 0));

            account.provider().apply(new WeightChange(route, Weights.of(RIGHT, 500, LEFT), before.revision(), "one"));
            ObservedRoute shifted = seen(account.provider(), route);
            assertThat(shifted.natives()).isEqualTo(Map.of(LEFT, 19, RIGHT, 1));
            assertThat(shifted.fingerprint()).isEqualTo(before.fingerprint());

            account.provider().restore(new Restoration(route, snapshot, false, Set.of(), "two"));
            assertThat(seen(account.provider(), route)).isEqualTo(before);
        }
    }

    @Test
    void byHandAListenerThatSignsInAndSticks(@TempDir Path place) throws IOException, InterruptedException {
        AwsCommandLine aws = AwsCommandLine.findOrSkip(place, "the runbook of a listener");
        try (Account account = new Account()) {
            String left = account.targetGroup("hand-left", ProtocolEnum.HTTP);
            String right = account.targetGroup("hand-right", ProtocolEnum.HTTP);
            String listener = account.listener(
                    "hand",
                    LoadBalancerTypeEnum.APPLICATION,
                    ProtocolEnum.HTTP,
                    List.of(signIn(), sticky(left, right)));

            thereAndBackByHand(
                    aws,
                    account.provider(),
                    TestSettings.route("listener", listener, Map.of(LEFT, left, RIGHT, right)));

            assertThat(account.listenerActions(listener))
                    .extracting(Action::type)
                    .containsExactly(ActionTypeEnum.AUTHENTICATE_OIDC, ActionTypeEnum.FORWARD);
        }
    }

    @Test
    void byHandARuleOfOneTargetGroup(@TempDir Path place) throws IOException, InterruptedException {
        AwsCommandLine aws = AwsCommandLine.findOrSkip(place, "the runbook of a rule");
        try (Account account = new Account()) {
            String left = account.targetGroup("hand-rule-left", ProtocolEnum.HTTP);
            String right = account.targetGroup("hand-rule-right", ProtocolEnum.HTTP);
            String listener = account.listener(
                    "hand-rules", LoadBalancerTypeEnum.APPLICATION, ProtocolEnum.HTTP, List.of(forward(left, 1)));
            String rule = account.rule(listener, forward(left, 1));

            thereAndBackByHand(
                    aws, account.provider(), TestSettings.route("rule", rule, Map.of(LEFT, left, RIGHT, right)));
        }
    }

    @Test
    void byHandARecordSetWithOddIdentifiers(@TempDir Path place) throws IOException, InterruptedException {
        AwsCommandLine aws = AwsCommandLine.findOrSkip(place, "the runbook of a record set");
        try (Account account = new Account()) {
            String zone = account.hostedZone("hand.example");
            account.record(zone, "db.hand.example", ODD, 3);
            account.record(zone, "db.hand.example", "right", 1);
            Route route = TestSettings.recordSet(zone, "db.hand.example", "A", Map.of(LEFT, ODD, RIGHT, "right"));

            thereAndBackByHand(aws, account.provider(), route);
        }
    }

    private static void thereAndBackByHand(AwsCommandLine aws, TrafficProvider provider, Route route)
            throws IOException, InterruptedException {
        ObservedRoute before = seen(provider, route);
        ByHand byHand = provider.byHand(route, provider.snapshot(route));
        provider.apply(new WeightChange(route, Weights.of(RIGHT, 500, LEFT), before.revision(), "one"));
        assertThat(seen(provider, route).natives()).isEqualTo(Map.of(LEFT, 19, RIGHT, 1));

        aws.give(byHand.commands());

        assertThat(seen(provider, route)).isEqualTo(before);
        assertThat(byHand.natives()).isEqualTo(before.natives());
    }

    private static void thereAndBack(TrafficProvider provider, Route route) {
        ObservedRoute before = seen(provider, route);
        Snapshot snapshot = provider.snapshot(route);
        assertThat(before.natives()).isEqualTo(Map.of(LEFT, 1));
        assertThat(snapshot.content()).doesNotContain("hunter2");

        provider.apply(new WeightChange(route, Weights.of(RIGHT, 500, LEFT), before.revision(), "one"));
        ObservedRoute shifted = seen(provider, route);
        assertThat(shifted.natives()).isEqualTo(Map.of(LEFT, 19, RIGHT, 1));
        assertThat(shifted.fingerprint()).isEqualTo(before.fingerprint());

        provider.restore(new Restoration(route, snapshot, false, Set.of(), "two"));
        assertThat(seen(provider, route)).isEqualTo(before);

        provider.restore(new Restoration(route, snapshot, true, Set.of(), "three"));
        assertThat(seen(provider, route)).isEqualTo(before);
    }

    private static ObservedRoute seen(TrafficProvider provider, Route route) {
        return Optional.ofNullable(provider.observe(Set.of(route)).get(route))
                .flatMap(Sight::seen)
                .orElseThrow();
    }

    private static Action forward(String targetGroup, int order) {
        return Action.builder()
                .type(ActionTypeEnum.FORWARD)
                .order(order)
                .targetGroupArn(targetGroup)
                .build();
    }

    private static Action sticky(String left, String right) {
        return Action.builder()
                .type(ActionTypeEnum.FORWARD)
                .order(2)
                .forwardConfig(forward -> forward.targetGroups(List.of(group(left, 3), group(right, 1)))
                        .targetGroupStickinessConfig(
                                sticky -> sticky.enabled(true).durationSeconds(600)))
                .build();
    }

    private static TargetGroupTuple group(String arn, int weight) {
        return TargetGroupTuple.builder().targetGroupArn(arn).weight(weight).build();
    }

    private static Action signIn() {
        return Action.builder()
                .type(ActionTypeEnum.AUTHENTICATE_OIDC)
                .order(1)
                .authenticateOidcConfig(oidc -> oidc.issuer("https://id.example.com")
                        .authorizationEndpoint("https://id.example.com/authorize")
                        .tokenEndpoint("https://id.example.com/token")
                        .userInfoEndpoint("https://id.example.com/userinfo")
                        .clientId("portal")
                        .clientSecret("hunter2"))
                .build();
    }

    /** The emulated account, with the adapter on it and a way around it. */
    private final class Account implements AutoCloseable {
        private final AwsClients direct;
        private final AwsProvider provider;

        Account() {
            AwsProviderFactory settings = TestSettings.at(endpoint());
            direct = new AwsClients(settings);
            provider = AwsProvider.open(settings);
        }

        TrafficProvider provider() {
            return provider.traffic();
        }

        String targetGroup(String name, ProtocolEnum protocol) {
            return client().createTargetGroup(request -> request.name(name)
                            .protocol(protocol)
                            .port(80)
                            .vpcId(network().vpc()))
                    .targetGroups()
                    .getFirst()
                    .targetGroupArn();
        }

        String listener(String name, LoadBalancerTypeEnum type, ProtocolEnum protocol, List<Action> actions) {
            String loadBalancer = client().createLoadBalancer(request ->
                            request.name(name).type(type).subnets(network().subnets()))
                    .loadBalancers()
                    .getFirst()
                    .loadBalancerArn();
            return client().createListener(request -> request.loadBalancerArn(loadBalancer)
                            .protocol(protocol)
                            .port(80)
                            .defaultActions(actions))
                    .listeners()
                    .getFirst()
                    .listenerArn();
        }

        String rule(String listener, Action action) {
            return client().createRule(request -> request.listenerArn(listener)
                            .priority(10)
                            .conditions(List.of(RuleCondition.builder()
                                    .field("path-pattern")
                                    .values("/api/*")
                                    .build()))
                            .actions(action))
                    .rules()
                    .getFirst()
                    .ruleArn();
        }

        String hostedZone(String name) {
            return direct.route53()
                    .createHostedZone(request -> request.name(name).callerReference(name))
                    .hostedZone()
                    .id();
        }

        void record(String zone, String name, String setIdentifier, long weight) {
            ResourceRecordSet record = ResourceRecordSet.builder()
                    .name(name)
                    .type(RRType.A)
                    .setIdentifier(setIdentifier)
                    .weight(weight)
                    .ttl(60L)
                    .resourceRecords(ResourceRecord.builder().value("192.0.2.1").build())
                    .build();
            Change upsert = Change.builder()
                    .action(ChangeAction.UPSERT)
                    .resourceRecordSet(record)
                    .build();
            direct.route53()
                    .changeResourceRecordSets(
                            request -> request.hostedZoneId(zone).changeBatch(batch -> batch.changes(List.of(upsert))));
        }

        List<Action> listenerActions(String listener) {
            return client().describeListeners(request -> request.listenerArns(listener))
                    .listeners()
                    .getFirst()
                    .defaultActions();
        }

        private ElasticLoadBalancingV2Client client() {
            return direct.loadBalancing();
        }

        @Override
        public void close() {
            provider.close();
            direct.close();
        }
    }
}
