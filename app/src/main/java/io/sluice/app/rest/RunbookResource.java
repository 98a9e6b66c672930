package io.sluice.app.rest;

import io.sluice.app.access.Access;
import io.sluice.app.access.Action;
import io.sluice.app.access.Caller;
import io.sluice.app.access.Needs;
import io.sluice.app.capsule.Reverts;
import io.sluice.app.openapi.Described;
import io.sluice.app.openapi.Described.Says;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanId;
import io.sluice.plan.engine.PlanStore;
import io.sluice.plan.engine.Providers;
import io.sluice.plan.runbook.Runbook;
import io.sluice.plan.runbook.RunbookText;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import java.util.function.Function;

/** Shows how a plan's baseline is put back by hand: to people as Markdown, and to programs as JSON. */
@Path("/api/v1/plans/{id}/runbook")
public final class RunbookResource {
    private static final String MARKDOWN = "text/markdown;charset=utf-8";

    private final PlanStore store;
    private final Providers providers;
    private final Reverts reverts;
    private final Function<PlanId, Optional<String>> kept;

    /** @param kept the runbook of a plan as this node has it on its disk, for when the store does not answer */
    public RunbookResource(
            PlanStore store, Providers providers, Reverts reverts, Function<PlanId, Optional<String>> kept) {
        this.reverts = reverts;
        this.kept = kept;
        this.store = store;
        this.providers = providers;
    }

    /** For whoever does not say what it wants, too. */
    @GET
    @Needs(Action.READ)
    @Produces(MARKDOWN + ";qs=1")
    @Described(
            value = "Show how a plan is put back by hand, without Sluice",
            answers = @Says(status = 200, when = "The commands, for people or for programs.", shows = "Text"),
            refuses = 409)
    public String text(@PathParam("id") String id, @Context ContainerRequestContext request) {
        Caller caller = Access.caller(request);
        return reverts.ask(() -> owner(caller, id))
                .map(plan -> RunbookText.of(runbook(plan)))
                .or(() -> PlanId.find(id).filter(plan -> maySee(caller, plan)).flatMap(kept))
                .orElseGet(() -> RunbookText.of(runbook(owner(caller, id))));
    }

    @GET
    @Needs(Action.READ)
    @Produces(MediaType.APPLICATION_JSON + ";qs=0.5")
    @Described(
            value = "Show how a plan is put back by hand, without Sluice",
            answers =
                    @Says(status = 200, when = "The commands, for people or for programs.", gives = RunbookView.class),
            refuses = 409)
    public RunbookView json(@PathParam("id") String id, @Context ContainerRequestContext request) {
        return RunbookView.of(runbook(owner(Access.caller(request), id)));
    }

    /** A plan that takes another one back has that one's baseline. */
    private Plan owner(Caller caller, String id) {
        Plan asked = Parameters.plan(caller, store, id);
        return asked.revertOf().map(store::plan).orElse(asked);
    }

    /** Without the store, what a plan is stands in its capsule. */
    private boolean maySee(Caller caller, PlanId plan) {
        return caller.scopes(Action.READ).isEmpty()
                || reverts.spec(plan).filter(spec -> caller.sees(spec.labels())).isPresent();
    }

    private Runbook runbook(Plan plan) {
        return plan.baseline()
                .flatMap(baseline -> plan.startedAt()
                        .map(frozenAt -> Runbook.of(
                                plan,
                                baseline,
                                frozenAt,
                                route -> providers.of(route).traffic())))
                .orElseThrow(() -> Problem.conflict(
                                "no-baseline",
                                "There is nothing to put back yet",
                                "The plan has no baseline before it starts, and has changed nothing.")
                        .exception());
    }
}
