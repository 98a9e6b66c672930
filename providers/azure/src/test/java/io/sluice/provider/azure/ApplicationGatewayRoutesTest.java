package io.sluice.provider.azure;

import static io.sluice.provider.tck.TrafficFixture.LEFT;
import static io.sluice.provider.tck.TrafficFixture.RIGHT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.provider.TrafficProvider;
import io.sluice.provider.tck.Answer;
import io.sluice.provider.tck.Relay.Exchange;
import io.sluice.provider.tck.Trouble;
import io.sluice.sandbox.SandboxClient;
import io.sluice.sandbox.azure.GatewayWorld;
import io.sluice.traffic.ObservedRoute;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import io.sluice.traffic.Restoration;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import io.sluice.traffic.Sight;
import io.sluice.traffic.Signal;
import io.sluice.traffic.Snapshot;
import io.sluice.traffic.WeightChange;
import io.sluice.traffic.Weights;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is Application Gateway's own about routes: its modes, what it can reach, and how a whole gateway is written. */
class ApplicationGatewayRoutesTest {
    private static final Route SWITCH =
            TestSettings.rule(GatewayWorld.CHECKOUT, "switch-rule", "\"mode\":\"ruleSwitch\"", GatewayFixture.POOLS);
    private static final Route POLICY = GatewayFixture.policy(GatewayWorld.POLICY, "checkout-rule");

    private final GatewayFixture cloud = new GatewayFixture(false);
    private final TrafficProvider provider = cloud.provider();
    private int requests;

    @AfterEach
    void close() {
        cloud.close();
    }

    @ParameterizedTest(name = "{0} basis points of four servers a side are {1} and {2}")
    @CsvSource({"100, 4, 1", "2000, 4, 1", "3333, 4, 2", "5000, 4, 4", "8000, 1, 4", "9900, 1, 4", "10000, 0, 4"})
    void aPoolReachesWhatItsServersAllowAndSaysSo(int share, int left, int right) {
        ObservedRoute before = seen(cloud.route());

        apply(cloud.route(), Weights.of(RIGHT, share, LEFT));

        assertThat(cloud.natives(cloud.route())).isEqualTo(Map.of(LEFT, left, RIGHT, right));
        assertThat(before.traits().scale().reachable(Weights.of(RIGHT, share, LEFT)))
                .isEqualTo(seen(cloud.route()).weights());
    }

    @Test
    void aPolicyCountsItsWeightForEveryServerOfAPool() {
        // Four servers of each: 95 and 5 % are 19 and 1 for a server, 76 and 4 for a side.
        apply(POLICY, Weights.of(RIGHT, 500, LEFT));

        assertThat(cloud.natives(POLICY)).isEqualTo(Map.of(LEFT, 380, RIGHT, 20));
        JsonNode targets = Specs.json(lastPut().body())
                .at("/properties/loadDistributionPolicies/0/properties/loadDistributionTargets");
        assertThat(targets.findValuesAsText("weightPerServer")).containsExactly("95", "5");
        assertThat(seen(POLICY).traits().kind())
                .isEqualTo("an Application Gateway rule with a load distribution policy");
    }

    @Test
    void aSwitchedRuleGoesToOneSideAtATime() {
        ObservedRoute before = seen(SWITCH);
        Snapshot snapshot = provider.snapshot(SWITCH);
        assertThat(before.natives()).isEqualTo(Map.of(LEFT, 1, RIGHT, 0));
        assertThat(before.traits().scale().holds(Weights.of(RIGHT, 5000, LEFT))).isFalse();
        assertThat(errorOf(() -> apply(SWITCH, Weights.of(RIGHT, 5000, LEFT))))
                .isInstanceOf(ProviderError.Invalid.class);

        apply(SWITCH, Weights.allTo(RIGHT));
        assertThat(seen(SWITCH).natives()).isEqualTo(Map.of(LEFT, 0, RIGHT, 1));
        assertThat(seen(SWITCH).fingerprint()).isEqualTo(before.fingerprint());
        provider.restore(new Restoration(SWITCH, snapshot, false, Set.of(), "back"));

        assertThat(seen(SWITCH)).isEqualTo(before);
    }

