package io.sluice.app.wire;

import static io.sluice.app.wire.Place.API;
import static io.sluice.app.wire.Place.ORDERS;
import static io.sluice.app.wire.Place.SEARCH;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.app.wire.Cloud.Count;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;

/** What is special about one kind of place. */
@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(Wire.class)
class PlacesTest {
    private static final String TARGETS = "{name: targets, signal: healthy-targets, every: 1s, judge: {min: 1}}";

    @Test
    void aGateThatANetworkLoadBalancerHasNoFiguresForIsRefusedByName(Cloud cloud) {

        Answer answer = cloud.move(ORDERS)
                .step(100, "0s")
                .gate(TARGETS)
                .errorsGate("revert")
                .offered()
                .is(422);

        assertThat(answer.pointers()).containsExactly("/gates/1/signal");
        assertThat(answer.body()).contains("error-rate", "orders", "Network Load Balancer");
        assertThat(cloud.writes(ORDERS)).isEmpty();
    }

    @Test
    void oneOnHealthyTargetsRunsThere(Cloud cloud) {

        Journey plan = cloud.move(ORDERS)
                .step(50, "1s")
                .step(100, "1s")
                .gate(TARGETS)
                .submitted()
                .awaits("completed");

        assertThat(plan.lines("gate-judged"))
                .anyMatch(line -> line.path("data").path("verdict").asText().equals("pass"));
        assertThat(cloud.share(ORDERS)).isEqualTo(100);
    }

    @Test
    void aSideThatIsNotListedIsAttachedAtWeightZeroAwaitedHealthyAndDetachedByARevert(Cloud cloud) {
        List<Action> baseline = cloud.actions(SEARCH);
        cloud.sandbox().backends(SEARCH.to(), "{\"healthy\": false}");
        Journey plan = cloud.move(SEARCH).step(10, "1h").submitted();

        Await.until("it is attached", () -> cloud.weights(SEARCH), weights -> weights.size() == 2);
        assertThat(cloud.share(SEARCH)).isZero();
        plan.awaitsLooks(2);
        assertThat(plan.state()).isEqualTo("shifting");
        assertThat(cloud.share(SEARCH)).isZero();
        cloud.sandbox().backends(SEARCH.to(), "{\"healthy\": true}");
        plan.awaitsBaking(1);
        assertThat(cloud.share(SEARCH)).isEqualTo(10);
        plan.asks("revert").is(200);

        plan.awaits("reverted");
        assertThat(cloud.actions(SEARCH)).isEqualTo(baseline);
        assertThat(plan.lines("write-intended")
                        .getFirst()
                        .path("data")
                        .path("purpose")
                        .asText())
                .isEqualTo("attach");
    }

    @Test
    void aRevertTakesTheNewSideOutForStickyClientsWhereThePlanSaysSo(Cloud cloud) {
        Journey plan = sticking(cloud, "evictSticky: true");

        plan.asks("revert").is(200);

        assertThat(cloud.weights(API)).isEqualTo(Map.of(API.from(), 100));
        Count since = cloud.count(API);
        assertThat(newRequestsAfter(cloud, since)).isZero();
        plan.awaits("reverted");
        assertThat(cloud.weights(API)).isEqualTo(Map.of(API.from(), 100));
        assertThat(cloud.actions(API)
                        .getFirst()
                        .forwardConfig()
                        .targetGroupStickinessConfig()
                        .durationSeconds())
                .isEqualTo(600);
    }

    @Test
    void otherwiseItSaysHowLongTheyMayStay(Cloud cloud) {
        List<Action> baseline = cloud.actions(API);
        Journey plan = sticking(cloud, "evictSticky: false");

        plan.asks("revert").is(200);

        plan.awaits("reverted");
        assertThat(cloud.actions(API)).isEqualTo(baseline);
        assertThat(newRequestsAfter(cloud, cloud.count(API))).isPositive();
        assertThat(plan.lines("baseline-back").getFirst().toString()).contains("sticky clients may stay");
    }

    /** A plan that bakes at half and half, with clients that stick to the new side. */
    private static Journey sticking(Cloud cloud, String line) {
        Journey plan = cloud.move(API).step(50, "1h").with(line).submitted().awaitsBaking(1);
        cloud.sandbox()
                .call(
                        "POST",
                        "/sandbox/load",
                        "{\"listener\": \"checkout\", \"path\": \"/api/things\", \"rps\": 100, \"stickyPercent\": 100}");
        Await.until("clients stick to the new side", () -> cloud.count(API), count -> count.next() > 50);
        return plan;
    }

    /** Of the next hundred requests those that reach the new side. */
    private static long newRequestsAfter(Cloud cloud, Count before) {
        return Await.until("more requests", () -> cloud.count(API).since(before), count -> count.total() >= 100)
                .next();
    }
}
