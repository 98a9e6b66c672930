package io.sluice.provider.tck;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.traffic.Address;
import io.sluice.traffic.Route;
import io.sluice.traffic.RouteRef;
import io.sluice.traffic.Side;
import io.sluice.traffic.TimeWindow;
import java.time.Instant;
import java.util.Map;

/** A source beside the clouds: it knows of a route what the plan says, and asks nobody else about it. */
public interface SourceFixture extends MetricFixture {
    Instant END = Instant.parse("2026-11-24T22:00:00Z");

    Route ROUTE = new Route(
            new RouteRef("aws-prod", "edge"),
            new Address("{}"),
            Map.of(LOW, backend(LOW), HIGH, backend(HIGH), SILENT, backend(SILENT), ODD, backend(ODD)));

    @Override
    default Route route() {
        return ROUTE;
    }

    @Override
    default TimeWindow window() {
        return new TimeWindow(END.minusSeconds(60), END);
    }

    private static Address backend(Side side) {
        try {
            return new Address(new ObjectMapper().writeValueAsString(Map.of("id", side.name())));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
