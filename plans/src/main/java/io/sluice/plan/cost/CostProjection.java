package io.sluice.plan.cost;

import io.sluice.plan.PlanSpec;
import io.sluice.plan.RouteWeights;
import io.sluice.plan.cost.PriceBook.Found;
import io.sluice.plan.decide.FigureQuery;
import io.sluice.traffic.ObservedRoute;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Reading.Measured;
import io.sluice.traffic.Reading.Missing;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import io.sluice.traffic.Signal;
import io.sluice.traffic.TimeWindow;
import io.sluice.traffic.Weights;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * What another split costs more or less than the one before a plan, with as much traffic, as many targets and the same balancers
 * as now.
 *
 * <pre>
 * extra per hour = sum over sides of (share then - share before)
 *                  * (requests per hour * perMillionRequests / 10^6 + bytes per hour * egressPerGb / 10^9)
 * </pre>
 *
 * Targets and balancers cost the same whoever has the traffic, so they are no extra: whether somebody adds or takes away
 * targets meanwhile cannot be known. Of what costs the same on all sides nothing has to be known.
 *
 * @param asOf of when the prices are
 * @param hours what an hour of all its traffic costs on each side beyond that, by the route's name; or why that is not known
 */
public record CostProjection(String currency, Optional<Instant> asOf, Map<String, Hour> hours, RouteWeights before) {
    private static final double MILLION = 1e6;
    private static final double GIGABYTE = 1e9;

    public CostProjection {
        hours = Map.copyOf(hours);
    }

    /** What an hour of a route's whole traffic costs, by side. */
    public sealed interface Hour {
        record Known(Map<Side, Double> bySide) implements Hour {
            public Known {
                bySide = Map.copyOf(bySide);
            }
        }

        record Unknown(String why) implements Hour {}
    }

    /** A look at the use of a plan's routes. */
    public record Use(PlanSpec spec, Map<String, ObservedRoute> routes, Map<String, TimeWindow> windows, Instant now) {
        public Use {
            routes = Map.copyOf(routes);
            windows = Map.copyOf(windows);
        }

        private TimeWindow window(Route route) {
            return Objects.requireNonNull(windows.get(route.name()));
        }

        private ObservedRoute seen(Route route) {
            return Objects.requireNonNull(routes.get(route.name()));
        }
    }

    /** The figures that it is made from. */
    public static Set<FigureQuery> queries(PriceBook book, Use use) {
        Set<FigureQuery> queries = new LinkedHashSet<>();
        for (Route route : use.spec().routes()) {
            if (unknown(book, use, route).isEmpty() && !needs(book, route).isEmpty()) {
                route.sides().forEach(side -> {
                    queries.add(query(route, Optional.of(side), Signal.REQUESTS, use));
                    if (needs(book, route).contains(Signal.PROCESSED_BYTES)) {
                        queries.add(query(route, Optional.of(side), Signal.PROCESSED_BYTES, use));
                    }
                });
                if (needs(book, route).contains(Signal.PROCESSED_BYTES)) {
                    queries.add(query(route, Optional.empty(), Signal.PROCESSED_BYTES, use));
                }
            }
        }
        return queries;
    }

    private static FigureQuery query(Route route, Optional<Side> side, Signal signal, Use use) {
        return Usage.query(route, side, signal, use.window(route), use.now());
    }

    /**
     * Projects.
     *
     * @param readings of all that {@link #queries} wanted
     */
    public static CostProjection of(PriceBook book, Use use, Map<FigureQuery, Reading> readings) {
        Map<String, Hour> hours = new HashMap<>();
        for (Route route : use.spec().routes()) {
            hours.put(
                    route.name(),
                    unknown(book, use, route)
                            .<Hour>map(Hour.Unknown::new)
                            .orElseGet(() -> hour(
                                    book,
                                    needs(book, route),
                                    new Usage(
                                            route,
                                            use.window(route),
                                            use.now(),
                                            use.spec().expect(),
                                            readings))));
        }
        return new CostProjection(
                book.currency(), book.asOf(), hours, use.spec().expected());
    }

