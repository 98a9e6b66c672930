package io.sluice.provider.inmemory;

import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import io.sluice.traffic.Reading;
import io.sluice.traffic.RouteHazard;
import io.sluice.traffic.Signal;
import io.sluice.traffic.TimeWindow;
import io.sluice.traffic.WeightScale;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The state of a small cloud: routes, backends, what was measured, and what goes wrong next.
 *
 * <p>It outlives the providers that are opened on it, as a cloud outlives the programs that call it. It has no threads
 * and no time of its own: what is to land late lands on the first access after its instant, in order.
 */
public final class InMemoryCloud {
    private record Late(Instant due, Write write) {}

    private record StaleView(Instant until, RouteState state) {}

    private record Measure(String subject, Signal signal) {}

    /** Of a route in any window, where nobody says otherwise. */
    private static final int REQUESTS = 2_000;

    private final String name;
    private final InstantSource clock;
    private final WeightScale scale;
    private final boolean compareAndSet;
    private final Duration settle;

    private final Map<String, RouteState> routes = new TreeMap<>();
    private final Map<String, Integer> healthyTargets = new TreeMap<>();
    private final Map<Measure, Function<TimeWindow, Reading>> measures = new HashMap<>();
    private final Map<String, Function<TimeWindow, Reading>> metrics = new HashMap<>();
    private final List<Effect> effects = new ArrayList<>();

    private final Map<String, List<RouteHazard>> hazards = new HashMap<>();
    private final Map<String, ProviderError> hazardFailures = new HashMap<>();

    private final Map<String, Deque<Mishap>> mishaps = new HashMap<>();
    private final Map<String, Deque<ProviderError>> readFailures = new HashMap<>();
    private final Map<String, Map<String, Integer>> followed = new HashMap<>();
    private final Map<String, StaleView> staleViews = new HashMap<>();
    private final List<Late> late = new ArrayList<>();
    private @Nullable ProviderError signalFailure;
    private int writes;
    private int metricLooks;

    /** A cloud with the scale of an AWS load balancer, compare-and-set, and nothing to wait for after a write. */
    public InMemoryCloud(InstantSource clock) {
        this("memory", clock, new WeightScale(999), true, Duration.ZERO);
    }

    /**
     * A cloud to one's own measure.
     *
     * @param compareAndSet whether a write from an old revision is refused; otherwise the last writer wins
     * @param settle what it says of how long traffic may follow the old weights
     */
    public InMemoryCloud(String name, InstantSource clock, WeightScale scale, boolean compareAndSet, Duration settle) {
        this.name = name;
        this.clock = clock;
        this.scale = scale;
        this.compareAndSet = compareAndSet;
        this.settle = settle;
    }

    public String name() {
        return name;
    }

    public WeightScale scale() {
        return scale;
    }

    public boolean compareAndSet() {
        return compareAndSet;
    }

    public Duration settleTime() {
        return settle;
    }

    // What is there, and how a stranger changes it.

    /** A backend with so many healthy targets; the same again changes its health. */
    public synchronized void backend(String backend, int healthy) {
        healthyTargets.put(backend, healthy);
    }

    /** A route that splits traffic; backends that it names and that do not exist yet come with 3 healthy targets. */
    public synchronized void route(String route, Map<String, Integer> natives) {
        natives.keySet().forEach(backend -> healthyTargets.putIfAbsent(backend, 3));
        routes.put(route, new RouteState(natives, Optional.empty(), Map.of(), 1));
    }

    /** The route as it really is. */
    public synchronized RouteState state(String route) {
        settle();
        return find(route).orElseThrow(() -> new IllegalArgumentException("no route " + route));
    }

    /** Somebody else gives a route other weights; backends left out are detached, unknown ones are made. */
    public synchronized void strangerSets(String route, Map<String, Integer> natives) {
        natives.keySet().forEach(backend -> healthyTargets.putIfAbsent(backend, 3));
        strangerChanges(route, state -> state.with(natives));
    }

    /** Somebody else changes a route in any way. */
    public synchronized void strangerChanges(String route, UnaryOperator<RouteState> change) {
        RouteState now = state(route);
        put(route, now, change.apply(now), clock.instant(), "", "stranger");
    }

    /** Everything that ever happened to routes, in order. */
    public synchronized List<Effect> effects() {
        settle();
        return List.copyOf(effects);
    }

    /** How many writes it was asked for, whatever became of them. */
    public synchronized int writes() {
        return writes;
    }

    // What was measured.

    /** What a backend's figure is from now on, instead of the default. */
    public synchronized void measure(String backend, Signal signal, Reading reading) {
        measure(backend, signal, _ -> reading);
    }

