package io.sluice.plan.decide;

import static io.sluice.plan.cost.Books.book;
import static io.sluice.plan.engine.Specs.EU;
import static io.sluice.plan.engine.Specs.US;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.Figure;
import io.sluice.plan.Figure.Cost.Per;
import io.sluice.plan.Gate;
import io.sluice.plan.Gate.Judge;
import io.sluice.plan.Gate.Judge.Budget;
import io.sluice.plan.Gate.NoDataPolicy;
import io.sluice.plan.Gate.OnFail;
import io.sluice.plan.Gate.OnNoData;
import io.sluice.plan.Gate.OnUndecided;
import io.sluice.plan.cost.Books;
import io.sluice.plan.engine.Specs;
import io.sluice.traffic.Signal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What gates make of costs: three targets a side at 0.10 an hour unless a row says otherwise, a fifth of the traffic on us. */
class CostGatesTest {
    private static DynamicTest row(String sentence, Situation situation, String verdict) {
        return DynamicTest.dynamicTest(
                sentence, () -> assertThat(told(situation)).isEqualTo(verdict));
    }

    @TestFactory
    Stream<DynamicTest> limitsAndComparisons() {
        return Stream.of(
                row(
                        "a cost inside its limit passes, and says that it is an estimate",
                        baking(Per.HOUR, most(0.30)).prices(targets().build()),
                        "pass: an estimate: 0.30 EUR ≤ 0.30 EUR"),
                row(
                        "above it fails",
                        baking(Per.HOUR, most(0.30)).prices(targets().build()).healthy("edge", US, 4),
                        "fail: edge, us: an estimate: 0.40 EUR > 0.30 EUR"),
                row(
                        "small amounts keep two digits of their own: 1.20 EUR a million requests",
                        baking(Per.THOUSAND_REQUESTS, most(0.001))
                                .prices(book().backend("p", 0, 1.20, 0).build()),
                        "fail: edge, us: an estimate: 0.0012 EUR > 0.0010 EUR"),
                row(
                        "a comparison has the currency of the prices",
                        baking(Per.THOUSAND_REQUESTS, new Judge.Compare(EU, 20), Optional.empty())
                                .prices(book().backend("p", 0, 100, 0)
                                        .backend("p edge-us", 0, 130, 0)
                                        .in("CHF")
                                        .build()),
                        "fail: edge, us: an estimate: 0.13 CHF > 0.12 CHF (eu has 0.10 CHF, at most 20 % more)"));
    }

    @TestFactory
    Stream<DynamicTest> row51() {
        String cannot = "unknown: edge, us: the cost cannot be estimated: ";
        return Stream.of(
                row(
                        "row 51: a negative cost, from targets that cannot be, is unknown",
                        baking(Per.HOUR, most(1)).prices(targets().build()).healthy("edge", US, -3),
                        cannot + "healthy-targets of us on route edge is -3.0, which cannot be"),
                row(
                        "row 51: prices in another currency",
                        baking(Per.HOUR, most(1)).prices(targets().in("USD").build()),
                        cannot + "the prices are in USD and the gate is in EUR"),
                row(
                        "row 51: missing usage",
                        baking(Per.HOUR, most(1))
                                .prices(book().backend("p", 0, 1, 0).build())
                                .misses("edge", US, Signal.REQUESTS),
                        cannot + "requests of us on route edge: no requests"),
                row(
                        "row 51: a missing price",
                        baking(Per.HOUR, most(1))
                                .prices(book().backend("p edge-eu", 1, 0, 0).build()),
                        cannot + "the price book has no price for us of route edge"),
                row(
                        "row 51: a stale price feed",
                        baking(Per.HOUR, most(1))
                                .prices(targets()
                                        .asOf("2026-08-01T00:00:00Z", Duration.ofDays(90))
                                        .build()),
                        cannot + "the prices are of 2026-08-01T00:00:00Z, more than 90d ago"),
                row("row 51: no prices at all", baking(Per.HOUR, most(1)), cannot + "config.yml has no prices"));
    }

