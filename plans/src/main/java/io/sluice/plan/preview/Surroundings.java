package io.sluice.plan.preview;

import io.sluice.plan.PlanEvent;
import io.sluice.plan.cost.CostProjection;
import io.sluice.traffic.Reading;
import io.sluice.traffic.RouteHazard;
import io.sluice.traffic.Side;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is around the routes of a plan at a preview: it is told, and starts or stops nothing.
 *
 * @param surveys the line about the traffic before the plan, if its gates need to know
 * @param hazards what clouds do with the traffic of each route beside splitting it, by the route's name
 * @param healthy how many targets of each side of a route are healthy, by the route's name; a route whose cloud does not tell
 *     is missing
 * @param cost what moving costs, where prices are configured
 */
public record Surroundings(
        List<PlanEvent> surveys,
        Map<String, List<RouteHazard>> hazards,
        Map<String, Map<Side, Reading>> healthy,
        Optional<CostProjection> cost) {
    /** Where nobody looked around. */
    public static final Surroundings NONE = new Surroundings(List.of(), Map.of(), Map.of(), Optional.empty());

    public Surroundings {
        surveys = List.copyOf(surveys);
        hazards = Map.copyOf(hazards);
        healthy = Map.copyOf(healthy);
    }
}
