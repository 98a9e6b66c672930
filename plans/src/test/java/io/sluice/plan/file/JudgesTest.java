package io.sluice.plan.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.plan.Figure;
import io.sluice.plan.Figure.Cost.Per;
import io.sluice.plan.Gate;
import io.sluice.plan.Gate.Judge;
import io.sluice.plan.Gate.OnNoData;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.Step;
import io.sluice.plan.judge.Direction;
import io.sluice.plan.judge.Effect;
import io.sluice.traffic.Metric;
import io.sluice.traffic.Side;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** What gates and bakes may say beyond limits and comparisons. */
class JudgesTest {
    private static final Side EU = new Side("eu");
    private static final Side US = new Side("us");

    @Test
    void a_sequential_test_has_a_side_to_compare_with_and_a_margin() {
        assertThat(gate("{\"name\": \"errors\", \"signal\": \"error-rate\", \"onUndecided\": \"wait\","
                        + " \"judge\": {\"sequential\": {\"with\": \"eu\", \"maxIncreasePercent\": 50}}}"))
                .satisfies(gate -> {
                    assertThat(gate.judge()).isEqualTo(new Judge.Sequential(EU, 50));
                    assertThat(gate.onUndecided()).isEqualTo(Gate.OnUndecided.WAIT);
                });
    }

    @Test
    void a_share_has_a_margin_of_a_tenth_unless_it_says_so() {
        assertThat(gate("{\"name\": \"split\", \"signal\": \"requests\", \"judge\": {\"share\": {}}}")
                        .judge())
                .isEqualTo(new Judge.Share(10));
    }

    @Test
    void a_burn_rate_has_two_windows() {
        assertThat(gate("{\"name\": \"slo\", \"signal\": \"error-rate\", \"judge\": {\"burnRate\":"
                                + " {\"objectivePercent\": 99.9, \"long\": \"1h\", \"short\": \"5m\", \"max\": 14.4}}}")
                        .judge())
                .isEqualTo(new Judge.BurnRate(99.9, Duration.ofHours(1), Duration.ofMinutes(5), 14.4));
    }

    @Test
    void kayentas_judge_scores_metrics_in_groups_and_is_as_kayentas_users_know_it() {
        Gate gate = gate("{\"name\": \"canary\", \"judge\": {\"mannWhitney\": {\"with\": \"eu\", \"groups\":"
                + " {\"latency\": 60}, \"metrics\": [{\"name\": \"p99\", \"signal\": \"latency-p99\", \"group\": \"latency\","
                + " \"critical\": true, \"effect\": {\"allowedIncrease\": 1.2}}, {\"name\": \"errors\","
                + " \"signal\": \"error-rate\", \"direction\": \"either\", \"removeOutliers\": true}]}}}");

        Judge.Canary judge = (Judge.Canary) gate.judge();
        assertThat(judge.pass()).isEqualTo(95);
        assertThat(judge.marginal()).isEqualTo(75);
        assertThat(judge.over()).isEqualTo(Duration.ofHours(1));
        assertThat(judge.groups()).isEqualTo(Map.of("latency", 60.0));
        assertThat(judge.metrics().getFirst().test().effect())
                .isEqualTo(new Effect(Effect.Measure.MEAN_RATIO, 1.2, 1, 1, 1));
        assertThat(judge.metrics().getFirst().critical()).isTrue();
        assertThat(judge.metrics().getLast().test()).satisfies(test -> {
            assertThat(test.confidence()).isEqualTo(0.98);
            assertThat(test.tolerance()).isEqualTo(0.25);
            assertThat(test.direction()).isEqualTo(Direction.EITHER);
            assertThat(test.outlierFactor()).isEqualTo(OptionalDouble.of(3));
        });
        assertThat(judge.metrics().getLast().group()).isEqualTo("all");
    }

    @Test
    void a_metric_is_asked_of_a_source_or_of_one_for_each_side() {
        Metric lag = new Metric("{\"query\":\"select 1\"}");

        assertThat(gate("{\"name\": \"lag\", \"source\": {\"eu\": \"old-db\", \"us\": \"new-db\"}, \"metric\":"
                                + " {\"query\": \"select 1\"}, \"unit\": \"seconds\", \"judge\": {\"max\": 5}}")
                        .figure())
                .isEqualTo(
                        new Figure.OfSource(Map.of(EU, "old-db", US, "new-db"), Map.of(EU, lag, US, lag), "seconds"));
    }

    @Test
    void a_metric_without_a_source_is_the_providers_own() {
        assertThat(gate("{\"name\": \"queue\", \"metrics\": {\"eu\": {\"name\": \"a\"}, \"us\": {\"name\": \"b\"}},"
                                + " \"judge\": {\"compare\": {\"with\": \"eu\", \"maxIncreasePercent\": 0, \"maxDecreasePercent\": 0}}}")
                        .figure())
                .isEqualTo(new Figure.OfProvider(
                        Map.of(EU, new Metric("{\"name\":\"a\"}"), US, new Metric("{\"name\":\"b\"}")), ""));
    }

