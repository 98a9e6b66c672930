package io.sluice.plan.decide;

import static io.sluice.plan.cost.Books.book;
import static io.sluice.plan.engine.Specs.EU;
import static io.sluice.plan.engine.Specs.US;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.sluice.plan.Figure;
import io.sluice.plan.Gate;
import io.sluice.plan.Gate.Judge;
import io.sluice.plan.Gate.NoDataPolicy;
import io.sluice.plan.Gate.OnFail;
import io.sluice.plan.Gate.OnNoData;
import io.sluice.plan.Gate.OnUndecided;
import io.sluice.plan.Gate.ScoredMetric;
import io.sluice.plan.GateReading;
import io.sluice.plan.engine.Specs;
import io.sluice.plan.judge.Direction;
import io.sluice.plan.judge.MannWhitney;
import io.sluice.traffic.Metric;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Reading.Measured;
import io.sluice.traffic.Reading.Missing;
import io.sluice.traffic.Side;
import io.sluice.traffic.Signal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Whatever figures a source gives, every gate has an answer: a judge that broke would take the guard and all other gates of its plan
 * with it.
 */
class AnyFigureTest {
    private static final int RUNS = 400;
    private static final double[] ODD = {
        0,
        -0.0,
        0.4,
        1,
        10.4,
        10.5,
        10.6,
        99.99,
        100,
        100.001,
        250,
        1e9 + 0.5,
        1e12,
        9.3e18,
        1e300,
        Double.MAX_VALUE,
        Double.MIN_VALUE,
        -1,
        -1e300
    };

    private static final Figure REQUESTS = new Figure.OfRoute(Signal.REQUESTS);
    private static final Figure ERRORS = new Figure.OfRoute(Signal.ERROR_RATE);
    private static final Figure P99 = new Figure.OfRoute(Signal.LATENCY_P99);
    private static final Figure BAD = ofSource("bad");
    private static final Figure ALL = ofSource("all");
    private static final Figure ORDERS = new Figure.Rate(BAD, ALL);
    private static final Figure COST = new Figure.Cost(Figure.Cost.Per.HOUR, Optional.of("EUR"));
    private static final List<Figure> READ =
            List.of(REQUESTS, ERRORS, P99, BAD, ALL, new Figure.OfRoute(Signal.HEALTHY_TARGETS));

    @TestFactory
    Stream<DynamicTest> everyJudgeAnswersToAnyFigures() {
        Judge test = new Judge.Sequential(EU, 50);
        Judge burn = new Judge.BurnRate(99.9, Duration.ofMinutes(2), Duration.ofSeconds(20), 14.4);
        return Stream.of(
                        gate("at most", ERRORS, new Judge.Limits(Optional.empty(), Optional.of(1.0))),
                        gate("at most of a rate", ORDERS, new Judge.Limits(Optional.empty(), Optional.of(1.0))),
                        gate("compare", P99, new Judge.Compare(EU, 20, Optional.of(20.0))),
                        gate("sequential of errors", ERRORS, test),
                        gate("sequential of a rate", ORDERS, test),
                        gate("sequential of a latency", P99, test),
                        gate("sequential of a metric", BAD, test),
                        gate("share", REQUESTS, new Judge.Share(10)),
                        gate("mannWhitney", ERRORS, canary(ERRORS, P99, ORDERS, BAD)),
                        gate("burnRate of errors", ERRORS, burn),
                        gate("burnRate of a rate", ORDERS, burn),
                        gate("compare of a cost", COST, new Judge.Compare(EU, 20)),
                        gate("budget", COST, new Judge.Budget(1)))
                .map(gate -> DynamicTest.dynamicTest(gate.name(), () -> {
                    for (int seed = 0; seed < RUNS; seed++) {
                        Random random = new Random(seed);
                        Situation situation = baking(gate)
                                .after(10 + random.nextInt(90))
                                .prices(book().backend("p", 0.10, 0.20, 0).build());
                        boolean often = random.nextBoolean();
                        for (Side side : List.of(EU, US)) {
                            for (Figure figure : READ) {
                                Reading steady = any(random);
                                situation.measures(
                                        "edge",
                                        side,
                                        figure,
                                        window -> often
                                                ? any(new Random(
                                                        window.hashCode() + figure.hashCode() + side.hashCode()))
                                                : steady);
                            }
                        }
                        assertThatCode(() -> assertSaid(Gates.judge(situation.plan(), situation.look())))
                                .as("seed %d", seed)
                                .doesNotThrowAnyException();
                    }
                }));
    }

