package io.sluice.app.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.app.access.Access;
import io.sluice.app.access.Action;
import io.sluice.app.access.Caller;
import io.sluice.app.access.Needs;
import io.sluice.app.capsule.OngoingRevert;
import io.sluice.app.capsule.Progress;
import io.sluice.app.capsule.Reverts;
import io.sluice.app.capsule.Reverts.Choice;
import io.sluice.app.capsule.Reverts.Chosen;
import io.sluice.app.capsule.Selection;
import io.sluice.app.openapi.Described;
import io.sluice.app.openapi.Described.Says;
import io.sluice.app.rest.PlanView.RouteView;
import io.sluice.plan.PlanId;
import io.sluice.traffic.DurationWords;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The emergency revert of many plans in one call. */
@Path("/api/v1/revert")
@Produces(MediaType.APPLICATION_JSON)
public final class RevertResource {
    private static final Set<String> FIELDS =
            Set.of("all", "labels", "provider", "plans", "endedWithin", "exact", "reason");
    private static final String NO_PLAN = "there is no plan of this id";

    private final Reverts reverts;
    private final RevertViews views;
    private final Set<String> providers;

    /** @param providers the instances that are configured */
    public RevertResource(Reverts reverts, RevertViews views, Set<String> providers) {
        this.reverts = reverts;
        this.views = views;
        this.providers = Set.copyOf(providers);
    }

    /** What came of it for each plan. */
    public record Account(int asked, int back, List<PlanAccount> plans) {}

    /**
     * What came of it for one plan.
     *
     * @param plan the plan that was asked for
     * @param revertedBy the plan that puts it back: itself, or the one linked to an ended one
     * @param problem why nothing came of it
     */
    public record PlanAccount(
            String plan,
            String name,
            Optional<String> revertedBy,
            String state,
            boolean back,
            String reason,
            Optional<Problem> problem,
            List<RouteAccount> routes) {}

    /** What one route shows. */
    public record RouteAccount(
            String name, Optional<Map<String, BigDecimal>> baseline, Optional<Map<String, BigDecimal>> observed) {}

    @POST
    @Needs(Action.REVERT)
    @Consumes(MediaType.APPLICATION_JSON)
    @Described(
            value = "Put many plans back, at once",
            takes = "RevertMany",
            answers = {
                @Says(
                        status = 200,
                        when = "Every plan is back, or a later plan has one of its routes.",
                        gives = Account.class),
                @Says(status = 202, when = "It is under way for some.", gives = Account.class)
            },
            refuses = 422)
    public Response revert(@QueryParam("wait") @Nullable String wait, @Context ContainerRequestContext request) {
        Duration patience = Parameters.duration("wait", wait, MovesResource.USUAL_WAIT, MovesResource.LONGEST_WAIT);
        MoveBody body = new MoveBody(Bodies.object(request, FIELDS));
        boolean exact = body.flag("exact");
        String reason = body.reason("ordered by an operator for many plans");
        Selection selection = selection(body, Access.scopes(request));
        if (selection.isOpen()) {
            body.faultAt("", "say which plans: {\"all\": true}, or labels, provider or plans");
        }
        if (selection.all()) {
            Stream.of("labels", "provider", "plans")
                    .filter(field -> body.node(field).isPresent())
                    .forEach(field -> body.fault(field, "is for some plans, and all says all: leave one of them out"));
        }
        body.check();
        Choice choice = reverts.choose(selection);
        choice.unknown().forEach(plan -> body.faultAt("/plans/" + place(body, plan), NO_PLAN));
        selection
                .provider()
                .filter(name -> choice.plans().isEmpty() && !providers.contains(name))
                .ifPresent(_ -> body.fault(
                        "provider",
                        "no such provider instance is configured; there are: "
                                + String.join(", ", providers.stream().sorted().toList())));
        body.check();
        List<PlanAccount> accounts = revert(choice, selection, exact, reason, Access.caller(request), patience);
        int back = (int) accounts.stream().filter(PlanAccount::back).count();
        return Response.status(accounts.stream().allMatch(RevertResource::isOver) ? 200 : 202)
                .entity(new Account(accounts.size(), back, accounts))
                .build();
    }