    @Test
    void counts_are_a_rate() {
        assertThat(
                        gate("{\"name\": \"slow\", \"source\": \"prom\", \"counts\": {\"bad\": {\"query\": \"b\"}, \"total\":"
                                        + " {\"query\": \"t\"}}, \"judge\": {\"max\": 5}}")
                                .figure())
                .isInstanceOf(Figure.Rate.class)
                .extracting(Figure::unit)
                .isEqualTo("percent");
    }

    @Test
    void a_cost_is_judged_in_a_currency_and_holds() {
        Gate gate = gate("{\"name\": \"cost\", \"signal\": \"cost-per-1k-requests\", \"judge\": {\"max\": 0.004,"
                + " \"currency\": \"EUR\"}}");

        assertThat(gate.figure()).isEqualTo(new Figure.Cost(Per.THOUSAND_REQUESTS, Optional.of("EUR")));
        assertThat(gate.judge()).isEqualTo(new Judge.Limits(Optional.empty(), Optional.of(0.004)));
        assertThat(gate.onFail()).isEqualTo(Gate.OnFail.HOLD);
        assertThat(gate.onNoData()).isEqualTo(Gate.NoDataPolicy.always(OnNoData.HOLD));
        assertThat(gate.every()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void a_cost_is_compared_in_whatever_currency_the_prices_are() {
        assertThat(gate("{\"name\": \"cost\", \"signal\": \"cost-per-hour\", \"onFail\": \"revert\", \"judge\":"
                        + " {\"compare\": {\"with\": \"eu\", \"maxIncreasePercent\": 10}}}"))
                .satisfies(gate -> {
                    assertThat(gate.figure()).isEqualTo(new Figure.Cost(Per.HOUR, Optional.empty()));
                    assertThat(gate.onFail()).as("if the plan says so").isEqualTo(Gate.OnFail.REVERT);
                });
    }

    @Test
    void a_budget_is_for_an_hour() {
        String budget = "{\"name\": \"cost\", \"signal\": \"cost-per-hour\", \"judge\": {\"budget\": {\"most\": 2.5,"
                + " \"currency\": \"EUR\"%s}}}";

        assertThat(gate(budget.formatted("")).judge()).isEqualTo(new Judge.Budget(2.5));
        assertThat(gate(budget.formatted(", \"per\": \"hour\"")).judge()).isEqualTo(new Judge.Budget(2.5));
        assertThat(SamplePlan.parse(SamplePlan.with("/gates", "[" + budget.formatted(", \"per\": \"plan\"") + "]")))
                .isInstanceOf(ParsedPlan.Invalid.class);
        assertThat(gate(budget.formatted("")).figure()).isEqualTo(new Figure.Cost(Per.HOUR, Optional.of("EUR")));
    }

    @Test
    void missing_data_may_mean_another_thing_for_each_cause() {
        assertThat(gate("{\"name\": \"errors\", \"signal\": \"error-rate\", \"judge\": {\"max\": 1}, \"onNoData\":"
                                + " {\"idle\": \"ignore\", \"notApplied\": \"fail\"}}")
                        .onNoData())
                .isEqualTo(new Gate.NoDataPolicy(OnNoData.IGNORE, OnNoData.FAIL, OnNoData.HOLD));
    }

    @Test
    void a_bake_may_end_by_itself() {
        String bake = "/steps/3/setWeight/bake";

        assertThat(lastStep(SamplePlan.with(bake, "\"auto\"")))
                .as("at most as long as a window is open")
                .extracting(Step.Shift::bake, Step.Shift::least)
                .containsExactly(Duration.ofMinutes(450), Optional.of(Duration.ZERO));
        assertThat(lastStep(SamplePlan.with(bake, "{\"min\": \"10m\", \"max\": \"2h\"}")))
                .extracting(Step.Shift::bake, Step.Shift::least)
                .containsExactly(Duration.ofHours(2), Optional.of(Duration.ofMinutes(10)));
        assertThat(lastStep(SamplePlan.with(bake, "{\"min\": \"10m\"}")))
                .as("without max as with auto")
                .extracting(Step.Shift::bake, Step.Shift::least)
                .containsExactly(Duration.ofMinutes(450), Optional.of(Duration.ofMinutes(10)));
    }

    @Test
    void a_bake_that_ends_by_itself_needs_a_gate() {
        ObjectNode plan = SamplePlan.set(SamplePlan.with("/gates", ""), "/steps/3/setWeight/bake", "\"auto\"");

        assertThat(PlanFile.parse(plan.toString().getBytes(UTF_8), PlanFile.Format.JSON))
                .asString()
                .contains("/steps/3/setWeight/bake")
                .contains("needs a gate");
    }

    @Test
    void the_risk_of_a_false_alarm_is_one_percent_unless_the_plan_says_so() {
        assertThat(spec(SamplePlan.sound()).alpha()).isEqualTo(0.01);
        assertThat(spec(SamplePlan.with("/alpha", "0.05")).alpha()).isEqualTo(0.05);
    }

    private static Gate gate(String written) {
        return spec(SamplePlan.with("/gates/0", written)).gates().getFirst();
    }

    private static Step.Shift lastStep(ObjectNode plan) {
        return (Step.Shift) spec(plan).steps().getLast();
    }

    private static PlanSpec spec(ObjectNode plan) {
        return PlanFile.read(plan.toString()).spec();
    }
}
