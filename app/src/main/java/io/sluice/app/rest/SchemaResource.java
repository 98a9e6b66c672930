package io.sluice.app.rest;

import io.sluice.app.access.Action;
import io.sluice.app.access.Needs;
import io.sluice.app.openapi.Described;
import io.sluice.app.openapi.Described.Says;
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
    @Described(
            value = "Show what a plan file may have in it, for editors",
            answers = @Says(status = 200, when = "The schema of plan files.", shows = "JsonSchema"))
    public String schema() {
        return PlanFile.schema();
    }
}
