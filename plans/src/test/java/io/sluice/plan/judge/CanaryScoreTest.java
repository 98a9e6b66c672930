package io.sluice.plan.judge;

import static io.sluice.plan.judge.Classification.HIGH;
import static io.sluice.plan.judge.Classification.LOW;
import static io.sluice.plan.judge.Classification.NODATA;
import static io.sluice.plan.judge.Classification.PASS;
import static io.sluice.plan.judge.Classification.TOO_FEW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.plan.judge.CanaryScore.Outcome;
import io.sluice.plan.judge.Finding.Answer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Kayenta's score: what metrics make of groups, and groups of the whole. */
class CanaryScoreTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource
    void scores(String because, List<MetricResult> metrics, Map<String, Double> weights, double score, Answer answer) {
        CanaryScore found = CanaryScore.judge(metrics, weights, 95, 75);
        assertThat(found.score()).isEqualTo(score);
        assertThat(found.finding().answer()).isEqualTo(answer);
        assertThat(found.finding().value()).isEqualTo(score);
        assertThat(found.finding().limit()).isEqualTo(95);
    }

    static Stream<Arguments> scores() {
        Map<String, Double> none = Map.of();
        return Stream.of(
                Arguments.of("all that is judged passes", of("a:PASS"), none, 100, Answer.NOT_WORSE),
                Arguments.of("the only one is high", of("a:HIGH"), none, 0, Answer.WORSE),
                Arguments.of("one of two", of("a:PASS a:HIGH"), none, 50, Answer.WORSE),
                Arguments.of("two decimals", of("a:PASS a:HIGH a:LOW"), none, 33.33, Answer.WORSE),
                Arguments.of("marginal", of("a:PASS a:PASS a:PASS a:HIGH"), none, 75, Answer.UNDECIDED),
                Arguments.of("weights", of("a:PASS a:PASS b:HIGH"), Map.of("a", 75.0, "b", 25.0), 75, Answer.UNDECIDED),
                Arguments.of(
                        "half a group", of("a:PASS a:HIGH b:HIGH"), Map.of("a", 50.0, "b", 50.0), 25, Answer.WORSE),
                Arguments.of("uneven", of("a:HIGH a:LOW a:PASS b:HIGH"), Map.of("a", 15.0, "b", 85.0), 5, Answer.WORSE),
                Arguments.of(
                        "unweighted share the rest", of("a:HIGH b:PASS c:PASS"), Map.of("a", 40.0), 60, Answer.WORSE),
                Arguments.of("an empty group is 100", of("a:PASS a:PASS b:NODATA"), none, 100, Answer.NOT_WORSE),
                Arguments.of("a gap in a group", of("a:PASS a:NODATA b:HIGH"), none, 50, Answer.WORSE),
                Arguments.of("must have data", of("a:PASS a:NODATA_FAIL"), none, 50, Answer.UNDECIDED),
                Arguments.of("too few is a gap", of("a:PASS a:PASS a:TOO_FEW"), none, 100, Answer.NOT_WORSE),
                Arguments.of("half without data", of("a:PASS a:NODATA"), none, 0, Answer.UNDECIDED),
                Arguments.of("half with too little", of("a:PASS a:TOO_FEW"), none, 0, Answer.UNDECIDED),
                Arguments.of("all without data", of("a:NODATA"), none, 0, Answer.UNDECIDED),
                Arguments.of("critical", of("a:PASS a:PASS a:PASS a:HIGH!"), none, 0, Answer.WORSE),
                Arguments.of("critical passes", of("a:LOW a:PASS!"), none, 50, Answer.WORSE),
                Arguments.of("critical has no data", of("a:PASS a:PASS a:NODATA!"), none, 0, Answer.UNDECIDED),
                Arguments.of("critical has too few", of("a:PASS a:PASS a:TOO_FEW!"), none, 0, Answer.UNDECIDED),
                Arguments.of("critical has no data, others fail", of("a:NODATA! a:HIGH a:LOW"), none, 0, Answer.WORSE));
    }

    @Test
    void itNamesWhatFailed() {
        CanaryScore found = CanaryScore.judge(
                List.of(
                        metric("p99", "latency", HIGH, false),
                        metric("cpu", "load", LOW, false),
                        metric("5xx", "errors", PASS, true)),
                Map.of("errors", 50.0),
                95,
                75);
        assertThat(found.outcome()).isEqualTo(Outcome.FAIL);
        assertThat(found.failed()).containsExactly("p99", "cpu");
        assertThat(found.groups())
                .containsExactlyInAnyOrderEntriesOf(Map.of("latency", 0.0, "load", 0.0, "errors", 100.0));
        assertThat(found.finding().reason())
                .isEqualTo("score 50 of 100 (95 passes, below 75 fails), not passed: p99 (high), cpu (low)");
        assertThat(found.finding().numbers())
                .containsEntry("group latency", 0.0)
                .containsEntry("marginal", 75.0);
    }

    @Test
    void itNamesTheCriticalOneOnly() {
        CanaryScore found = CanaryScore.judge(
                List.of(metric("p99", "all", HIGH, false), metric("5xx", "all", HIGH, true)), Map.of(), 95, 75);
        assertThat(found.failed()).containsExactly("5xx");
        assertThat(found.finding().reason())
                .isEqualTo("score 0 of 100 (95 passes, below 75 fails), critical: 5xx (high)");
    }

    @Test
    void itNamesWhatLacksData() {
        CanaryScore found = CanaryScore.judge(
                List.of(
                        metric("p99", "all", NODATA, false),
                        metric("5xx", "all", TOO_FEW, false),
                        metric("cpu", "all", PASS, false)),
                Map.of(),
                95,
                75);
        assertThat(found.failed()).containsExactly("p99", "5xx");
        assertThat(found.finding().reason()).endsWith("2 of 3 metrics lack data: p99 (no data), 5xx (too few values)");
    }

    @Test
    void aMetricMayCountInSeveralGroups() {
        var both = new MetricResult("p99", List.of("a", "b"), HIGH, false, finding());
        CanaryScore found = CanaryScore.judge(
                List.of(both, metric("cpu", "a", PASS, false), metric("5xx", "c", PASS, false)), Map.of(), 95, 75);
        assertThat(found.groups()).isEqualTo(Map.of("a", 50.0, "b", 0.0, "c", 100.0));
        assertThat(found.score()).isEqualTo(50);
    }

    @Test
    void weightsThatNoHealthySideCouldFillAreRefused() {
        List<MetricResult> two = of("a:PASS b:PASS");
        assertThatThrownBy(() -> CanaryScore.judge(two, Map.of("a", 60.0, "b", 30.0), 95, 75))
                .hasMessage("weights of all groups sum to 90, not 100");
        assertThatThrownBy(() -> CanaryScore.judge(two, Map.of("a", 120.0), 95, 75))
                .hasMessage("weights of some groups sum to 120, not at most 100");
        assertThatThrownBy(() -> CanaryScore.judge(two, Map.of("x", 10.0), 95, 75))
                .hasMessage("a weight for a group without metrics: x");
        assertThatThrownBy(() -> CanaryScore.judge(two, Map.of("a", -1.0), 95, 75))
                .hasMessageContaining("0 or more");
        assertThatThrownBy(() -> CanaryScore.judge(two, Map.of(), 75, 95)).hasMessageContaining("marginal");
        assertThatThrownBy(() -> CanaryScore.judge(List.of(), Map.of(), 95, 75)).hasMessage("nothing to score");
        assertThatThrownBy(() -> new MetricResult("p99", List.of(), PASS, false, finding()))
                .hasMessageContaining("p99");
    }

    /** From values to the score, as a gate asks for it. */
    @Test
    void fromValuesToTheScore() {
        var test = MannWhitney.kayenta(Direction.INCREASE);
        double[] usual = {10, 11, 12, 10.5, 11.5, 12.5, 10.2, 11.2};
        double[] doubled = Arrays.stream(usual).map(v -> 2 * v).toArray();
        CanaryScore found = CanaryScore.judge(
                List.of(
                        test.judge("p99", List.of("latency"), false, false, doubled, usual),
                        test.judge("5xx", List.of("errors"), true, true, usual, usual)),
                Map.of("latency", 30.0, "errors", 70.0),
                95,
                75);
        assertThat(found.score()).isEqualTo(70);
        assertThat(found.outcome()).isEqualTo(Outcome.FAIL);
        assertThat(found.failed()).containsExactly("p99");
    }

    /** Metrics as "group:classification", critical with a mark. */
    private static List<MetricResult> of(String metrics) {
        return Arrays.stream(metrics.split(" "))
                .map(text -> text.split(":"))
                .map(parts -> metric(
                        parts[1], parts[0], Classification.valueOf(parts[1].replace("!", "")), parts[1].endsWith("!")))
                .toList();
    }

    private static MetricResult metric(String name, String group, Classification classification, boolean critical) {
        return new MetricResult(name, List.of(group), classification, critical, finding());
    }

    private static Finding finding() {
        return new Finding(Answer.UNDECIDED, 0, 0, Map.of(), "not asked");
    }
}
