package io.sluice.app.rest;

import io.sluice.app.access.Action;
import io.sluice.app.access.Needs;
import io.sluice.app.openapi.Described;
import io.sluice.app.openapi.Described.Says;
import io.sluice.plan.Plan;
import io.sluice.plan.decide.Pace;
import io.sluice.plan.engine.PlanStore;
import io.sluice.plan.engine.Providers;
import io.sluice.plan.preview.Ahead;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Shows what a plan that was submitted still does if all goes well, and when its schedule lets it. */
@Path("/api/v1/plans/{id}/outlook")
@Produces(MediaType.APPLICATION_JSON)
public final class OutlookResource {
    private final PlanStore store;
    private final Outlooks outlooks;
    private final InstantSource clock;

    public OutlookResource(PlanStore store, Providers providers, Pace pace, InstantSource clock) {
        this.store = store;
        this.outlooks = new Outlooks(providers, pace);
        this.clock = clock;
    }

    @GET
    @Needs(Action.READ)
    @Described(
            value = "Show what a plan still does if all goes well",
            answers = @Says(status = 200, when = "What is still to come.", gives = OutlookView.class))
    public OutlookView show(@PathParam("id") String id, @Context ContainerRequestContext request) {
        Plan plan = Parameters.plan(request, store, id);
        Instant now = clock.instant();
        Optional<Ahead> ahead = plan.isTerminal()
                ? Optional.empty()
                : Optional.of(outlooks.ahead(plan, store.findLook(plan.id()), now));
        return OutlookView.of(plan, ahead, outlooks.windows(plan, now), now);
    }
}
