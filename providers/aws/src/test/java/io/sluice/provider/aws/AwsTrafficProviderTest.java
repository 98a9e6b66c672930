package io.sluice.provider.aws;

import static io.sluice.provider.tck.TrafficFixture.LEFT;
import static io.sluice.provider.tck.TrafficFixture.RIGHT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.provider.TrafficProvider;
import io.sluice.provider.tck.Trouble;
import io.sluice.sandbox.world.FixedWorld;
import io.sluice.traffic.Address;
import io.sluice.traffic.ObservedRoute;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.Restoration;
import io.sluice.traffic.Route;
import io.sluice.traffic.Sight;
import io.sluice.traffic.Signal;
import io.sluice.traffic.Snapshot;
import io.sluice.traffic.WeightChange;
import io.sluice.traffic.Weights;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is AWS's own about routes: rules, network load balancers, and how many calls a look is. */
class AwsTrafficProviderTest {
    private static final Route RULE =
            TestSettings.route("rule", FixedWorld.API_RULE, Map.of(LEFT, FixedWorld.API_V1, RIGHT, FixedWorld.API_V2));
    private static final Route NETWORK = TestSettings.route(
            "listener", FixedWorld.ORDERS_LISTENER, Map.of(LEFT, FixedWorld.ORDERS_EU, RIGHT, FixedWorld.ORDERS_US));

    private final SandboxFixture cloud = new SandboxFixture();
    private final TrafficProvider provider = cloud.provider();

    @AfterEach
    void close() {
        cloud.close();
    }

    @Test
    void aRuleIsMovedAndPutBackWithItsStickiness() {
        ObservedRoute before = seen(RULE);
        Snapshot snapshot = provider.snapshot(RULE);

        provider.apply(new WeightChange(RULE, Weights.of(RIGHT, 500, LEFT), before.revision(), "one"));
        assertThat(seen(RULE).natives()).isEqualTo(Map.of(LEFT, 19, RIGHT, 1));
        assertThat(seen(RULE).fingerprint()).isEqualTo(before.fingerprint());
        provider.restore(new Restoration(RULE, snapshot, false, Set.of(), "two"));

        assertThat(seen(RULE)).isEqualTo(before);
        assertThat(before.stickiness()).contains(Duration.ofMinutes(10));
        assertThat(before.traits().kind()).isEqualTo("an Application Load Balancer rule");
    }

    @Test
    void aNetworkLoadBalancerIsMovedAndSaysWhatItDoesNotMeasure() {
        ObservedRoute before = seen(NETWORK);

        provider.apply(new WeightChange(NETWORK, Weights.of(RIGHT, 2500, LEFT), before.revision(), "one"));

        assertThat(seen(NETWORK).natives()).isEqualTo(Map.of(LEFT, 3, RIGHT, 1));
        assertThat(before.traits().signals())
                .containsExactlyInAnyOrder(Signal.HEALTHY_TARGETS, Signal.PROCESSED_BYTES, Signal.CAPACITY_UNITS);
        assertThat(before.traits().kind()).isEqualTo("a Network Load Balancer listener");
    }

    @Test
    void theDefaultRuleIsRefusedWithTheNameOfItsListener() {
        Route byDefaultRule = TestSettings.route(
                "rule",
                FixedWorld.PORTAL_LISTENER.replace(":listener/", ":listener-rule/") + "/0000c3f2e5d4b706",
                Map.of(LEFT, FixedWorld.PORTAL_EU, RIGHT, FixedWorld.PORTAL_US));

        assertThat(provider.observe(Set.of(byDefaultRule)).get(byDefaultRule))
                .isInstanceOfSatisfying(
                        Sight.Unseen.class,
                        unseen -> assertThat(unseen.error())
                                .isInstanceOf(ProviderError.Invalid.class)
                                .extracting(ProviderError::detail)
                                .asString()
                                .contains(FixedWorld.PORTAL_LISTENER));
    }

