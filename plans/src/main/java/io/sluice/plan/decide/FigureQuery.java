package io.sluice.plan.decide;

import io.sluice.plan.Figure;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import io.sluice.traffic.Signal;
import io.sluice.traffic.TimeWindow;
import java.util.Optional;

/**
 * Asks for one figure of one side of a route over a window, whoever has it.
 *
 * @param side empty for figures of the route as a whole
 */
public record FigureQuery(Route route, Optional<Side> side, Figure figure, TimeWindow window) {
    static FigureQuery of(Route route, Optional<Side> side, Signal signal, TimeWindow window) {
        return new FigureQuery(route, side, new Figure.OfRoute(signal), window);
    }

    /** Whether it asks for this portable signal. */
    boolean asks(Signal signal) {
        return figure.equals(new Figure.OfRoute(signal));
    }
}
