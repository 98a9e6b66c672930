package io.sluice.plan.preview;

import static java.util.stream.Collectors.toMap;

import io.sluice.plan.Baseline;
import io.sluice.plan.decide.Calendars;
import io.sluice.plan.decide.Decision.RouteWrite;
import io.sluice.plan.decide.FigureQuery;
import io.sluice.plan.decide.Gates;
import io.sluice.plan.decide.Observation;
import io.sluice.plan.decide.Timings;
import io.sluice.traffic.ObservedRoute;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import io.sluice.traffic.Sight;
import io.sluice.traffic.Signal;
import io.sluice.traffic.Snapshot;
import io.sluice.traffic.Timing;
import io.sluice.traffic.Weights;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Clouds in which all goes well: every call is answered in no time and done, every side has somebody to answer, and nobody
 * else touches a route.
 */
final class World {
    private static final Snapshot NOT_TAKEN = new Snapshot("rehearsal/1", "");

    private final List<Route> routes;
    private final Map<String, Timing> timings;
    private final Map<String, ObservedRoute> shown;
    private final Map<String, Map<Side, Integer>> wayBack;
    private long changes;
    private Calendars calendars = Calendars.NONE;

    /**
     * Clouds at some moment.
     *
     * @param seen every route, by name
     * @param wayBack what each route had at the plan's start, or has now if that is still to come
     * @param timings of the provider of each route, by the route's name
     */
    World(
            List<Route> routes,
            Map<String, ObservedRoute> seen,
            Map<String, Map<Side, Integer>> wayBack,
            Map<String, Timing> timings) {
        this.routes = List.copyOf(routes);
        this.timings = Map.copyOf(timings);
        this.wayBack = Map.copyOf(wayBack);
        this.shown = new HashMap<>(seen);
    }

    /** Clouds in which a plan has not begun. */
    static World before(List<Route> routes, Map<String, ObservedRoute> seen, Map<String, Timing> timings) {
        Map<String, Map<Side, Integer>> natives = new HashMap<>();
        seen.forEach((route, observed) -> natives.put(route, observed.natives()));
        return new World(routes, seen, natives, timings);
    }

    /** The same, with what is known of the calendars that the plan names. */
    World knowing(Calendars known) {
        calendars = known;
        return this;
    }

    Observation look(Instant now) {
        Map<FigureQuery, Reading> alive = new HashMap<>();
        for (Route route : routes) {
            for (Side side : route.sides()) {
                alive.put(
                        FigureQuery.of(route, Optional.of(side), Signal.HEALTHY_TARGETS, Gates.moment(now)),
                        new Reading.Measured(1));
            }
        }
        Map<String, Sight> sights =
                shown.entrySet().stream().collect(toMap(Map.Entry::getKey, entry -> new Sight.Seen(entry.getValue())));
        return new Observation(now, sights, alive, new Timings(timings, Map.of()), Optional.empty(), calendars);
    }

    Baseline baseline() {
        return new Baseline(shown.entrySet().stream()
                .collect(toMap(Map.Entry::getKey, entry -> Baseline.OfRoute.of(entry.getValue(), NOT_TAKEN))));
    }

    ObservedRoute route(String name) {
        return of(shown, name);
    }

    Timing timing(String route) {
        return of(timings, route);
    }

    /** Does what a write asks for, as the contract of the adapters has it. */
    void perform(RouteWrite write) {
        ObservedRoute now = route(write.route());
        Map<Side, Integer> natives = switch (write) {
            case RouteWrite.Change change -> changed(now, write.route(), change.to());
            case RouteWrite.Restore restore -> restored(now, restore);
        };
        changes++;
        shown.put(
                write.route(),
                new ObservedRoute(
                        natives,
                        now.revision() + "+" + changes,
                        now.stickiness(),
                        now.settle(),
                        now.fingerprint(),
                        now.traits()));
    }

    private Map<Side, Integer> changed(ObservedRoute now, String route, Weights to) {
        Map<Side, Integer> natives = new TreeMap<>();
        now.attached().forEach(side -> natives.put(side, 0));
        sides(route).forEach(side -> natives.put(side, 0));
        natives.putAll(now.traits().scale().toNative(to));
        return natives;
    }

    private Map<Side, Integer> restored(ObservedRoute now, RouteWrite.Restore restore) {
        Map<Side, Integer> natives = new TreeMap<>();
        now.attached().stream()
                .filter(side -> !restore.exact() && !sides(restore.route()).contains(side))
                .forEach(stranger -> natives.put(stranger, 0));
        natives.putAll(of(wayBack, restore.route()));
        natives.keySet().removeAll(restore.evicted());
        return natives;
    }

    private Set<Side> sides(String route) {
        return routes.stream()
                .filter(each -> each.name().equals(route))
                .findFirst()
                .orElseThrow()
                .sides();
    }

    private static <T> T of(Map<String, T> byRoute, String route) {
        return Objects.requireNonNull(byRoute.get(route), () -> "no route " + route);
    }
}
