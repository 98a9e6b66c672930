package io.sluice.app.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sluice.app.access.Access;
import io.sluice.app.access.Action;
import io.sluice.app.access.Caller;
import io.sluice.app.access.Needs;
import io.sluice.app.openapi.As;
import io.sluice.app.openapi.Described;
import io.sluice.app.openapi.Described.Says;
import io.sluice.app.openapi.Meaning;
import io.sluice.app.openapi.Means;
import io.sluice.app.store.JdbiPlanStore.Seen;
import io.sluice.app.store.JournalCodec;
import io.sluice.plan.JournalLine;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanId;
import io.sluice.plan.engine.Admission;
import io.sluice.plan.engine.Admission.Answer;
import io.sluice.plan.engine.Admission.Submission;
import io.sluice.plan.engine.PlanStore;
import io.sluice.plan.engine.PlanStore.IdempotencyKey;
import io.sluice.plan.engine.PlanStore.PlanQuery;
import io.sluice.plan.file.ParsedPlan;
import io.sluice.plan.file.PlanFile.Format;
import io.sluice.plan.preview.PreviewDigest;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Submits plans and shows them. */
@Path("/api/v1/plans")
@Produces(MediaType.APPLICATION_JSON)
public final class PlansResource {
    private static final Set<String> STATES =
            Set.of("scheduled", "shifting", "baking", "held", "reverting", "completed", "reverted", "cancelled");

    private static final int LARGEST_SUMMARY_PAGE = 1_000;

    private final PlanStore store;
    private final Admission admission;
    private final PlanViews views;
    private final Function<PlanQuery, List<Seen>> seen;
    private final RevertViews wayBack;
    private final int mostBytes;
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final JournalCodec codec = new JournalCodec();

    /**
     * @param seen lists plans as the store does, each with its last look
     * @param wayBack shows plans that go back without the store: what that says of them is not true any more
     */
    public PlansResource(
            PlanStore store,
            Admission admission,
            PlanViews views,
            Function<PlanQuery, List<Seen>> seen,
            RevertViews wayBack,
            int mostBytes) {
        this.wayBack = wayBack;
        this.store = store;
        this.seen = seen;
        this.admission = admission;
        this.views = views;
        this.mostBytes = mostBytes;
    }

    /** A page of plans. */
    public record Page(List<PlanView> plans, Optional<String> next) {}

    /** A page of plans of which less is told. */
    public record SummaryPage(List<SummaryView> plans, Optional<String> next) {}

    /** A page of a journal; its lines stand as they are stored. */
    public record JournalPage(@As("JournalEvent") List<JsonNode> events, Optional<Long> next) {}

    @POST
    @Needs(Action.SUBMIT)
    @Consumes({MediaType.APPLICATION_JSON, PlanBody.YAML})
    @Described(
            value = "Submit a plan",
            takes = "PlanFile",
            reads = Meaning.IDEMPOTENCY_KEY,
            answers =
                    @Says(
                            status = 201,
                            when = "It is accepted, and starts when its schedule lets it.",
                            gives = PlanView.class,
                            headers = "Location"),
            refuses = {409, 422})
    public Response submit(@Context ContainerRequestContext request, @QueryParam("preview") @Nullable String preview) {
        Format format = PlanBody.format(request);
        byte[] body = Bodies.read(request, mostBytes);
        Optional<IdempotencyKey> key = IdempotencyHeader.read(request, body);
        Optional<PreviewDigest> previewed = Optional.ofNullable(preview).map(PlansResource::previewDigest);
        ParsedPlan.Accepted plan = PlanBody.plan(body, format, mostBytes);
        if (plan.spec().schedule().every().isPresent()) {
            throw PlanBody.invalid(
                    List.of(new Fault("/schedule/every", "makes it a recurring plan; send it to /api/v1/recurring")));
        }
        Access.require(request, plan.spec().labels());
        return answer(
                request,
                submit(new Submission(
                        plan.spec(), plan.canonical(), plan.digest(), Access.principal(request), key, previewed)));
    }

    private static PreviewDigest previewDigest(String named) {
        return PreviewDigest.find(named)
                .orElseThrow(() -> Problem.badParameter("preview is the previewDigest that a preview has given.")
                        .exception());
    }

    /** What stands in the way may be this same submission, made at the same moment: then its key is there to be seen now. */
    private Answer submit(Submission submission) {
        Answer answer = admission.submit(submission);
        return answer instanceof Answer.Conflict && submission.idempotencyKey().isPresent()
                ? admission.submit(submission)
                : answer;
    }

    /** Whose the plan is not that has the route is told no more than that there is one. */
    private Problem naming(ContainerRequestContext request, Problem problem, PlanId owner) {
        return store.find(owner)
                        .filter(found -> Access.sees(request, found.spec().labels()))
                        .isPresent()
                ? problem.withPlan(owner.value())
                : problem.without(owner);
    }

    private Response answer(ContainerRequestContext request, Answer answer) {
        return switch (answer) {
            case Answer.Accepted(Plan plan) -> created(plan);
            case Answer.Repeated(Plan plan) -> created(plan);
            case Answer.KeyReused _ -> throw Problem.keyReused().exception();
            case Answer.RunSettled _ -> throw new IllegalStateException("nobody sends a run of a recurring plan");
            case Answer.Invalid invalid ->
                throw Problem.invalid("The plan is not valid", invalid.faults()).exception();
            case Answer.Conflict(String why, Optional<PlanId> owner) -> {
                Problem problem = owner.isPresent()
                        ? Problem.conflict("route-taken", "Another plan owns the route", why)
                        : Problem.conflict("not-as-expected", "The live weights are not what the plan expects", why);
                throw owner.map(id -> naming(request, problem, id))
                        .orElse(problem)
                        .exception();
            }
            case Answer.Outdated(String why) ->
                throw Problem.conflict(
                                "preview-outdated",
                                "This is not what was previewed",
                                why + "; nothing was started, preview it again")
                        .exception();
            case Answer.Unavailable(String why) ->
                throw Problem.unavailable(why).exception();
        };
    }

