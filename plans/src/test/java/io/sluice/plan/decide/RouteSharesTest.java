package io.sluice.plan.decide;

import static io.sluice.plan.engine.Specs.EU;
import static io.sluice.plan.engine.Specs.US;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.Figure;
import io.sluice.plan.PlanEvent.HoldEnded;
import io.sluice.plan.PlanEvent.PromoteAsked;
import io.sluice.plan.PlanEvent.ResumeAsked;
import io.sluice.plan.PlanEvent.StepStarted;
import io.sluice.plan.PlanEvent.WeightsVerified;
import io.sluice.plan.RouteShare;
import io.sluice.plan.RouteShare.Says;
import io.sluice.plan.engine.Specs;
import io.sluice.traffic.Reading.Measured;
import io.sluice.traffic.Signal;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What a plan makes of the requests of its routes; windows of 5 s without lag, steps of 25 % for 20 s, 50 % for 20 s and 100 % for 20 s. */
class RouteSharesTest {
    private static final String ENDS = "; goes on once its traffic follows, or when somebody resumes it";

    private static final Duration BAKE = Duration.ofSeconds(20);

    private static DynamicTest row(String sentence, Situation situation, String decision) {
        return DynamicTest.dynamicTest(
                sentence, () -> assertThat(situation.says()).isEqualTo(decision));
    }

    private static Specs edge() {
        return Specs.over("p/edge").shift(25, BAKE).shift(50, BAKE).shift(100, BAKE);
    }

    /** At the step with 25 % since so many seconds, and nothing is known of its requests. */
    private static Situation at25(long seconds) {
        return of(edge(), 1, seconds);
    }

    private static Situation of(Specs specs, int step, long seconds) {
        return Situation.of(specs)
                .baking(step - 1)
                .withSharesToProve()
                .baking(step)
                .after(seconds);
    }

    @TestFactory
    Stream<DynamicTest> whatIsProved() {
        return Stream.of(
                row(
                        "before there is a window nothing is said",
                        at25(4).requests("edge", 1500, 500),
                        "wait 15s: bakes until 08:00:20 (step 1 of 3)"),
                row(
                        "traffic that follows is proved by one window",
                        at25(5).requests("edge", 1500, 500),
                        "record share of edge at step 1 agrees: us gets 25 % of 2000 requests, and the weights say 25 %"),
                row(
                        "what clouds do not count is nothing where somebody else is counted",
                        at25(10).requests("edge", 1500, 500).misses("edge", US, Signal.REQUESTS),
                        "record held by share: edge says 25 % for us, which gets 0 % of the requests (of 3000)" + ENDS
                                + ";"
                                + " share of edge at step 1 disagrees: edge says 25 % for us, which gets 0 % of the"
                                + " requests (of 3000)"),
                row(
                        "one bad window holds nothing",
                        at25(5).requests("edge", 2000, 0),
                        "wait 15s: bakes until 08:00:20 (step 1 of 3)"),
                row(
                        "two hold",
                        at25(10).requests("edge", 1940, 60),
                        "record held by share: edge says 25 % for us, which gets 3 % of the requests (of 4000)" + ENDS
                                + ";"
                                + " share of edge at step 1 disagrees: edge says 25 % for us, which gets 3 % of the"
                                + " requests (of 4000)"),
                row(
                        "so do they where a route stays at the step before",
                        of(edge(), 2, 10).requests("edge", 1500, 500),
                        "record held by share: edge says 50 % for us, which gets 25 % of the requests (of 4000)" + ENDS
                                + ";"
                                + " share of edge at step 2 disagrees: edge says 50 % for us, which gets 25 % of the"
                                + " requests (of 4000)"),
                row(
                        "and where a side keeps what it should have lost",
                        of(edge(), 3, 10).requests("edge", 1000, 1000),
                        "record held by share: edge says 0 % for eu, which gets 50 % of the requests (of 4000)" + ENDS
                                + ";"
                                + " share of edge at step 3 disagrees: edge says 0 % for eu, which gets 50 % of the"
                                + " requests (of 4000)"),
                row(
                        "a side without weight may have next to nothing",
                        of(edge(), 3, 5).requests("edge", 2, 1998),
                        "record share of edge at step 3 agrees: eu gets 0.1 % of 2000 requests, and the weights say 0 %"),
                row(
                        "each route by itself, and one that does not follow holds all",
                        of(Specs.over("p/api", "p/edge").shift(25, BAKE).shift(100, BAKE), 1, 10)
                                .requests("api", 1500, 500)
                                .requests("edge", 2000, 0),
                        "record held by share: edge says 25 % for us, which gets 0 % of the requests (of 4000)" + ENDS
                                + ";"
                                + " share of api at step 1 agrees: us gets 25 % of 4000 requests, and the weights say 25"
                                + " %; share of edge at step 1 disagrees: edge says 25 % for us, which gets 0 % of the"
                                + " requests (of 4000)"),
                row(
                        "routes that share backends and weights are counted together, and that tells as well",
                        of(Specs.over("p/api", "p/edge").sameBackends().shift(25, BAKE), 1, 5)
                                .requests("api", 1500, 500)
                                .requests("edge", 1500, 500),
                        "record share of api at step 1 agrees: us gets 25 % of 2000 requests, and the weights say 25 %;"
                                + " share of edge at step 1 agrees: us gets 25 % of 2000 requests, and the weights say 25"
                                + " %"));
    }

