package io.sluice.app.wire;

import static io.sluice.app.wire.Place.API;
import static io.sluice.app.wire.Place.CHECKOUT;
import static io.sluice.app.wire.Place.ORDERS;
import static io.sluice.app.wire.Place.PORTAL;
import static io.sluice.app.wire.Place.SEARCH;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The control plane fails in all the ways in which clouds do, and no step is lost, doubled or believed too early. */
@Order(13)
@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(Wire.class)
class MishapsTest {
    @ParameterizedTest(name = "row 52: {0}")
    @ValueSource(
            strings = {
                "{'fault': 'loseReply', 'action': 'ModifyListener'}",
                "{'fault': 'loseRequest', 'action': 'ModifyListener', 'times': 2}",
                "{'fault': 'error', 'status': 500, 'action': 'ModifyListener'}",
                "{'fault': 'error', 'status': 503, 'action': 'ModifyListener', 'times': 2}",
                "{'fault': 'hang', 'action': 'ModifyListener'}",
                "{'fault': 'late', 'action': 'ModifyListener', 'afterMillis': 1900}",
                "{'fault': 'late', 'action': 'ModifyListener', 'afterMillis': 1900, 'hang': true}",
                "{'fault': 'delay', 'action': 'ModifyListener', 'afterMillis': 1000, 'appliedAtEnd': true}",
                "{'fault': 'stale', 'action': 'DescribeListeners', 'ageMillis': 60000, 'times': 8}",
                "{'fault': 'hang', 'action': 'DescribeListeners', 'skip': 2}",
                "{'fault': 'error', 'status': 500, 'action': 'DescribeTargetHealth', 'times': 3}"
            })
    void everyStepIsReachedOnceInOrder(String fault, Cloud cloud) {
        cloud.faults(fault);

        Journey plan =
                cloud.move(CHECKOUT).step(50, "0s").step(100, "0s").submitted().awaits("completed");

        assertThat(plan.course("step-started", "weights-verified", "completed"))
                .containsExactly(
                        "weights-verified",
                        "step-started",
                        "weights-verified",
                        "step-started",
                        "weights-verified",
                        "completed");
        List<Integer> asked = cloud.writes(CHECKOUT).stream()
                .map(line -> share(line.path("weights")))
                .toList();
        assertThat(asked).isSorted().containsOnly(50, 100);
        assertThat(cloud.share(CHECKOUT)).isEqualTo(100);
        assertBelievedOnlyOnceSeen(cloud, plan);
        assertThat(cloud.sandbox().log(0))
                .as("what landed late landed before anything else was asked for")
                .filteredOn(line -> line.path("kind").asText().equals("landed"))
                .allSatisfy(line -> assertThat(Instant.parse(line.path("at").asText()))
                        .isBefore(arrived(cloud.writes(CHECKOUT).getLast())));
    }

    /** The step's weights are in the journal as seen only after a true look had shown them. */
    private static void assertBelievedOnlyOnceSeen(Cloud cloud, Journey plan) {
        JsonNode verified = plan.lines("weights-verified").get(1);
        Instant believed = Instant.parse(verified.path("at").asText());
        Instant landed = cloud.sandbox().log(0).stream()
                .filter(line -> line.path("applied").asBoolean())
                .map(line -> Instant.parse(line.path("appliedAt").asText()))
                .min(Instant::compareTo)
                .orElseThrow();
        assertThat(cloud.sandbox().log(0))
                .anyMatch(line -> line.path("action").asText().equals("DescribeListeners")
                        && line.path("fault").isMissingNode()
                        && !arrived(line).isBefore(landed)
                        && !arrived(line).isAfter(believed.plusMillis(1)));
    }

    @ParameterizedTest(name = "row 52: a change refused for good with {0}")
    @ValueSource(ints = {403, 404})
    void aRefusalForGoodHoldsThePlanAndSaysWhy(int status, Cloud cloud) {
        cloud.faults(
                "{'fault': 'error', 'status': %d, 'action': 'ModifyListener', 'times': 'forever'}".formatted(status));
        Journey plan = cloud.move(CHECKOUT).step(100, "0s").submitted().awaitsHeldBy("provider-error");
        int before = cloud.writes(CHECKOUT).size();

        assertThat(plan.plan().path("reason").asText()).contains("checkout");
        plan.awaitsLooks(2);
        assertThat(cloud.writes(CHECKOUT)).as("it is not asked again and again").hasSize(before);
        cloud.sandbox().clearFaults();
        plan.asks("resume").is(200);

        plan.awaits("completed");
    }

    @Test
    @DisplayName("row 52: looks that are denied hold the plan until they are allowed again")
    void deniedLooks(Cloud cloud) {
        Journey plan = cloud.move(CHECKOUT).step(50, "1h").submitted().awaitsBaking(1);
        cloud.faults("{'fault': 'error', 'status': 403, 'action': 'DescribeListeners', 'times': 'forever'}");

        plan.awaitsHeldBy("provider-error");
        cloud.sandbox().clearFaults();

        plan.awaitsBaking(1);
        assertThat(cloud.writes(CHECKOUT)).hasSize(1);
    }

