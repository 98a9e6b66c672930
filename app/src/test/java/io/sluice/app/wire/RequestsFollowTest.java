package io.sluice.app.wire;

import static io.sluice.app.wire.Place.CHECKOUT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A listener that takes its weights, shows them and does nothing is found out by its requests, and a revert counts them too. */
@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(Wire.class)
class RequestsFollowTest {
    @Test
    void row52AListenerThatSaysYesAndDoesNothingHoldsThePlanUntilItsTrafficFollows(Cloud cloud) {
        cloud.load(CHECKOUT, 400);
        Journey plan =
                cloud.move(CHECKOUT).step(25, "1h").step(75, "1h").submitted().awaitsBaking(1);
        assertThat(plan.awaitsLine("share-judged").at("/data/share/says").asText())
                .isEqualTo("agrees");

        cloud.sandbox().follow(CHECKOUT.arn(), false);
        plan.asks("promote").is(200);
        plan.awaitsHeldBy("share");

        assertThat(cloud.share(CHECKOUT)).isEqualTo(75); // as the listener says
        assertThat(plan.plan().path("reason").asText())
                .matches(
                        "\\S+ says 25 % for old, which gets 7[0-9.]+ % of the requests \\(of \\d+\\); goes on once its traffic"
                                + " follows, or when somebody resumes it");
        JsonNode share = plan.plan().at("/routes/0/share");
        assertThat(share.path("verdict").asText()).isEqualTo("disagrees");
        assertThat(share.path("expected").asDouble()).isEqualTo(25);
        assertThat(share.path("observed").asDouble()).isBetween(70.0, 80.0);

        cloud.sandbox().follow(CHECKOUT.arn(), true);
        plan.awaitsBaking(2);
        assertThat(plan.plan().at("/routes/0/share/verdict").asText()).isEqualTo("agrees");

        plan.asks("revert").is(200);
        plan.awaits("reverted");
        JsonNode back = plan.awaitsLine("traffic-back").path("data");
        assertThat(back.path("reason").asText()).startsWith("new had 0 % of ");
        assertThat(plan.plan().at("/routes/0/trafficBackAfter").asText()).matches("\\d+(ms|s)");
    }
}
