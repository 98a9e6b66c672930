package io.sluice.plan.cost;

import static io.sluice.plan.cost.Books.book;
import static io.sluice.plan.engine.Specs.EU;
import static io.sluice.plan.engine.Specs.US;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.Figure;
import io.sluice.plan.Figure.Cost.Per;
import io.sluice.plan.RouteWeights;
import io.sluice.plan.decide.FigureQuery;
import io.sluice.plan.engine.Specs;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Reading.Measured;
import io.sluice.traffic.Reading.Missing;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import io.sluice.traffic.Signal;
import io.sluice.traffic.TimeWindow;
import io.sluice.traffic.Weights;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What us costs at a quarter of the traffic, over a window of six minutes: a tenth of an hour. */
class CostEstimatesTest {
    private static final Instant NOW = Instant.parse("2026-11-24T08:06:00Z");
    private static final TimeWindow WINDOW = new TimeWindow(NOW.minus(Duration.ofMinutes(6)), NOW);
    private static final Route ROUTE = Specs.over("p/edge").build().routes().getFirst();

    /** 3 targets each, 30,000 requests to eu and 10,000 to us, 50 and 20 GB, 8 capacity units. */
    private static final Map<String, Double> USUAL = Map.of(
            "healthy-targets eu", 3.0,
            "healthy-targets us", 3.0,
            "requests eu", 30_000.0,
            "requests us", 10_000.0,
            "processed-bytes eu", 50e9,
            "processed-bytes us", 20e9,
            "processed-bytes", 80e9,
            "capacity-units", 8.0);

    private record Case(Books book, Map<String, Double> usage, Per per, Weights split, Optional<String> currency) {
        static Case of(Books book) {
            return new Case(book, USUAL, Per.HOUR, Weights.of(US, 2500, EU), Optional.empty());
        }

        Case perThousand() {
            return new Case(book, usage, Per.THOUSAND_REQUESTS, split, currency);
        }

        Case with(String figure, double value) {
            Map<String, Double> changed = new HashMap<>(usage);
            changed.put(figure, value);
            return new Case(book, changed, per, split, currency);
        }

        Case without(String... figures) {
            Map<String, Double> fewer = new HashMap<>(usage);
            fewer.keySet().removeAll(Set.of(figures));
            return new Case(book, fewer, per, split, currency);
        }

        Case allTo(Side side) {
            return new Case(book, usage, per, Weights.allTo(side), currency);
        }

        Case in(String code) {
            return new Case(book, usage, per, split, Optional.of(code));
        }

        String told() {
            FigureQuery query = new FigureQuery(ROUTE, Optional.of(US), new Figure.Cost(per, currency), WINDOW);
            CostEstimates estimates = new CostEstimates(Optional.of(book.build()));
            Map<FigureQuery, Reading> readings = new HashMap<>();
            estimates.asked(Set.of(query), NOW).forEach(asked -> readings.put(asked, reading(asked)));
            Map<FigureQuery, Reading> costs =
                    estimates.of(Set.of(query), new RouteWeights(Map.of("edge", split)), readings, NOW);
            assertThat(costs).containsOnlyKeys(query);
            return switch (costs.get(query)) {
                case Measured(double money) -> "%.6f".formatted(money);
                case Missing(String why) -> why;
                case null -> throw new AssertionError("no answer");
            };
        }

        private Reading reading(FigureQuery asked) {
            Signal signal = ((Figure.OfRoute) asked.figure()).signal();
            String figure = signal + asked.side().map(side -> " " + side).orElse("");
            Double value = usage.get(figure);
            return value == null ? new Missing("not published") : new Measured(value);
        }
    }

    private static DynamicTest row(String sentence, Case one, String expected) {
        return DynamicTest.dynamicTest(sentence, () -> assertThat(one.told()).isEqualTo(expected));
    }

    private static Case targets() {
        return Case.of(book().backend("p", 0.10, 0, 0));
    }

    private static Case requests() {
        return Case.of(book().backend("p", 0, 0.40, 0));
    }

    private static Case bytes() {
        return Case.of(book().backend("p", 0, 0, 0.08));
    }

    private static Case balancer() {
        return Case.of(book().backend("p", 0.10, 0, 0).balancer("p", 0.0225, 0.008));
    }

    private static Case all() {
        return Case.of(book().backend("p", 0.10, 0.40, 0.08).balancer("p", 0.0225, 0.008));
    }

