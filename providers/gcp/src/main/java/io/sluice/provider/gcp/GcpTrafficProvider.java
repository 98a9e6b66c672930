package io.sluice.provider.gcp;

import com.google.cloud.compute.v1.Operation;
import io.sluice.provider.Digest;
import io.sluice.provider.Lookup;
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
import io.sluice.traffic.Snapshot;
import io.sluice.traffic.Traits;
import io.sluice.traffic.WeightChange;
import io.sluice.traffic.WeightScale;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Reads and changes the weights of backend services in URL maps of Google Cloud.
 *
 * <p>Google compares: a write names the fingerprint of what it was made from, and is refused if that is no longer there. So a
 * write needs no look of its own; the one that led to it counts.
 */
final class GcpTrafficProvider implements TrafficProvider {
    private static final WeightScale SCALE = new WeightScale(1000);

    private static final String NO_AFFINITY = "NONE";

    /** Google documents no bound; it refuses a list that it finds too long. */
    private static final int MOST_BACKENDS = Integer.MAX_VALUE;

    private final Compute compute;
    private final GcpAddress addresses;
    private final String project;
    private final Duration settle;
    private final Optional<URI> endpoint;
    private final boolean withToken;

    GcpTrafficProvider(Compute compute, GcpProviderFactory settings, GcpAddress addresses) {
        this.compute = compute;
        this.addresses = addresses;
        this.project = settings.project();
        this.settle = settings.settle();
        this.endpoint = settings.endpoint();
        this.withToken = !settings.withoutCredentials();
    }

    @Override
    public List<Fault> check(Route route) {
        return addresses.check(route);
    }

    @Override
    public String canonicalKey(Route route) {
        return addresses.place(route).key();
    }

    @Override
    public Map<Route, Sight> observe(Set<Route> routes) {
        Set<Resource> urlMaps = new HashSet<>();
        Set<Resource> services = new HashSet<>();
        routes.forEach(route -> {
            urlMaps.add(addresses.place(route).urlMap());
            services.addAll(addresses.backendServices(route).values());
        });
        Map<Resource, Lookup<UrlMap>> found = compute.urlMaps(urlMaps);
        Map<Resource, Lookup<String>> schemes = compute.schemes(services);

        Map<Route, Sight> sights = new HashMap<>();
        for (Route route : routes) {
            sights.put(route, Lookup.sight(() -> {
                Place place = addresses.place(route);
                return observed(route, place, Lookup.in(found, place.urlMap()), scheme(route, schemes));
            }));
        }
        return sights;
    }

    /** The one scheme of all the backend services of a route. */
    private Scheme scheme(Route route, Map<Resource, Lookup<String>> schemes) {
        Set<String> names = new TreeSet<>();
        addresses.backendServices(route).values().forEach(service -> names.add(Lookup.in(schemes, service)));
        if (names.size() > 1) {
            throw new ProviderException(new ProviderError.Invalid(
                    route.ref() + " has backend services of different loadBalancingSchemes, " + names));
        }
        Scheme scheme = new Scheme(
                names.iterator().next(), addresses.place(route).urlMap().isGlobal());
        if (!scheme.splits()) {
            throw new ProviderException(
                    new ProviderError.Invalid(route.ref() + " is " + scheme.words() + ", which knows no weights"));
        }
        return scheme;
    }

    @Override
    public void apply(WeightChange change) {
        Place place = addresses.place(change.route());
        Known known = compute.known(place.urlMap());
        long looked = known.lookedAt(change.fromRevision());
        writing(place, () -> applied(change, place, known, looked));
    }

    /** Asks for the change, unless it has been done since the look; a look that shows it may be out of date. */
    private Optional<Operation> applied(WeightChange change, Place place, Known known, long looked) {
        UrlMap now = known.latestAt(change.fromRevision()).orElseGet(() -> compute.urlMap(place.urlMap()));
        Optional<Split> split = split(now, place);
        if (known.putBackSince(place, looked) || !known.isSame(place, now, change.fromRevision())) {
            if (split.isPresent() && isAt(change, split.get())) {
                return Optional.empty();
            }
            throw new ProviderException(
                    new ProviderError.Conflict(change.route().ref() + " has changed since it was looked at"));
        }
        Split before = split.orElseThrow(() -> noSplit(change.route()));
        Split after = before.withWeights(changed(change, before.weights()));
        return Optional.of(compute.change(now, now.splitting(place, after), place, change.requestId()));
    }

    /** Makes a write up and sends it while no other of the same URL map is, and then waits for its end. */
    private void writing(Place place, Supplier<Optional<Operation>> write) {
        long start = System.nanoTime();
        compute.known(place.urlMap())
                .oneAtATime(write)
                .ifPresent(operation -> compute.await(operation, place.urlMap(), start));
    }

    @Override
    public List<RouteHazard> hazards(Route route) {
        Map<Side, Resource> services = addresses.backendServices(route);
        Map<Resource, Lookup<String>> affinities = compute.affinities(services.values());
        List<RouteHazard> hazards = new ArrayList<>();
        services.forEach((side, service) -> {
            switch (affinities.getOrDefault(service, Lookup.missing(service))) {
                case Lookup.Hit<String>(String affinity) -> {
                    if (!affinity.isEmpty() && !affinity.equals(NO_AFFINITY)) {
                        hazards.add(new RouteHazard(
                                RouteHazard.Kind.SESSION_AFFINITY,
                                "the backend service of %s has sessionAffinity %s, which gives way to weights: clients that were kept with a server may change sides from one request to the next"
                                        .formatted(side, affinity)));
                    }
                }
                case Lookup.Miss<String>(ProviderError error) ->
                    hazards.add(RouteHazard.notKnown(
                            "whether the backend service of %s has session affinity".formatted(side), error));
            }
        });
        return hazards;
    }

