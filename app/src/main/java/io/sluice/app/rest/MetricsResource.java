package io.sluice.app.rest;

import io.sluice.app.access.Access;
import io.sluice.app.access.Action;
import io.sluice.app.access.Needs;
import io.sluice.app.openapi.Described;
import io.sluice.app.openapi.Described.Says;
import io.sluice.app.telemetry.Metrics;
import io.sluice.app.telemetry.Metrics.Scrape;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;

/** Metrics for whoever scrapes from another machine. */
@Path("/metrics")
public final class MetricsResource {
    private final Metrics metrics;

    public MetricsResource(Metrics metrics) {
        this.metrics = metrics;
    }

    @GET
    @Needs(Action.READ)
    @Produces({"text/plain", "application/openmetrics-text"})
    @Described(
            value = "Show how this node and its plans stand, for Prometheus",
            more = "Only for who may read all plans. OpenMetrics where that is accepted.",
            answers = @Says(status = 200, when = "All series.", shows = "Text"))
    public Response scrape(@Context ContainerRequestContext request) {
        if (Access.scopes(request).isPresent()) {
            throw Problem.of(
                            403,
                            "forbidden",
                            "Not allowed",
                            "Metrics are of all plans, and you may read some of them only.")
                    .exception();
        }
        Scrape scrape = metrics.scrape(request.getHeaderString("Accept"));
        return Response.ok((StreamingOutput) scrape::write, scrape.type())
                .header("Cache-Control", "no-store")
                .build();
    }
}
