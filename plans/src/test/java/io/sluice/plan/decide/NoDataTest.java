package io.sluice.plan.decide;

import static io.sluice.plan.engine.Specs.EU;
import static io.sluice.plan.engine.Specs.US;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.Figure;
import io.sluice.plan.Gate;
import io.sluice.plan.Gate.Judge;
import io.sluice.plan.Gate.NoDataPolicy;
import io.sluice.plan.Gate.OnNoData;
import io.sluice.plan.decide.NoData.Cause;
import io.sluice.plan.engine.Specs;
import io.sluice.traffic.Metric;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Reading.Measured;
import io.sluice.traffic.Reading.Missing;
import io.sluice.traffic.Signal;
import io.sluice.traffic.TimeWindow;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A figure is missing for one of three causes, and each has its policy: here at 5 %, one window of ten seconds into the bake. */
class NoDataTest {
    private static final Judge AT_MOST_ONE = new Judge.Limits(Optional.empty(), Optional.of(1.0));
    private static final Judge TEST = new Judge.Sequential(EU, 50);
    private static final Judge BURN = new Judge.BurnRate(99.9, Duration.ofMinutes(5), Duration.ofSeconds(30), 14.4);
    private static final Judge SPLIT = new Judge.Share(10);
    private static final Figure ERRORS = new Figure.OfRoute(Signal.ERROR_RATE);
    private static final Figure P99 = new Figure.OfRoute(Signal.LATENCY_P99);
    private static final Figure REQUESTS = new Figure.OfRoute(Signal.REQUESTS);
    private static final Figure BAD = ofSource("bad");
    private static final Figure ALL = ofSource("all");
    private static final Figure ORDERS = new Figure.Rate(BAD, ALL);
    private static final Reading BEATS = new Measured(2);
    private static final Reading NO_BEAT = new Missing("there is no heart");

    private static String reason(Cause cause) {
        return "edge, us: no requests; "
                + switch (cause) {
                    case IDLE -> "there were no requests to speak of, so it is idle";
                    case NOT_APPLIED ->
                        "us has 5 % of the weight and no requests while the others had 1900, so the weight is not applied";
                    case PIPELINE -> "us had 100 requests, so its metrics are incomplete";
                };
    }

    /** Each cause under each policy, while the policies of the other two causes are another one. */
    @TestFactory
    Stream<DynamicTest> eachCauseUnderEachPolicy() {
        return Arrays.stream(Cause.values())
                .flatMap(cause -> Stream.of(
                        row(cause, OnNoData.HOLD, "unknown: %s", "wait 5s: gate errors has no data: %s"),
                        row(cause, OnNoData.FAIL, "fail: %s", "reverting"),
                        row(
                                cause,
                                OnNoData.IGNORE,
                                "not-judged: %s; the gate ignores it",
                                "wait 10s: bakes until 08:01:00 (step 1 of 2)")));
    }

    private static DynamicTest row(Cause cause, OnNoData policy, String verdict, String does) {
        String reason = reason(cause);
        return DynamicTest.dynamicTest(cause + " and " + policy, () -> {
            Situation situation = missing(cause, ERRORS, AT_MOST_ONE, only(cause, policy));

            // Of a reading that holds nothing only the reason stays; where it counts, the route and the side are named.
            String said = policy == OnNoData.IGNORE ? reason.substring("edge, us: ".length()) : reason;
            assertThat(told(situation)).isEqualTo(verdict.formatted(said));
            String state = situation.settle().plan().state().word();
            assertThat(state.equals("reverting") ? state : situation.says()).isEqualTo(does.formatted(reason));
        });
    }

    /** The policy for one cause; the others have another, so that a cause mistaken for one of them shows. */
    private static NoDataPolicy only(Cause cause, OnNoData policy) {
        OnNoData others = policy == OnNoData.HOLD ? OnNoData.IGNORE : OnNoData.HOLD;
        return new NoDataPolicy(
                cause == Cause.IDLE ? policy : others,
                cause == Cause.NOT_APPLIED ? policy : others,
                cause == Cause.PIPELINE ? policy : others);
    }

