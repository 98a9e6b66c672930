package io.sluice.plan.cost;

import io.sluice.plan.Figure.Cost.Per;
import io.sluice.plan.cost.PriceBook.Found;
import io.sluice.plan.decide.FigureQuery;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Reading.Measured;
import io.sluice.traffic.Reading.Missing;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import io.sluice.traffic.Signal;
import io.sluice.traffic.TimeWindow;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What one side of a route costs over a window.
 *
 * <pre>
 * cost per hour = healthy targets * targetHour
 *               + requests per hour * perMillionRequests / 10^6
 *               + bytes per hour * egressPerGb / 10^9
 *               + the side's share * (hour + capacity units * capacityUnitHour)
 * cost per 1k   = cost per hour * hours of the window / requests * 1000
 * </pre>
 *
 * A balancer is billed as a whole, so what a side has of it is a matter of bookkeeping, not of the bill.
 */
final class SideCost {
    private static final double MILLION = 1e6;
    private static final double GIGABYTE = 1e9;

    /** Fewer than a double has, so that three times 0.10 is 0.30, and not above a limit of 0.30. */
    private static final MathContext DIGITS = new MathContext(12);

    private final Route route;
    private final Side side;
    private final Per per;
    private final Found<Price.OfBackend> backend;
    private final Found<Price.OfBalancer> balancer;

    SideCost(PriceBook book, Route route, Side side, Per per) {
        this.route = route;
        this.side = side;
        this.per = per;
        this.backend = book.backend(route, side);
        this.balancer = book.balancer(route);
    }

    /** Why there is no price for it; empty if there is. */
    Optional<String> unpriced() {
        return backend instanceof Found.None<Price.OfBackend>(String why)
                ? Optional.of(why)
                : balancer instanceof Found.None<Price.OfBalancer>(String why) ? Optional.of(why) : Optional.empty();
    }

    /** What must be measured of the route so that its prices say anything. */
    Set<Signal> needs() {
        Set<Signal> needs = EnumSet.noneOf(Signal.class);
        if (backend instanceof Found.It<Price.OfBackend>(Price.OfBackend own)) {
            addIf(needs, own.targetHour() > 0, Signal.HEALTHY_TARGETS);
            addIf(needs, own.perMillionRequests() > 0 || per == Per.THOUSAND_REQUESTS, Signal.REQUESTS);
            addIf(needs, own.egressPerGb() > 0, Signal.PROCESSED_BYTES);
        }
        if (balancer instanceof Found.It<Price.OfBalancer>(Price.OfBalancer shared)) {
            addIf(needs, shared.capacityUnitHour() > 0, Signal.CAPACITY_UNITS);
        }
        return needs;
    }

    private static void addIf(Set<Signal> signals, boolean needed, Signal signal) {
        if (needed) {
            signals.add(signal);
        }
    }

    /** The figures of a window that it is made from; none if a price is missing. */
    Set<FigureQuery> usage(TimeWindow window, Instant now) {
        if (unpriced().isPresent()) {
            return Set.of();
        }
        Set<FigureQuery> usage = new LinkedHashSet<>();
        route.sides().forEach(each -> usage.add(Usage.query(route, Optional.of(each), Signal.REQUESTS, window, now)));
        for (Signal signal : needs()) {
            boolean told = !signal.ofRoute() || signal == Signal.PROCESSED_BYTES;
            if (told) {
                usage.add(Usage.query(route, Optional.of(side), signal, window, now));
            }
            if (signal.ofRoute()) {
                usage.add(Usage.query(route, Optional.empty(), signal, window, now));
            }
        }
        return usage;
    }

    /** The cost in the currency of the book. */
    Reading read(Usage usage) {
        if (!(backend instanceof Found.It<Price.OfBackend>(Price.OfBackend own))
                || !(balancer instanceof Found.It<Price.OfBalancer>(Price.OfBalancer shared))) {
            return CostEstimates.unknown(unpriced().orElse(""));
        }
        double perHour = 0;
        for (Part part : parts(own, shared, usage)) {
            if (part.price() > 0) {
                switch (part.amount().get()) {
                    case Missing(String why) -> {
                        return CostEstimates.unknown(why);
                    }
                    case Measured(double amount) -> perHour += part.price() * amount;
                }
            }
        }
        return switch (per) {
            case HOUR -> finite(perHour);
            case THOUSAND_REQUESTS -> perThousand(perHour * usage.hours(), usage.requests(side));
        };
    }

    /** A price, and how much of what it is for an hour takes. */
    private record Part(double price, Supplier<Reading> amount) {}

    private List<Part> parts(Price.OfBackend own, Price.OfBalancer shared, Usage usage) {
        return List.of(
                new Part(own.targetHour(), () -> usage.healthyTargets(side)),
                new Part(own.perMillionRequests() / MILLION, () -> usage.hourly(usage.requests(side))),
                new Part(own.egressPerGb() / GIGABYTE, () -> usage.hourly(usage.bytes(side))),
                new Part(shared.hour(), () -> usage.share(side)),
                new Part(shared.capacityUnitHour(), () -> usage.capacityUnits(side)));
    }

    private Reading perThousand(double money, Reading requests) {
        return switch (requests) {
            case Missing(String why) -> CostEstimates.unknown(why);
            case Measured(double count)
            when count == 0 -> CostEstimates.unknown("%s had no requests on route %s".formatted(side, route.name()));
            case Measured(double count) -> finite(money / count * 1000);
        };
    }

    private static Reading finite(double money) {
        return Double.isFinite(money)
                ? new Measured(BigDecimal.valueOf(money).round(DIGITS).doubleValue())
                : CostEstimates.unknown("it is beyond all numbers");
    }
}