    @Test
    void aLookAtManyRoutesIsOneCallOfEachKind() {
        Set<Route> routes = Set.of(RULE, NETWORK, cloud.route(), cloud.neighbour());
        provider.observe(routes);
        List<String> first = cloud.relay().actions();

        provider.observe(routes);

        assertThat(first)
                .containsExactlyInAnyOrder(
                        "DescribeListeners",
                        "DescribeRules",
                        "DescribeListeners",
                        "DescribeLoadBalancers",
                        "DescribeTargetGroups");
        assertThat(cloud.relay().actions().subList(first.size(), first.size() + 3))
                .containsExactlyInAnyOrder("DescribeListeners", "DescribeRules", "DescribeTargetGroups");
        assertThat(cloud.relay().actions()).hasSize(first.size() + 3);
    }

    @Test
    void aWriteWithoutAnAnswerIsSentOnceOnly() {
        cloud.onNextWrite(NETWORK, Trouble.NO_ANSWER);

        assertThatThrownBy(() -> provider.apply(new WeightChange(
                        NETWORK, Weights.allTo(RIGHT), seen(NETWORK).revision(), "one")))
                .hasMessageStartingWith("unknown: ");

        assertThat(cloud.relay().actions()).containsOnlyOnce("ModifyListener");
    }

    @Test
    void aWriteSendsNothingButTheActions() {
        provider.apply(new WeightChange(
                cloud.route(), Weights.allTo(RIGHT), seen(cloud.route()).revision(), "one"));

        assertThat(cloud.relay().requests())
                .filteredOn(request -> "ModifyListener".equals(request.get("Action")))
                .singleElement()
                .satisfies(request -> {
                    assertThat(request.keySet())
                            .allMatch(name -> name.matches("Action|Version|ListenerArn|DefaultActions\\..*"));
                    assertThat(request)
                            .containsEntry(
                                    "DefaultActions.member.1.AuthenticateOidcConfig.UseExistingClientSecret", "true")
                            .doesNotContainKey("DefaultActions.member.2.TargetGroupArn");
                });
    }

    @Test
    void aSplitThatAlreadyIsAsWantedIsNotWritten() {
        provider.apply(new WeightChange(NETWORK, Weights.allTo(LEFT), "any", "one"));

        assertThat(cloud.relay().actions()).doesNotContain("ModifyListener");
    }

    @Test
    void kindsAndZonesAreAskedSideBySide() {
        Route records = TestSettings.recordSet("orders-db.sluice.example", "A", Map.of(LEFT, "eu", RIGHT, "us"));
        Route elsewhere = new Route(
                records.ref(),
                new Address("{\"hostedZone\":\"Z0NOWHERE\",\"record\":\"db.example.com\",\"recordType\":\"A\"}"),
                records.backends());
        CyclicBarrier all = new CyclicBarrier(3);
        // Each is answered only when the others have been asked too.
        List.of("DescribeListeners", "ListResourceRecordSets", "ListResourceRecordSets")
                .forEach(action -> cloud.relay().order(action::equals, Trouble.OVERTAKEN, () -> meet(all)));

        Map<Route, Sight> sights = provider.observe(Set.of(cloud.route(), records, elsewhere));

        assertThat(sights.get(cloud.route())).isInstanceOf(Sight.Seen.class);
        assertThat(sights.get(records)).isInstanceOf(Sight.Seen.class);
        assertThat(sights.get(elsewhere)).isInstanceOf(Sight.Unseen.class);
        assertThat(all.isBroken()).isFalse();
    }

    private static void meet(CyclicBarrier all) {
        try {
            all.await(5, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void openingAsksNobody() {
        assertThat(cloud.relay().actions()).isEmpty();
    }

    private ObservedRoute seen(Route route) {
        return Optional.ofNullable(provider.observe(Set.of(route)).get(route))
                .flatMap(Sight::seen)
                .orElseThrow();
    }
}
