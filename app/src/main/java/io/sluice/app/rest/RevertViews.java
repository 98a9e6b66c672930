package io.sluice.app.rest;

import io.sluice.app.access.Action;
import io.sluice.app.access.Caller;
import io.sluice.app.capsule.OngoingRevert;
import io.sluice.app.capsule.Owner;
import io.sluice.app.capsule.Progress;
import io.sluice.app.capsule.Reverts;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanId;
import io.sluice.plan.decide.Pace;
import io.sluice.plan.engine.LastResort;
import io.sluice.plan.engine.Look;
import io.sluice.plan.engine.Moves.Moved;
import io.sluice.plan.engine.PlanStore.Document;
import io.sluice.plan.engine.Providers;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** Shows plans that go back, from wherever they do: it asks the database nothing that it waits for. */
public final class RevertViews {
    private final Reverts reverts;
    private final PlanViews views;
    private final Providers providers;
    private final Pace pace;
    private final InstantSource clock;

    public RevertViews(Reverts reverts, PlanViews views, Providers providers, Pace pace, InstantSource clock) {
        this.reverts = reverts;
        this.views = views;
        this.providers = providers;
        this.pace = pace;
        this.clock = clock;
    }

    /**
     * A plan on its way back.
     *
     * @param caller whom it is shown to
     * @throws ProblemException if it does not go back
     */
    PlanView show(OngoingRevert revert, Progress progress, Caller caller) {
        return switch (progress) {
            case Progress.Known(Plan plan) -> show(plan);
            case Progress.Alone(LastResort way) -> show(revert, way);
            default -> throw problem(revert, progress, caller).orElseThrow().exception();
        };
    }

    /** Why it does not go back, if it does not. */
    Optional<Problem> problem(OngoingRevert revert, Progress progress, Caller caller) {
        return switch (progress) {
            case Progress.Known _, Progress.Alone _ -> Optional.empty();
            case Progress.Refused(Moved.Forbidden(Plan _, String why)) -> Optional.of(MovesResource.forbidden(why));
            case Progress.Refused(Moved.NotAllowed(Plan _, String why)) -> Optional.of(MovesResource.notAllowed(why));
            case Progress.Refused(Moved moved) -> throw new IllegalStateException("no refusal: " + moved);
            case Progress.Owned(Owner(String route, PlanId owner)) -> Optional.of(owned(route, owner, caller));
            case Progress.NoSuchPlan _ -> Optional.of(Problem.noSuchPlan());
            case Progress.NoWay(String why) ->
                Optional.of(Problem.unavailable(
                        "The plan cannot be put back from here: %s. The order is kept %s and carried out when the database answers."
                                .formatted(why, revert.keptIn())));
        };
    }

    /** Whoever sees every plan waits for nothing here. */
    private Problem owned(String route, PlanId owner, Caller caller) {
        return caller.scopes(Action.READ).isEmpty()
                        || reverts.spec(owner)
                                .filter(spec -> caller.sees(spec.labels()))
                                .isPresent()
                ? MovesResource.owned(route, owner)
                : Problem.conflict(
                        "route-taken",
                        "Another plan owns the route by now",
                        "Route %s belongs to another plan; who may do so reverts that one.".formatted(route));
    }

    /** A plan that does not go back because the database says so, as that has it; empty for any other, and where that is silent. */
    Optional<PlanView> refused(PlanId plan, Progress progress) {
        if (!(progress instanceof Progress.Owned || progress instanceof Progress.Refused)) {
            return Optional.empty();
        }
        try {
            return reverts.ask(() -> views.show(plan));
        } catch (RuntimeException _) { // the answer is the refusal; the state only goes with it
            return Optional.empty();
        }
    }

    /**
     * A plan that this node puts back without the database, which may be silent about it, or say what was true before; empty for any
     * other. It asks the database nothing.
     */
    Optional<PlanView> alone(PlanId plan) {
        return reverts.find(plan).flatMap(revert -> revert.alone().map(alone -> show(revert, alone.way())));
    }

    /** The same for somebody who may not see every plan. */
    Optional<PlanView> alone(PlanId plan, Caller caller) {
        return reverts.find(plan)
                .flatMap(OngoingRevert::alone)
                .filter(alone -> caller.sees(alone.way().plan().spec().labels()))
                .flatMap(_ -> alone(plan));
    }

    private PlanView show(Plan plan) {
        try {
            return reverts.ask(() -> views.show(plan)).orElseGet(() -> withoutLook(plan));
        } catch (RuntimeException _) { // the database failed; what is known of the plan is shown all the same
            return withoutLook(plan);
        }
    }

    private PlanView withoutLook(Plan plan) {
        return views.show(plan, Optional.empty(), new Document("", "", Map.of(), Optional.empty()));
    }

    private PlanView show(OngoingRevert revert, LastResort way) {
        Plan plan = way.plan();
        Optional<Look> look = way.store().findLook(plan.id());
        PlanView alone = new PlanViews(way.store(), providers, pace, clock).show(plan);
        String guarded =
                plan.isTerminal() ? look.map(seen -> "; " + seen.reason()).orElse("") : "";
        String reason = "%s%s; %s".formatted(alone.reason(), guarded, revert.aloneBecause());
        return alone.inPlaceOf(revert.plan(), reason);
    }
}