    @ParameterizedTest(name = "row 53: {0}")
    @ValueSource(
            strings = {
                "{'fault': 'throttle', 'action': 'ModifyListener', 'times': 4}",
                "{'fault': 'error', 'status': 429, 'action': 'ModifyListener', 'times': 4}"
            })
    void throttledItIsAskedAgainAfterGrowingPauses(String fault, Cloud cloud) {
        cloud.faults(fault);

        Journey plan = cloud.move(CHECKOUT).step(100, "0s").submitted().awaits("completed");

        List<Instant> intents = plan.lines("write-intended").stream()
                .map(line -> Instant.parse(line.path("at").asText()))
                .toList();
        assertThat(intents).hasSize(5);
        assertThat(cloud.writes(CHECKOUT)).hasSize(5);
        for (int i = 1; i < intents.size(); i++) {
            assertThat(Duration.between(intents.get(i - 1), intents.get(i)))
                    .isGreaterThanOrEqualTo(Duration.ofSeconds(i == 1 ? 1 : 2));
        }
        assertThat(plan.lines("write-refused"))
                .hasSize(4)
                .allMatch(line -> line.path("data").path("kind").asText().equals("throttled"));
    }

    @Test
    @DisplayName("row 54: one route of five is refused: the plan says which, and a revert covers all five")
    void oneRouteOfFiveIsRefused(Cloud cloud) {
        cloud.faults("{'fault': 'error', 'status': 403, 'action': 'ModifyListener', 'arn': '%s', 'times': 'forever'}"
                .formatted(PORTAL.arn()));
        Journey plan = ofFive(cloud).submitted().awaitsHeldBy("provider-error");
        assertThat(plan.plan().path("reason").asText()).contains("portal");

        // Nothing was ever done to the one that refuses, and it shows its baseline: it holds up no revert.
        plan.asks("revert").is(200);
        for (Place place : Place.values()) {
            assertThat(cloud.share(place)).as(place.toString()).isZero();
        }

        plan.awaits("reverted");
        assertThat(cloud.weights(SEARCH)).doesNotContainKey(SEARCH.to());
    }

    @Test
    @DisplayName("row 54: one route of five is stuck: the others go back to the last split that all had")
    void oneRouteOfFiveIsStuck(Cloud cloud) {
        Journey plan = ofFive(cloud)
                .with("stepTimeout: 5s")
                .with("onStuck: hold")
                .submitted()
                .awaitsBaking(1);
        cloud.faults("{'fault': 'throttle', 'action': 'ModifyListener', 'arn': '%s', 'times': 'forever'}"
                .formatted(PORTAL.arn()));
        plan.asks("promote").is(200);

        plan.awaitsHeldBy("stuck");
        assertThat(plan.plan().path("reason").asText()).contains("portal").doesNotContain("orders");
        for (Place place : Place.values()) {
            Await.until(place + " is back at 10 %", () -> cloud.share(place), share -> share == 10);
        }
        assertThat(plan.asks("revert?wait=1s").is(202).text("state")).isEqualTo("reverting");
        for (Place place : List.of(CHECKOUT, API, SEARCH, ORDERS)) {
            Await.until(place + " is back", () -> cloud.share(place), share -> share == 0);
        }
        assertThat(cloud.share(PORTAL)).isEqualTo(10);
        cloud.sandbox().clearFaults();

        plan.awaits("reverted");
        assertThat(cloud.share(PORTAL)).isZero();
    }

    private static Move ofFive(Cloud cloud) {
        return cloud.move(Place.values()).step(10, "1h").step(100, "1h");
    }

    @Test
    void row48WithoutFiguresThePlanIsHeldAndGoesOnOnceTheyAreThere(Cloud cloud) {
        cloud.load(CHECKOUT, 100);
        Journey plan = cloud.move(CHECKOUT)
                .step(50, "1h")
                .errorsGate("revert")
                .submitted()
                .awaitsBaking(1)
                .awaitsVerdict("pass");

        cloud.faults("{'fault': 'empty', 'action': 'GetMetricData', 'times': 'forever'}");
        plan.awaitsHeldBy("no-data");
        cloud.sandbox().clearFaults();

        plan.awaitsBaking(1).asks("promote").is(200);
        plan.awaits("completed");
        assertThat(cloud.writes(CHECKOUT)).hasSize(1);
    }

    @Test
    void row52AWriteThatLandsAfterTheReadBackOfARevertIsPutBackAgain(Cloud cloud) {
        cloud.faults("{'fault': 'late', 'action': 'ModifyListener', 'afterMillis': 2000}");
        Journey plan = cloud.move(CHECKOUT).step(50, "1h").submitted();
        plan.awaitsLine("write-unknown");

        plan.asks("revert").is(200);

        plan.awaits("reverted");
        assertThat(plan.course("baseline-back", "baseline-lost", "reverted"))
                .containsExactly("baseline-back", "baseline-lost", "baseline-back", "reverted");
        assertThat(cloud.share(CHECKOUT)).isZero();
    }

    private static int share(JsonNode weights) {
        int next = weights.path(CHECKOUT.to()).asInt();
        return 100 * next / (next + weights.path(CHECKOUT.from()).asInt());
    }

    private static Instant arrived(JsonNode line) {
        return Instant.parse(line.path("arrivedAt").asText());
    }
}
