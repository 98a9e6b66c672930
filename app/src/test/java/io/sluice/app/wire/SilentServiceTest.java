package io.sluice.app.wire;

import static io.sluice.app.wire.Place.CHECKOUT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A service that nobody uses, and metrics that do not arrive: CloudWatch has no request to show in either case. */
@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(Wire.class)
class SilentServiceTest {
    private static final String GATE = "{name: errors, signal: error-rate, every: 1s, judge: {max: 5}, "
            + "onNoData: {idle: ignore, notApplied: hold, pipeline: hold}}";

    @Test
    void aServiceThatNobodyUsesIsMovedWhereTheGateIgnoresThatItIsIdle(Cloud cloud) {
        Journey plan =
                cloud.move(CHECKOUT).step(50, "5s").step(100, "5s").gate(GATE).submitted();

        awaitsReason(plan, "so it is idle; the gate ignores it");

        plan.awaits("completed");
        assertThat(cloud.share(CHECKOUT)).isEqualTo(100);
    }

    @Test
    void metricsThatDoNotArriveHoldTheSamePlanUntilTheyDo(Cloud cloud) {
        Journey plan =
                cloud.move(CHECKOUT).step(50, "1h").gate(GATE).submitted().awaitsBaking(1);
        awaitsReason(plan, "so it is idle; the gate ignores it");

        cloud.faults("{'fault': 'empty', 'action': 'GetMetricData', 'times': 'forever'}");

        plan.awaitsHeldBy("no-data");
        assertThat(plan.plan().path("reason").asText())
                .contains("nobody had requests, or the metrics are out of order", "HealthyHostCount");
        assertThat(cloud.share(CHECKOUT)).isEqualTo(50);
        cloud.sandbox().clearFaults();

        plan.awaitsBaking(1);
        awaitsReason(plan, "so it is idle; the gate ignores it");
    }

    private static void awaitsReason(Journey plan, String end) {
        Await.until("the gate says " + end, () -> reason(plan.plan()), reason -> reason.endsWith(end));
    }

    private static String reason(JsonNode plan) {
        return plan.path("gates").path(0).path("reason").asText();
    }
}
