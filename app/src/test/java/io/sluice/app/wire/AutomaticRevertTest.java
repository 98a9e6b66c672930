package io.sluice.app.wire;

import static io.sluice.app.wire.Place.API;
import static io.sluice.app.wire.Place.CHECKOUT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;

/** What goes wrong with traffic is seen, and put back with nobody asked. */
@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(Wire.class)
class AutomaticRevertTest {
    @ParameterizedTest
    @EnumSource(names = {"PORTAL", "API"})
    void errorsOfTheNewSidePutEverythingBackAsItWas(Place place, Cloud cloud) {
        List<Action> baseline = cloud.actions(place);
        cloud.load(place, 200);
        Journey plan = cloud.move(place)
                .step(50, "1h")
                .step(100, "1h")
                .errorsGate("revert")
                .submitted()
                .awaitsBaking(1)
                .awaitsVerdict("pass");

        cloud.sandbox().backends(place.to(), "{\"errorPercent\": 20}");

        plan.awaits("reverted");
        assertThat(plan.course("revert-started", "baseline-back", "baseline-lost", "reverted"))
                .containsExactly("revert-started", "baseline-back", "reverted");
        assertThat(cause(plan).path("kind").asText()).isEqualTo("gate");
        assertThat(cloud.actions(place)).isEqualTo(baseline);
        assertNothingMovedForwardAfter(plan, "revert-started");
    }

    @Test
    void aNewSideWithoutTargetsIsPutBackThoughItsOwnFiguresShowNoError(Cloud cloud) {
        cloud.load(CHECKOUT, 100);
        Journey plan = cloud.move(CHECKOUT)
                .step(20, "1h")
                .errorsGate("hold")
                .submitted()
                .awaitsBaking(1)
                .awaitsVerdict("pass");

        cloud.sandbox().backends(CHECKOUT.to(), "{\"targets\": 0}");

        plan.awaits("reverted");
        assertThat(cause(plan).path("kind").asText()).isEqualTo("guard");
        assertThat(cause(plan).path("why").asText()).contains("new").contains("no healthy target");
        assertThat(plan.lines("gate-judged"))
                .noneMatch(line -> line.path("data").path("verdict").asText().equals("fail"));
        assertThat(cloud.share(CHECKOUT)).isZero();
        assertNothingMovedForwardAfter(plan, "revert-started");
    }

    @Test
    void errorsOfTheLoadBalancerItselfPutThePlanBackThoughBothSidesAreWell(Cloud cloud) {
        cloud.load(CHECKOUT, 100);
        cloud.load(API, 100);
        Journey plan = cloud.move(CHECKOUT)
                .step(20, "1h")
                .errorsGate("hold")
                .submitted()
                .awaitsBaking(1)
                .awaitsVerdict("pass");

        cloud.sandbox().backends(API.from(), "{\"targets\": 0}");

        plan.awaits("reverted");
        assertThat(cause(plan).path("kind").asText()).isEqualTo("guard");
        assertThat(cause(plan).path("why").asText()).contains("balancer");
        assertThat(cloud.share(CHECKOUT)).isZero();
    }

    private static JsonNode cause(Journey plan) {
        return plan.lines("revert-started").getFirst().path("data").path("cause");
    }

    private static void assertNothingMovedForwardAfter(Journey plan, String type) {
        List<JsonNode> journal = plan.journal();
        long since = plan.lines(type).getFirst().path("seq").longValue();
        assertThat(journal.stream()
                        .filter(line -> line.path("seq").longValue() > since)
                        .filter(line -> line.path("type").asText().equals("write-intended"))
                        .map(line -> line.path("data").path("purpose").asText()))
                .containsOnly("revert");
    }
}