    /** The same for a figure that is another in each window. */
    public synchronized void measure(String backend, Signal signal, Function<TimeWindow, Reading> reading) {
        measures.put(new Measure(backend, signal), reading);
    }

    /** What a route's own figure ({@link Signal#ofRoute}) is from now on, instead of the default. */
    public synchronized void measureRoute(String route, Signal signal, Reading reading) {
        measures.put(new Measure(name + "/" + route, signal), _ -> reading);
    }

    /** What a metric of that name is from now on; names that nobody measured have none. */
    public synchronized void metric(String metricName, Reading reading) {
        metric(metricName, _ -> reading);
    }

    /** The same for a figure that is another in each window. */
    public synchronized void metric(String metricName, Function<TimeWindow, Reading> reading) {
        metrics.put(metricName, reading);
    }

    /** How many looks asked for metrics by name. */
    public synchronized int metricLooks() {
        return metricLooks;
    }

    /** Somebody sets a route up so that it does this too. */
    public synchronized void hazard(String route, RouteHazard hazard) {
        hazards.computeIfAbsent(route, _ -> new ArrayList<>()).add(hazard);
    }

    /** What a route does beside splitting traffic cannot be read any more. */
    public synchronized void failHazards(String route, ProviderError error) {
        hazardFailures.put(route, error);
    }

    /** No figure can be read any more, or again. */
    public synchronized void failSignals(Optional<ProviderError> error) {
        signalFailure = error.orElse(null);
    }

    // What goes wrong.

    /** The next write to a route goes wrong; several orders are served one write each. */
    public synchronized void onNextWrite(String route, Mishap mishap) {
        mishaps.computeIfAbsent(route, _ -> new ArrayDeque<>()).add(mishap);
    }

    /** The next look at a route fails; several orders are served one look each. */
    public synchronized void onNextRead(String route, ProviderError error) {
        readFailures.computeIfAbsent(route, _ -> new ArrayDeque<>()).add(error);
    }

    /** From now on a route says yes and does nothing: it shows the weights that it is given, and its traffic follows those of now. */
    public synchronized void trafficStays(String route) {
        followed.put(route, state(route).natives());
    }

    /** Traffic follows the weights again. */
    public synchronized void trafficFollows(String route) {
        followed.remove(route);
    }

    /** Looks at a route show it for a while as it is now, whatever happens to it. */
    public synchronized void staleReads(String route, Duration lasts) {
        staleViews.put(route, new StaleView(clock.instant().plus(lasts), state(route)));
    }

    /** Lets land what is due. */
    public void settle() {
        settle(clock.instant());
    }

    /** Lets land what is due by an instant. */
    public synchronized void settle(Instant now) {
        List<Late> due = late.stream()
                .filter(write -> !write.due().isAfter(now))
                .sorted(Comparator.comparing(Late::due))
                .toList();
        late.removeAll(due);
        due.forEach(write -> land(write.write(), write.due()));
    }

    /** Whether something may still land by itself. */
    public synchronized boolean somethingOutstanding() {
        return !late.isEmpty();
    }

    // What providers call.

    /** A look: fails or is out of date, where that was ordered. */
    synchronized Optional<RouteState> look(String route) {
        settle();
        Deque<ProviderError> failures = readFailures.get(route);
        if (failures != null && !failures.isEmpty()) {
            throw new ProviderException(failures.remove());
        }
        return view(route);
    }

    /** What a write is made from: out of date where that was ordered, but it does not use up an order to fail. */
    synchronized Optional<RouteState> view(String route) {
        settle();
        StaleView stale = staleViews.get(route);
        return stale != null && clock.instant().isBefore(stale.until()) ? Optional.of(stale.state()) : find(route);
    }

    synchronized List<RouteHazard> hazards(String route) {
        ProviderError failure = hazardFailures.get(route);
        if (failure != null) {
            throw new ProviderException(failure);
        }
        return List.copyOf(hazards.getOrDefault(route, List.of()));
    }

    synchronized boolean hasBackend(String backend) {
        return healthyTargets.containsKey(backend);
    }

    synchronized void write(Write write) {
        settle();
        writes++;
        Deque<Mishap> ordered = mishaps.get(write.route());
        Mishap mishap = ordered == null ? null : ordered.poll();
        if (mishap == null) {
            accept(write);
        } else {
            carryOut(mishap, write);
        }
    }

    synchronized Reading read(String route, String backend, Signal signal, TimeWindow window) {
        failIfOrdered();
        if (find(route).filter(state -> state.natives().containsKey(backend)).isEmpty()) {
            return new Reading.Missing(route + " does not list " + backend);
        }
        Reading usual = switch (signal) {
            case HEALTHY_TARGETS -> new Reading.Measured(healthyTargets.getOrDefault(backend, 0));
            case REQUESTS -> new Reading.Measured(requests(route, backend));
            default -> usual(signal);
        };
        return measures.getOrDefault(new Measure(backend, signal), _ -> usual).apply(window);
    }

