package io.sluice.app.rest;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** What the API will have and this release does not: it says so instead of not being there. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public final class NotYetResource {
    @POST
    @Path("api/v1/plans/preview")
    public Response preview() {
        return Problem.notYet("The preview").response();
    }

    @GET
    @Path("api/v1/plans/{id}/runbook")
    public Response runbook() {
        return Problem.notYet("The runbook").response();
    }

    @POST
    @Path("api/v1/plans/{id}/approve")
    public Response approve() {
        return Problem.notYet("Approval").response();
    }

    @POST
    @Path("api/v1/plans/{id}/reject")
    public Response reject() {
        return Problem.notYet("Approval").response();
    }

    @GET
    @Path("api/v1/plans/{id}/events")
    public Response planEvents() {
        return Problem.notYet("The event stream of a plan").response();
    }

    @GET
    @Path("api/v1/events")
    public Response events() {
        return Problem.notYet("The event stream").response();
    }

    @GET
    @Path("openapi.json")
    public Response openApi() {
        return Problem.notYet("The description of the API").response();
    }
}
