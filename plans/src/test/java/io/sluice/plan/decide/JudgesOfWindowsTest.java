package io.sluice.plan.decide;

import static io.sluice.plan.engine.Specs.EU;
import static io.sluice.plan.engine.Specs.US;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.Figure;
import io.sluice.plan.Gate;
import io.sluice.plan.Gate.Judge;
import io.sluice.plan.Gate.NoDataPolicy;
import io.sluice.plan.Gate.OnFail;
import io.sluice.plan.Gate.OnNoData;
import io.sluice.plan.Gate.OnUndecided;
import io.sluice.plan.Gate.ScoredMetric;
import io.sluice.plan.engine.Specs;
import io.sluice.plan.judge.Direction;
import io.sluice.plan.judge.MannWhitney;
import io.sluice.traffic.Metric;
import io.sluice.traffic.Reading.Measured;
import io.sluice.traffic.Reading.Missing;
import io.sluice.traffic.Side;
import io.sluice.traffic.Signal;
import io.sluice.traffic.TimeWindow;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Judges that look at the windows of a step, where a side, a window or a value of these is not what they are made for. */
class JudgesOfWindowsTest {
    private static final Judge TEST = new Judge.Sequential(EU, 20);
    private static final Judge COMPARE = new Judge.Compare(EU, 20);
    private static final Figure P99 = new Figure.OfRoute(Signal.LATENCY_P99);
    private static final Figure BAD = ofSource("bad");
    private static final Figure ALL = ofSource("all");
    private static final Figure ORDERS = new Figure.Rate(BAD, ALL);
    private static final Figure LAG = ofSource("lag");
    private static final Figure CPU = new Figure.OfProvider(Map.of(EU, metric("cpu"), US, metric("cpu")), "percent");

    // ---- a side that has no traffic any more

    @TestFactory
    Stream<DynamicTest> aFigureThatWentWithTheTrafficOfTheOtherSideIsNotCompared() {
        return Stream.of(
                        Map.entry(ORDERS, COMPARE),
                        Map.entry(ORDERS, TEST),
                        Map.entry(ORDERS, canary(ORDERS)),
                        Map.entry(LAG, COMPARE),
                        Map.entry(LAG, TEST),
                        Map.entry(LAG, canary(LAG)),
                        Map.entry(CPU, TEST),
                        Map.entry(CPU, canary(CPU, ORDERS)))
                .flatMap(
                        gate -> Stream.of(new Measured(0), new Missing("no such series"))
                                .filter(total -> gate.getKey().equals(ORDERS) || total instanceof Missing)
                                .map(
                                        total -> DynamicTest.dynamicTest(
                                                gate.getKey().word() + " by " + gate.getValue() + ", " + total,
                                                () -> assertThat(told(
                                                                gate(gate.getKey(), gate.getValue()),
                                                                2,
                                                                situation -> situation
                                                                        .measures(
                                                                                "edge",
                                                                                EU,
                                                                                BAD,
                                                                                _ -> new Missing("no such series"))
                                                                        .measures("edge", EU, ALL, _ -> total)
                                                                        .measures(
                                                                                "edge",
                                                                                EU,
                                                                                LAG,
                                                                                _ -> new Missing("no such series"))
                                                                        .measures(
                                                                                "edge",
                                                                                EU,
                                                                                CPU,
                                                                                _ -> new Missing("no such series"))))
                                                        .isEqualTo(
                                                                "not-judged: eu has no traffic any more, and no figure to compare with"))));
    }

    @Test
    void aPlanWithSuchAGateCompletes() {
        Situation situation = situation(gate(ORDERS, TEST), 2)
                .after(60)
                .measures("edge", EU, BAD, _ -> new Missing("no such series"))
                .measures("edge", EU, ALL, _ -> new Missing("no such series"))
                .measures("edge", US, ALL, _ -> new Measured(50));

        assertThat(situation.settle().plan().state().word()).isEqualTo("completed");
    }

    @Test
    void aFigureThatThereIsWithoutTrafficIsComparedToTheEnd() {
        assertThat(told(
                        gate(LAG, COMPARE),
                        2,
                        situation -> situation
                                .measures("edge", EU, LAG, _ -> new Measured(100))
                                .measures("edge", US, LAG, _ -> new Measured(130))))
                .isEqualTo("fail: edge, us: 130 rows > 120 rows (eu has 100 rows, at most 20 % more)");
    }