    @TestFactory
    Stream<DynamicTest> whatCannotBe() {
        return Stream.of(
                row(
                        "clients that stick",
                        at25(0).sticky(),
                        "record share of edge at step 1 not-provable: clients stay with their backend for 1h, whatever"
                                + " the weights say"),
                row(
                        "a cloud that does not count by backend, as name servers",
                        at25(0).keeps(Set.of(Signal.HEALTHY_TARGETS)),
                        "record share of edge at step 1 not-provable: a route of the tests has no count of requests per"
                                + " backend"),
                row(
                        "backends that are counted for another split too",
                        of(Specs.over("p/api", "p/edge").sameBackends().shift(25, BAKE, List.of("edge")), 1, 0),
                        "record share of edge at step 1 not-provable: its backends answer for api too, by other weights,"
                                + " and are counted together"),
                row(
                        "a step that is smaller than what a split may be off",
                        of(Specs.over("p/edge").shift(50, BAKE).shift(52, BAKE), 2, 0),
                        "record share of edge at step 2 not-provable: the step is smaller than what a split may be off"),
                row(
                        "a step that does not bake",
                        of(Specs.over("p/edge").shift(50, Duration.ZERO).shift(100, BAKE), 1, 0),
                        "record share of edge at step 1 not-provable: the step does not bake, so no requests are counted"
                                + " in it; step 2"),
                row(
                        "or too short for a window",
                        of(Specs.over("p/edge").shift(50, Duration.ofSeconds(4)).shift(100, BAKE), 1, 4),
                        "record share of edge at step 1 not-provable: the step bakes for 4s, and the requests of a window"
                                + " of 5s are counted 0s after it; step 2"),
                row(
                        "a handful of requests",
                        at25(20).requests("edge", 15, 5),
                        "record share of edge at step 1 undecided: us gets 25 % of 80 requests, and the weights say 25"
                                + " %: too few to tell, it takes about 500; step 2"),
                row(
                        "metrics that do not come",
                        at25(20).metricsAreDown(),
                        "record share of edge at step 1 undecided: no requests were counted; step 2"),
                row(
                        "nobody who asks for anything",
                        at25(20).requests("edge", 0, 0),
                        "record share of edge at step 1 undecided: no requests were counted; step 2"),
                row(
                        "a bake that is cut short",
                        at25(2).happens(new PromoteAsked("enough")),
                        "record share of edge at step 1 undecided: the first requests are counted by 08:00:05; step 2"));
    }

