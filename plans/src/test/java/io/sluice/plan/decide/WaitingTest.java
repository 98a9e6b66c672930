package io.sluice.plan.decide;

import static io.sluice.plan.engine.Specs.EU;
import static io.sluice.plan.engine.Specs.US;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.Gate;
import io.sluice.plan.HoldReason;
import io.sluice.plan.PlanEvent.HoldStarted;
import io.sluice.plan.PlanEvent.LateLanding;
import io.sluice.plan.engine.Specs;
import io.sluice.traffic.Signal;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What a held plan does about a late call of its own, and which of its holds a look ends. */
class WaitingTest {
    private static final HoldReason PAUSE = new HoldReason.Pause(Optional.empty(), "look at it");
    private static final HoldReason GATE = new HoldReason.Gate("errors0", "failed");
    private static final String VERIFIED = "record step 1 verified";

    /** Gates begin anew from where the step shows its weights once more, whatever holds the plan beside it. */
    @TestFactory
    Stream<DynamicTest> aStepThatIsBackAfterALateCallIsVerifiedOnceMoreUnderHoldsBesideIt() {
        return Stream.of(
                        PAUSE,
                        GATE,
                        new HoldReason.Window(Optional.empty()),
                        new HoldReason.Calendar("calendar freeze is not known: no answer"),
                        new HoldReason.NoData("errors0", "none"),
                        new HoldReason.Share("edge", "10 % for us, which gets 5 %"))
                .map(why -> DynamicTest.dynamicTest(
                        why.word() + ": " + why.getClass().getSimpleName(), () -> {
                            assertThat(landedLate(why).shows("edge", 5).says()).isEqualTo(VERIFIED);
                        }));
    }

    @Test
    void aHoldThatIsAboutTheStepEndsByItselfInstead() {
        HoldReason stuck = new HoldReason.Stuck(Set.of("edge"), "edge does not move");

        assertThat(landedLate(stuck).shows("edge", 5).says())
                .isNotEqualTo(VERIFIED)
                .startsWith("record stuck ended");
        assertThat(landedLate(stuck)
                        .happens(new HoldStarted(PAUSE))
                        .shows("edge", 5)
                        .says())
                .as("nor is the step verified where a pause lies on that hold")
                .isNotEqualTo(VERIFIED);
        assertThat(landedLate(PAUSE)
                        .happens(new HoldStarted(GATE))
                        .shows("edge", 5)
                        .says())
                .isEqualTo(VERIFIED);
    }

    @TestFactory
    Stream<DynamicTest> itIsVerifiedOnlyOnceItIsThere() {
        return Stream.of(
                row(
                        "what landed late is written over",
                        landedLate(PAUSE).shows("edge", 40),
                        "reassert edge to eu 95 %, us 5 %"),
                row("a call may still land", landedLate(PAUSE).shows("edge", 5).askedFor("edge", 5), "wait"),
                row(
                        "traffic does not follow yet",
                        landedLate(PAUSE).shows("edge", 5).settlesIn(Duration.ofMinutes(1)),
                        "wait"),
                row(
                        "traffic follows",
                        landedLate(PAUSE)
                                .shows("edge", 5)
                                .settlesIn(Duration.ofMinutes(1))
                                .after(60),
                        VERIFIED));
    }

    /** Two gates, and the plan is held by one: what the other says does not end it. */
    @TestFactory
    Stream<DynamicTest> aHoldByAGateEndsWhenThatGatePasses() {
        return Stream.of(
                row("it fails, and the other passes", gated(GATE).measures("edge", US, Signal.ERROR_RATE, 50), "wait"),
                row(
                        "it passes, and the other fails",
                        gated(GATE)
                                .measures("edge", EU, Signal.LATENCY_P99, 100)
                                .measures("edge", US, Signal.LATENCY_P99, 500),
                        "record gate ended: the gate passes again"),
                row(
                        "it has not been judged yet since",
                        Situation.of(twoGates()).baking(1).after(5).happens(new HoldStarted(GATE)),
                        "wait"));
    }

    private static DynamicTest row(String sentence, Situation situation, String decision) {
        return DynamicTest.dynamicTest(
                sentence, () -> assertThat(situation.judged().says()).startsWith(decision));
    }

    private static Situation landedLate(HoldReason why) {
        return Situation.of(Specs.over("p/api", "p/edge")
                        .shift(5, Duration.ofMinutes(1))
                        .shift(100, Duration.ZERO))
                .baking(1)
                .happens(new HoldStarted(why), new LateLanding(1, "edge", Situation.percent(40)));
    }

    private static Specs twoGates() {
        return Specs.over("p/api", "p/edge")
                .shift(5, Duration.ofMinutes(10))
                .errors(Duration.ofSeconds(10), Gate.OnFail.HOLD, Gate.OnNoData.HOLD, 0)
                .judged(
                        "slow",
                        Signal.LATENCY_P99,
                        Duration.ofSeconds(10),
                        new Gate.Judge.Compare(EU, 20),
                        Gate.OnFail.HOLD,
                        Gate.OnUndecided.PROCEED);
    }

    private static Situation gated(HoldReason why) {
        return Situation.of(twoGates()).baking(1).happens(new HoldStarted(why)).after(20);
    }
}