    /** Whatever judges, the causes are told apart. */
    @TestFactory
    Stream<DynamicTest> eachCauseUnderEachJudge() {
        return Stream.of(
                        Map.entry("compare", gate(ERRORS, new Judge.Compare(EU, 20))),
                        Map.entry("sequential on counts", gate(ERRORS, TEST)),
                        Map.entry("sequential on levels", gate(P99, TEST)),
                        Map.entry("burn-rate", gate(ERRORS, BURN)))
                .flatMap(judge -> Arrays.stream(Cause.values())
                        .map(cause -> DynamicTest.dynamicTest(cause + " for " + judge.getKey(), () -> {
                            Gate gate = judge.getValue();
                            Situation situation =
                                    missing(cause, gate.figure(), gate.judge(), NoDataPolicy.always(OnNoData.HOLD));
                            assertThat(told(situation)).isEqualTo("unknown: " + reason(cause));
                        })));
    }

    @Test
    void aShareThatIsNotCountedHasTheSameCauses() {
        assertThat(told(bakes(REQUESTS, SPLIT)
                        .measures("edge", US, REQUESTS, _ -> new Missing("no datapoints"))
                        .measures("edge", EU, Signal.REQUESTS, 1900)))
                .startsWith("unknown: ")
                .endsWith("so the weight is not applied");
        assertThat(told(bakes(REQUESTS, SPLIT).metricsAreDown()))
                .startsWith("unknown: ")
                .endsWith(
                        "nobody had requests, or the metrics are out of order, and nothing tells which: metrics are down");
    }

    @Test
    void whatTheOtherSideLacksIsSaidOfTheOtherSide() {
        assertThat(told(bakes(ERRORS, TEST).measures("edge", EU, ERRORS, _ -> new Missing("no datapoints"))))
                .isEqualTo("unknown: edge, us: eu: no datapoints; eu had 100 requests, so its metrics are incomplete");
        assertThat(told(bakes(P99, TEST).measures("edge", EU, P99, _ -> new Missing("no datapoints"))))
                .isEqualTo("unknown: edge, us: eu: no datapoints; eu had 100 requests, so its metrics are incomplete");
    }

    @Test
    void aRateOfASourceIsIdleWhereItCountsNothing() {
        assertThat(told(orders(0, 0)))
                .isEqualTo("unknown: edge, us: no events from 2026-11-24T08:00:00Z to 2026-11-24T08:00:10Z;"
                        + " there were no events to speak of, so it is idle");
        assertThat(told(bakes(ORDERS, AT_MOST_ONE)
                        .measures("edge", US, BAD, _ -> new Missing("no such series"))
                        .measures("edge", US, ALL, _ -> new Measured(50))))
                .isEqualTo("unknown: edge, us: no such series; us had 50 events, so its metrics are incomplete");
        assertThat(told(bakes(ORDERS, AT_MOST_ONE)
                        .measures("edge", US, BAD, _ -> new Missing("connection refused"))
                        .measures("edge", US, ALL, _ -> new Missing("connection refused"))))
                .isEqualTo("unknown: edge, us: connection refused; no side has its events counted,"
                        + " so the metrics may be out of order");
    }

    /** Traffic says nothing of what is not made of requests. */
    @Test
    void aFigureThatIsNotMadeOfRequestsIsMissingBecauseOfItsPipeline() {
        assertThat(told(bakes(BAD, AT_MOST_ONE)
                        .measures("edge", US, Signal.REQUESTS, 0)
                        .measures("edge", US, BAD, _ -> new Missing("connection refused"))))
                .isEqualTo("unknown: edge, us: connection refused");
    }

    /** How many requests the others need before none of its own is no chance: ten should have come. */
    @Test
    void fewRequestsOfTheOthersAreNoProofThatTheWeightIsNotApplied() {
        assertThat(told(silent(189))).endsWith("so it is idle");
        assertThat(told(silent(190))).endsWith("so the weight is not applied");
    }

