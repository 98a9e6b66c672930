package io.sluice.app.rest;

import io.sluice.plan.Plan;
import io.sluice.plan.engine.PlanStore;
import io.sluice.plan.engine.Providers;
import io.sluice.plan.runbook.Runbook;
import io.sluice.plan.runbook.RunbookText;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Shows how a plan's baseline is put back by hand: to people as Markdown, and to programs as JSON. */
@Path("/api/v1/plans/{id}/runbook")
public final class RunbookResource {
    private static final String MARKDOWN = "text/markdown;charset=utf-8";

    private final PlanStore store;
    private final Providers providers;

    public RunbookResource(PlanStore store, Providers providers) {
        this.store = store;
        this.providers = providers;
    }

    /** For whoever does not say what it wants, too. */
    @GET
    @Produces(MARKDOWN + ";qs=1")
    public String text(@PathParam("id") String id) {
        return RunbookText.of(runbook(id));
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON + ";qs=0.5")
    public RunbookView json(@PathParam("id") String id) {
        return RunbookView.of(runbook(id));
    }

    private Runbook runbook(String id) {
        Plan asked = Parameters.plan(store, id);
        // A plan that takes another one back has that one's baseline.
        Plan plan = asked.revertOf().map(store::plan).orElse(asked);
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