    @TestFactory
    Stream<DynamicTest> costs() {
        return Stream.of(
                row("targets by the hour: 3 x 0.10", targets(), "0.300000"),
                row("no targets cost nothing", targets().with("healthy-targets us", 0), "0.000000"),
                row("requests: 100,000 an hour x 0.40 a million", requests(), "0.040000"),
                row("bytes: 200 GB an hour x 0.08", bytes(), "16.000000"),
                row(
                        "bytes that are known of the route only: a quarter of 800 GB an hour x 0.08",
                        bytes().without("processed-bytes us"),
                        "16.000000"),
                row("a quarter of the balancer: (0.0225 + 8 x 0.008) / 4, and 0.30", balancer(), "0.321625"),
                row("everything together", all(), "16.361625"),
                row("per thousand requests: a tenth of an hour's cost for 10,000", all().perThousand(), "0.163616"),
                row(
                        "where nobody counts requests a balancer is shared out by weight",
                        balancer().without("requests eu", "requests us"),
                        "0.321625"),
                row(
                        "and where there were none",
                        balancer().with("requests eu", 0).with("requests us", 0),
                        "0.321625"),
                row(
                        "a side without weight of which no requests were counted had none",
                        all().without("requests us", "processed-bytes us").allTo(EU),
                        "0.300000"),
                row(
                        "but one of which some were counted had those, whatever its weight",
                        requests().allTo(EU),
                        "0.040000"));
    }

    @TestFactory
    Stream<DynamicTest> unknown() {
        String cannot = "the cost cannot be estimated: ";
        return Stream.of(
                row(
                        "no requests were counted of a side with weight",
                        requests().without("requests us"),
                        cannot + "requests of us on route edge: not published"),
                row(
                        "nobody says how many targets there are",
                        targets().without("healthy-targets us"),
                        cannot + "healthy-targets of us on route edge: not published"),
                row(
                        "neither the side's bytes nor the route's",
                        bytes().without("processed-bytes us", "processed-bytes"),
                        cannot + "processed-bytes on route edge: not published"),
                row(
                        "no capacity units",
                        balancer().without("capacity-units"),
                        cannot + "capacity-units on route edge: not published"),
                row(
                        "no requests to tell the cost by",
                        targets().with("requests us", 0).perThousand(),
                        cannot + "us had no requests on route edge"),
                row(
                        "no requests counted to tell the cost by",
                        targets().without("requests us").perThousand(),
                        cannot + "requests of us on route edge: not published"),
                row(
                        "row 51: less than no targets",
                        targets().with("healthy-targets us", -1),
                        cannot + "healthy-targets of us on route edge is -1.0, which cannot be"),
                row(
                        "row 51: less than no requests",
                        requests().with("requests us", -5),
                        cannot + "requests of us on route edge is -5.0, which cannot be"),
                row(
                        "row 51: less than no bytes",
                        bytes().without("processed-bytes us").with("processed-bytes", -1),
                        cannot + "processed-bytes on route edge is -1.0, which cannot be"),
                row(
                        "row 51: more than any number",
                        targets()
                                .with("healthy-targets us", Double.MAX_VALUE)
                                .with("requests us", 1e-9)
                                .perThousand(),
                        cannot + "it is beyond all numbers"),
                row(
                        "row 51: a price for another backend only",
                        Case.of(book().backend("p edge-eu", 1, 0, 0)),
                        cannot + "the price book has no price for us of route edge"),
                row(
                        "row 51: another currency",
                        targets().in("USD"),
                        cannot + "the prices are in EUR and the gate is in USD"),
                row(
                        "row 51: a stale price feed",
                        Case.of(book().backend("p", 1, 0, 0).asOf("2026-08-01T00:00:00Z", Duration.ofDays(90))),
                        cannot + "the prices are of 2026-08-01T00:00:00Z, more than 90d ago"));
    }

    @Test
    void a_house_without_prices_knows_no_costs() {
        FigureQuery query =
                new FigureQuery(ROUTE, Optional.of(US), new Figure.Cost(Per.HOUR, Optional.empty()), WINDOW);
        CostEstimates none = new CostEstimates(Optional.empty());

        assertThat(none.asked(Set.of(query), NOW)).isEmpty();
        assertThat(none.of(Set.of(query), new RouteWeights(Map.of()), Map.of(), NOW))
                .containsEntry(query, new Missing("the cost cannot be estimated: config.yml has no prices"));
    }

    @Test
    void only_usage_that_has_a_price_is_asked_for() {
        FigureQuery query =
                new FigureQuery(ROUTE, Optional.of(US), new Figure.Cost(Per.HOUR, Optional.empty()), WINDOW);
        FigureQuery other = new FigureQuery(ROUTE, Optional.of(US), new Figure.OfRoute(Signal.ERROR_RATE), WINDOW);

        assertThat(new CostEstimates(Optional.of(book().backend("p", 0.1, 0, 0).build()))
                        .asked(Set.of(query, other), NOW))
                .extracting(asked -> asked.figure().word()
                        + asked.side().map(side -> " " + side).orElse(""))
                .containsExactlyInAnyOrder("error-rate us", "requests eu", "requests us", "healthy-targets us");
    }
}
