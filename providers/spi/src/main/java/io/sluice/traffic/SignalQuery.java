package io.sluice.traffic;

import java.util.Optional;

/**
 * Asks for one figure of one side of a route over a window.
 *
 * @param side empty for figures of the route as a whole ({@link Signal#ofRoute})
 * @param window aligned to the provider's metric period; figures of the moment ignore it
 */
public record SignalQuery(Route route, Optional<Side> side, Signal signal, TimeWindow window) {}
