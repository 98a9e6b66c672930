package io.sluice.app.wire;

import static io.sluice.app.wire.Place.CHECKOUT;
import static io.sluice.app.wire.Place.SEARCH;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Somebody else changes the weights during a bake: never overwritten unasked, and every way out of it. */
@Order(14)
@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(Wire.class)
class DriftTest {
    private static final Map<String, Integer> OURS = Map.of("checkout-eu", 90, "checkout-us", 10);
    private static final Map<String, Integer> THEIRS = Map.of("checkout-eu", 30, "checkout-us", 70);

    @Test
    void row55ItIsHeldAndNotOverwrittenUntilTheExpectedWeightsAreBack(Cloud cloud) {
        Journey plan = drifted(cloud);
        int before = cloud.writes(CHECKOUT).size();

        plan.awaitsLooks(2);
        assertThat(cloud.weights(CHECKOUT)).isEqualTo(THEIRS);
        cloud.stranger(CHECKOUT, OURS);

        plan.awaitsBaking(1);
        assertThat(cloud.writes(CHECKOUT)).hasSize(before);
        assertThat(plan.course("hold-started", "hold-ended")).containsExactly("hold-started", "hold-ended");
    }

    @Test
    void resumeSaysWhatToDoAboutIt(Cloud cloud) {
        Journey plan = drifted(cloud);

        assertThat(plan.asks("resume").is(409).text("detail"))
                .contains("reassert")
                .contains("adopt");
        plan.asks("promote").is(409);
        assertThat(plan.state()).isEqualTo("held");
    }

    @Test
    void reassertWritesOursOverTheirs(Cloud cloud) {
        Journey plan = drifted(cloud);

        plan.asks("resume", "{\"drift\": \"reassert\"}").is(200);

        plan.awaitsBaking(1);
        assertThat(cloud.share(CHECKOUT)).isEqualTo(10);
        JsonNode intent = plan.lines("write-intended").getLast().path("data");
        assertThat(intent.path("purpose").asText()).isEqualTo("reassert");
        assertThat(intent.path("from").path("new").asInt()).isEqualTo(7000);
    }

    @Test
    void row55ReassertTakesTheWeightOfAStrangersTargetGroupToo(Cloud cloud) {
        Journey plan = baking(cloud);
        cloud.stranger(CHECKOUT, Map.of("checkout-eu", 90, "checkout-us", 10, SEARCH.to(), 100));
        plan.awaitsHeldBy("drift");
        assertThat(plan.plan().path("routes").path(0).path("observed").properties())
                .hasSize(3);

        plan.asks("resume", "{\"drift\": \"adopt\"}").is(409);
        plan.asks("resume", "{\"drift\": \"reassert\"}").is(200);

        plan.awaitsBaking(1);
        assertThat(cloud.share(CHECKOUT)).isEqualTo(10);
        assertThat(cloud.weights(CHECKOUT)).containsEntry(SEARCH.to(), 0);
    }

    @Test
    void row55AdoptGoesOnFromTheirs(Cloud cloud) {
        Journey plan = drifted(cloud);
        int before = cloud.writes(CHECKOUT).size();

        plan.asks("resume", "{\"drift\": \"adopt\"}").is(200);

        plan.awaitsBaking(1).awaitsLooks(2);
        assertThat(plan.state()).isEqualTo("baking");
        assertThat(cloud.writes(CHECKOUT)).hasSize(before);
        assertThat(cloud.weights(CHECKOUT)).isEqualTo(THEIRS);
        plan.asks("promote").is(200);
        plan.awaitsBaking(2);
        assertThat(cloud.share(CHECKOUT)).isEqualTo(100);
    }

    @Test
    void anOrderedRevertWritesOverIt(Cloud cloud) {
        Journey plan = drifted(cloud);

        plan.asks("revert").is(200);

        plan.awaits("reverted");
        assertThat(cloud.share(CHECKOUT)).isZero();
        assertThat(plan.lines("write-intended")
                        .getLast()
                        .path("data")
                        .path("from")
                        .path("new")
                        .asInt())
                .as("what it overwrote is in the journal")
                .isEqualTo(7000);
    }

