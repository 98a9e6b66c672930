package io.sluice.traffic;

/**
 * Asks a source for one of its own figures, for one side of a route.
 *
 * @param window what the figure is to cover; sources that only know the present answer for windows that have just ended
 */
public record MetricQuery(Metric metric, Route route, Side side, TimeWindow window) {}
