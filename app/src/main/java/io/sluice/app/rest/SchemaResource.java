package io.sluice.app.rest;

import io.sluice.app.access.Action;
import io.sluice.app.access.Needs;
import io.sluice.plan.file.PlanFile;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;

/** Serves the JSON Schema of plan files, for editors. */
@Path("/api/v1/schema/plan")
public final class SchemaResource {
    @GET
    @Needs(Action.READ)
    @Produces("application/schema+json")
    public String schema() {
        return PlanFile.schema();
    }
}