    @Test
    void aSwitchedRuleCannotDoWithoutTheSideThatItGoesTo() {
        Snapshot snapshot = provider.snapshot(SWITCH);

        assertThat(errorOf(() -> provider.restore(new Restoration(SWITCH, snapshot, false, Set.of(LEFT), "back"))))
                .isInstanceOf(ProviderError.Invalid.class);
    }

    @Test
    void withoutTheFeatureAPolicyIsRefusedByItsName() {
        cloud.relay()
                .answerNext(
                        ArmRelay::isWrite,
                        Answer.json(
                                409,
                                ArmRelay.error(
                                        "SubscriptionNotRegisteredForFeature",
                                        "Subscription is not registered for feature LoadDistributionPolicy")));

        assertThat(errorOf(() -> apply(POLICY, Weights.of(RIGHT, 500, LEFT))))
                .isInstanceOfSatisfying(
                        ProviderError.Invalid.class,
                        refused -> assertThat(refused.detail()).contains("SubscriptionNotRegisteredForFeature"));
        assertThat(unseen(GatewayFixture.policy(GatewayWorld.CHECKOUT, "checkout-rule")))
                .isInstanceOfSatisfying(
                        ProviderError.Invalid.class,
                        refused -> assertThat(refused.detail()).contains("has no load distribution policy"));
    }

    @Test
    void aGatewayMeasuresNoPercentileAndNoErrorsOfItsOwn() {
        assertThat(seen(cloud.route()).traits().signals())
                .containsExactlyInAnyOrder(
                        Signal.REQUESTS,
                        Signal.ERROR_RATE,
                        Signal.HEALTHY_TARGETS,
                        Signal.PROCESSED_BYTES,
                        Signal.CAPACITY_UNITS);
    }

    @Test
    void aLookAtAllRulesOfAGatewayIsOneCallAndAStepIsOneLookAndOneWrite() {
        Set<Route> routes = Set.of(cloud.route(), cloud.neighbour(), SWITCH);
        provider.observe(routes);
        assertThat(cloud.relay().exchanges()).hasSize(1);
        ObservedRoute before = seen(cloud.route());
        int asked = cloud.relay().exchanges().size();

        provider.apply(new WeightChange(cloud.route(), Weights.of(RIGHT, 5000, LEFT), before.revision(), "one"));

        List<Exchange> step = cloud.relay()
                .exchanges()
                .subList(asked, cloud.relay().exchanges().size());
        assertThat(step.getFirst().method()).isEqualTo("PUT");
        assertThat(step.subList(1, step.size()))
                .isNotEmpty()
                .allSatisfy(one -> assertThat(one.path()).contains("/locations/"));
    }

    @Test
    void whatTheSdkDoesNotKnowGoesBackAsItWasRead() {
        apply(cloud.route(), Weights.of(RIGHT, 5000, LEFT));

        JsonNode sent = Specs.json(lastPut().body());
        assertThat(sent.at("/properties/announcedLater").asText()).isEqualTo("kept");
        assertThat(sent.at("/tags/owner").asText()).isEqualTo("payments-sre");
        assertThat(sent.has("etag")).isFalse();
        assertThat(sent.findValues("provisioningState")).isEmpty();
    }

    @Test
    void theRevisionIsSentWithTheWriteAndWithNothingElse() {
        apply(cloud.route(), Weights.of(RIGHT, 5000, LEFT));

        assertThat(lastPut().headers().get("if-match")).startsWith("W/\"");
        assertThat(cloud.relay().exchanges())
                .filteredOn(one -> !ArmRelay.isWrite(one))
                .allSatisfy(one -> assertThat(one.headers()).doesNotContainKey("if-match"));
    }

    @Test
    void aGatewayThatDoesCompareRevisionsConflicts() {
        cloud.relay()
                .answerNext(
                        ArmRelay::isWrite,
                        Answer.json(412, ArmRelay.error("PreconditionFailed", "the etag does not match")));

        assertThat(errorOf(() -> apply(cloud.route(), Weights.of(RIGHT, 5000, LEFT))))
                .isInstanceOf(ProviderError.Conflict.class);
    }

