package io.sluice.app.rest;

import io.sluice.app.access.Open;
import io.sluice.app.links.ApproveLinks;
import io.sluice.app.openapi.Described;
import io.sluice.app.openapi.Described.Says;
import io.sluice.plan.Plan;
import io.sluice.plan.engine.Asked;
import io.sluice.plan.engine.Askings;
import io.sluice.plan.engine.Moves;
import io.sluice.plan.engine.Moves.Answered;
import io.sluice.plan.engine.PlanStore;
import io.sluice.plan.engine.Standing;
import io.sluice.plan.engine.StoreUnavailable;
import io.sluice.traffic.ProviderException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The page behind the link that one person was sent, where they approve or reject.
 *
 * <p>Looking at it changes nothing, however often: programs that read mail follow links. The link takes a token's place, and whoever
 * has none that is signed learns nothing at all.
 */
@Path("/" + ApproveLinks.PATH)
@Produces(MediaType.TEXT_HTML + ";charset=UTF-8")
public final class ApproveResource {
    private static final Logger LOG = LoggerFactory.getLogger(ApproveResource.class);

    /** One part, as links are spelled: nothing else can be meant by such an address. */
    private static final Pattern ADDRESS = Pattern.compile(ApproveLinks.PATH + "/[A-Za-z0-9_.-]+");

    private static final String OPEN = "the link takes a token's place";

    private final ApproveLinks links;
    private final Askings askings;
    private final Moves moves;
    private final PlanStore store;
    private final InstantSource clock;

    public ApproveResource(ApproveLinks links, Askings askings, Moves moves, PlanStore store, InstantSource clock) {
        this.links = links;
        this.askings = askings;
        this.moves = moves;
        this.store = store;
        this.clock = clock;
    }

    /** Whether a request is for such a page. */
    static boolean isAt(ContainerRequestContext request) {
        return ADDRESS.matcher(request.getUriInfo().getPath(false)).matches();
    }

    @GET
    @Open(OPEN)
    @Path("{link}")
    @Described(
            value = "Show what somebody is asked who was sent a link",
            more = "Looking changes nothing.",
            answers = {
                @Says(status = 200, when = "The question.", shows = "Page"),
                @Says(status = 403, when = "It is not for whoever was sent it.", shows = "Page"),
                @Says(status = 404, when = "There is nothing here.", shows = "Page"),
                @Says(status = 409, when = "Nobody is asked any more, or something else.", shows = "Page"),
                @Says(status = 410, when = "It was answered, or is too old.", shows = "Page"),
                @Says(status = 503, when = "Not possible just now.", shows = "Page")
            })
    public Response show(@PathParam("link") String link) {
        return page(() -> {
            Optional<ApproveLinks.Read> read = links.read(link);
            if (read.isEmpty()) {
                return ApprovePage.unknown();
            }
            Asked asked = read.get().asked();
            return switch (askings.standing(asked)) {
                case Standing.Open _
                when isOver(read.get()) -> ApprovePage.expired(read.get().until());
                case Standing.Open open ->
                    ApprovePage.ask(
                            open,
                            asked.person(),
                            store.findLook(asked.plan()),
                            read.get().until());
                case Standing closed -> ApprovePage.closed(closed);
            };
        });
    }

    @POST
    @Open(OPEN)
    @Path("{link}")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Described(
            value = "Answer by a link",
            takes = "Answer",
            answers = {
                @Says(status = 200, when = "It is counted.", shows = "Page"),
                @Says(status = 400, when = "That is no answer.", shows = "Page"),
                @Says(status = 403, when = "It is not for whoever was sent it.", shows = "Page"),
                @Says(status = 404, when = "There is nothing here.", shows = "Page"),
                @Says(status = 409, when = "Nobody is asked any more, or something else.", shows = "Page"),
                @Says(status = 410, when = "It was answered, or is too old.", shows = "Page"),
                @Says(status = 503, when = "Not possible just now.", shows = "Page")
            })
    public Response answer(@PathParam("link") String link, @Context ContainerRequestContext request) {
        return page(() -> {
            Optional<ApproveLinks.Read> read = links.read(link);
            if (read.isEmpty()) {
                return ApprovePage.unknown();
            }
            Optional<ApproveForm> form = ApproveForm.read(request);
            if (form.isEmpty()) {
                return ApprovePage.unreadable();
            }
            Asked asked = read.get().asked();
            if (isOver(read.get()) && askings.standing(asked) instanceof Standing.Open) {
                return ApprovePage.expired(read.get().until());
            }
            return switch (moves.answer(asked, form.get().yes(), form.get().reason())) {
                case Answered.Counted(Plan plan) -> ApprovePage.counted(plan, form.get());
                case Answered.NotOpen(Standing closed) -> ApprovePage.closed(closed);
            };
        });
    }

    private boolean isOver(ApproveLinks.Read link) {
        Instant now = clock.instant();
        return !now.isBefore(link.until());
    }

    private static Response page(Supplier<ApprovePage> made) {
        try {
            return made.get().response();
        } catch (StoreUnavailable e) {
            LOG.warn("the store is not available: {}", e.getMessage());
        } catch (ProviderException e) {
            LOG.warn("links cannot be read: {}", e.error().detail());
        } catch (IllegalStateException e) { // others had moved the plan on each time it was tried
            LOG.warn("an answer by a link was not taken: {}", e.getMessage());
        }
        return ApprovePage.unavailable().response();
    }
}
