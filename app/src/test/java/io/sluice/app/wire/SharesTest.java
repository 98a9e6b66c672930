package io.sluice.app.wire;

import static io.sluice.app.wire.Place.CHECKOUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.app.wire.Cloud.Count;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A plan that goes well: what its backends saw, and what its journal says beside the cloud's own log. */
@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(Wire.class)
class SharesTest {
    private static final int REQUESTS = 2000;
    private static final double TOLERANCE_PERCENT = 2;

    @Test
    void atEachBakeTheNewSideGetsItsShareAndTheJournalSaysWhatWasDoneInOrder(Cloud cloud) {
        cloud.load(CHECKOUT, 800);
        List<Integer> percents = List.of(5, 25, 50, 100);
        Move move = cloud.move(CHECKOUT).errorsGate("revert");
        percents.forEach(percent -> move.step(percent, "1h"));
        Journey plan = move.submitted();

        for (int i = 0; i < percents.size(); i++) {
            plan.awaitsBaking(i + 1);
            Count before = cloud.count(CHECKOUT);
            Count counted = Await.until(
                    "enough requests", () -> cloud.count(CHECKOUT).since(before), count -> count.total() >= REQUESTS);

            assertThat(counted.newPercent()).isCloseTo(percents.get(i), within(TOLERANCE_PERCENT));
            plan.asks("promote").is(200);
        }

        plan.awaits("completed");
        assertThat(cloud.share(CHECKOUT)).isEqualTo(100);
        assertThat(plan.course("weights-verified", "step-started", "completed"))
                .containsExactly(
                        "weights-verified",
                        "step-started",
                        "weights-verified",
                        "step-started",
                        "weights-verified",
                        "step-started",
                        "weights-verified",
                        "step-started",
                        "weights-verified",
                        "completed");
        assertIntentsBeforeWritesAndReadBacksAfter(cloud, plan);
    }

    private static void assertIntentsBeforeWritesAndReadBacksAfter(Cloud cloud, Journey plan) {
        List<JsonNode> intents = plan.lines("write-intended");
        List<JsonNode> outcomes = plan.lines("write-applied");
        List<JsonNode> verified =
                plan.lines("weights-verified").subList(1, 5); // the first is of what was there already
        List<JsonNode> writes = cloud.writes(CHECKOUT);
        assertThat(writes).hasSize(4);
        assertThat(intents).hasSize(4);
        assertThat(outcomes).hasSize(4);
        for (int i = 0; i < writes.size(); i++) {
            Instant landed = millis(writes.get(i), "appliedAt");
            assertThat(at(intents.get(i))).isBeforeOrEqualTo(millis(writes.get(i), "arrivedAt"));
            assertThat(at(outcomes.get(i))).isAfterOrEqualTo(landed);
            assertThat(at(verified.get(i))).isAfterOrEqualTo(at(outcomes.get(i)));
            Instant seen = at(verified.get(i));
            long revision = writes.get(i).path("seq").longValue();
            assertThat(cloud.sandbox().log(revision))
                    .as("a look between the write and the belief in it")
                    .anyMatch(line -> line.path("action").asText().equals("DescribeListeners")
                            && !millis(line, "arrivedAt").isAfter(seen));
        }
    }

    private static Instant at(JsonNode line) {
        return Instant.parse(line.path("at").asText());
    }

    /** As the journal has it. */
    private static Instant millis(JsonNode line, String field) {
        return Instant.parse(line.path(field).asText()).truncatedTo(ChronoUnit.MILLIS);
    }
}
