package io.sluice.plan.decide;

import static java.util.stream.Collectors.joining;

import io.sluice.plan.HoldReason;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanEvent.HoldStarted;
import io.sluice.plan.PlanState.Baking;
import io.sluice.plan.PlanState.Scheduled;
import io.sluice.plan.PlanState.Shifting;
import io.sluice.plan.PlanState.Waypoint;
import io.sluice.plan.RouteWeights;
import io.sluice.traffic.ObservedRoute;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import io.sluice.traffic.Sight;
import io.sluice.traffic.Weights;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the routes show, held against what the plan wishes. */
final class Shown {
    private Shown() {}

    /** What a route does not show yet of the step, in words; empty if it is all there. */
    static Optional<String> missing(Plan plan, Shifting state, Route route, Observation seen) {
        Optional<ObservedRoute> observed = seen.seen(route.name());
        if (observed.isEmpty()) {
            return Optional.of("cannot see %s: %s".formatted(route.name(), error(seen, route.name())));
        }
        Weights wish = plan.target(state.step()).of(route.name());
        if (!observed.get().shows(wish)) {
            return Optional.of("%s shows %s, not yet %s"
                    .formatted(route.name(), observed.get().weights(), wish));
        }
        if (isOlderThanOurs(plan, route.name(), wish)) {
            return Optional.of("%s was last asked for other weights and is asked again".formatted(route.name()));
        }
        if (state.step() > 0) {
            return Optional.empty();
        }
        Set<Side> unlisted = new HashSet<>(route.sides());
        unlisted.removeAll(observed.get().attached());
        return unlisted.isEmpty()
                ? Guard.unfit(route, List.copyOf(route.sides()), seen)
                : Optional.of("%s does not list %s yet".formatted(route.name(), unlisted));
    }

    /** Whether a route shows all that a write could bring: health is not among it. */
    static boolean showsWish(Plan plan, Waypoint point, String route, Observation seen) {
        return seen.seen(route)
                .filter(observed -> switch (point) {
                    case Scheduled _, Baking _ -> observed.shows(plan.settled().of(route));
                    case Shifting shifting ->
                        observed.shows(plan.target(shifting.step()).of(route))
                                && !isOlderThanOurs(
                                        plan,
                                        route,
                                        plan.target(shifting.step()).of(route))
                                && (shifting.step() > 0
                                        || observed.attached()
                                                .containsAll(
                                                        plan.spec().route(route).sides()));
                })
                .isPresent();
    }

    /** Weights that show although the plan's last call wanted others: the look may be older than that call. */
    static boolean isOlderThanOurs(Plan plan, String route, Weights wish) {
        return plan.ledger(route).lastAskedOther(wish)
                && !plan.settled().of(route).equals(wish);
    }

    static boolean shows(Plan plan, RouteWeights wish, Observation seen) {
        return plan.spec().routes().stream()
                .allMatch(route -> seen.seen(route.name())
                        .filter(observed -> observed.shows(wish.of(route.name())))
                        .isPresent());
    }

    static List<String> unseen(Plan plan, Observation seen) {
        return plan.spec().routes().stream()
                .map(Route::name)
                .filter(route -> seen.seen(route).isEmpty())
                .toList();
    }

    static String unseenSentence(Plan plan, Observation seen) {
        return unseen(plan, seen).stream()
                .map(route -> route + ": " + error(seen, route))
                .collect(joining("; "));
    }

    static String error(Observation seen, String route) {
        return seen.sight(route) instanceof Sight.Unseen(var error) ? error.detail() : "seen";
    }

    /** Whether all that a stuck step waited for is there on the routes that were stuck. */
    static boolean isReady(Plan plan, Shifting shifting, Set<String> routes, Observation seen) {
        return plan.spec().routes().stream()
                .filter(route -> routes.contains(route.name()))
                .allMatch(route -> missing(plan, shifting, route, seen).isEmpty());
    }

    /** A failure that no repetition heals: the plan waits for a person or for the cloud to change its mind. */
    static Optional<PlanEvent> lastingFailure(Plan plan, Observation seen) {
        for (Route route : plan.spec().routes()) {
            String name = route.name();
            Optional<String> why = plan.ledger(name).failure();
            if (seen.sight(name) instanceof Sight.Unseen(var error) && !error.passing()) {
                why = Optional.of(error.detail());
            }
            if (why.isPresent()) {
                return Optional.of(new HoldStarted(new HoldReason.ProviderFailure(name, why.get())));
            }
        }
        return Optional.empty();
    }
}
