package io.sluice.app.rest;

import io.sluice.app.access.Access;
import io.sluice.app.access.Action;
import io.sluice.app.access.Needs;
import io.sluice.app.openapi.Described;
import io.sluice.app.openapi.Described.Says;
import io.sluice.app.openapi.Meaning;
import io.sluice.app.openapi.Means;
import io.sluice.plan.PlanSpec;
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
import java.util.Map;
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
    @Needs(Action.SUBMIT)
    @Consumes({MediaType.APPLICATION_JSON, PlanBody.YAML})
    @Described(
            value = "Submit a plan that comes again",
            takes = "RecurringPlanFile",
            reads = Meaning.IDEMPOTENCY_KEY,
            answers =
                    @Says(
                            status = 201,
                            when = "It is accepted; each of its due times becomes a plan.",
                            gives = RecurringView.class,
                            headers = "Location"),
            refuses = 422)
    public Response submit(@Context ContainerRequestContext request) {
        Format format = PlanBody.format(request);
        byte[] body = Bodies.read(request, mostBytes);
        Optional<IdempotencyKey> key = IdempotencyHeader.read(request, body);
        ParsedPlan.Accepted plan = PlanBody.plan(body, format, mostBytes);
        if (plan.spec().schedule().every().isEmpty()) {
            throw PlanBody.invalid(List.of(
                    new Fault("/schedule/every", "is missing; a plan that runs once is sent to /api/v1/plans")));
        }
        Access.require(request, plan.spec().labels());
        return answer(admission.submit(plan.spec(), plan.canonical(), plan.digest(), Access.principal(request), key));
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
    @Needs(Action.READ)
    @Described(
            value = "List recurring plans, the newest first",
            answers = @Says(status = 200, when = "A page.", gives = Page.class))
    public Page list(
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Means(Meaning.AFTER_RECURRING) @Nullable String after,
            @Context ContainerRequestContext request) {
        int most = Parameters.limit(limit);
        List<RecurringPlan> plans = Visible.page(
                most + 1,
                Optional.ofNullable(after).map(RecurringResource::cursor),
                store::list,
                RecurringPlan::id,
                plan -> Access.sees(request, labels(plan)));
        boolean more = plans.size() > most;
        List<RecurringPlan> page = more ? plans.subList(0, most) : plans;
        return new Page(
                page.stream().map(RecurringView::of).toList(),
                more ? Optional.of(page.getLast().id().value()) : Optional.empty());
    }

    /** One that this release cannot read has none. */
    private static Map<String, String> labels(RecurringPlan plan) {
        return plan.written().map(PlanSpec::labels).orElse(Map.of());
    }

    private static RecurringId cursor(String after) {
        return RecurringId.find(after)
                .orElseThrow(() -> Problem.badParameter("after is a next that a page has given.")
                        .exception());
    }

    @GET
    @Needs(Action.READ)
    @Path("{id}")
    @Described(
            value = "Show a recurring plan and its latest runs",
            answers = @Says(status = 200, when = "As it is now.", gives = RecurringView.class))
    public RecurringView show(
            @PathParam("id") @Means(Meaning.RECURRING_PLAN) String id, @Context ContainerRequestContext request) {
        RecurringPlan plan = recurring(request, id);
        return RecurringView.of(plan, store.runs(plan.id(), LATEST_RUNS));
    }

    /** No run is due any more; one that is under way goes on. */
    @POST
    @Path("{id}/stop")
    @Needs(Action.SUBMIT)
    @Described(
            value = "Let no more runs of a recurring plan begin",
            more = "A run that is under way goes on. Stopping it once more changes nothing.",
            takes = "Move",
            takesNothing = true,
            answers = @Says(status = 200, when = "As it is now.", gives = RecurringView.class),
            refuses = 422)
    public RecurringView stop(
            @PathParam("id") @Means(Meaning.RECURRING_PLAN) String id, @Context ContainerRequestContext request) {
        RecurringPlan plan = recurring(request, id);
        String reason = MovesResource.reason(request, "stopped by an operator");
        return RecurringView.of(store.stop(plan.id(), Access.principal(request), reason, clock.instant()));
    }

    private RecurringPlan recurring(ContainerRequestContext request, String id) {
        RecurringPlan plan = RecurringId.find(id)
                .flatMap(store::find)
                .filter(found -> Access.sees(request, labels(found)))
                .orElseThrow(() -> Problem.noSuchRecurringPlan().exception());
        Access.require(request, labels(plan));
        return plan;
    }
}