    @TestFactory
    Stream<DynamicTest> budgets() {
        return Stream.of(
                row(
                        "what costs as much as before is within any budget",
                        spending(0).surveyed(0.60, 0.60).baking(1).after(10),
                        "pass: an estimate: 0.00 EUR more per hour ≤ 0.00 EUR (1.20 EUR an hour now, 1.20 EUR before the start)"),
                row(
                        "the budget itself is within it",
                        spending(0.20).surveyed(0.50, 0.50).baking(1).after(10),
                        "pass: an estimate: 0.20 EUR more per hour ≤ 0.20 EUR (1.20 EUR an hour now, 1.00 EUR before the start)"),
                row(
                        "above it fails, and says by how much for all routes together",
                        spending(0.20).surveyed(0.49, 0.40).baking(1).after(10),
                        "fail: an estimate: 0.31 EUR more per hour > 0.20 EUR (1.20 EUR an hour now, 0.89 EUR before the start)"),
                row(
                        "a dearer route is made up for by a cheaper one",
                        spending(0.20).surveyed(0.30, 0.90).baking(1).after(10),
                        "pass: an estimate: 0.00 EUR more per hour ≤ 0.20 EUR (1.20 EUR an hour now, 1.20 EUR before the start)"),
                row(
                        "less than before",
                        spending(0).surveyed(1, 0.50).baking(1).after(10),
                        "pass: an estimate: 0.30 EUR less per hour ≤ 0.00 EUR (1.20 EUR an hour now, 1.50 EUR before the start)"),
                row(
                        "a side that was left costs as long as its targets run",
                        spending(0.20).surveyed(0.40, 0.40).baking(2).after(10),
                        "fail: an estimate: 0.40 EUR more per hour > 0.20 EUR (1.20 EUR an hour now, 0.80 EUR before the start)"),
                row(
                        "and no longer",
                        spending(0.20)
                                .surveyed(0.40, 0.40)
                                .baking(2)
                                .after(10)
                                .healthy("api", EU, 0)
                                .healthy("edge", EU, 0),
                        "pass: an estimate: 0.20 EUR less per hour ≤ 0.20 EUR (0.60 EUR an hour now, 0.80 EUR before the start)"),
                row(
                        "before the first window nothing is judged",
                        spending(0).surveyed(0, 0).baking(1).after(9),
                        "not-judged: the first whole window of this step is complete at 2026-11-24T08:00:10Z"),
                row(
                        "row 51: what it cost before is missing",
                        spending(9).baking(1).after(10),
                        "unknown: api, eu: what it cost before the start could not be estimated"),
                row(
                        "row 51: a side without weight has no requests, but not while nobody counts any",
                        spending(9)
                                .prices(book().backend("p", 0, 1, 0).build())
                                .surveyed(0.60, 0.60)
                                .baking(2)
                                .after(10)
                                .metricsAreDown(),
                        "unknown: api, eu: the cost cannot be estimated: requests of eu on route api: metrics are down"),
                row(
                        "row 51: what one side costs is missing",
                        spending(9).surveyed(0.60, 0.60).baking(1).after(10).misses("edge", EU, Signal.HEALTHY_TARGETS),
                        "unknown: edge, eu: the cost cannot be estimated: healthy-targets of eu on route edge: no requests"),
                row(
                        "row 51: the prices are in another currency by now",
                        spending(9)
                                .prices(targets().in("USD").build())
                                .surveyed(0.60, 0.60)
                                .baking(1)
                                .after(10),
                        "unknown: api, eu: the cost cannot be estimated: the prices are in USD and the gate is in EUR"));
    }

    @Test
    void a_budget_keeps_what_each_side_costs_and_the_sums() {
        Situation situation =
                spending(0.20).surveyed(0.50, 0.50).baking(1).after(10).healthy("edge", US, 1);

        assertThat(Gates.judge(situation.plan(), situation.look()).getFirst().readings())
                .allSatisfy(reading -> {
                    assertThat(reading.unit()).isEqualTo("EUR");
                    assertThat(reading.numbers())
                            .hasValue(Map.of("now", 1.0, "before", 1.0, "more", 0.0, "most", 0.20));
                })
                .extracting(reading -> reading.route() + " " + reading.side() + " "
                        + reading.value().map(String::valueOf).orElse("-"))
                .containsExactly("api eu 0.3", "api us 0.3", "edge eu 0.3", "edge us 0.1");
    }

    @Test
    void a_budget_that_is_used_up_holds_the_plan_with_the_reason() {
        Situation situation =
                spending(0.20).surveyed(0.40, 0.40).baking(1).after(10).settle();

        assertThat(situation.plan().state())
                .asString()
                .contains("Held", "an estimate: 0.40 EUR more per hour > 0.20 EUR");
    }

    @Test
    void row51_what_is_unknown_holds_the_plan_and_does_not_revert_it() {
        Situation situation = situation(Per.HOUR, most(1), Optional.of("EUR"), OnFail.REVERT)
                .baking(1)
                .after(10)
                .prices(targets().in("USD").build())
                .settle();

        assertThat(situation.plan().state().toString()).contains("Held").contains("NoData");
        assertThat(situation.says()).startsWith("wait");
    }

    private static String told(Situation situation) {
        Judgement judgement = Gates.judge(situation.plan(), situation.look()).getFirst();
        return judgement.verdict().word() + ": " + judgement.reason();
    }

    private static Books targets() {
        return book().backend("p", 0.10, 0, 0);
    }

    private static Judge most(double amount) {
        return new Judge.Limits(Optional.empty(), Optional.of(amount));
    }

    /** Two routes, two sides, three targets a side: 1.20 an hour. */
    private static Situation spending(double most) {
        Specs specs =
                Specs.over("p/api", "p/edge").shift(20, Duration.ofDays(1)).shift(100, Duration.ofDays(1));
        return situation(specs, Per.HOUR, new Budget(most), Optional.of("EUR"), OnFail.HOLD)
                .prices(targets().build());
    }

    private static Situation baking(Per per, Judge judge) {
        return baking(per, judge, Optional.of("EUR"));
    }

    private static Situation baking(Per per, Judge judge, Optional<String> currency) {
        return situation(per, judge, currency, OnFail.HOLD).baking(1).after(10);
    }

    private static Situation situation(Per per, Judge judge, Optional<String> currency, OnFail onFail) {
        Specs specs = Specs.over("p/edge").shift(20, Duration.ofMinutes(1)).shift(100, Duration.ofMinutes(1));
        return situation(specs, per, judge, currency, onFail);
    }

    private static Situation situation(Specs specs, Per per, Judge judge, Optional<String> currency, OnFail onFail) {
        return Situation.of(specs.gate(new Gate(
                "cost",
                new Figure.Cost(per, currency),
                Duration.ofSeconds(10),
                Duration.ZERO,
                judge,
                onFail,
                NoDataPolicy.always(OnNoData.HOLD),
                OnUndecided.PROCEED,
                0,
                specs.names(),
                Optional.empty())));
    }
}
