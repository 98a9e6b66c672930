package io.sluice.provider.tck;

import io.sluice.provider.TrafficProvider;
import io.sluice.traffic.Address;
import io.sluice.traffic.Route;
import io.sluice.traffic.RouteHazard;
import io.sluice.traffic.Side;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A cloud with two routes in it and an adapter opened on it, fresh for each test of {@link TrafficProviderContract}.
 *
 * <p>Everything but {@link #provider()} goes around the adapter: it is how the test sees what the cloud really has, and
 * how a stranger disturbs it.
 */
public interface TrafficFixture extends AutoCloseable {
    /** Has all the traffic of both routes at first. */
    Side LEFT = new Side("left");

    /** Its backends exist, and no route lists them at first; where the cloud always lists all, they have no weight. */
    Side RIGHT = new Side("right");

    TrafficProvider provider();

    /** The route that most tests move, with backends for {@link #LEFT} and {@link #RIGHT}. */
    Route route();

    /** Another route in another place, otherwise like {@link #route()}. */
    Route neighbour();

    /** The place of {@link #route()} with its address spelled another way, and another name in the plan. */
    Route respelled();

    /** A sound route whose place does not exist. */
    Route missing();

    /** The place of {@link #route()}, with a sound backend for {@link #RIGHT} that does not exist. */
    Route withoutBackend();

    /** A route that exists and does something else than split traffic. */
    Route weightless();

    /** Routes with one thing wrong each. */
    List<Malformed> malformed();

    /**
     * A route with one thing wrong.
     *
     * @param pointer where the fault must point, from the route
     */
    record Malformed(String what, Route route, String pointer) {
        @Override
        public String toString() {
            return what;
        }
    }

    /** {@link #route()} at another address. */
    default Malformed place(String what, String address, String pointer) {
        return new Malformed(what, new Route(route().ref(), new Address(address), route().backends()), pointer);
    }

    /** {@link #route()} with another backend for {@link #RIGHT}. */
    default Malformed right(String what, String address, String field) {
        Map<Side, Address> backends = new TreeMap<>(route().backends());
        backends.put(RIGHT, new Address(address));
        return new Malformed(what, new Route(route().ref(), route().address(), backends), "/backends/right/" + field);
    }

    /** The integers that the cloud really has. */
    Map<Side, Integer> natives(Route route);

    /** All that the cloud really has on the route beside weights, backends and stickiness, in whatever form. */
    String elsewhere(Route route);

    /** A stranger gives the route another split of the plan's sides. */
    void strangerSets(Route route, Map<Side, Integer> natives);

    /** A stranger lists a backend that the plan does not name; its side as {@code observe} must call it. */
    Side strangerAttaches(Route route, int weight);

    /** A stranger changes how long clients stick to a backend. */
    void strangerSticks(Route route, Optional<Duration> stickiness);

    /** A stranger changes something else on the route. */
    void strangerChangesElsewhere(Route route);

    /** A stranger lets the route do something else than split traffic. */
    void strangerStopsSplitting(Route route);

    /** Puts a secret on the route that a careless snapshot would show; empty where routes hold none. */
    Optional<String> plantSecret(Route route);

    /** Whether the cloud itself refuses a write that was made from an old revision. */
    boolean compareAndSet();

    /**
     * Whether a side can be left out of a route. Where it cannot, every side of the plan is always listed, at 0 while it has
     * no traffic: an endpoint that is disabled, a record of weight 0.
     */
    default boolean attaches() {
        return true;
    }

    /** Whether a backend that the plan does not name can stay listed without weight. */
    default boolean keepsStrangers() {
        return true;
    }

    /** Whether the cloud can let clients stick to a backend. */
    boolean sticky();

    /** What {@link #route()} has at first of what {@link TrafficProvider#hazards} tells. */
    default Set<RouteHazard.Kind> hazards() {
        return Set.of();
    }

    /** What a stranger can do to {@link #route()} so that it has one hazard more, each of the kind that it is. */
    default Map<RouteHazard.Kind, Runnable> endangering() {
        return Map.of();
    }

    /** The adapter's next request to change the route goes wrong. */
    void onNextWrite(Route route, Trouble trouble);

    /** What happens before a write gets through that is {@link Trouble#OVERTAKEN}, and nothing before any other. */
    default Runnable overtaking(Route route, Trouble trouble) {
        return trouble == Trouble.OVERTAKEN ? () -> strangerSets(route, Map.of(LEFT, 1, RIGHT, 2)) : () -> {};
    }

    /** The adapter's next request to see the route goes wrong. */
    void onNextLook(Route route, Trouble trouble);

    /**
     * The programs that a runbook's commands call, by name, each sending the cloud what the real one would. Where no command
     * can put a route back there is none.
     */
    default Map<String, Shell.Program> programs() {
        return Map.of();
    }

    /** Whether a snapshot says by itself what the cloud's integers were. */
    default boolean integersInSnapshot() {
        return true;
    }

    /** How many requests to change something the cloud has got from the adapter so far, whatever became of them. */
    int writes();

    /** How long what was written may take to show. */
    default Duration patience() {
        return Duration.ofSeconds(10);
    }

    @Override
    void close();
}
