package io.sluice.app.rest;

import io.sluice.app.access.Access;
import io.sluice.app.access.Action;
import io.sluice.app.access.Needs;
import io.sluice.app.capsule.OngoingRevert;
import io.sluice.app.capsule.Progress;
import io.sluice.app.capsule.Reverts;
import io.sluice.app.openapi.Described;
import io.sluice.app.openapi.Described.Says;
import io.sluice.plan.ApprovalEvidence;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent.DriftChoice;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.Principal;
import io.sluice.plan.engine.Moves;
import io.sluice.plan.engine.Moves.Moved;
import io.sluice.plan.engine.PlanStore;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What operators make one plan do. */
@Path("/api/v1/plans") // of several classes JAX-RS asks only those with the longest path, so all of plans say the
// same one
@Produces(MediaType.APPLICATION_JSON)
public final class MovesResource {
    static final Duration USUAL_WAIT = Duration.ofSeconds(10);
    static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private static final Set<String> REASON = Set.of("reason");

    private final Moves moves;
    private final PlanStore store;
    private final PlanViews views;
    private final Reverts reverts;
    private final RevertViews wayBack;

    public MovesResource(Moves moves, PlanStore store, PlanViews views, Reverts reverts, RevertViews wayBack) {
        this.reverts = reverts;
        this.wayBack = wayBack;
        this.moves = moves;
        this.store = store;
        this.views = views;
    }

    @POST
    @Path("{id}/pause")
    @Needs(Action.OPERATE)
    @Described(
            value = "Stop a plan where it is",
            takes = "Move",
            takesNothing = true,
            answers = @Says(status = 200, when = "The plan as it is now.", gives = PlanView.class),
            refuses = {409, 422})
    public PlanView pause(@PathParam("id") String id, @Context ContainerRequestContext request) {
        return view(moves.pause(plan(request, id), reason(request, "paused by an operator"), by(request)));
    }

    @POST
    @Path("{id}/resume")
    @Needs(Action.OPERATE)
    @Described(
            value = "Let a plan go on that is held",
            takes = "Resume",
            takesNothing = true,
            answers = @Says(status = 200, when = "The plan as it is now.", gives = PlanView.class),
            refuses = {409, 422})
    public PlanView resume(@PathParam("id") String id, @Context ContainerRequestContext request) {
        PlanId plan = plan(request, id);
        MoveBody body = new MoveBody(Bodies.object(request, Set.of("reason", "drift")));
        String reason = body.reason("resumed by an operator");
        Optional<DriftChoice> choice = body.text("drift", 20).flatMap(word -> switch (word) {
            case "reassert" -> Optional.of(DriftChoice.REASSERT);
            case "adopt" -> Optional.of(DriftChoice.ADOPT);
            default -> body.fault("drift", "is reassert (write ours over theirs) or adopt (take theirs)");
        });
        body.check();
        return view(moves.resume(plan, choice, reason, by(request)));
    }

    @POST
    @Path("{id}/promote")
    @Needs(Action.OPERATE)
    @Described(
            value = "Let a plan go on without waiting for its bake, its gates or its pause",
            takes = "Move",
            takesNothing = true,
            answers = @Says(status = 200, when = "The plan as it is now.", gives = PlanView.class),
            refuses = {409, 422})
    public PlanView promote(@PathParam("id") String id, @Context ContainerRequestContext request) {
        return view(moves.promote(plan(request, id), reason(request, "promoted by an operator"), by(request)));
    }

    @POST
    @Path("{id}/approve")
    @Needs(Action.APPROVE)
    @Described(
            value = "Say yes",
            more =
                    "A yes is for what somebody has seen: send the evidence as the plan shows it. If the plan shows other evidence by now, nothing is counted (409).",
            takes = "Approval",
            answers = @Says(status = 200, when = "The plan as it is now.", gives = PlanView.class),
            refuses = {409, 422})
    public PlanView approve(@PathParam("id") String id, @Context ContainerRequestContext request) {
        PlanId plan = plan(request, id);
        MoveBody body = new MoveBody(Bodies.object(request, Set.of("reason", "evidence")));
        String reason = body.reason("approved");
        Optional<ApprovalEvidence> evidence = body.evidence();
        body.check();
        return view(moves.approve(plan, evidence.orElseThrow(), reason, by(request)));
    }