    @Test
    void aSideThatHasTrafficAndNoFigureLacksData() {
        assertThat(told(
                        gate(ORDERS, TEST),
                        1,
                        situation -> situation
                                .measures("edge", EU, BAD, _ -> new Missing("no such series"))
                                .measures("edge", EU, ALL, _ -> new Missing("no such series"))
                                .measures("edge", US, ALL, _ -> new Measured(50))))
                .startsWith("unknown: edge, us: eu: no such series");
    }

    // ---- figures that ended

    @Test
    void valuesOfAnHourAgoDoNotPassAScore() {
        assertThat(told(scored(canary(P99), US, P99, 60, 12)))
                .isEqualTo("unknown: edge, us: no datapoints; us had 100 requests, so its metrics are incomplete");
        assertThat(told(scored(canary(P99), EU, P99, 60, 12)))
                .isEqualTo("unknown: edge, us: eu: no datapoints; eu had 100 requests, so its metrics are incomplete");
        assertThat(told(scored(canary(CPU, P99), US, P99, 60, 12))).startsWith("unknown: edge, us: no datapoints");
        assertThat(told(scored(canary(P99, LAG), US, LAG, 60, 12))).isEqualTo("unknown: edge, us: no datapoints");
        assertThat(told(scored(canary(P99, LAG), US, LAG, 120, 12))).startsWith("pass: score 100 of 100");
    }

    @Test
    void whatIsSeenNowFailsAScoreWhateverHasEnded() {
        assertThat(told(scored(canary(critical(CPU), P99), US, P99, 60, 12)
                        .measures("edge", US, CPU, window -> new Measured(90 + minute(window) % 3))))
                .startsWith("fail: edge, us: score 0 of 100");
    }

    @Test
    void aFigureThatASideNeverHadIsForMustHaveDataToJudge() {
        Judge two = canary(CPU, P99, LAG);
        assertThat(told(scored(two, US, LAG, 0, 12))).startsWith("pass: score 100 of 100");
    }

    @Test
    void aQuietMinuteIsNoEndOfAFigure() {
        assertThat(told(scored(canary(P99), US, P99, 110, 12)
                        .measures("edge", US, Signal.REQUESTS, 0)
                        .measures("edge", EU, Signal.REQUESTS, 20)))
                .startsWith("pass: score 100 of 100");
    }

    // ---- levels that are none

    @Test
    void aLevelOfZeroIsNoLevel() {
        String why = "0 rows is not above 0, and sequential weighs how many times one side is the other;"
                + " compare or max judge such a figure";
        assertThat(told(
                        gate(LAG, TEST),
                        1,
                        situation -> situation
                                .measures("edge", EU, LAG, _ -> new Measured(0))
                                .measures("edge", US, LAG, _ -> new Measured(100))))
                .isEqualTo("unknown: edge, us: eu: " + why);
        assertThat(told(
                        gate(LAG, TEST),
                        1,
                        situation -> situation
                                .measures("edge", EU, LAG, _ -> new Measured(100))
                                .measures("edge", US, LAG, _ -> new Measured(0))))
                .isEqualTo("unknown: edge, us: " + why);
    }

    // ---- percentiles of few requests

    @TestFactory
    Stream<DynamicTest> aPercentileOfFewRequestsIsOneRequest() {
        return Map.of(Signal.LATENCY_P50, 2, Signal.LATENCY_P95, 20, Signal.LATENCY_P99, 100).entrySet().stream()
                .flatMap(signal -> Stream.of(EU, US)
                        .map(side -> DynamicTest.dynamicTest(signal.getKey() + " of few requests on " + side, () -> {
                            int least = signal.getValue();
                            assertThat(told(slow(signal.getKey(), side, least))).startsWith("fail: edge, us: 10 times");
                            assertThat(told(slow(signal.getKey(), side, least - 1)))
                                    .isEqualTo("undecided: edge, us: no window had " + least
                                            + " requests on both sides; a percentile of fewer is a single request");
                        })));
    }

