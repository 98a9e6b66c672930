package io.sluice.plan.decide;

import static io.sluice.plan.engine.Specs.EU;
import static io.sluice.plan.engine.Specs.US;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.Figure;
import io.sluice.plan.Gate;
import io.sluice.plan.Gate.Judge;
import io.sluice.plan.Gate.OnFail;
import io.sluice.plan.Gate.OnNoData;
import io.sluice.plan.PlanEvent.PauseStarted;
import io.sluice.plan.PlanEvent.StepStarted;
import io.sluice.plan.Verdict;
import io.sluice.plan.engine.Specs;
import io.sluice.traffic.Side;
import io.sluice.traffic.Signal;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What a gate makes of a look: a sentence, what is measured on two routes at 5 %, verdict and reason. */
class GatesTest {
    private static final Judge AT_MOST_ONE = new Judge.Limits(Optional.empty(), Optional.of(1.0));
    private static final Judge BETWEEN = new Judge.Limits(Optional.of(100.0), Optional.of(200.0));
    private static final Judge NOT_SLOWER = new Judge.Compare(EU, 20);

    private static final Judge AT_LEAST_100 = new Judge.Limits(Optional.of(100.0), Optional.empty());
    private static final Judge AS_SLOW = new Judge.Compare(EU, 20, Optional.of(25.0));

    private static DynamicTest row(String sentence, Situation situation, String verdict) {
        return DynamicTest.dynamicTest(
                sentence, () -> assertThat(told(situation)).isEqualTo(verdict));
    }