    /** Why nothing can be said of a route, whatever its use. */
    private static Optional<String> unknown(PriceBook book, Use use, Route route) {
        return book.stale(use.now())
                .or(() -> route.sides().stream()
                        .sorted()
                        .flatMap(side -> book.backend(route, side) instanceof Found.None<Price.OfBackend>(String why)
                                ? Optional.of(why).stream()
                                : Optional.<String>empty().stream())
                        .findFirst())
                .or(() -> needs(book, route).stream()
                        .filter(signal -> !use.seen(route).traits().signals().contains(signal))
                        .map(signal -> "route %s does not tell %s: it is %s"
                                .formatted(
                                        route.name(),
                                        signal.word(),
                                        use.seen(route).traits().kind()))
                        .findFirst());
    }

    /** What of its use must be known: only of what one side has another price than the other for. */
    private static Set<Signal> needs(PriceBook book, Route route) {
        Set<Signal> needs = EnumSet.noneOf(Signal.class);
        if (differs(book, route, Price.OfBackend::perMillionRequests)) {
            needs.add(Signal.REQUESTS);
        }
        if (differs(book, route, Price.OfBackend::egressPerGb)) {
            needs.add(Signal.PROCESSED_BYTES);
        }
        return needs;
    }

    private static boolean differs(PriceBook book, Route route, ToDoubleFunction<Price.OfBackend> price) {
        return prices(book, route).values().stream()
                        .mapToDouble(price)
                        .distinct()
                        .count()
                > 1;
    }

    private static Map<Side, Price.OfBackend> prices(PriceBook book, Route route) {
        Map<Side, Price.OfBackend> prices = new TreeMap<>();
        route.sides().forEach(side -> {
            if (book.backend(route, side) instanceof Found.It<Price.OfBackend>(Price.OfBackend price)) {
                prices.put(side, price);
            }
        });
        return prices;
    }

    private static Hour hour(PriceBook book, Set<Signal> needs, Usage usage) {
        double requests = 0;
        double bytes = 0;
        for (Side side : usage.route().sides()) {
            if (needs.contains(Signal.REQUESTS)) {
                switch (usage.hourly(usage.requests(side))) {
                    case Missing(String why) -> {
                        return new Hour.Unknown(why);
                    }
                    case Measured(double count) -> requests += count;
                }
            }
            if (needs.contains(Signal.PROCESSED_BYTES)) {
                switch (usage.hourly(usage.bytes(side))) {
                    case Missing(String why) -> {
                        return new Hour.Unknown(why);
                    }
                    case Measured(double count) -> bytes += count;
                }
            }
        }
        Map<Side, Double> bySide = new HashMap<>();
        for (Map.Entry<Side, Price.OfBackend> side : prices(book, usage.route()).entrySet()) {
            bySide.put(
                    side.getKey(),
                    requests * side.getValue().perMillionRequests() / MILLION
                            + bytes * side.getValue().egressPerGb() / GIGABYTE);
        }
        return new Hour.Known(bySide);
    }

    /** What an hour costs more than before the plan, or less, while routes have this split; or why that is not known. */
    public Reading extraPerHour(Map<String, Weights> split) {
        double extra = 0;
        for (Map.Entry<String, Weights> route : new TreeMap<>(split).entrySet()) {
            switch (hours.getOrDefault(route.getKey(), new Hour.Unknown("nobody looked at " + route.getKey()))) {
                case Hour.Unknown(String why) -> {
                    return new Missing(why);
                }
                case Hour.Known(Map<Side, Double> bySide) -> {
                    for (Map.Entry<Side, Double> side : bySide.entrySet()) {
                        int moved = route.getValue().share(side.getKey())
                                - before.of(route.getKey()).share(side.getKey());
                        extra += side.getValue() * moved / Weights.WHOLE;
                    }
                }
            }
        }
        return new Measured(extra);
    }
}
