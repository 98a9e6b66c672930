package io.sluice.app.wire;

import static io.sluice.app.wire.Place.CHECKOUT;
import static io.sluice.app.wire.Place.PORTAL;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The service stops in the middle of plans, and another goes on from its data. */
@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(Wire.class)
class RestartTest {
    @Test
    void noStepIsLostOrDoubled(Cloud cloud) throws Exception {
        cloud.load(CHECKOUT, 50);
        Journey plan = cloud.move(CHECKOUT)
                .step(25, "3s")
                .step(50, "0s")
                .step(100, "0s")
                .errorsGate("revert")
                .submitted()
                .awaitsBaking(1);
        Journey reverting = cloud.move(PORTAL).step(25, "1h").submitted().awaitsBaking(1);
        reverting.asks("revert").is(200);

        cloud.restartService();

        assertThat(reverting.awaits("reverted").course("revert-started", "reverted"))
                .containsExactly("revert-started", "reverted");
        plan.awaits("completed");
        assertThat(cloud.writes(CHECKOUT)).hasSize(3);
        assertThat(plan.course("step-started", "weights-verified", "completed"))
                .containsExactly(
                        "weights-verified",
                        "step-started",
                        "weights-verified",
                        "step-started",
                        "weights-verified",
                        "step-started",
                        "weights-verified",
                        "completed");
        assertThat(cloud.share(CHECKOUT)).isEqualTo(100);
        assertThat(cloud.share(PORTAL)).isZero();
    }
}
