package io.sluice.app.rest;

import io.sluice.app.capsule.Reverts;
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
    @Produces(MARKDOWN + ";qs=1")
    public String text(@PathParam("id") String id) {
        return reverts.ask(() -> owner(id))
                .map(plan -> RunbookText.of(runbook(plan)))
                .or(() -> PlanId.find(id).flatMap(kept))
                .orElseGet(() -> RunbookText.of(runbook(owner(id))));
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON + ";qs=0.5")
    public RunbookView json(@PathParam("id") String id) {
        return RunbookView.of(runbook(owner(id)));
    }

    /** A plan that takes another one back has that one's baseline. */
    private Plan owner(String id) {
        Plan asked = Parameters.plan(store, id);
        return asked.revertOf().map(store::plan).orElse(asked);
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
