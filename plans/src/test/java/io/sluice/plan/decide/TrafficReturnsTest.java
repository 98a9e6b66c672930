package io.sluice.plan.decide;

import static io.sluice.plan.engine.Specs.EU;
import static io.sluice.plan.engine.Specs.US;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.Figure;
import io.sluice.plan.PlanEvent.BaselineBack;
import io.sluice.plan.RevertCause;
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

/** What a revert says of the requests it was for; it was accepted at 08:00:03 and the route was back two seconds later. */
class TrafficReturnsTest {
    private static final Figure REQUESTS = new Figure.OfRoute(Signal.REQUESTS);

    private static DynamicTest row(String sentence, Situation situation, String decision) {
        return DynamicTest.dynamicTest(
                sentence, () -> assertThat(situation.says()).isEqualTo(decision));
    }

    /** The route is back since so many seconds. */
    private static Situation back(long seconds) {
        return Situation.of(Specs.over("p/edge").shift(50, Duration.ofMinutes(1)))
                .baking(1)
                .after(3)
                .reverting(RevertCause.ordered("it is slow", false))
                .askedForTheBaseline("edge")
                .answered()
                .after(2)
                .shows("edge", 0)
                .happens(new BaselineBack(List.of()))
                .after(seconds);
    }

    @TestFactory
    Stream<DynamicTest> whenTrafficWasBack() {
        return Stream.of(
                row(
                        "from the first window without any",
                        back(30).requests("edge", 1000, 0),
                        "record traffic of edge back after 2s: us had 0 % of 1000 requests from 08:00:05 to 08:00:10;"
                                + " reverted"),
                row(
                        "or with so little that it does not matter",
                        back(30).measures("edge", EU, Signal.REQUESTS, 10_000)
                                .measures(
                                        "edge",
                                        US,
                                        REQUESTS,
                                        window -> new Measured(Math.max(
                                                0,
                                                50
                                                        - Duration.between(Situation.START, window.start())
                                                                        .toSeconds()
                                                                * 3))),
                        "record traffic of edge back after 12s: us had 0.05 % of 10005 requests from 08:00:15 to 08:00:20;"
                                + " reverted"),
                row(
                        "what clouds do not count is none",
                        back(30).measures("edge", EU, Signal.REQUESTS, 1000).misses("edge", US, Signal.REQUESTS),
                        "record traffic of edge back after 2s: us had 0 % of 1000 requests from 08:00:05 to 08:00:10;"
                                + " reverted"),
                row(
                        "clients that stick are told as they are",
                        back(30).requests("edge", 900, 100),
                        "record traffic of edge back: not measured: us still had 10 % of 1000 requests from 08:00:30 to"
                                + " 08:00:35; reverted"),
                row(
                        "metrics that are down end no later",
                        back(30).metricsAreDown(),
                        "record traffic of edge back: not measured: no requests were counted; reverted"),
                row(
                        "nor does a cloud without a count",
                        back(30).keeps(EnumSet.of(Signal.HEALTHY_TARGETS)),
                        "record traffic of edge back: not measured: a route of the tests has no count of requests per"
                                + " backend; reverted"),
                row(
                        "a baseline with both sides has none that was left",
                        Situation.of(Specs.over("p/edge").shift(50, Duration.ofMinutes(1)))
                                .shows("edge", 20)
                                .baking(1)
                                .reverting(RevertCause.ordered("it is slow", false))
                                .askedForTheBaseline("edge")
                                .answered()
                                .happens(new BaselineBack(List.of()))
                                .after(30),
                        "record reverted"));
    }

    @TestFactory
    Stream<DynamicTest> howLongItWaits() {
        return Stream.of(
                row(
                        "not at all while it is guarded",
                        back(10).requests("edge", 900, 100),
                        "wait 20s: back; guarding until 08:00:35"),
                row(
                        "for a cloud that counts late until it has counted",
                        back(30).countsLate(),
                        "wait 265s: back; its requests are counted by 08:05:00"),
                row(
                        "then it is over",
                        back(295).countsLate(),
                        "record traffic of edge back after 57s: us had 0 % of 100 requests from 08:01:00 to 08:02:00;"
                                + " reverted"),
                row(
                        "whatever was counted",
                        back(295).countsLate().requests("edge", 900, 100),
                        "record traffic of edge back: not measured: us still had 10 % of 1000 requests from 08:01:00 to"
                                + " 08:02:00; reverted"));
    }

    /** A look that guards a route must not wait for metrics. */
    @Test
    void nobodyIsAskedBeforeTheGuardIsOver() {
        for (int second : List.of(0, 1, 2, 5, 10, 29)) {
            assertThat(back(second).look().readings()).as("after %d s", second).isEmpty();
        }
        assertThat(back(30).look().readings().keySet())
                .extracting(FigureQuery::side)
                .containsAll(Set.of(Optional.of(EU), Optional.of(US)));
    }
}
