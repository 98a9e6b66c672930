package io.sluice.provider.inmemory;

import static java.util.stream.Collectors.joining;

import io.sluice.provider.TrafficProvider;
import io.sluice.traffic.ByHand;
import io.sluice.traffic.Fault;
import io.sluice.traffic.ObservedRoute;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import io.sluice.traffic.Restoration;
import io.sluice.traffic.Route;
import io.sluice.traffic.RouteHazard;
import io.sluice.traffic.Side;
import io.sluice.traffic.Sight;
import io.sluice.traffic.Signal;
import io.sluice.traffic.Snapshot;
import io.sluice.traffic.Traits;
import io.sluice.traffic.WeightChange;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Reads and changes the routes of an {@link InMemoryCloud}. */
final class InMemoryTrafficProvider implements TrafficProvider {
    private static final int MOST_BACKENDS = 10;

    private final InMemoryCloud cloud;
    private final String instance;

    InMemoryTrafficProvider(InMemoryCloud cloud, String instance) {
        this.cloud = cloud;
        this.instance = instance;
    }

    @Override
    public List<Fault> check(Route route) {
        return InMemoryAddress.check(route);
    }

    @Override
    public String canonicalKey(Route route) {
        return "inmemory:" + cloud.name() + "/" + InMemoryAddress.route(route);
    }

    @Override
    public Map<Route, Sight> observe(Set<Route> routes) {
        Map<Route, Sight> sights = new HashMap<>();
        routes.forEach(route -> sights.put(route, look(route)));
        return sights;
    }

    @Override
    public void apply(WeightChange change) {
        RouteState now = view(change.route());
        Map<String, Integer> split = split(change, now);
        if (!revision(now).equals(change.fromRevision())) {
            if (sameSplit(split, now.natives())) {
                return; // this very change, or one like it, has been done since the look
            }
            // A cloud without compare-and-set leaves a gap between this look and the write; nothing here can close it.
            throw new ProviderException(new ProviderError.Conflict("%s is at revision %s, not %s"
                    .formatted(change.route().ref(), revision(now), change.fromRevision())));
        }
        cloud.write(new Write(
                InMemoryAddress.route(change.route()),
                now.revision(),
                split,
                now.stickiness(),
                Optional.empty(),
                change.requestId(),
                instance));
    }

    @Override
    public List<RouteHazard> hazards(Route route) {
        existing(route, cloud.look(InMemoryAddress.route(route)));
        return cloud.hazards(InMemoryAddress.route(route));
    }

    @Override
    public Snapshot snapshot(Route route) {
        return InMemorySnapshot.of(existing(route, cloud.look(InMemoryAddress.route(route))));
    }

    @Override
    public void restore(Restoration restoration) {
        RouteState baseline = InMemorySnapshot.read(restoration.snapshot());
        RouteState now = view(restoration.route());
        // No shortcut where the look shows the baseline already: it may be out of date, and the write is harmless.
        cloud.write(new Write(
                InMemoryAddress.route(restoration.route()),
                now.revision(),
                restored(restoration, baseline, now),
                baseline.stickiness(),
                restoration.exact() ? Optional.of(baseline.openSettings()) : Optional.empty(),
                restoration.requestId(),
                instance));
    }

    @Override
    public ByHand byHand(Route route, Snapshot baseline) {
        Map<Side, Integer> natives = new HashMap<>();
        InMemorySnapshot.read(baseline)
                .natives()
                .forEach((backend, weight) -> natives.put(side(route, backend), weight));
        return new ByHand(
                natives,
                List.of(),
                List.of(
                        "Route %s is in the memory of the process that runs Sluice: no command reaches it, and it ends with"
                                        .formatted(InMemoryAddress.route(route))
                                + " that process."));
    }

    private Sight look(Route route) {
        try {
            return new Sight.Seen(observed(route, existing(route, cloud.look(InMemoryAddress.route(route)))));
        } catch (ProviderException e) {
            return new Sight.Unseen(e.error());
        }
    }

    private ObservedRoute observed(Route route, RouteState state) {
        InMemoryAddress.backends(route).values().forEach(this::mustExist);
        if (state.natives().values().stream().noneMatch(weight -> weight > 0)) {
            throw new ProviderException(new ProviderError.Invalid(route.ref() + " gives no backend any weight"));
        }
        Map<Side, Integer> natives = new HashMap<>();
        state.natives().forEach((backend, weight) -> natives.put(side(route, backend), weight));
        return new ObservedRoute(
                natives,
                revision(state),
                state.stickiness(),
                cloud.settleTime(),
                fingerprint(state),
                new Traits(
                        cloud.scale(),
                        MOST_BACKENDS,
                        EnumSet.allOf(Signal.class),
                        cloud.compareAndSet(),
                        "a route in memory"));
    }

    private RouteState view(Route route) {
        return existing(route, cloud.view(InMemoryAddress.route(route)));
    }

    private static RouteState existing(Route route, Optional<RouteState> state) {
        return state.orElseThrow(
                () -> new ProviderException(new ProviderError.NotFound(route.ref() + " does not exist")));
    }

    private void mustExist(String backend) {
        if (!cloud.hasBackend(backend)) {
            throw new ProviderException(new ProviderError.NotFound("backend " + backend + " does not exist"));
        }
    }

    /** The whole split to write: backends that the plan does not name stay listed and get nothing. */
    private Map<String, Integer> split(WeightChange change, RouteState now) {
        Map<String, Integer> split = new TreeMap<>();
        now.natives().keySet().forEach(backend -> split.put(backend, 0));
        Map<Side, Integer> wanted = cloud.scale().toNative(change.to());
        InMemoryAddress.backends(change.route())
                .forEach((side, backend) -> split.put(backend, wanted.getOrDefault(side, 0)));
        return split;
    }

    private static Map<String, Integer> restored(Restoration restoration, RouteState baseline, RouteState now) {
        Map<String, Integer> split = new TreeMap<>(baseline.natives());
        Map<Side, String> backends = InMemoryAddress.backends(restoration.route());
        if (!restoration.exact()) {
            now.natives().keySet().stream()
                    .filter(backend -> !backends.containsValue(backend))
                    .forEach(stranger -> split.putIfAbsent(stranger, 0));
        }
        restoration.evicted().forEach(side -> split.remove(backends.get(side)));
        return split;
    }

    private static boolean sameSplit(Map<String, Integer> one, Map<String, Integer> other) {
        return one.keySet().equals(other.keySet()) && shares(one).equals(shares(other));
    }

    /** Natives in lowest terms: 95 and 5 send traffic as 19 and 1 do. */
    private static Map<String, Integer> shares(Map<String, Integer> natives) {
        int divisor = natives.values().stream().reduce(0, InMemoryTrafficProvider::greatestCommonDivisor);
        Map<String, Integer> shares = new TreeMap<>(natives);
        shares.replaceAll((_, weight) -> weight / Math.max(1, divisor));
        return shares;
    }

    private static int greatestCommonDivisor(int one, int other) {
        return other == 0 ? one : greatestCommonDivisor(other, one % other);
    }

    private static Side side(Route route, String backend) {
        return InMemoryAddress.backends(route).entrySet().stream()
                .filter(entry -> entry.getValue().equals(backend))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseGet(() -> new Side("backend/" + backend));
    }

    private static String revision(RouteState state) {
        return Long.toString(state.revision());
    }

    private static String fingerprint(RouteState state) {
        return state.openSettings().entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue())
                .collect(joining(", "));
    }
}
