package io.sluice.plan.cost;

import static io.sluice.plan.cost.Books.book;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.sluice.plan.Figure;
import io.sluice.plan.Figure.Cost.Per;
import io.sluice.plan.Gate;
import io.sluice.plan.Gate.Judge;
import io.sluice.plan.Gate.NoDataPolicy;
import io.sluice.plan.Gate.OnFail;
import io.sluice.plan.Gate.OnNoData;
import io.sluice.plan.Gate.OnUndecided;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.engine.Specs;
import io.sluice.traffic.Fault;
import io.sluice.traffic.Signal;
import io.sluice.traffic.Traits;
import io.sluice.traffic.WeightScale;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Two routes, of which the gate on the cost in euros names edge. */
class CostLimitsTest {
    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");

    static Stream<Arguments> books() {
        return Stream.of(
                arguments("prices for both sides", book().backend("p", 1, 0, 0), List.of()),
                arguments(
                        "a route that the gate does not name needs none",
                        book().backend("p edge-eu", 1, 0, 0).backend("p edge-us", 1, 0, 0),
                        List.of()),
                arguments(
                        "one side has none",
                        book().backend("p edge-eu", 1, 0, 0),
                        List.of("the price book has no price for us of route edge")),
                arguments(
                        "neither has one",
                        book().backend("p api-eu", 1, 0, 0),
                        List.of(
                                "the price book has no price for eu of route edge; the price book has no price for us of"
                                        + " route edge")),
                arguments(
                        "row 51: another currency",
                        book().backend("p", 1, 0, 0).in("USD"),
                        List.of("the prices are in USD and the gate is in EUR")),
                arguments(
                        "row 51: a stale price feed",
                        book().backend("p", 1, 0, 0).asOf("2026-08-01T00:00:00Z", Duration.ofDays(90)),
                        List.of("the prices are of 2026-08-01T00:00:00Z, more than 90d ago")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("books")
    void a_gate_is_refused_whose_cost_nobody_could_tell(String row, Books book, List<String> lacking) {
        List<Fault> faults = new CostLimits(Optional.of(book.build())).check(spec(Per.HOUR), NOW);

        assertThat(faults)
                .as(row)
                .isEqualTo(lacking.stream()
                        .map(why -> new Fault("/gates/1/signal", "gate cost cannot be judged: " + why))
                        .toList());
    }

    static Stream<Arguments> usage() {
        Books all = book().backend("p", 1, 1, 1).balancer("p", 1, 1);
        return Stream.of(
                arguments("a cloud that measures all", all, Per.HOUR, EnumSet.allOf(Signal.class), ""),
                arguments(
                        "one that measures nothing",
                        all,
                        Per.HOUR,
                        Set.of(),
                        "capacity-units, healthy-targets, processed-bytes, requests"),
                arguments(
                        "only what has a price must be measured",
                        book().backend("p", 1, 0, 0).balancer("p", 1, 0),
                        Per.HOUR,
                        Set.of(Signal.HEALTHY_TARGETS),
                        ""),
                arguments(
                        "and the requests that a cost is told by",
                        book().backend("p", 1, 0, 0),
                        Per.THOUSAND_REQUESTS,
                        Set.of(Signal.HEALTHY_TARGETS),
                        "requests"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("usage")
    void a_gate_is_refused_whose_prices_need_what_the_cloud_does_not_measure(
            String row, Books book, Per per, Set<Signal> measured, String lacking) {
        Traits traits = new Traits(new WeightScale(100), 5, measured, false, "a name");

        List<Fault> faults = new CostLimits(Optional.of(book.build())).checkRoute(spec(per), 1, traits);

        assertThat(faults)
                .as(row)
                .isEqualTo(
                        lacking.isEmpty()
                                ? List.of()
                                : List.of(new Fault(
                                        "/gates/1/signal",
                                        "gate cost needs %s for its prices, which route edge cannot give: it is a name"
                                                .formatted(lacking))));
    }

    @Test
    void a_route_that_no_such_gate_names_may_measure_what_it_likes() {
        Traits traits = new Traits(new WeightScale(100), 5, Set.of(), false, "a name");

        assertThat(new CostLimits(Optional.of(book().backend("p", 1, 1, 1).build()))
                        .checkRoute(spec(Per.HOUR), 0, traits))
                .isEmpty();
    }

    private static PlanSpec spec(Per per) {
        Specs specs = Specs.over("p/api", "p/edge")
                .shift(100, Duration.ZERO)
                .errors(Duration.ofSeconds(10), OnFail.REVERT, OnNoData.HOLD, 0);
        return specs.gate(new Gate(
                        "cost",
                        new Figure.Cost(per, Optional.of("EUR")),
                        Duration.ofSeconds(10),
                        Duration.ZERO,
                        new Judge.Limits(Optional.empty(), Optional.of(1.0)),
                        OnFail.HOLD,
                        NoDataPolicy.always(OnNoData.HOLD),
                        OnUndecided.PROCEED,
                        0,
                        Set.of("edge"),
                        Optional.empty()))
                .build();
    }
}