    /** At night a minute may have no requests; a test that has seen others goes on with those. */
    @Test
    void aQuietWindowIsNoLackOfDataToAJudgeOfMany() {
        for (Judge judge : new Judge[] {TEST, BURN}) {
            Situation quiet = bakes(ERRORS, judge)
                    .after(20)
                    .measures("edge", EU, Signal.REQUESTS, 20)
                    .measures(
                            "edge",
                            US,
                            REQUESTS,
                            window -> new Measured(window.end().isAfter(Situation.START.plusSeconds(20)) ? 0 : 3));

            assertThat(told(quiet)).doesNotStartWith("unknown");
            assertThat(told(quiet.measures("edge", EU, Signal.REQUESTS, 1900)))
                    .startsWith("unknown: ")
                    .endsWith("so the weight is not applied");
        }
    }

    /** Clouds publish no 0 of requests: whether nobody came shows in what they publish without any. */
    @TestFactory
    Stream<DynamicTest> whereNobodysRequestsAreKnownASignOfLifeOfTheMetricsTells() {
        return Stream.of(
                        Map.entry("limits", AT_MOST_ONE),
                        Map.entry("compare", new Judge.Compare(EU, 20)),
                        Map.entry("sequential", TEST),
                        Map.entry("burn-rate", BURN))
                .flatMap(judge -> Stream.of(
                        DynamicTest.dynamicTest(judge.getKey() + ", the metrics arrive", () -> {
                            assertThat(told(unheard(judge.getValue(), OnNoData.IGNORE, OnNoData.FAIL, BEATS)))
                                    .isEqualTo("not-judged: no requests; nobody sent requests while the metrics"
                                            + " themselves arrive, so it is idle; the gate ignores it");
                            assertThat(told(unheard(judge.getValue(), OnNoData.FAIL, OnNoData.IGNORE, BEATS)))
                                    .startsWith("fail: ");
                        }),
                        DynamicTest.dynamicTest(judge.getKey() + ", nothing tells", () -> {
                            assertThat(told(unheard(judge.getValue(), OnNoData.IGNORE, OnNoData.HOLD, NO_BEAT)))
                                    .isEqualTo("unknown: edge, us: no requests; nobody had requests, or the metrics are"
                                            + " out of order, and nothing tells which: there is no heart");
                            assertThat(told(unheard(judge.getValue(), OnNoData.HOLD, OnNoData.FAIL, NO_BEAT)))
                                    .startsWith("fail: ");
                        })));
    }

    /** What was counted outweighs a sign of life: one that is missing makes no known side unknown, nor the other way round. */
    @Test
    void aSignOfLifeSaysNothingWhereASideIsCounted() {
        for (Reading heartbeat : new Reading[] {BEATS, NO_BEAT}) {
            assertThat(told(unheard(AT_MOST_ONE, OnNoData.HOLD, OnNoData.HOLD, heartbeat)
                            .measures("edge", EU, Signal.REQUESTS, 1900)))
                    .endsWith("so the weight is not applied");
            assertThat(told(unheard(AT_MOST_ONE, OnNoData.HOLD, OnNoData.HOLD, heartbeat)
                            .measures("edge", EU, Signal.REQUESTS, 40)))
                    .endsWith("there were no requests to speak of, so it is idle");
            assertThat(told(unheard(AT_MOST_ONE, OnNoData.HOLD, OnNoData.HOLD, heartbeat)
                            .measures("edge", US, Signal.REQUESTS, 100)))
                    .endsWith("us had 100 requests, so its metrics are incomplete");
        }
    }

    /** The source of a rate is another one than the cloud whose metrics arrive. */
    @Test
    void aSignOfLifeOfTheCloudIsNoneOfASource() {
        assertThat(told(bakes(ORDERS, AT_MOST_ONE)
                        .heartbeat("edge", BEATS)
                        .measures("edge", US, BAD, _ -> new Missing("connection refused"))
                        .measures("edge", US, ALL, _ -> new Missing("connection refused"))))
                .endsWith("so the metrics may be out of order");
    }