    private static void assertSaid(List<Judgement> judged) {
        assertThat(judged).hasSize(1);
        for (GateReading reading : judged.getFirst().readings()) {
            assertThat(reading.reason()).isNotBlank();
            assertThat(reading.numbers().orElse(Map.of()).values()).allMatch(Double::isFinite);
        }
    }

    private static Reading any(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> new Missing("no datapoints");
            case 1, 2 -> new Measured(ODD[random.nextInt(ODD.length)]);
            case 3 -> new Measured(Math.exp(random.nextGaussian() * 200) % Double.MAX_VALUE);
            default -> new Measured(random.nextDouble() * 100);
        };
    }

    /** PromQL's {@code increase} extrapolates: of 10.6 requests 10.6 failed, which is 11 of 11 and not 11 of 10. */
    @Test
    void whereAllOfAFractionOfRequestsFailTheSideIsWorse() {
        Situation allFail = baking(gate("errors", ERRORS, new Judge.Sequential(EU, 50)))
                .after(60)
                .measures("edge", EU, Signal.REQUESTS, 200.4)
                .measures("edge", US, Signal.REQUESTS, 10.6)
                .measures("edge", US, Signal.ERROR_RATE, 100);

        assertThat(told(allFail)).startsWith("fail: edge, us: 66 of 66 here and 0 of 1200 there: more than 1.5 times");
        assertThat(told(baking(gate("orders", ORDERS, new Judge.Sequential(EU, 50)))
                        .after(60)
                        .measures("edge", EU, BAD, _ -> new Measured(0))
                        .measures("edge", EU, ALL, _ -> new Measured(200.4))
                        .measures("edge", US, BAD, _ -> new Measured(10.6))
                        .measures("edge", US, ALL, _ -> new Measured(10.4))))
                .startsWith("fail: edge, us: 60 of 60 here and 0 of 1200 there: more than 1.5 times");
    }

    @Test
    void whatCannotHaveBeenCountedIsMissing() {
        assertThat(told(baking(gate("errors", ERRORS, new Judge.Sequential(EU, 50)))
                        .after(10)
                        .measures("edge", US, Signal.REQUESTS, -3)))
                .startsWith("unknown: edge, us: -3.0 is no count of events");
        assertThat(told(baking(gate("orders", ORDERS, new Judge.Sequential(EU, 50)))
                        .after(10)
                        .measures("edge", US, BAD, _ -> new Measured(5))
                        .measures("edge", US, ALL, _ -> new Measured(4))))
                .startsWith("unknown: edge, us: there is no total that fits 5.0 bad events");
    }

    private static String told(Situation situation) {
        Judgement judgement = Gates.judge(situation.plan(), situation.look()).getFirst();
        return judgement.verdict().word() + ": " + judgement.reason();
    }

    /** A gate that breaks nothing leaves the guard to its work. */
    @Test
    void theGuardRevertsBesideAGateWithOddFigures() {
        Situation situation = baking(gate("errors", ERRORS, new Judge.Sequential(EU, 50)))
                .after(10)
                .measures("edge", US, Signal.REQUESTS, 10.6)
                .measures("edge", US, Signal.ERROR_RATE, 100)
                .healthy("edge", US, 0);

        assertThat(situation.settle().plan().state().word()).isEqualTo("reverting");
    }

    private static Situation baking(Gate gate) {
        return Situation.of(Specs.over("p/edge")
                        .shift(5, Duration.ofMinutes(10))
                        .shift(100, Duration.ofMinutes(1))
                        .gate(gate))
                .surveyed(1)
                .baking(1);
    }

    private static Judge canary(Figure... figures) {
        List<ScoredMetric> metrics = Arrays.stream(figures)
                .map(figure -> new ScoredMetric(
                        figure.word(), figure, MannWhitney.kayenta(Direction.EITHER), "all", false, false))
                .toList();
        return new Judge.Canary(EU, Duration.ofHours(1), 95, 75, Map.of(), metrics, false);
    }

    private static Gate gate(String name, Figure figure, Judge judge) {
        return new Gate(
                name,
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

    private static Figure ofSource(String query) {
        Metric metric = new Metric("{\"query\":\"" + query + "\"}");
        return new Figure.OfSource(Map.of(EU, "orders", US, "orders"), Map.of(EU, metric, US, metric), "orders");
    }
}