    @Test
    void puttingBackSendsNoRevisionForNothingMayHoldItUp() {
        Snapshot snapshot = provider.snapshot(cloud.route());

        provider.restore(new Restoration(cloud.route(), snapshot, false, Set.of(), "back"));

        assertThat(lastPut().headers()).doesNotContainKey("if-match");
    }

    @Test
    void aWriteWithoutAnAnswerIsSentOnceOnly() {
        String revision = seen(cloud.route()).revision();
        cloud.onNextWrite(cloud.route(), Trouble.NO_ANSWER);

        assertThat(errorOf(
                        () -> provider.apply(new WeightChange(cloud.route(), Weights.allTo(RIGHT), revision, "one"))))
                .isInstanceOf(ProviderError.Unknown.class);

        assertThat(cloud.relay().exchanges().stream().filter(ArmRelay::isWrite)).hasSize(1);
    }

    @Test
    void rampWritesOfOneGatewayTakeTurnsAndNeitherIsLost() throws Exception {
        WeightChange one = change(cloud.route());
        WeightChange other = change(cloud.neighbour());

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> writes = new ArrayList<>();
            for (WeightChange change : List.of(one, other)) {
                writes.add(threads.submit(() -> provider.apply(change)));
            }
            for (Future<?> write : writes) {
                write.get();
            }
        }