    @TestFactory
    Stream<DynamicTest> verdicts() {
        return Stream.of(
                row("inside its limit it passes", baking(Signal.ERROR_RATE, AT_MOST_ONE), "pass: 0 % ≤ 1 %"),
                row(
                        "the limit itself is inside",
                        baking(Signal.ERROR_RATE, AT_MOST_ONE).measures("edge", US, Signal.ERROR_RATE, 1),
                        "pass: 0 % ≤ 1 %"),
                row(
                        "above it fails",
                        baking(Signal.ERROR_RATE, AT_MOST_ONE).measures("edge", US, Signal.ERROR_RATE, 1.01),
                        "fail: edge, us: 1.01 % > 1 %"),
                row(
                        "below a lower limit fails",
                        baking(Signal.REQUESTS, BETWEEN)
                                .measures("api", US, Signal.REQUESTS, 150)
                                .measures("edge", US, Signal.REQUESTS, 99),
                        "fail: edge, us: 99 requests < 100 requests"),
                row(
                        "the worst counts, never the average",
                        baking(Signal.ERROR_RATE, AT_MOST_ONE)
                                .measures("api", US, Signal.ERROR_RATE, 0)
                                .measures("edge", US, Signal.ERROR_RATE, 1.5),
                        "fail: edge, us: 1.5 % > 1 %"),
                row(
                        "the old side's errors are not the gate's, unless it says so",
                        baking(Signal.ERROR_RATE, AT_MOST_ONE).measures("edge", EU, Signal.ERROR_RATE, 50),
                        "pass: 0 % ≤ 1 %"),
                row(
                        "it says so",
                        baking(Signal.ERROR_RATE, AT_MOST_ONE, OnNoData.HOLD, Optional.of(Set.of(EU)))
                                .measures("edge", EU, Signal.ERROR_RATE, 50),
                        "fail: edge, eu: 50 % > 1 %"),
                row(
                        "missing is unknown",
                        baking(Signal.ERROR_RATE, AT_MOST_ONE).misses("edge", US, Signal.ERROR_RATE),
                        "unknown: edge, us: no requests; us had 100 requests, so its metrics are incomplete"),
                row(
                        "or a failure",
                        baking(Signal.ERROR_RATE, AT_MOST_ONE, OnNoData.FAIL, Optional.empty())
                                .misses("edge", US, Signal.ERROR_RATE),
                        "fail: edge, us: no requests; us had 100 requests, so its metrics are incomplete"),
                row(
                        "a failure outweighs missing data",
                        baking(Signal.ERROR_RATE, AT_MOST_ONE)
                                .misses("api", US, Signal.ERROR_RATE)
                                .measures("edge", US, Signal.ERROR_RATE, 5),
                        "fail: edge, us: 5 % > 1 %"),
                row(
                        "before the first window nothing is judged, and it is said until when",
                        situation(Signal.ERROR_RATE, AT_MOST_ONE, OnNoData.HOLD, Optional.empty())
                                .baking(1)
                                .after(9)
                                .measures("edge", US, Signal.ERROR_RATE, 50),
                        "not-judged: the first whole window of this step is complete at 2026-11-24T08:00:10Z"),
                row(
                        "a side that has just begun is left alone for the initial delay, and it is said until when",
                        delayed().baking(1).after(39).measures("edge", US, Signal.ERROR_RATE, 50),
                        "not-judged: the first whole window of this step is complete at 2026-11-24T08:00:40Z"),
                row(
                        "and is judged after it",
                        delayed().baking(1).after(40).measures("edge", US, Signal.ERROR_RATE, 50),
                        "fail: edge, us: 50 % > 1 %"),
                row(
                        "a side that had traffic at the step before is judged at once",
                        delayed().baking(2).after(10).measures("edge", US, Signal.ERROR_RATE, 50),
                        "fail: edge, us: 50 % > 1 %"),
                row(
                        "a side without traffic is not judged",
                        situation(Signal.ERROR_RATE, AT_MOST_ONE, OnNoData.HOLD, Optional.empty())
                                .baking(0)
                                .after(60)
                                .measures("edge", US, Signal.ERROR_RATE, 50),
                        "not-judged: no side that it judges has traffic"),
                row(
                        "health needs no traffic where the gate names the side",
                        situation(
                                        Signal.HEALTHY_TARGETS,
                                        new Judge.Limits(Optional.of(2.0), Optional.empty()),
                                        OnNoData.HOLD,
                                        Optional.of(Set.of(US)))
                                .baking(0)
                                .after(60)
                                .healthy("edge", US, 1),
                        "fail: edge, us: 1 targets < 2 targets"),
                row(
                        "a comparison allows its percentage more",
                        baking(Signal.LATENCY_P99, NOT_SLOWER)
                                .measures("api", EU, Signal.LATENCY_P99, 100)
                                .measures("api", US, Signal.LATENCY_P99, 120)
                                .measures("edge", EU, Signal.LATENCY_P99, 100)
                                .measures("edge", US, Signal.LATENCY_P99, 80),
                        "pass: 120 ms ≤ 120 ms (eu has 100 ms, at most 20 % more)"),
                row(
                        "and the lower limit as well",
                        baking(Signal.REQUESTS, BETWEEN)
                                .measures("api", US, Signal.REQUESTS, 100)
                                .measures("edge", US, Signal.REQUESTS, 200),
                        "pass: 100 requests ≤ 200 requests"),
                row(
                        "where there is only a lower limit, it is the one that is told",
                        baking(Signal.REQUESTS, AT_LEAST_100).requests("edge", 100, 100),
                        "pass: 100 requests ≥ 100 requests"),
                row(
                        "a gate that is for one route does not look at the others",
                        onlyOnEdge().measures("api", US, Signal.ERROR_RATE, 50),
                        "pass: 0 % ≤ 1 %"),
                row(
                        "and sees its own",
                        onlyOnEdge().measures("edge", US, Signal.ERROR_RATE, 50),
                        "fail: edge, us: 50 % > 1 %"),
                row(
                        "a comparison that says so allows no more than its percentage less",
                        baking(Signal.LATENCY_P99, AS_SLOW)
                                .measures("edge", EU, Signal.LATENCY_P99, 200)
                                .measures("edge", US, Signal.LATENCY_P99, 149),
                        "fail: edge, us: 149 ms < 150 ms (eu has 200 ms, at most 25 % less)"),
                row(
                        "which is inside",
                        baking(Signal.LATENCY_P99, AS_SLOW)
                                .measures("api", EU, Signal.LATENCY_P99, 200)
                                .measures("api", US, Signal.LATENCY_P99, 150)
                                .measures("edge", EU, Signal.LATENCY_P99, 200)
                                .measures("edge", US, Signal.LATENCY_P99, 150),
                        "pass: 150 ms ≤ 240 ms (eu has 200 ms, at most 20 % more)"),
                row(
                        "each route is compared with itself",
                        baking(Signal.LATENCY_P99, NOT_SLOWER)
                                .measures("api", EU, Signal.LATENCY_P99, 500)
                                .measures("api", US, Signal.LATENCY_P99, 500)
                                .measures("edge", EU, Signal.LATENCY_P99, 100)
                                .measures("edge", US, Signal.LATENCY_P99, 130),
                        "fail: edge, us: 130 ms > 120 ms (eu has 100 ms, at most 20 % more)"),
                row(
                        "a comparison with missing data is unknown, and says on which side",
                        baking(Signal.LATENCY_P99, NOT_SLOWER).misses("edge", EU, Signal.LATENCY_P99),
                        "unknown: edge, us: eu: no requests; eu had 100 requests, so its metrics are incomplete"),
                row(
                        "a comparison with a side without traffic is not judged",
                        situation(Signal.LATENCY_P99, NOT_SLOWER, OnNoData.FAIL, Optional.empty())
                                .baking(2)
                                .after(10)
                                .misses("edge", EU, Signal.LATENCY_P99),
                        "not-judged: eu has no traffic to compare with"),
                row(
                        "nor is one with a side that the step under way leaves: some routes have left it already",
                        situation(Signal.LATENCY_P99, NOT_SLOWER, OnNoData.FAIL, Optional.empty())
                                .baking(1)
                                .after(10)
                                .shifting(2)
                                .after(10)
                                .misses("edge", EU, Signal.LATENCY_P99),
                        "not-judged: eu has no traffic to compare with"));
    }

