package io.sluice.plan.cost;

import io.sluice.plan.Figure;
import io.sluice.plan.decide.FigureQuery;
import io.sluice.plan.decide.Gates;
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
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;

/**
 * What was measured of a route's use over a window.
 *
 * @param now when it was looked at: figures of the moment are of then
 * @param split what the route's traffic follows
 */
record Usage(Route route, TimeWindow window, Instant now, Weights split, Map<FigureQuery, Reading> readings) {
    private static final double HOUR_SECONDS = Duration.ofHours(1).toSeconds();

    /** How a figure is asked for. */
    static FigureQuery query(Route route, Optional<Side> side, Signal signal, TimeWindow window, Instant now) {
        boolean ofTheMoment = signal == Signal.HEALTHY_TARGETS;
        return new FigureQuery(route, side, new Figure.OfRoute(signal), ofTheMoment ? Gates.moment(now) : window);
    }

    /** Targets that run, as far as one can tell: those that are not healthy may be billed too. */
    Reading healthyTargets(Side side) {
        return read(Signal.HEALTHY_TARGETS, Optional.of(side));
    }

    /**
     * Requests in the window. Clouds do not publish a 0: a side without weight of which none were counted had none, if its provider
     * answered at all.
     */
    Reading requests(Side side) {
        Reading requests = read(Signal.REQUESTS, Optional.of(side));
        return requests instanceof Missing && !split.has(side) && answers() ? new Measured(0) : requests;
    }

    /** Whether the route's provider had any figure of the window: one that failed has not said that there was nothing. */
    private boolean answers() {
        String provider = route.ref().provider();
        return readings.entrySet().stream()
                .anyMatch(answer -> answer.getValue() instanceof Measured
                        && answer.getKey().figure() instanceof Figure.OfRoute
                        && answer.getKey().window().equals(window)
                        && answer.getKey().route().ref().provider().equals(provider));
    }

    /** Bytes in the window: the side's own where the cloud tells sides apart, otherwise its share of the route's. */
    Reading bytes(Side side) {
        Reading own = read(Signal.PROCESSED_BYTES, Optional.of(side));
        return own instanceof Measured
                ? own
                : combined(read(Signal.PROCESSED_BYTES, Optional.empty()), share(side), (all, share) -> all * share);
    }

    /** Capacity units of the balancer that the side is to pay for. */
    Reading capacityUnits(Side side) {
        return combined(read(Signal.CAPACITY_UNITS, Optional.empty()), share(side), (all, share) -> all * share);
    }

    /**
     * The side's share of what all sides use together, 0 to 1: that of the requests, and where nobody counts those, or there
     * were none, of the weights.
     */
    Reading share(Side side) {
        Reading all = new Measured(0);
        for (Side each : route.sides()) {
            all = combined(all, requests(each), Double::sum);
        }
        return all instanceof Measured(double requests) && requests > 0
                ? combined(requests(side), all, (own, total) -> own / total)
                : new Measured(split.share(side) / (double) Weights.WHOLE);
    }

    /** A figure of the window as one of an hour. */
    Reading hourly(Reading counted) {
        return combined(counted, new Measured(hours()), (count, hours) -> count / hours);
    }

    /** How long the window is. */
    double hours() {
        return window.length().toMillis() / (1000 * HOUR_SECONDS);
    }

    private Reading read(Signal signal, Optional<Side> side) {
        String what = signal + side.map(of -> " of " + of).orElse("") + " on route " + route.name();
        Reading reading = readings.getOrDefault(
                query(route, side, signal, window, now), new Missing("this look did not ask for it"));
        return switch (reading) {
            case Missing(String why) -> new Missing(what + ": " + why);
            case Measured(double value) when value < 0 -> new Missing(what + " is " + value + ", which cannot be");
            case Measured _ -> reading;
        };
    }

    private static Reading combined(Reading one, Reading other, DoubleBinaryOperator how) {
        if (!(one instanceof Measured(double first))) {
            return one;
        }
        if (!(other instanceof Measured(double second))) {
            return other;
        }
        double value = how.applyAsDouble(first, second);
        return Double.isFinite(value)
                ? new Measured(value)
                : new Missing("%s and %s make no number".formatted(first, second));
    }
}