    @TestFactory
    Stream<DynamicTest> howLongAStepWaits() {
        Specs short10 = Specs.over("p/edge").shift(25, Duration.ofSeconds(5)).shift(100, BAKE);
        return Stream.of(
                row(
                        "for one more window where the first looks wrong",
                        of(short10, 1, 5).requests("edge", 2000, 0),
                        "wait 5s: has baked; us gets 0 % of 2000 requests, and the weights say 25 %: too few to tell, it"
                                + " takes about 500 (step 1 of 2)"),
                row(
                        "and no longer than for two",
                        of(short10, 1, 15)
                                .measures("edge", EU, Signal.REQUESTS, 40)
                                .measures(
                                        "edge",
                                        US,
                                        new Figure.OfRoute(Signal.REQUESTS),
                                        window -> new Measured(window.start().equals(Situation.START) ? 0 : 13)),
                        "record share of edge at step 1 undecided: us gets 17.81 % of 146 requests, and the weights say 25"
                                + " %: too few to tell, it takes about 500; step 2"));
    }

    @TestFactory
    Stream<DynamicTest> howAHoldEnds() {
        return Stream.of(
                row(
                        "it goes on while traffic does not follow",
                        held().after(20).requests("edge", 2000, 0),
                        "wait 5s: edge says 25 % for us, which gets 3 % of the requests (of 4000)" + ENDS),
                row(
                        "and while nobody knows",
                        held().after(20).metricsAreDown(),
                        "wait 5s: edge says 25 % for us, which gets 3 % of the requests (of 4000)" + ENDS),
                row(
                        "it ends when it does, by what was counted since",
                        held().after(5).requests("edge", 1500, 500),
                        "record share ended: us gets 25 % of 2000 requests, and the weights say 25 %; share of edge at"
                                + " step 1 agrees: us gets 25 % of 2000 requests, and the weights say 25 %"),
                row(
                        "then the bake goes on where it stood still",
                        held().after(5).requests("edge", 1500, 500).settle(),
                        "wait 10s: bakes until 08:00:25 (step 1 of 3)"),
                row(
                        "somebody may say to go on",
                        held().after(5).happens(new ResumeAsked(Optional.empty(), "I know")),
                        "wait 10s: bakes until 08:00:25 (step 1 of 3)"),
                row(
                        "and is not asked again at the next step",
                        held().happens(new ResumeAsked(Optional.empty(), "I know"))
                                .happens(new StepStarted(2), new WeightsVerified(2))
                                .after(10)
                                .requests("edge", 2000, 0),
                        "wait 10s: bakes until 08:00:30 (step 2 of 3)"));
    }

    private static Situation held() {
        return at25(10).requests("edge", 1940, 60).settle();
    }

    @Test
    void theSplitOfAStepBeginsWithNothingKnown() {
        Situation next = at25(5).requests("edge", 1500, 500).settle();
        assertThat(next.plan().shares())
                .extractingByKey("edge")
                .extracting(RouteShare::says)
                .isEqualTo(Says.AGREES);

        next.happens(new StepStarted(2), new WeightsVerified(2));

        assertThat(next.plan().shares()).isEmpty();
    }

    /** No metrics are asked for that nothing is decided by. */
    @Test
    void requestsAreAskedForOnlyUntilTheyHaveTold() {
        Situation situation = at25(5).requests("edge", 1500, 500);
        assertThat(asked(situation)).isEqualTo(2);
        assertThat(asked(situation.settle())).isZero();
        assertThat(asked(of(edge(), 2, 10)
                        .keeps(EnumSet.of(Signal.HEALTHY_TARGETS))
                        .settle()))
                .isZero();
        assertThat(asked(held().after(5))).isEqualTo(6);
        assertThat(asked(held().happens(new ResumeAsked(Optional.empty(), "I know"))
                        .after(5)))
                .isZero();
        assertThat(asked(held().happens(new HoldEnded("share", "it follows")).after(5)))
                .isZero();
    }

    private static long asked(Situation situation) {
        return situation.look().readings().keySet().stream()
                .filter(query -> query.asks(Signal.REQUESTS))
                .count();
    }
}