    @Override
    public Snapshot snapshot(Route route) {
        Place place = addresses.place(route);
        UrlMap now = compute.urlMap(place.urlMap());
        Split split = split(now, place).orElseThrow(() -> noSplit(route));
        return new GcpSnapshot(split, now.action(place)).write();
    }

    @Override
    public void restore(Restoration restoration) {
        GcpSnapshot baseline = GcpSnapshot.read(restoration.snapshot(), project);
        Place place = addresses.place(restoration.route());
        compute.known(place.urlMap())
                .puttingBack(place, () -> writing(place, () -> Optional.of(restored(restoration, baseline, place))));
    }

    @Override
    public ByHand byHand(Route route, Snapshot snapshot) {
        Split baseline = GcpSnapshot.read(snapshot, project).split();
        UrlMapByHand byHand = new UrlMapByHand(addresses.place(route), endpoint, withToken);
        return new ByHand(natives(route, baseline), byHand.commands(baseline), byHand.remarks());
    }

    private Operation restored(Restoration restoration, GcpSnapshot baseline, Place place) {
        UrlMap now = compute.urlMap(place.urlMap());
        Set<String> listed =
                split(now, place).map(split -> split.entries().keySet()).orElse(Set.of());
        // Written even where a look shows the baseline already: the look may be out of date, and the write is harmless.
        UrlMap after = restoration.exact()
                ? now.doing(place, restored(restoration, baseline, Set.of()), baseline.action())
                : now.splitting(place, restored(restoration, baseline, listed));
        return compute.change(now, after, place, restoration.requestId());
    }

    /** The split of the baseline, less the evicted, and with the strangers among those listed at weight 0. */
    private Split restored(Restoration restoration, GcpSnapshot baseline, Set<String> listed) {
        Map<Side, Resource> named = addresses.backendServices(restoration.route());
        Set<String> ofPlan = new HashSet<>();
        named.values().forEach(service -> ofPlan.add(service.path()));
        Map<String, Integer> before = baseline.split().weights();
        Map<String, Integer> weights = new LinkedHashMap<>(before);
        listed.stream()
                .filter(service -> !ofPlan.contains(service))
                .forEach(service -> weights.putIfAbsent(service, 0));
        restoration
                .evicted()
                .forEach(side -> weights.remove(
                        Optional.ofNullable(named.get(side)).map(Resource::path).orElse(side.name())));
        if (weights.values().stream().noneMatch(weight -> weight > 0)) {
            throw new ProviderException(
                    new ProviderError.Invalid("without " + restoration.evicted() + " nothing would have weight"));
        }
        return weights.equals(before) ? baseline.split() : baseline.split().withWeights(weights);
    }

    /** The whole split to write: backend services that the change gives nothing stay listed, and get nothing. */
    private Map<String, Integer> changed(WeightChange change, Map<String, Integer> weights) {
        Map<Side, Integer> wanted = SCALE.toNative(change.to());
        Map<String, Integer> changed = new LinkedHashMap<>(weights);
        addresses.backendServices(change.route()).values().forEach(service -> changed.putIfAbsent(service.path(), 0));
        changed.replaceAll((service, _) -> wanted.getOrDefault(addresses.side(change.route(), service), 0));
        return changed;
    }

    private boolean isAt(WeightChange change, Split split) {
        Map<Side, Integer> natives = natives(change.route(), split);
        return split.hasWeight()
                && natives.keySet().containsAll(change.route().sides())
                && WeightScale.toWeights(natives).equals(SCALE.reachable(change.to()));
    }

    private ObservedRoute observed(Route route, Place place, UrlMap urlMap, Scheme scheme) {
        Split split = split(urlMap, place).orElseThrow(() -> noSplit(route));
        if (!split.hasWeight()) {
            throw new ProviderException(
                    new ProviderError.Invalid(route.ref() + " gives no backend service any weight"));
        }
        if (place instanceof Place.OfPathRule rule) {
            urlMap.firstPath(rule).filter(first -> !first.equals(rule.path())).ifPresent(first -> {
                // Two plans could name one rule by two of its paths, and nobody would notice that it is the same.
                throw new ProviderException(new ProviderError.Invalid(
                        route.ref() + " is a path rule whose first path is " + first + ": name it by that one"));
            });
        }
        return new ObservedRoute(
                natives(route, split),
                urlMap.fingerprint(),
                // Session affinity gives way to weights, Google says: clients do not stick.
                Optional.empty(),
                settle,
                Digest.of(urlMap.elsewhere(place)),
                new Traits(SCALE, MOST_BACKENDS, scheme.signals(), true, scheme.words()));
    }

    private Map<Side, Integer> natives(Route route, Split split) {
        Map<Side, Integer> natives = new TreeMap<>();
        split.weights().forEach((service, weight) -> natives.put(addresses.side(route, service), weight));
        return natives;
    }

    private static Optional<Split> split(UrlMap urlMap, Place place) {
        if (!urlMap.has(place)) {
            throw new ProviderException(new ProviderError.NotFound(place.words() + " does not exist"));
        }
        return urlMap.split(place);
    }

    private static ProviderException noSplit(Route route) {
        return new ProviderException(
                new ProviderError.Invalid(route.ref() + " sends nothing to backend services, so it has no weights"));
    }
}