    @POST
    @Path("{id}/reject")
    @Needs(Action.APPROVE)
    @Described(
            value = "Say no: the plan goes back",
            takes = "Move",
            takesNothing = true,
            answers = @Says(status = 200, when = "The plan as it is now.", gives = PlanView.class),
            refuses = {409, 422})
    public PlanView reject(@PathParam("id") String id, @Context ContainerRequestContext request) {
        return view(moves.reject(plan(request, id), reason(request, "no reason was given"), by(request)));
    }

    @POST
    @Path("{id}/cancel")
    @Needs(Action.OPERATE)
    @Described(
            value = "End a plan and leave the weights as they are",
            takes = "Move",
            takesNothing = true,
            answers = @Says(status = 200, when = "The plan as it is now.", gives = PlanView.class),
            refuses = {409, 422})
    public PlanView cancel(@PathParam("id") String id, @Context ContainerRequestContext request) {
        return view(moves.cancel(plan(request, id), reason(request, "cancelled by an operator"), by(request)));
    }

    /** 200 once every route was read back at its baseline, 202 if that takes longer than {@code wait}. */
    @POST
    @Path("{id}/revert")
    @Needs(Action.REVERT)
    @Described(
            value = "Put a plan's baseline back, at once",
            more =
                    "It skips every gate and waits for nobody; it works without the database, too. A plan that has ended is put back by a new one that is linked to it.",
            takes = "Move",
            takesNothing = true,
            answers = {
                @Says(status = 200, when = "Every route was read back at its baseline.", gives = PlanView.class),
                @Says(
                        status = 202,
                        when = "It is under way; not every route was read back within `wait`.",
                        gives = PlanView.class)
            },
            refuses = {409, 422})
    public Response revert(
            @PathParam("id") String id,
            @QueryParam("wait") @Nullable String wait,
            @QueryParam("exact") @Nullable String exact,
            @Context ContainerRequestContext request) {
        // Nothing here waits for the store: it may be what is broken.
        PlanId asked = PlanId.find(id).orElseThrow(() -> Problem.noSuchPlan().exception());
        if (Access.scopes(request).isPresent()) {
            requireInScope(request, asked);
        }
        Duration patience = Parameters.duration("wait", wait, USUAL_WAIT, LONGEST_WAIT);
        boolean whole = Parameters.flag("exact", exact);
        String reason = reason(request, "ordered by an operator");
        OngoingRevert revert = reverts.order(asked, whole, reason, by(request));
        Progress progress = revert.await(patience);
        PlanView view = wayBack.show(revert, progress, Access.caller(request));
        return Response.status(Progress.isBack(progress) ? 200 : 202)
                .entity(view)
                .build();
    }

    /** The type of the problem that a later plan has the route. */
    static final String ROUTE_TAKEN = "urn:sluice:problem:route-taken";

    /** Whoever may put back some plans only is asked which; the plan's capsule knows it too. */
    private void requireInScope(ContainerRequestContext request, PlanId asked) {
        Map<String, String> labels = reverts.spec(asked)
                .map(PlanSpec::labels)
                .filter(found -> Access.sees(request, found))
                .orElseThrow(() -> Problem.noSuchPlan().exception());
        Access.require(request, labels);
    }

    static Problem owned(String route, PlanId owner) {
        return Problem.conflict(
                        "route-taken",
                        "Another plan owns the route by now",
                        "Route %s belongs to plan %s; revert that one.".formatted(route, owner))
                .withPlan(owner.value());
    }

    private PlanId plan(ContainerRequestContext request, String id) {
        return Parameters.plan(request, store, id).id();
    }

    private static Principal by(ContainerRequestContext request) {
        return Access.principal(request);
    }

    static String reason(ContainerRequestContext request, String otherwise) {
        MoveBody body = new MoveBody(Bodies.object(request, REASON));
        String reason = body.reason(otherwise);
        body.check();
        return reason;
    }

    private PlanView view(Moved moved) {
        return switch (moved) {
            case Moved.InForce(Plan plan) -> views.show(plan);
            case Moved.NotAllowed(Plan _, String why) -> throw notAllowed(why).exception();
            case Moved.Forbidden(Plan _, String why) -> throw forbidden(why).exception();
            case Moved.OwnedByOther(Plan _, String route, PlanId owner) ->
                throw owned(route, owner).exception();
        };
    }

    static Problem forbidden(String why) {
        return Problem.of(403, "forbidden", "Not for you to decide", why);
    }

    static Problem notAllowed(String why) {
        return Problem.conflict("not-allowed", "The plan's state does not allow it", why);
    }
}