    /** One minute in which nobody comes holds no plan whose judge has others to judge, where the cloud tells. */
    @Test
    void aSilentWindowIsNoLackOfDataToAJudgeOfMany() {
        for (Judge judge : new Judge[] {TEST, BURN}) {
            Situation quiet = bakes(ERRORS, judge)
                    .after(20)
                    .measures("edge", EU, REQUESTS, NoDataTest::untilTheLastWindow)
                    .measures("edge", US, REQUESTS, NoDataTest::untilTheLastWindow);

            assertThat(told(quiet.heartbeat("edge", BEATS))).doesNotStartWith("unknown");
            assertThat(told(quiet.heartbeat("edge", NO_BEAT))).startsWith("unknown: ");
        }
    }

    private static Reading untilTheLastWindow(TimeWindow window) {
        return window.end().isAfter(Situation.START.plusSeconds(20)) ? new Missing("no requests") : new Measured(30);
    }

    /** No side has its requests known. */
    private static Situation unheard(Judge judge, OnNoData idle, OnNoData pipeline, Reading heartbeat) {
        Gate gate = gate(ERRORS, judge, new NoDataPolicy(idle, OnNoData.HOLD, pipeline));
        return situation(gate)
                .misses("edge", US, Signal.ERROR_RATE)
                .misses("edge", US, Signal.REQUESTS)
                .misses("edge", EU, Signal.REQUESTS)
                .heartbeat("edge", heartbeat);
    }

    private static Situation silent(double others) {
        return bakes(ERRORS, AT_MOST_ONE)
                .misses("edge", US, Signal.ERROR_RATE)
                .measures("edge", US, Signal.REQUESTS, 0)
                .measures("edge", EU, Signal.REQUESTS, others);
    }

    private static Situation orders(double bad, double all) {
        return bakes(ORDERS, AT_MOST_ONE)
                .measures("edge", US, BAD, _ -> new Measured(bad))
                .measures("edge", US, ALL, _ -> new Measured(all));
    }

    private static Situation missing(Cause cause, Figure figure, Judge judge, NoDataPolicy policy) {
        Situation situation = situation(gate(figure, judge, policy));
        switch (cause) {
            case IDLE -> situation.measures("edge", US, Signal.REQUESTS, 0).measures("edge", EU, Signal.REQUESTS, 40);
            case NOT_APPLIED ->
                situation.measures("edge", US, Signal.REQUESTS, 0).measures("edge", EU, Signal.REQUESTS, 1900);
            case PIPELINE -> situation.measures("edge", US, Signal.REQUESTS, 100);
        }
        return situation.measures("edge", US, figure, _ -> new Missing("no requests"));
    }

    private static Situation bakes(Figure figure, Judge judge) {
        return situation(gate(figure, judge));
    }

    private static Situation situation(Gate gate) {
        return Situation.of(Specs.over("p/edge")
                        .shift(5, Duration.ofMinutes(1))
                        .shift(100, Duration.ofMinutes(1))
                        .gate(gate))
                .baking(1)
                .after(10);
    }

    private static Gate gate(Figure figure, Judge judge) {
        return gate(figure, judge, NoDataPolicy.always(OnNoData.HOLD));
    }

    private static Gate gate(Figure figure, Judge judge, NoDataPolicy policy) {
        return new Gate(
                "errors",
                figure,
                Duration.ofSeconds(10),
                Duration.ZERO,
                judge,
                Gate.OnFail.REVERT,
                policy,
                Gate.OnUndecided.PROCEED,
                0,
                Set.of("edge"),
                Optional.empty());
    }

    private static Figure ofSource(String query) {
        return new Figure.OfSource(
                Map.of(EU, "orders", US, "orders"), Map.of(EU, metric(query), US, metric(query)), "orders");
    }

    private static Metric metric(String query) {
        return new Metric("{\"query\":\"" + query + "\"}");
    }

    private static String told(Situation situation) {
        Judgement judgement = Gates.judge(situation.plan(), situation.look()).getFirst();
        return judgement.verdict().word() + ": " + judgement.reason();
    }
}
