package io.sluice.app.rest;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** What plans will have and this release does not: it says so instead of not being there. */
@Path("/api/v1/plans")
@Produces(MediaType.APPLICATION_JSON)
public final class NotYetOfPlans {
    @GET
    @Path("{id}/events")
    public Response events() {
        return Problem.notYet("The event stream of a plan").response();
    }
}
