package io.sluice.app.wire;

import static io.sluice.app.wire.Place.CHECKOUT;
import static io.sluice.app.wire.Place.SEARCH;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;

/** The emergency revert, ordered in every state. */
@Order(12)
@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(Wire.class)
class OrderedRevertTest {
    @Test
    void aScheduledPlanIsRevertedWithoutAWrite(Cloud cloud) {
        Instant later = Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS);
        Journey plan = cloud.move(CHECKOUT)
                .step(10, "1h")
                .with("schedule: {startAt: %s}".formatted(later))
                .submitted()
                .awaits("scheduled");

        assertThat(plan.asks("revert").is(200).text("state")).isEqualTo("reverted");

        assertThat(cloud.writes(CHECKOUT)).isEmpty();
        cloud.move(CHECKOUT).step(10, "1h").submitted().awaitsBaking(1);
    }

    @Test
    void whileItShifts(Cloud cloud) {
        List<Action> baseline = cloud.actions(SEARCH);
        cloud.sandbox().backends(SEARCH.to(), "{\"healthy\": false}");
        Journey plan = cloud.move(SEARCH).step(10, "1h").submitted().awaits("shifting");
        Await.until("it is attached", () -> cloud.weights(SEARCH), weights -> weights.size() == 2);

        plan.asks("revert").is(200);

        plan.awaits("reverted");
        assertThat(cloud.actions(SEARCH)).isEqualTo(baseline);
    }

    @ParameterizedTest
    @ValueSource(strings = {"baking", "pause", "drift", "gate"})
    void whileItBakesOrIsHeld(String state, Cloud cloud) {
        List<Action> baseline = cloud.actions(CHECKOUT);
        cloud.load(CHECKOUT, 50);
        Journey plan = cloud.move(CHECKOUT)
                .step(50, "1h")
                .errorsGate("hold")
                .submitted()
                .awaitsBaking(1);
        switch (state) {
            case "pause" -> plan.asks("pause").is(200);
            case "drift" -> cloud.stranger(CHECKOUT, Map.of("checkout-eu", 1, "checkout-us", 2));
            case "gate" -> cloud.sandbox().backends(CHECKOUT.to(), "{\"errorPercent\": 100}");
            default -> {}
        }
        if (!state.equals("baking")) {
            plan.awaitsHeldBy(state);
        }

        Answer answer = plan.asks("revert", "{\"reason\": \"it smells\"}").is(200);

        assertThat(answer.text("state")).isIn("reverting", "reverted");
        assertThat(cloud.actions(CHECKOUT)).isEqualTo(baseline);
        plan.awaits("reverted");
        assertThat(cloud.actions(CHECKOUT)).isEqualTo(baseline);
        assertThat(plan.lines("revert-started").getFirst().toString()).contains("it smells");
    }

    @Test
    void whileItRevertsAndWhenItIsReverted(Cloud cloud) {
        Journey plan = cloud.move(CHECKOUT).step(50, "1h").submitted().awaitsBaking(1);

        assertThat(plan.asks("revert").is(200).text("state")).isEqualTo("reverting");
        assertThat(plan.asks("revert").is(200).text("reason")).contains("back; guarding until");
        plan.asks("cancel").is(409);
        plan.awaits("reverted");
        assertThat(plan.asks("revert").is(200).text("state")).isEqualTo("reverted");

        assertThat(plan.course("revert-started", "baseline-back", "reverted"))
                .containsExactly("revert-started", "baseline-back", "reverted");
    }

    @Test
    void aCompletedPlanIsPutBackByALinkedOneUnlessALaterPlanOwnsTheRoute(Cloud cloud) {
        Journey plan = cloud.move(CHECKOUT).step(100, "0s").submitted().awaits("completed");

        Answer answer = plan.asks("revert").is(200);

        assertThat(answer.text("revertOf")).isEqualTo(plan.id());
        Journey linked = new Journey(cloud, answer.text("id"));
        assertThat(plan.asks("revert").is(200).text("id")).isEqualTo(linked.id());
        linked.awaits("reverted");
        assertThat(plan.state()).isEqualTo("completed");
        assertThat(cloud.share(CHECKOUT)).isZero();
    }

    @Test
    void aCancelledPlanIsPutBackByALinkedOneUnlessALaterPlanOwnsTheRoute(Cloud cloud) {
        Journey plan = cloud.move(CHECKOUT).step(50, "1h").submitted().awaitsBaking(1);
        plan.asks("cancel").is(200);
        Journey later = cloud.move(CHECKOUT)
                .with("expect: {old: 50, new: 50}")
                .step(60, "1h")
                .submitted()
                .awaitsBaking(1);

        assertThat(plan.asks("revert").is(409).body()).contains(later.id());
        assertThat(cloud.share(CHECKOUT)).isEqualTo(60);
        later.asks("cancel").is(200);
        Answer answer = plan.asks("revert").is(200);

        assertThat(answer.text("revertOf")).isEqualTo(plan.id());
        new Journey(cloud, answer.text("id")).awaits("reverted");
        assertThat(cloud.share(CHECKOUT)).isZero();
    }

    @Test
    void twiceAtOnceIsOneRevert(Cloud cloud) throws Exception {
        Journey plan = cloud.move(CHECKOUT).step(50, "1h").submitted().awaitsBaking(1);

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Answer> one = threads.submit(() -> plan.asks("revert"));
            Future<Answer> other = threads.submit(() -> plan.asks("revert"));

            assertThat(one.get().is(200).text("id")).isEqualTo(plan.id());
            assertThat(other.get().is(200).text("id")).isEqualTo(plan.id());
        }

        plan.awaits("reverted");
        assertThat(plan.lines("revert-started")).hasSize(1);
        assertThat(cloud.writes(CHECKOUT)).hasSameSizeAs(plan.lines("write-intended"));
        assertThat(cloud.share(CHECKOUT)).isZero();
    }

    @Test
    void itGetsThroughThoughEveryFirstCallIsThrottled(Cloud cloud) {
        Journey plan = cloud.move(CHECKOUT).step(50, "1h").submitted().awaitsBaking(1);
        List.of(
                        "DescribeListeners",
                        "DescribeLoadBalancers",
                        "DescribeTargetGroups",
                        "DescribeTargetHealth",
                        "ModifyListener",
                        "GetMetricData")
                .forEach(action -> cloud.faults("{'fault': 'throttle', 'action': '%s'}".formatted(action)));

        plan.asks("revert").is(200);

        assertThat(cloud.share(CHECKOUT)).isZero();
        plan.awaits("reverted");
    }

    @Test
    void aCallerWhoDoesNotWaitIsToldThatItGoesOn(Cloud cloud) {
        Journey plan = cloud.move(CHECKOUT).step(50, "1h").submitted().awaitsBaking(1);
        cloud.faults("{'fault': 'error', 'status': 503, 'action': 'ModifyListener', 'times': 'forever'}");

        assertThat(plan.asks("revert?wait=1s").is(202).text("state")).isEqualTo("reverting");
        Await.until("it says so", () -> plan.plan().path("reason").asText(), why -> why.contains("not back yet"));
        cloud.sandbox().clearFaults();

        plan.awaits("reverted");
        assertThat(cloud.share(CHECKOUT)).isZero();
    }
}