    @Test
    void onlyWindowsOfEnoughRequestsCount() {
        Situation situation = slow(Signal.LATENCY_P99, US, 0)
                .measures(
                        "edge",
                        US,
                        new Figure.OfRoute(Signal.REQUESTS),
                        window -> new Measured(minute(window) < 3 ? 100 : 99));

        assertThat(Gates.judge(situation.plan(), situation.look())
                        .getFirst()
                        .readings()
                        .getFirst()
                        .numbers()
                        .orElseThrow())
                .containsEntry("windows", 3.0);
    }

    @Test
    void aPercentileOfNobodyKnowsHowManyRequestsLacksData() {
        assertThat(told(slow(Signal.LATENCY_P99, US, 0)
                        .measures("edge", US, new Figure.OfRoute(Signal.REQUESTS), _ -> new Missing("not published"))))
                .isEqualTo("unknown: edge, us: of how many requests it is is not known: not published");
    }

    private static Situation slow(Signal signal, Side side, int requests) {
        return situation(gate(new Figure.OfRoute(signal), TEST), 1)
                .after(200)
                .measures("edge", EU, Signal.REQUESTS, 1000)
                .measures("edge", US, Signal.REQUESTS, 1000)
                .measures("edge", side, Signal.REQUESTS, requests)
                .measures("edge", EU, signal, 100)
                .measures("edge", US, signal, 1000);
    }

    /** Twelve windows of which one side lacks a figure in all but the first so many seconds. */
    private static Situation scored(Judge judge, Side side, Figure ends, int afterSeconds, int windows) {
        Situation situation = situation(
                        gate(((Judge.Canary) judge).metrics().getFirst().figure(), judge), 1)
                .after(10L * windows);
        for (Figure figure : List.of(P99, CPU, LAG)) {
            for (Side each : List.of(EU, US)) {
                situation.measures("edge", each, figure, window -> new Measured(20 + minute(window) % 3));
            }
        }
        return situation.measures(
                "edge",
                side,
                ends,
                window -> window.start().isBefore(Situation.START.plusSeconds(afterSeconds))
                        ? new Measured(20 + minute(window) % 3)
                        : new Missing("no datapoints"));
    }

    /** Which window of the step it is, from 0. */
    private static long minute(TimeWindow window) {
        return Duration.between(Situation.START, window.start()).toSeconds() / 10;
    }

    private static ScoredMetric scored(Figure figure, boolean critical) {
        return new ScoredMetric(
                figure.toString(), figure, MannWhitney.kayenta(Direction.EITHER), "all", critical, false);
    }

    private static ScoredMetric critical(Figure figure) {
        return scored(figure, true);
    }

    private static Judge canary(Figure... figures) {
        return canary(
                Arrays.stream(figures).map(figure -> scored(figure, false)).toList());
    }

    private static Judge canary(ScoredMetric first, Figure second) {
        return canary(List.of(first, scored(second, false)));
    }

    private static Judge canary(List<ScoredMetric> metrics) {
        return new Judge.Canary(EU, Duration.ofHours(1), 95, 75, Map.of(), metrics, false);
    }

    private static Gate gate(Figure figure, Judge judge) {
        return new Gate(
                "gate",
                figure,
                Duration.ofSeconds(10),
                Duration.ZERO,
                judge,
                OnFail.REVERT,
                NoDataPolicy.always(OnNoData.HOLD),
                OnUndecided.PROCEED,
                0,
                Set.of("edge"),
                Optional.empty());
    }

    /** Bakes at 5 %, the first step, or at 100 %, the second. */
    private static Situation situation(Gate gate, int step) {
        return Situation.of(Specs.over("p/edge")
                        .shift(5, Duration.ofMinutes(1))
                        .shift(100, Duration.ofMinutes(1))
                        .gate(gate))
                .baking(step);
    }

    private static String told(Gate gate, int step, Function<Situation, Situation> seen) {
        return told(seen.apply(situation(gate, step).after(10)));
    }

    private static String told(Situation situation) {
        Judgement judgement = Gates.judge(situation.plan(), situation.look()).getFirst();
        return judgement.verdict().word() + ": " + judgement.reason();
    }

    private static Figure ofSource(String query) {
        return new Figure.OfSource(
                Map.of(EU, "orders", US, "orders"), Map.of(EU, metric(query), US, metric(query)), "rows");
    }

    private static Metric metric(String query) {
        return new Metric("{\"query\":\"" + query + "\"}");
    }
}