    @Test
    void row55CancelLeavesTheirs(Cloud cloud) {
        Journey plan = drifted(cloud);

        plan.asks("cancel").is(200);

        assertThat(plan.state()).isEqualTo("cancelled");
        assertThat(cloud.weights(CHECKOUT)).isEqualTo(THEIRS);
    }

    @Test
    void aPlanThatSaysSoGoesBackByItself(Cloud cloud) {
        Journey plan = cloud.move(CHECKOUT)
                .step(10, "1h")
                .with("onDrift: revert")
                .submitted()
                .awaitsBaking(1);

        cloud.stranger(CHECKOUT, THEIRS);

        plan.awaits("reverted");
        assertThat(cloud.share(CHECKOUT)).isZero();
    }

    @Test
    void whoItWasIsAskedOfTheCloudAndSaid(Cloud cloud) {
        Journey plan = drifted(cloud);

        JsonNode change = plan.awaitsLine("drift-traced")
                .path("data")
                .path("changes")
                .properties()
                .iterator()
                .next()
                .getValue()
                .path(0);

        assertThat(change.path("actor").asText()).endsWith("user/stranger");
        assertThat(change.path("action").asText()).isEqualTo("ModifyListener");
        plan.awaitsLooks(1);
        assertThat(plan.plan().path("reason").asText()).contains("was changed by", "user/stranger");
        assertThat(plan.state()).isEqualTo("held");
    }

    @Test
    void aPlanThatReassertsDoesSoThreeTimesAndThenCallsAPerson(Cloud cloud) {
        Journey plan = cloud.move(CHECKOUT)
                .step(10, "1h")
                .with("onDrift: reassert")
                .submitted()
                .awaitsBaking(1);

        for (int i = 1; i <= 3; i++) {
            cloud.stranger(CHECKOUT, THEIRS);
            plan.awaitsLines("drift-handled", i).awaitsBaking(1);
            assertThat(cloud.share(CHECKOUT)).isEqualTo(10);
        }
        cloud.stranger(CHECKOUT, THEIRS);

        plan.awaitsHeldBy("drift").awaitsLooks(2);
        assertThat(plan.plan().path("reason").asText()).contains("not written over by itself");
        assertThat(cloud.weights(CHECKOUT)).isEqualTo(THEIRS);
        assertThat(plan.lines("write-intended")
                        .getLast()
                        .path("data")
                        .path("purpose")
                        .asText())
                .isEqualTo("reassert");
    }

    /** Row 55 of the bad inputs: a target group that a person added during the plan keeps its traffic. */
    @Test
    void row55APlanThatAdoptsTakesTheirsAndHoldsWhereItCannot(Cloud cloud) {
        Journey plan = cloud.move(CHECKOUT)
                .step(10, "1h")
                .with("onDrift: adopt")
                .submitted()
                .awaitsBaking(1);
        int before = cloud.writes(CHECKOUT).size();

        cloud.stranger(CHECKOUT, THEIRS);
        plan.awaitsLines("drift-handled", 1).awaitsLooks(2);
        assertThat(plan.state()).isEqualTo("baking");
        Map<String, Integer> added = Map.of("checkout-eu", 30, "checkout-us", 60, SEARCH.to(), 10);
        cloud.stranger(CHECKOUT, added);

        plan.awaitsHeldBy("drift").awaitsLooks(2);
        assertThat(plan.plan().path("reason").asText()).contains("the plan does not name");
        assertThat(cloud.weights(CHECKOUT)).isEqualTo(added);
        assertThat(cloud.writes(CHECKOUT)).hasSize(before);
    }

    private static Journey baking(Cloud cloud) {
        return cloud.move(CHECKOUT).step(10, "1h").step(100, "1h").submitted().awaitsBaking(1);
    }

    private static Journey drifted(Cloud cloud) {
        Journey plan = baking(cloud);
        cloud.stranger(CHECKOUT, THEIRS);
        return plan.awaitsHeldBy("drift");
    }
}