    private Response created(Plan plan) {
        return Response.created(URI.create("/api/v1/plans/" + plan.id()))
                .entity(views.show(plan))
                .build();
    }

    /** A {@link Page}, or a {@link SummaryPage} where {@code view=summary}. */
    @GET
    @Needs(Action.READ)
    @Described(
            value = "List plans, the newest first",
            answers =
                    @Says(
                            status = 200,
                            when = "A page; of summaries where `view` is `summary`.",
                            gives = {Page.class, SummaryPage.class}))
    public Object list(
            @QueryParam("state") List<String> states,
            @QueryParam("label") List<String> labels,
            @QueryParam("owner") @Nullable String owner,
            @QueryParam("view") @Nullable String view,
            @QueryParam("limit") @Means(Meaning.LIMIT_OF_PLANS) @Nullable String limit,
            @QueryParam("after") @Nullable String after,
            @Context ContainerRequestContext request) {
        states.stream().filter(state -> !STATES.contains(state)).findFirst().ifPresent(state -> {
            throw Problem.badParameter(
                            "state is one of " + STATES.stream().sorted().toList() + ".")
                    .exception();
        });
        if (view != null && !view.equals("summary")) {
            throw Problem.badParameter("view is summary, or left out.").exception();
        }
        int most = view == null ? Parameters.limit(limit) : Parameters.limit(limit, LARGEST_SUMMARY_PAGE);
        Caller caller = Access.caller(request);
        PlanQuery query = new PlanQuery(
                Set.copyOf(states),
                labels(labels),
                Optional.ofNullable(owner),
                Optional.empty(),
                Optional.ofNullable(after).map(PlansResource::cursor),
                most + 1);
        return view == null
                ? page(Visible.plans(caller, query, store::list, plan -> plan), query.states(), most)
                : summaries(Visible.plans(caller, query, seen, Seen::plan), query.states(), most);
    }

    private Page page(List<Plan> plans, Set<String> states, int most) {
        List<Plan> page = plans.stream().limit(most).toList();
        return new Page(
                page.stream()
                        .map(plan -> wayBack.alone(plan.id()).orElseGet(() -> views.show(plan)))
                        .filter(plan -> states.isEmpty() || states.contains(plan.state()))
                        .toList(),
                plans.size() > most ? Optional.of(page.getLast().id().value()) : Optional.empty());
    }

    private SummaryPage summaries(List<Seen> plans, Set<String> states, int most) {
        List<Seen> page = plans.stream().limit(most).toList();
        return new SummaryPage(
                page.stream()
                        .map(one -> wayBack.alone(one.plan().id())
                                .map(SummaryView::of)
                                .orElseGet(() -> views.summary(one.plan(), one.look())))
                        .filter(plan -> states.isEmpty() || states.contains(plan.state()))
                        .toList(),
                plans.size() > most ? Optional.of(page.getLast().plan().id().value()) : Optional.empty());
    }

    private static Map<String, String> labels(List<String> written) {
        Map<String, String> labels = new LinkedHashMap<>();
        for (String label : written) {
            int equals = label.indexOf('=');
            if (equals < 1) {
                throw Problem.badParameter("A label filter is written label=key=value.")
                        .exception();
            }
            labels.put(label.substring(0, equals), label.substring(equals + 1));
        }
        return labels;
    }

    private static PlanId cursor(String after) {
        return PlanId.find(after)
                .orElseThrow(() -> Problem.badParameter("after is a next that a page has given.")
                        .exception());
    }

    @GET
    @Path("{id}")
    @Needs(Action.READ)
    @Described(
            value = "Show a plan",
            answers = @Says(status = 200, when = "The plan as it is now.", gives = PlanView.class))
    public PlanView show(@PathParam("id") String id, @Context ContainerRequestContext request) {
        return PlanId.find(id)
                .flatMap(plan -> wayBack.alone(plan, Access.caller(request)))
                .orElseGet(() -> views.show(Parameters.plan(request, store, id)));
    }

    @GET
    @Path("{id}/journal")
    @Needs(Action.READ)
    @Described(
            value = "Show what happened to a plan, the oldest first",
            answers = @Says(status = 200, when = "A page of its journal.", gives = JournalPage.class))
    public JournalPage journal(
            @PathParam("id") String id,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Means(Meaning.AFTER_LINE) @Nullable String after,
            @Context ContainerRequestContext request) {
        Plan plan = Parameters.plan(request, store, id);
        int most = Parameters.limit(limit);
        List<JournalLine> lines = store.journal(plan.id(), Parameters.sequence(after), most + 1);
        boolean more = lines.size() > most;
        List<JournalLine> page = more ? lines.subList(0, most) : lines;
        return new JournalPage(
                page.stream().map(this::event).toList(),
                more ? Optional.of(page.getLast().seq()) : Optional.empty());
    }

    private JsonNode event(JournalLine line) {
        try {
            return JSON.readTree(codec.write(line));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the codec writes JSON", e);
        }
    }
}
