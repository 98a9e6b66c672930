package io.sluice.plan.preview;

import static java.util.stream.Collectors.toMap;

import io.sluice.plan.Baseline;
import io.sluice.plan.decide.Calendars;
import io.sluice.plan.decide.Decision.RouteWrite;
import io.sluice.plan.decide.Observation;
import io.sluice.plan.decide.Timings;
import io.sluice.traffic.ObservedRoute;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import io.sluice.traffic.Sight;
import io.sluice.traffic.Signal;
import io.sluice.traffic.Snapshot;
import io.sluice.traffic.Timing;
import io.sluice.traffic.Traits;
import io.sluice.traffic.Weights;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;

/**
 * Clouds in which all goes well: every call is answered in no time and done, every side has somebody to answer, and nobody
 * else touches a route.
 */
final class World {
    private static final Snapshot NOT_TAKEN = new Snapshot("rehearsal/1", "");

    private final List<Route> routes;
    private final Timings timings;
    private final Map<String, ObservedRoute> shown;
    private final Map<String, Map<Side, Integer>> wayBack;
    private final BiFunction<ObservedRoute, Weights, Map<Side, Integer>> integers;
    private Calendars calendars = Calendars.NONE;

    /**
     * Clouds at some moment.
     *
     * @param seen every route, by name
     * @param wayBack what each route had at the plan's start, or has now if that is still to come
     * @param timings of all who have figures of the plan
     * @param integers what a route makes of a split
     */
    World(
            List<Route> routes,
            Map<String, ObservedRoute> seen,
            Map<String, Map<Side, Integer>> wayBack,
            Timings timings,
            BiFunction<ObservedRoute, Weights, Map<Side, Integer>> integers) {
        this.routes = List.copyOf(routes);
        this.timings = timings;
        this.wayBack = Map.copyOf(wayBack);
        this.shown = new HashMap<>(seen);
        this.shown.replaceAll((_, route) -> withoutHealth(route));
        this.integers = integers;
    }

    /** Clouds in which a plan has not begun. */
    static World before(List<Route> routes, Map<String, ObservedRoute> seen, Timings timings) {
        Map<String, Map<Side, Integer>> natives = new HashMap<>();
        seen.forEach((route, observed) -> natives.put(route, observed.natives()));
        return new World(
                routes,
                seen,
                natives,
                timings,
                (route, weights) -> route.traits().scale().toNative(weights));
    }

    /** The same, with what is known of the calendars that the plan names. */
    World knowing(Calendars known) {
        calendars = known;
        return this;
    }

    int calendarEvents() {
        return calendars.byName().values().stream()
                .mapToInt(known -> known instanceof Calendars.Known.Busy busy
                        ? busy.times().size()
                        : 0)
                .sum();
    }

    Observation look(Instant now) {
        Map<String, Sight> sights =
                shown.entrySet().stream().collect(toMap(Map.Entry::getKey, entry -> new Sight.Seen(entry.getValue())));
        return new Observation(now, sights, Map.of(), timings, Optional.empty(), calendars);
    }

    Baseline baseline() {
        return new Baseline(shown.entrySet().stream()
                .collect(toMap(Map.Entry::getKey, entry -> Baseline.OfRoute.of(entry.getValue(), NOT_TAKEN))));
    }

    ObservedRoute route(String name) {
        return of(shown, name);
    }

    Timing timing(String route) {
        return timings.route(route);
    }

    /** Does what a write asks for, as the contract of the adapters has it. */
    void perform(RouteWrite write) {
        ObservedRoute now = route(write.route());
        Map<Side, Integer> natives = switch (write) {
            case RouteWrite.Change change -> changed(now, write.route(), change.to());
            case RouteWrite.Restore restore -> restored(now, restore);
        };
        shown.put(write.route(), showing(now, natives));
    }

    private Map<Side, Integer> changed(ObservedRoute now, String route, Weights to) {
        Set<Side> listed = new TreeSet<>(now.attached());
        listed.addAll(sides(route));
        return split(listed, integers.apply(now, to));
    }

    /** The integers of a split, with a 0 for every side that is listed and has none of it. */
    static Map<Side, Integer> split(Set<Side> listed, Map<Side, Integer> weights) {
        Map<Side, Integer> natives = new TreeMap<>();
        listed.forEach(side -> natives.put(side, 0));
        natives.putAll(weights);
        return natives;
    }

    /** Of a cloud that does not tell who is healthy nobody asks, and nothing waits for it. */
    private static ObservedRoute withoutHealth(ObservedRoute route) {
        Traits traits = route.traits();
        Set<Signal> signals = EnumSet.noneOf(Signal.class);
        signals.addAll(traits.signals());
        signals.remove(Signal.HEALTHY_TARGETS);
        return new ObservedRoute(
                route.natives(),
                route.revision(),
                route.stickiness(),
                route.settle(),
                route.fingerprint(),
                new Traits(traits.scale(), traits.mostBackends(), signals, traits.compareAndSet(), traits.kind()));
    }

    /** A route with other integers. */
    static ObservedRoute showing(ObservedRoute route, Map<Side, Integer> natives) {
        return new ObservedRoute(
                natives, route.revision(), route.stickiness(), route.settle(), route.fingerprint(), route.traits());
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
