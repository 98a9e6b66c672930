package io.sluice.app.rest;

import io.sluice.app.access.Access;
import io.sluice.app.access.Action;
import io.sluice.app.access.Needs;
import io.sluice.app.openapi.Described;
import io.sluice.app.openapi.Described.Says;
import io.sluice.app.stream.Streams;
import io.sluice.plan.PlanId;
import io.sluice.plan.engine.PlanStore;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** What happens to one plan, while it happens. */
@Path("/api/v1/plans")
@Produces(MediaType.SERVER_SENT_EVENTS)
public final class PlanEventsResource {
    private final PlanStore store;
    private final Streams streams;

    public PlanEventsResource(PlanStore store, Streams streams) {
        this.store = store;
        this.streams = streams;
    }

    @GET
    @Needs(Action.READ)
    @Path("{id}/events")
    @Described(
            value = "Hear what happens to a plan",
            more =
                    "Without a last id it hears what comes. It ends after a quarter of an hour: come again with the last id.",
            answers = @Says(status = 200, when = "A stream of events.", shows = "PlanEvents"))
    public void events(
            @Context HttpServletRequest request,
            @Context ContainerRequestContext asked,
            @Suspended AsyncResponse response,
            @PathParam("id") String id,
            @HeaderParam("Last-Event-ID") @Nullable String header,
            @QueryParam("lastEventId") @Nullable String query) {
        PlanId plan = Parameters.plan(asked, store, id).id();
        EventsResource.begin(
                () -> streams.open(
                        Access.principal(asked),
                        plan,
                        EventsResource.lastSeen(header, query),
                        EventsResource.cut(request)),
                response);
    }

    @HEAD
    @Needs(Action.READ)
    @Path("{id}/events")
    public Response head(
            @PathParam("id") String id,
            @QueryParam("lastEventId") @Nullable String query,
            @Context ContainerRequestContext asked) {
        PlanId _ = Parameters.plan(asked, store, id).id();
        return EventsResource.ok().build();
    }
}
