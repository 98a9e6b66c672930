package io.sluice.plan.cost;

import io.sluice.plan.Figure;
import io.sluice.plan.RouteWeights;
import io.sluice.plan.decide.FigureQuery;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Reading.Missing;
import io.sluice.traffic.Side;
import io.sluice.traffic.Weights;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Answers what a side costs from the price book and from what clouds say of its usage.
 *
 * <p>Whatever is not known makes the cost unknown, never 0: no price, prices that are too old or in another currency, usage
 * that is missing or cannot be.
 */
public record CostEstimates(Optional<PriceBook> book) {
    /** What is to be asked for in place of these: usage instead of costs, and everything else as it is. */
    public Set<FigureQuery> asked(Set<FigureQuery> queries, Instant now) {
        Set<FigureQuery> asked = new LinkedHashSet<>();
        for (FigureQuery query : queries) {
            if (!(query.figure() instanceof Figure.Cost cost)) {
                asked.add(query);
            } else if (book.isPresent() && unusable(cost, now).isEmpty()) {
                asked.addAll(sideCost(book.get(), query, cost).usage(query.window(), now));
            }
        }
        return asked;
    }

    /**
     * The costs among these queries, per hour or per thousand requests, in the book's currency.
     *
     * @param settled what traffic follows
     * @param readings of all that {@link #asked} wanted
     */
    public Map<FigureQuery, Reading> of(
            Set<FigureQuery> queries, RouteWeights settled, Map<FigureQuery, Reading> readings, Instant now) {
        Map<FigureQuery, Reading> costs = new HashMap<>();
        for (FigureQuery query : queries) {
            if (query.figure() instanceof Figure.Cost cost) {
                costs.put(query, read(query, cost, settled, readings, now));
            }
        }
        return costs;
    }

    private Reading read(
            FigureQuery query,
            Figure.Cost cost,
            RouteWeights settled,
            Map<FigureQuery, Reading> readings,
            Instant now) {
        Optional<String> why = unusable(cost, now);
        if (book.isEmpty() || why.isPresent()) {
            return unknown(why.orElse(""));
        }
        Weights split = settled.of(query.route().name());
        return sideCost(book.get(), query, cost).read(new Usage(query.route(), query.window(), now, split, readings));
    }

    private static SideCost sideCost(PriceBook book, FigureQuery query, Figure.Cost cost) {
        Side side = query.side().orElseThrow(() -> new IllegalArgumentException("a cost is asked for a side"));
        return new SideCost(book, query.route(), side, cost.per());
    }

    /** Why the book as a whole cannot answer; empty if it can. */
    Optional<String> unusable(Figure.Cost cost, Instant now) {
        if (book.isEmpty()) {
            return Optional.of("config.yml has no prices");
        }
        String currency = book.get().currency();
        return book.get()
                .stale(now)
                .or(() -> cost.currency()
                        .filter(wanted -> !wanted.equals(currency))
                        .map(wanted -> "the prices are in %s and the gate is in %s".formatted(currency, wanted)));
    }

    static Missing unknown(String why) {
        return new Missing("the cost cannot be estimated: " + why);
    }
}