    synchronized Reading readRoute(String route, Signal signal, TimeWindow window) {
        failIfOrdered();
        return measures.getOrDefault(new Measure(name + "/" + route, signal), _ -> usual(signal))
                .apply(window);
    }

    /** They follow the weights of now, or those from when traffic was last seen to do so. */
    private double requests(String route, String backend) {
        Map<String, Integer> split = Optional.ofNullable(followed.get(route))
                .orElseGet(() -> state(route).natives());
        double whole = split.values().stream().mapToInt(Integer::intValue).sum();
        return Math.round(REQUESTS * split.getOrDefault(backend, 0) / whole);
    }

    /** One call, for any number of names. */
    synchronized void lookAtMetrics() {
        metricLooks++;
        failIfOrdered();
    }

    synchronized Reading readMetric(String metricName, TimeWindow window) {
        return metrics.getOrDefault(metricName, _ -> new Reading.Missing("nobody has measured " + metricName))
                .apply(window);
    }

    private void failIfOrdered() {
        if (signalFailure != null) {
            throw new ProviderException(signalFailure);
        }
    }

    private static Reading usual(Signal signal) {
        return new Reading.Measured(
                switch (signal) {
                    case REQUESTS -> REQUESTS;
                    case PROCESSED_BYTES -> 1_000_000;
                    case CAPACITY_UNITS, HEARTBEAT -> 1;
                    case LATENCY_P50 -> 50;
                    case LATENCY_P95 -> 90;
                    case LATENCY_P99 -> 120;
                    case ERROR_RATE, BALANCER_ERROR_RATE, HEALTHY_TARGETS -> 0;
                });
    }

    private void carryOut(Mishap mishap, Write write) {
        Instant now = clock.instant();
        switch (mishap) {
            case Mishap.Refuse(ProviderError error) -> throw new ProviderException(error);
            case Mishap.LoseRequest _ -> throw unanswered(write);
            case Mishap.LoseReply _ -> {
                land(write, now);
                throw unanswered(write);
            }
            case Mishap.LandLate(Duration after) -> {
                late.add(new Late(now.plus(after), write));
                throw unanswered(write);
            }
            case Mishap.LandTwice(Duration after) -> {
                land(write, now);
                late.add(new Late(now.plus(after), write));
                throw unanswered(write);
            }
            case Mishap.Overtake(Map<String, Integer> natives) -> {
                strangerSets(write.route(), natives);
                accept(write);
            }
        }
    }

    private static ProviderException unanswered(Write write) {
        return new ProviderException(new ProviderError.Unknown("no answer about " + write.route()));
    }

    private void accept(Write write) {
        refusal(write).ifPresent(error -> {
            throw new ProviderException(error);
        });
        land(write, clock.instant());
    }

    private void land(Write write, Instant at) {
        if (refusal(write).isEmpty()) {
            find(write.route())
                    .ifPresent(now -> put(write.route(), now, write.onto(now), at, write.requestId(), write.who()));
        }
    }

    private Optional<ProviderError> refusal(Write write) {
        RouteState now = routes.get(write.route());
        if (now == null) {
            return Optional.of(new ProviderError.NotFound("no route " + write.route()));
        }
        if (compareAndSet && now.revision() != write.fromRevision()) {
            return Optional.of(new ProviderError.Conflict("%s is at revision %d, the write was made from %d"
                    .formatted(write.route(), now.revision(), write.fromRevision())));
        }
        for (Map.Entry<String, Integer> weight : write.natives().entrySet()) {
            if (!healthyTargets.containsKey(weight.getKey())) {
                return Optional.of(new ProviderError.NotFound("no backend " + weight.getKey()));
            }
            if (weight.getValue() < 0 || weight.getValue() > scale.largest()) {
                return Optional.of(new ProviderError.Invalid("a weight is 0 to " + scale.largest() + ": " + weight));
            }
        }
        if (write.natives().values().stream().noneMatch(weight -> weight > 0)) {
            return Optional.of(new ProviderError.Invalid("no backend of " + write.route() + " would have weight"));
        }
        return Optional.empty();
    }

    /** The same content again is no effect, and no new revision. */
    private void put(String route, RouteState now, RouteState next, Instant at, String requestId, String who) {
        if (!next.equals(now)) {
            routes.put(route, next.atRevision(now.revision() + 1));
            effects.add(new Effect(at, route, next.natives(), requestId, who));
        }
    }

    private Optional<RouteState> find(String route) {
        return Optional.ofNullable(routes.get(route));
    }
}
