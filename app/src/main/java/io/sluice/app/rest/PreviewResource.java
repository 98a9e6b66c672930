package io.sluice.app.rest;

import io.sluice.app.access.Access;
import io.sluice.app.access.Action;
import io.sluice.app.access.Needs;
import io.sluice.app.openapi.Described;
import io.sluice.app.openapi.Described.Says;
import io.sluice.plan.engine.Previewer;
import io.sluice.plan.engine.Previewer.Answer;
import io.sluice.plan.file.ParsedPlan;
import io.sluice.plan.file.PlanFile;
import io.sluice.plan.file.PlanFile.Format;
import io.sluice.plan.preview.Preview;
import io.sluice.plan.preview.PreviewText;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;

/** Shows what a plan would do; as JSON, and as text to whoever asks for {@code text/plain}. */
@Path("/api/v1/plans")
@Consumes({MediaType.APPLICATION_JSON, PlanBody.YAML})
public final class PreviewResource {
    private final Previewer previewer;
    private final int mostBytes;

    public PreviewResource(Previewer previewer, int mostBytes) {
        this.previewer = previewer;
        this.mostBytes = mostBytes;
    }

    @POST
    @Path("preview")
    @Needs(Action.SUBMIT)
    @Produces(MediaType.APPLICATION_JSON)
    @Described(
            value = "Show what a plan would do, and do nothing",
            takes = "PlanFile",
            answers = @Says(status = 200, when = "What it would do, as data or in words.", gives = PreviewView.class),
            refuses = 422)
    public PreviewView json(@Context ContainerRequestContext request) {
        return PreviewViews.show(preview(request));
    }

    @POST
    @Path("preview")
    @Needs(Action.SUBMIT)
    @Produces(MediaType.TEXT_PLAIN + ";charset=utf-8;qs=0.5")
    @Described(
            value = "Show what a plan would do, and do nothing",
            takes = "PlanFile",
            answers = @Says(status = 200, when = "What it would do, as data or in words.", shows = "Text"),
            refuses = 422)
    public String text(@Context ContainerRequestContext request) {
        return PreviewText.of(preview(request));
    }

    /** Of a plan that comes again that of its runs, since one of them is previewed. */
    private static String digest(ParsedPlan.Accepted plan) {
        return plan.spec().schedule().every().isPresent()
                ? PlanFile.oneRunOf(plan.canonical()).digest()
                : plan.digest();
    }

    private Preview preview(ContainerRequestContext request) {
        Format format = PlanBody.format(request);
        ParsedPlan.Accepted plan = PlanBody.plan(Bodies.read(request, mostBytes), format, mostBytes);
        Access.require(request, plan.spec().labels());
        return switch (previewer.preview(
                plan.spec(), digest(plan), Access.principal(request), Access.caller(request)::sees)) {
            case Answer.Previewed(Preview preview) -> preview;
            case Answer.Invalid invalid -> throw PlanBody.invalid(invalid.faults());
            case Answer.Unavailable(String why) ->
                throw Problem.unavailable(why).exception();
        };
    }
}
