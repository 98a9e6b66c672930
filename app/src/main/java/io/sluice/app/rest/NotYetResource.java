package io.sluice.app.rest;

import io.sluice.app.access.Action;
import io.sluice.app.access.Needs;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** What the API will have beside plans and this release does not: it says so instead of not being there. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public final class NotYetResource {
    @GET
    @Needs(Action.READ)
    @Path("openapi.json")
    public Response openApi() {
        return Problem.notYet("The description of the API").response();
    }
}