    /** Whether there is nothing more to wait for: the routes are back, or a later plan has one of them and this one touches nothing. */
    private static boolean isOver(PlanAccount account) {
        return account.back()
                || account.problem()
                        .filter(problem -> problem.type().equals(MovesResource.ROUTE_TAKEN))
                        .isPresent();
    }

    private Selection selection(MoveBody body, Optional<List<Map<String, String>>> scopes) {
        return new Selection(
                body.flag("all"),
                labels(body),
                body.text("provider", 100),
                plans(body),
                body.text("endedWithin", 20)
                        .flatMap(text -> DurationWords.read(text)
                                .or(() -> body.fault("endedWithin", "is a duration such as 1h"))),
                scopes);
    }

    private static Map<String, String> labels(MoveBody body) {
        Map<String, String> labels = new LinkedHashMap<>();
        Optional<JsonNode> node = body.node("labels");
        if (node.isPresent() && !node.get().isObject()) {
            body.fault("labels", "is an object of text");
        }
        node.filter(JsonNode::isObject)
                .ifPresent(object -> object.properties().forEach(label -> {
                    if (label.getValue().isTextual()) {
                        labels.put(label.getKey(), label.getValue().textValue());
                    } else {
                        body.faultAt("/labels/" + Bodies.escaped(label.getKey()), "is text");
                    }
                }));
        return labels;
    }

    /** An empty list means no plan, and not all of them. */
    private Optional<List<PlanId>> plans(MoveBody body) {
        Optional<JsonNode> node = body.node("plans");
        if (node.isEmpty()) {
            return Optional.empty();
        }
        List<PlanId> plans = new ArrayList<>();
        if (!node.get().isArray()) {
            return body.fault("plans", "is a list of plan ids");
        }
        for (int i = 0; i < node.get().size(); i++) {
            Optional<PlanId> id = PlanId.find(node.get().get(i).asText());
            if (id.isPresent()) {
                if (!plans.contains(id.get())) {
                    plans.add(id.get());
                }
            } else {
                body.faultAt("/plans/" + i, NO_PLAN);
            }
        }
        return Optional.of(plans);
    }

    /** Where in the request a plan stands first. */
    private static int place(MoveBody body, PlanId plan) {
        JsonNode plans = body.node("plans").orElseThrow();
        int place = 0;
        while (!plans.path(place).asText().equals(plan.value())) {
            place++;
        }
        return place;
    }

    /** All side by side: the last plan does not wait for the first. */
    private List<PlanAccount> revert(
            Choice choice, Selection selection, boolean exact, String reason, Caller by, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        List<PlanId> plans = choice.plans().stream().map(Chosen::plan).toList();
        List<OngoingRevert> ongoing = reverts.order(
                plans, choice.whole() ? Optional.empty() : Optional.of(selection), exact, reason, by.principal());
        List<PlanAccount> accounts = new ArrayList<>();
        for (int i = 0; i < ongoing.size(); i++) {
            Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
            accounts.add(account(choice.plans().get(i), ongoing.get(i), by, left));
        }
        return accounts;
    }

    private PlanAccount account(Chosen chosen, OngoingRevert revert, Caller by, Duration patience) {
        Progress progress = revert.await(patience);
        try {
            Optional<Problem> problem = views.problem(revert, progress, by);
            if (problem.isPresent()) {
                return failed(chosen, problem.get(), views.refused(chosen.plan(), progress));
            }
            PlanView view = views.show(revert, progress, by);
            return new PlanAccount(
                    chosen.plan().value(),
                    view.name(),
                    Optional.of(view.id()),
                    view.state(),
                    Progress.isBack(progress),
                    view.reason(),
                    Optional.empty(),
                    view.routes().stream().map(RevertResource::account).toList());
        } catch (RuntimeException e) { // one plan's trouble must not hide what became of the others
            return failed(chosen, Problem.unavailable(String.valueOf(e.getMessage())), Optional.empty());
        }
    }

    /** @param plan as the database has it, where that says what became of the order */
    private static PlanAccount failed(Chosen chosen, Problem problem, Optional<PlanView> plan) {
        return new PlanAccount(
                chosen.plan().value(),
                chosen.name(),
                Optional.empty(),
                plan.map(PlanView::state).orElse("unknown"),
                false,
                problem.detail(),
                Optional.of(problem),
                List.of());
    }

    private static RouteAccount account(RouteView route) {
        return new RouteAccount(route.name(), route.baseline(), route.observed());
    }
}