    @Test
    void aLookAsksForEveryFigureThatIsJudgedAndForNoOther() {
        Situation situation = baking(Signal.LATENCY_P99, NOT_SLOWER);
        String asked = situation.look().readings().keySet().stream()
                .filter(query -> query.asks(Signal.LATENCY_P99))
                .map(GatesTest::told)
                .sorted()
                .collect(joining("; "));

        assertThat(asked).isEqualTo("api eu 10s; api us 10s; edge eu 10s; edge us 10s");
        assertThat(situation.look().readings().keySet())
                .filteredOn(query -> query.asks(Signal.HEALTHY_TARGETS))
                .hasSize(4);
        assertThat(situation.look().readings().keySet())
                .filteredOn(query -> query.asks(Signal.BALANCER_ERROR_RATE))
                .hasSize(2);
    }

    @Test
    void everyReadingIsKeptWithItsNumbers() {
        Situation situation = baking(Signal.ERROR_RATE, AT_MOST_ONE)
                .measures("api", US, Signal.ERROR_RATE, 0.5)
                .misses("edge", US, Signal.ERROR_RATE);

        assertThat(Gates.judge(situation.plan(), situation.look()).getFirst().readings())
                .extracting(reading -> "%s %s %s %s %s"
                        .formatted(
                                reading.route(),
                                reading.side(),
                                reading.verdict().word(),
                                reading.value().map(String::valueOf).orElse("-"),
                                reading.limit().map(String::valueOf).orElse("-")))
                .containsExactly("api us pass 0.5 1.0", "edge us unknown - -");
    }

    @Test
    void whatIsJudgedOfALookStaysTheSameWhenTheNextStepBegins() {
        Situation baked =
                delayed(specs -> specs.shift(100, Duration.ZERO)).baking(1).after(45);
        Observation look = baked.look();
        Judgement before = Gates.judge(baked.plan(), look).getFirst();

        Judgement after =
                Gates.judge(baked.happens(new StepStarted(2)).plan(), look).getFirst();

        assertThat(before.verdict()).isEqualTo(Verdict.PASS);
        assertThat(after).isEqualTo(before);
    }

    @Test
    void coldCachesAreNoVerdictDuringAPauseEither() {
        Situation paused = delayed(specs -> specs.pause(Optional.empty()))
                .baking(1)
                .happens(new PauseStarted(2, Optional.empty()))
                .after(15);

        assertThat(Gates.judge(paused.plan(), paused.look()).getFirst().verdict())
                .isEqualTo(Verdict.NOT_JUDGED);
    }

    private static String told(FigureQuery query) {
        return "%s %s %ds"
                .formatted(
                        query.route().name(),
                        query.side().map(Side::name).orElse("-"),
                        query.window().length().toSeconds());
    }

    private static String told(Situation situation) {
        Judgement judgement = Gates.judge(situation.plan(), situation.look()).getFirst();
        return judgement.verdict().word() + ": " + judgement.reason();
    }

    /** Ten seconds, one window, into the bake at 5 %. */
    private static Situation baking(Signal signal, Judge judge) {
        return baking(signal, judge, OnNoData.HOLD, Optional.empty());
    }

    private static Situation baking(Signal signal, Judge judge, OnNoData onNoData, Optional<Set<Side>> sides) {
        return situation(signal, judge, onNoData, sides).baking(1).after(10);
    }

    private static Situation onlyOnEdge() {
        Specs specs = Specs.over("p/api", "p/edge").shift(5, Duration.ofMinutes(1));
        return Situation.of(specs.gate(new Gate(
                        "gate",
                        Signal.ERROR_RATE,
                        Duration.ofSeconds(10),
                        AT_MOST_ONE,
                        OnFail.HOLD,
                        OnNoData.HOLD,
                        0,
                        Set.of("edge"),
                        Optional.empty())))
                .baking(1)
                .after(10);
    }

    /** Judged from half a minute after a side's first traffic on. */
    private static Situation delayed() {
        return delayed(specs -> specs.shift(100, Duration.ofMinutes(1)));
    }

    private static Situation delayed(UnaryOperator<Specs> more) {
        Specs specs = more.apply(Specs.over("p/api", "p/edge").shift(5, Duration.ofMinutes(1)));
        return Situation.of(specs.gate(new Gate(
                "gate",
                new Figure.OfRoute(Signal.ERROR_RATE),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                AT_MOST_ONE,
                OnFail.HOLD,
                Gate.NoDataPolicy.always(OnNoData.HOLD),
                Gate.OnUndecided.PROCEED,
                0,
                specs.names(),
                Optional.empty())));
    }

    private static Situation situation(Signal signal, Judge judge, OnNoData onNoData, Optional<Set<Side>> sides) {
        Specs specs =
                Specs.over("p/api", "p/edge").shift(5, Duration.ofMinutes(1)).shift(100, Duration.ofMinutes(1));
        return Situation.of(specs.gate(new Gate(
                "gate", signal, Duration.ofSeconds(10), judge, OnFail.HOLD, onNoData, 0, specs.names(), sides)));
    }
}
