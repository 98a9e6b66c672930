package io.sluice.app.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.app.rest.PlanView.RouteView;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanId;
import io.sluice.plan.Principal;
import io.sluice.plan.engine.Moves;
import io.sluice.plan.engine.Moves.Moved;
import io.sluice.plan.engine.PlanStore;
import io.sluice.plan.engine.PlanStore.PlanQuery;
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
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The emergency revert of many plans in one call. */
@Path("/api/v1/revert")
@Produces(MediaType.APPLICATION_JSON)
public final class RevertResource {
    private static final Set<String> FIELDS =
            Set.of("all", "labels", "provider", "plans", "endedWithin", "exact", "reason");
    private static final Set<String> ACTIVE = Set.of("scheduled", "shifting", "baking", "held", "reverting");
    private static final Set<String> ENDED = Set.of("completed", "cancelled");

    /** Plans put back by one call; more than this many are under way nowhere. */
    private static final int MOST_PLANS = 10_000;

    private final Moves moves;
    private final PlanStore store;
    private final PlanViews views;
    private final Readback readback;
    private final Set<String> providers;
    private final InstantSource clock;

    /** @param providers the instances that are configured */
    public RevertResource(
            Moves moves,
            PlanStore store,
            PlanViews views,
            Readback readback,
            Set<String> providers,
            InstantSource clock) {
        this.readback = readback;
        this.providers = Set.copyOf(providers);
        this.moves = moves;
        this.store = store;
        this.views = views;
        this.clock = clock;
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
    public record RouteAccount(String name, Object baseline, Object observed) {}

    /** Which plans are meant. */
    private record Selection(
            boolean all,
            Map<String, String> labels,
            Optional<String> provider,
            Optional<List<PlanId>> plans,
            Optional<Duration> endedWithin) {
        boolean isOpen() {
            return !all && labels.isEmpty() && provider.isEmpty() && plans.isEmpty();
        }
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response revert(@QueryParam("wait") @Nullable String wait, @Context ContainerRequestContext request) {
        Duration patience = Parameters.duration("wait", wait, MovesResource.USUAL_WAIT, MovesResource.LONGEST_WAIT);
        MoveBody body = new MoveBody(Bodies.object(request, FIELDS));
        boolean exact = body.flag("exact");
        String reason = body.reason("ordered by an operator for many plans");
        Selection selection = selection(body);
        if (selection.isOpen()) {
            body.faultAt("", "say which plans: {\"all\": true}, or labels, provider or plans");
        }
        if (selection.all()) {
            Stream.of("labels", "provider", "plans")
                    .filter(field -> body.node(field).isPresent())
                    .forEach(field -> body.fault(field, "is for some plans, and all says all: leave one of them out"));
        }
        body.check();
        List<Plan> chosen = select(selection);
        selection
                .provider()
                .filter(name -> chosen.isEmpty() && !providers.contains(name))
                .ifPresent(_ -> body.fault(
                        "provider",
                        "no such provider instance is configured; there are: "
                                + String.join(", ", providers.stream().sorted().toList())));
        body.check();
        List<PlanAccount> accounts = revert(chosen, exact, reason, AccessFilter.principal(request), patience);
        int back = (int) accounts.stream().filter(PlanAccount::back).count();
        return Response.status(back == accounts.size() ? 200 : 202)
                .entity(new Account(accounts.size(), back, accounts))
                .build();
    }

    private Selection selection(MoveBody body) {
        return new Selection(
                body.flag("all"),
                labels(body),
                body.text("provider", 100),
                plans(body),
                body.text("endedWithin", 20)
                        .flatMap(text -> DurationWords.read(text)
                                .or(() -> body.fault("endedWithin", "is a duration such as 1h"))));
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
            Optional<PlanId> id = PlanId.find(node.get().get(i).asText())
                    .filter(plan -> store.find(plan).isPresent());
            if (id.isPresent()) {
                if (!plans.contains(id.get())) {
                    plans.add(id.get());
                }
            } else {
                body.faultAt("/plans/" + i, "there is no plan of this id");
            }
        }
        return Optional.of(plans);
    }

    private List<Plan> select(Selection selection) {
        Optional<Instant> since = selection.endedWithin().map(clock.instant()::minus);
        if (selection.plans().isPresent() && !selection.all()) {
            return selection.plans().get().stream()
                    .map(store::plan)
                    .filter(plan -> matches(plan, selection))
                    .toList();
        }
        List<Plan> chosen = new ArrayList<>(store.list(new PlanQuery(
                ACTIVE, selection.labels(), Optional.empty(), Optional.empty(), Optional.empty(), MOST_PLANS)));
        since.ifPresent(start -> chosen.addAll(store.list(new PlanQuery(
                ENDED, selection.labels(), Optional.empty(), Optional.of(start), Optional.empty(), MOST_PLANS))));
        return chosen.stream().filter(plan -> matches(plan, selection)).toList();
    }

    private static boolean matches(Plan plan, Selection selection) {
        return plan.spec().labels().entrySet().containsAll(selection.labels().entrySet())
                && selection
                        .provider()
                        .map(name -> plan.spec().routes().stream()
                                .anyMatch(route -> route.ref().provider().equals(name)))
                        .orElse(true);
    }

    /** All side by side: the last plan does not wait for the first. */
    private List<PlanAccount> revert(List<Plan> plans, boolean exact, String reason, Principal by, Duration patience) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<PlanAccount>> running = plans.stream()
                    .map(plan -> threads.submit(() -> revert(plan, exact, reason, by, patience)))
                    .toList();
            return running.stream().map(RevertResource::join).collect(Collectors.toList());
        }
    }

    private static PlanAccount join(Future<PlanAccount> running) {
        try {
            return running.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while plans are put back", e);
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException("a revert failed", e.getCause());
        }
    }

    private PlanAccount revert(Plan plan, boolean exact, String reason, Principal by, Duration patience) {
        try {
            return switch (moves.revert(plan.id(), exact, reason, by)) {
                case Moved.InForce(Plan moved) -> account(plan, readback.await(moved.id(), patience), Optional.empty());
                case Moved.NotAllowed(Plan at, String why) ->
                    account(
                            plan,
                            at,
                            Optional.of(Problem.conflict("not-allowed", "The plan's state does not allow it", why)));
                case Moved.Forbidden(Plan at, String why) ->
                    account(plan, at, Optional.of(MovesResource.forbidden(why)));
                case Moved.OwnedByOther(Plan at, String route, PlanId owner) ->
                    account(plan, at, Optional.of(MovesResource.owned(route, owner)));
            };
        } catch (RuntimeException e) { // one plan's trouble must not hide what became of the others
            return account(plan, plan, Optional.of(Problem.unavailable(String.valueOf(e.getMessage()))));
        }
    }

    private PlanAccount account(Plan asked, Plan by, Optional<Problem> problem) {
        PlanView view = views.show(by);
        return new PlanAccount(
                asked.id().value(),
                asked.spec().name(),
                problem.isPresent() ? Optional.empty() : Optional.of(view.id()),
                view.state(),
                problem.isEmpty() && Readback.isBack(by),
                view.reason(),
                problem,
                view.routes().stream().map(RevertResource::account).toList());
    }

    private static RouteAccount account(RouteView route) {
        return new RouteAccount(route.name(), route.baseline(), route.observed());
    }
}
