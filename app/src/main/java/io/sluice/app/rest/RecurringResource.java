package io.sluice.app.rest;

import io.sluice.plan.engine.PlanStore.IdempotencyKey;
import io.sluice.plan.engine.RecurringAdmission;
import io.sluice.plan.engine.RecurringAdmission.Answer;
import io.sluice.plan.engine.RecurringStore;
import io.sluice.plan.file.ParsedPlan;
import io.sluice.plan.file.PlanFile.Format;
import io.sluice.plan.recurring.RecurringId;
import io.sluice.plan.recurring.RecurringPlan;
import io.sluice.traffic.Fault;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes plans that come again, shows them, and stops them. */
@Path("/api/v1/recurring")
@Produces(MediaType.APPLICATION_JSON)
public final class RecurringResource {
    /** As many as a page shows at a glance. */
    private static final int LATEST_RUNS = 20;

    private final RecurringStore store;
    private final RecurringAdmission admission;
    private final int mostBytes;
    private final InstantSource clock;

    public RecurringResource(RecurringStore store, RecurringAdmission admission, int mostBytes, InstantSource clock) {
        this.store = store;
        this.admission = admission;
        this.mostBytes = mostBytes;
        this.clock = clock;
    }

    /** A page of recurring plans. */
    public record Page(List<RecurringView> recurring, Optional<String> next) {}

    @POST
    @Consumes({MediaType.APPLICATION_JSON, PlanBody.YAML})
    public Response submit(@Context ContainerRequestContext request) {
        Format format = PlanBody.format(request);
        byte[] body = Bodies.read(request, mostBytes);
        Optional<IdempotencyKey> key = IdempotencyHeader.read(request, body);
        ParsedPlan.Accepted plan = PlanBody.plan(body, format, mostBytes);
        if (plan.spec().schedule().every().isEmpty()) {
            throw PlanBody.invalid(List.of(
                    new Fault("/schedule/every", "is missing; a plan that runs once is sent to /api/v1/plans")));
        }
        return answer(
                admission.submit(plan.spec(), plan.canonical(), plan.digest(), AccessFilter.principal(request), key));
    }

    private static Response answer(Answer answer) {
        return switch (answer) {
            case Answer.Accepted(RecurringPlan plan) ->
                Response.created(URI.create("/api/v1/recurring/" + plan.id()))
                        .entity(RecurringView.of(plan))
                        .build();
            case Answer.KeyReused _ -> throw Problem.keyReused().exception();
            case Answer.Invalid invalid -> throw PlanBody.invalid(invalid.faults());
            case Answer.Unavailable(String why) ->
                throw Problem.unavailable(why).exception();
        };
    }

    @GET
    public Page list(@QueryParam("limit") @Nullable String limit, @QueryParam("after") @Nullable String after) {
        int most = Parameters.limit(limit);
        List<RecurringPlan> plans = store.list(Optional.ofNullable(after).map(RecurringResource::cursor), most + 1);
        boolean more = plans.size() > most;
        List<RecurringPlan> page = more ? plans.subList(0, most) : plans;
        return new Page(
                page.stream().map(RecurringView::of).toList(),
                more ? Optional.of(page.getLast().id().value()) : Optional.empty());
    }

    private static RecurringId cursor(String after) {
        return RecurringId.find(after)
                .orElseThrow(() -> Problem.badParameter("after is a next that a page has given.")
                        .exception());
    }

    @GET
    @Path("{id}")
    public RecurringView show(@PathParam("id") String id) {
        RecurringPlan plan = recurring(id);
        return RecurringView.of(plan, store.runs(plan.id(), LATEST_RUNS));
    }

    /** No run is due any more; one that is under way goes on. */
    @POST
    @Path("{id}/stop")
    public RecurringView stop(@PathParam("id") String id, @Context ContainerRequestContext request) {
        RecurringPlan plan = recurring(id);
        String reason = MovesResource.reason(request, "stopped by an operator");
        return RecurringView.of(store.stop(plan.id(), AccessFilter.principal(request), reason, clock.instant()));
    }

    private RecurringPlan recurring(String id) {
        return RecurringId.find(id)
                .flatMap(store::find)
                .orElseThrow(() -> Problem.noSuchRecurringPlan().exception());
    }
}