        Map<Side, Integer> half = Map.of(LEFT, 4, RIGHT, 4);
        assertThat(cloud.natives(cloud.route())).isEqualTo(half);
        assertThat(cloud.natives(cloud.neighbour())).isEqualTo(half);
        // The second is sent only after somebody has heard that the first is done.
        List<Exchange> all = cloud.relay().exchanges();
        List<Integer> puts = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (ArmRelay.isWrite(all.get(i))) {
                puts.add(i);
            }
        }
        assertThat(puts).hasSize(2);
        assertThat(all.subList(puts.getFirst(), puts.getLast()))
                .anySatisfy(poll -> assertThat(poll.path()).contains("/operations/"));
    }

    @Test
    void puttingBackWaitsForNoRampWriteAndWins() throws Exception {
        Snapshot snapshot = provider.snapshot(cloud.route());
        CountDownLatch underWay = new CountDownLatch(1);
        CountDownLatch putBack = new CountDownLatch(1);
        // The ramp write's first poll is held up until the route was put back.
        cloud.relay().order(one -> one.path().contains("/operations/"), Trouble.OVERTAKEN, () -> {
            underWay.countDown();
            await(putBack);
        });
        WeightChange change = change(cloud.route());
        try (SandboxClient client = cloud.sandbox().client()) {
            client.faults("{\"fault\":\"delay\",\"action\":\"ApplicationGateways_CreateOrUpdate_Completion\","
                    + "\"afterMillis\":5000,\"appliedAtEnd\":true}");
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> ramp = threads.submit(() -> provider.apply(change));
            await(underWay);

            provider.restore(new Restoration(cloud.route(), snapshot, false, Set.of(), "back"));
            putBack.countDown();

            assertThat(ramp).failsWithin(Duration.ofSeconds(20));
        }
        assertThat(seen(cloud.route()).natives()).isEqualTo(Map.of(LEFT, 4, RIGHT, 0));
    }

    @Test
    void manyRoutesOfOneGatewayArePutBackAtOnceAndAllAreBack() throws Exception {
        List<Route> routes = List.of(cloud.route(), cloud.neighbour());
        Map<Route, Snapshot> snapshots = new HashMap<>();
        routes.forEach(route -> snapshots.put(route, provider.snapshot(route)));
        routes.forEach(route -> apply(route, Weights.allTo(RIGHT)));

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> writes = new ArrayList<>();
            snapshots.forEach((route, snapshot) -> writes.add(
                    threads.submit(() -> provider.restore(new Restoration(route, snapshot, false, Set.of(), "back")))));
            for (Future<?> write : writes) {
                write.get(); // the one that was superseded was carried along, and so is done
            }
        }

        routes.forEach(route -> assertThat(seen(route).natives()).isEqualTo(Map.of(LEFT, 4, RIGHT, 0)));
    }

    @Test
    void aPoolThatOtherRulesUseTooIsNotMoved() {
        cloud.change(
                cloud.route(),
                gateway -> Split.properties(gateway.part(Gateway.RULES, "switch-rule"))
                        .putObject("backendAddressPool")
                        .put("id", gateway.idOf(Gateway.POOLS, "checkout").toUpperCase(Locale.ROOT)));

        assertThat(unseen(cloud.route()))
                .isInstanceOfSatisfying(
                        ProviderError.Invalid.class,
                        refused -> assertThat(refused.detail()).contains("requestRoutingRules/switch-rule"));
    }

    @Test
    void aServerThatTwoSidesClaimIsRefused() {
        cloud.change(
                cloud.route(),
                gateway -> GatewayFixture.members(gateway, GatewayWorld.US)
                        .addObject()
                        .put("ipAddress", "10.1.0.1"));

        assertThat(unseen(cloud.route()))
                .isInstanceOfSatisfying(
                        ProviderError.Invalid.class,
                        refused -> assertThat(refused.detail()).contains("10.1.0.1"));
    }

    @Test
    void aSideWithoutServersCannotHaveTraffic() {
        cloud.change(
                cloud.route(),
                gateway -> GatewayFixture.members(gateway, GatewayWorld.US).removeAll());

        assertThat(seen(cloud.route()).traits().scale().holds(Weights.allTo(RIGHT)))
                .isFalse();
        assertThat(errorOf(() -> apply(cloud.route(), Weights.allTo(RIGHT)))).isInstanceOf(ProviderError.Invalid.class);
    }

    @Test
    void serversThatAreInThePoolStayBeforeOthersComeIn() {
        cloud.change(cloud.route(), gateway -> {
            GatewayFixture.members(gateway, "checkout").removeAll().addObject().put("ipAddress", "10.1.0.3");
            GatewayFixture.members(gateway, "checkout").addObject().put("ipAddress", "10.2.0.4");
        });

        apply(cloud.route(), Weights.of(RIGHT, 2000, LEFT));

        assertThat(Specs.json(lastPut().body())
                        .at("/properties/backendAddressPools/2/properties/backendAddresses")
                        .findValuesAsText("ipAddress"))
                .startsWith("10.1.0.3", "10.2.0.4")
                .hasSize(5);
    }

    @Test
    void aCookieThatBindsClientsIsReported() {
        cloud.strangerSticks(cloud.route(), Optional.of(Duration.ofMinutes(10)));

        assertThat(seen(cloud.route()).stickiness()).isPresent();
    }

    @Test
    void openingAsksNobody() {
        assertThat(cloud.relay().exchanges()).isEmpty();
    }

    private Exchange lastPut() {
        return cloud.relay().exchanges().stream()
                .filter(ArmRelay::isWrite)
                .reduce((_, later) -> later)
                .orElseThrow();
    }

    private WeightChange change(Route route) {
        return new WeightChange(
                route, Weights.of(RIGHT, 5000, LEFT), seen(route).revision(), "request-" + requests++);
    }

    private void apply(Route route, Weights to) {
        provider.apply(new WeightChange(route, to, seen(route).revision(), "request-" + requests++));
    }

    private Sight look(Route route) {
        return Optional.ofNullable(provider.observe(Set.of(route)).get(route)).orElseThrow();
    }

    private ObservedRoute seen(Route route) {
        return look(route).seen().orElseThrow(() -> new AssertionError(look(route)));
    }

    private ProviderError unseen(Route route) {
        return look(route) instanceof Sight.Unseen(ProviderError error) ? error : fail("seen");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ProviderError errorOf(Runnable call) {
        ProviderException thrown = catchThrowableOfType(ProviderException.class, call::run);
        assertThat(thrown).as("the call must fail").isNotNull();
        return thrown.error();
    }
}
