package io.sluice.provider.azure;

import com.azure.resourcemanager.trafficmanager.TrafficManager;
import com.azure.resourcemanager.trafficmanager.fluent.ProfilesClient;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sluice.provider.Digest;
import io.sluice.provider.JustSeen;
import io.sluice.provider.Lookup;
import io.sluice.provider.SignalSource;
import io.sluice.provider.Together;
import io.sluice.provider.azure.TrafficManagerProfile.Endpoint;
import io.sluice.traffic.ByHand;
import io.sluice.traffic.Fault;
import io.sluice.traffic.ObservedRoute;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Restoration;
import io.sluice.traffic.Route;
import io.sluice.traffic.RouteHazard;
import io.sluice.traffic.Side;
import io.sluice.traffic.Sight;
import io.sluice.traffic.Signal;
import io.sluice.traffic.SignalQuery;
import io.sluice.traffic.Snapshot;
import io.sluice.traffic.Traits;
import io.sluice.traffic.WeightChange;
import io.sluice.traffic.WeightScale;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads and changes the weights of the endpoints of Traffic Manager profiles.
 *
 * <p>One {@code PUT} of the profile carries all weights, so the sides never disagree; the single endpoints' {@code PATCH}
 * would change them one after the other. There is no compare-and-set and no operation to wait for: the answer is the end.
 *
 * <p><b>Health.</b> Traffic Manager probes the endpoints that are enabled, and a side without traffic is a disabled one. So of
 * a side at 0 nobody knows how it is, and there is no way to be told without giving it answers. A figure that is missing
 * for it would hold every plan before its first step, and any number would be made up. Therefore a profile says that it
 * keeps {@code healthy-targets} only while it probes every endpoint of the plan: not at the first step, which the plan makes
 * small, and not at the last; in all steps between the guard and the ramp know how each side is. A gate on it is refused at
 * submission, for it could not be judged throughout.
 */
final class TrafficManagerRoutes implements RouteKind {
    static final String FIELD = "trafficManager";

    private static final String FORMAT = "azure-trafficmanager/1";
    private static final String KIND = "a Traffic Manager profile";
    private static final WeightScale SCALE = new WeightScale(1000);

    /** Azure's published limit of endpoints per profile. */
    private static final int MOST_ENDPOINTS = 200;

    private static final JsonMapper JSON = new JsonMapper();

    private final AzureClients clients;
    private final NamedBackends addresses;
    private final AzCli az;
    private final JustSeen<String, TrafficManagerProfile> justSeen = new JustSeen<>();
    private @Nullable ProfilesClient profiles;

    TrafficManagerRoutes(AzureClients clients, String subscription, AzCli az) {
        this.clients = clients;
        this.az = az;
        this.addresses = new NamedBackends(FIELD, "Microsoft.Network/trafficManagerProfiles", "endpoint", subscription);
    }

    @Override
    public String field() {
        return FIELD;
    }

    @Override
    public boolean runsOn() {
        return false;
    }

    @Override
    public SignalSource signals() {
        return this::read;
    }

    @Override
    public List<Fault> check(Route route) {
        return addresses.check(route);
    }

    @Override
    public String canonicalKey(Route route) {
        return "azure:" + addresses.place(route).key();
    }

    @Override
    public Map<Route, Sight> observe(Set<Route> routes) {
        return Together.sights(routes, addresses::place, ArmId::key, this::lookToWrite, this::observed);
    }

    /** The write that the look is made for does not look again. */
    private TrafficManagerProfile lookToWrite(ArmId place) {
        TrafficManagerProfile seen = get(place);
        justSeen.put(place.key(), seen);
        return seen;
    }

    @Override
    public void apply(WeightChange change) {
        ArmId place = addresses.place(change.route());
        TrafficManagerProfile now = justSeen.take(place.key())
                .filter(seen -> Digest.of(seen.canonical()).equals(change.fromRevision()))
                .orElseGet(() -> get(place));
        if (!Digest.of(now.canonical()).equals(change.fromRevision())) {
            if (isAt(change, now)) {
                return; // this very change, or one like it, has been done since the look
            }
            throw new ProviderException(
                    new ProviderError.Conflict(change.route().ref() + " has changed since it was looked at"));
        }
        checkSplits(change.route(), now);
        put(change.route(), now.withWeights(changed(change, now)));
    }

    private boolean isAt(WeightChange change, TrafficManagerProfile profile) {
        Map<Side, Integer> natives = natives(change.route(), profile);
        return profile.isWeighted()
                && natives.keySet().containsAll(change.route().sides())
                && hasWeight(natives)
                && WeightScale.toWeights(natives).equals(SCALE.reachable(change.to()));
    }

    @Override
    public List<RouteHazard> hazards(Route route) {
        return List.of(new RouteHazard(
                RouteHazard.Kind.DNS_TTL,
                "clients and resolvers go on using an answer for its TTL of %d s, and some of them longer; where few resolvers ask for many clients the shares are skewed; connections that are open do not move at all"
                        .formatted(get(addresses.place(route)).ttl().toSeconds())));
    }

    @Override
    public Snapshot snapshot(Route route) {
        TrafficManagerProfile now = get(addresses.place(route));
        checkSplits(route, now);
        return new Snapshot(FORMAT, now.withoutSecrets().toString());
    }

    @Override
    public void restore(Restoration restoration) {
        TrafficManagerProfile baseline = baseline(restoration.snapshot());
        // Written even where a look shows the baseline already: the look may be out of date, and the write is harmless.
        TrafficManagerProfile back = restoration.exact() ? whole(restoration, baseline) : merged(restoration, baseline);
        Map<String, Integer> evicted = new HashMap<>();
        Map<Side, String> names = addresses.names(restoration.route());
        restoration.evicted().forEach(side -> evicted.put(names.getOrDefault(side, side.name()), 0));
        TrafficManagerProfile less = back.withWeights(evicted);
        if (!hasWeight(natives(restoration.route(), less))) {
            throw new ProviderException(
                    new ProviderError.Invalid("without " + restoration.evicted() + " nothing would have weight"));
        }
        put(restoration.route(), less);
    }

    @Override
    public ByHand byHand(Route route, Snapshot snapshot) {
        TrafficManagerProfile baseline = baseline(snapshot);
        ProfileByHand byHand = new ProfileByHand(addresses.place(route), az);
        return new ByHand(natives(route, baseline), byHand.commands(baseline), byHand.remarks());
    }

    private List<Reading> read(List<SignalQuery> queries) {
        Map<String, Lookup<TrafficManagerProfile>> profiles = new HashMap<>();
        return Readings.of(queries.stream()
                .map(query -> Lookup.of(() -> reading(query, profiles)))
                .toList());
    }

    private Reading reading(SignalQuery query, Map<String, Lookup<TrafficManagerProfile>> profiles) {
        if (query.signal() != Signal.HEALTHY_TARGETS) {
            return new Reading.Missing("%s is not measured by %s, which answers names and never sees a request"
                    .formatted(query.signal(), KIND));
        }
        Side side = query.side()
                .orElseThrow(() -> new ProviderException(
                        new ProviderError.Invalid(query.signal() + " is asked of a side of the plan")));
        ArmId place = addresses.place(query.route());
        TrafficManagerProfile profile = profiles.computeIfAbsent(place.key(), _ -> Lookup.of(() -> get(place)))
                .orThrow();
        String name = Objects.requireNonNull(addresses.names(query.route()).get(side));
        Endpoint endpoint = profile.endpoints().get(name);
        return endpoint == null ? new Reading.Missing("the profile has no endpoint " + name) : health(endpoint);
    }

    /**
     * One endpoint is one target. Only what Traffic Manager has seen to answer counts, and only what it has seen to fail, or
     * gives no answers for, counts as none; the rest is not known.
     */
    private static Reading health(Endpoint endpoint) {
        return switch (endpoint.monitorStatus()) {
            case "Online" -> new Reading.Measured(1);
            // Degraded fails its probes; Stopped is an Azure service that was stopped; Inactive is in a profile that is
            // switched off, so that nobody is sent to it.
            case "Degraded", "Stopped", "Inactive" -> new Reading.Measured(0);
            case "CheckingEndpoint" -> new Reading.Missing(endpoint.name() + " has not been probed yet");
            case "Disabled" ->
                new Reading.Missing(endpoint.name() + " is disabled, and Traffic Manager does not probe it");
            case "Unmonitored" ->
                new Reading.Missing(endpoint.name() + " is always served, and Traffic Manager does not probe it");
            default ->
                new Reading.Missing(
                        "the monitor status of %s is \"%s\"".formatted(endpoint.name(), endpoint.monitorStatus()));
        };
    }

    private ObservedRoute observed(Route route, TrafficManagerProfile profile) {
        checkSplits(route, profile);
        Map<String, Endpoint> endpoints = profile.endpoints();
        addresses.names(route).forEach((side, name) -> {
            if (!endpoints.containsKey(name)) {
                throw new ProviderException(
                        new ProviderError.NotFound("%s has no endpoint %s for %s".formatted(route.ref(), name, side)));
            }
        });
        Map<Side, Integer> natives = natives(route, profile);
        if (!hasWeight(natives)) {
            throw new ProviderException(new ProviderError.Invalid(route.ref() + " has no enabled endpoint"));
        }
        boolean allProbed = addresses.names(route).values().stream()
                .flatMap(name -> Optional.ofNullable(endpoints.get(name)).stream())
                .allMatch(endpoint -> endpoint.isEnabled() && !endpoint.isAlwaysServed());
        return new ObservedRoute(
                natives,
                Digest.of(profile.canonical()),
                Optional.empty(),
                profile.ttl(),
                Digest.of(profile.canonicalButSplit()),
                new Traits(SCALE, MOST_ENDPOINTS, allProbed ? Set.of(Signal.HEALTHY_TARGETS) : Set.of(), false, KIND));
    }

    private static void checkSplits(Route route, TrafficManagerProfile profile) {
        if (!profile.isWeighted()) {
            throw new ProviderException(
                    new ProviderError.Invalid("%s routes by %s; only the routing method Weighted has a split"
                            .formatted(route.ref(), profile.routingMethod())));
        }
    }

    private Map<Side, Integer> natives(Route route, TrafficManagerProfile profile) {
        Map<Side, Integer> natives = new TreeMap<>();
        profile.endpoints()
                .values()
                .forEach(endpoint ->
                        natives.put(addresses.side(route, endpoint.name(), endpoint.identifier()), endpoint.weight()));
        return natives;
    }

    private static boolean hasWeight(Map<Side, Integer> natives) {
        return natives.values().stream().anyMatch(weight -> weight > 0);
    }

    /** The weight of every endpoint: what the change gives nothing, strangers too, stays listed and is disabled. */
    private Map<String, Integer> changed(WeightChange change, TrafficManagerProfile now) {
        Map<Side, Integer> wanted = SCALE.toNative(change.to());
        Map<String, Integer> changed = new HashMap<>();
        now.endpoints()
                .forEach((key, endpoint) -> changed.put(
                        key,
                        wanted.getOrDefault(
                                addresses.side(change.route(), endpoint.name(), endpoint.identifier()), 0)));
        addresses.names(change.route()).forEach((side, name) -> {
            if (!changed.containsKey(name)) {
                throw new ProviderException(new ProviderError.NotFound(
                        "%s has no endpoint %s for %s".formatted(change.route().ref(), name, side)));
            }
        });
        return changed;
    }

    /** All of the baseline but the values of headers, which snapshots do not hold: they are as they are now. */
    private TrafficManagerProfile whole(Restoration restoration, TrafficManagerProfile baseline) {
        return baseline.lacksSecrets() ? baseline.withSecretsOf(get(addresses.place(restoration.route()))) : baseline;
    }

    /** The split of the baseline on the profile as it is now; a side of the plan that was taken out since comes back. */
    private TrafficManagerProfile merged(Restoration restoration, TrafficManagerProfile baseline) {
        TrafficManagerProfile now = get(addresses.place(restoration.route()));
        TrafficManagerProfile back = now.withWeightsOf(baseline);
        Set<String> there = back.endpoints().keySet();
        for (String name : addresses.names(restoration.route()).values()) {
            Endpoint then = baseline.endpoints().get(name);
            if (then != null && !there.contains(name)) {
                back = back.with(then);
            }
        }
        return back.withSecretsOf(now);
    }

    private static TrafficManagerProfile baseline(Snapshot snapshot) {
        if (!snapshot.format().equals(FORMAT)) {
            throw new ProviderException(
                    new ProviderError.Invalid("a snapshot of format " + snapshot.format() + " is not " + FORMAT));
        }
        try {
            return TrafficManagerProfile.read(JSON.readTree(snapshot.content()));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new ProviderException(new ProviderError.Invalid("the snapshot cannot be read: " + e.getMessage()), e);
        }
    }

    private TrafficManagerProfile get(ArmId id) {
        return AzureErrors.reading(
                () -> TrafficManagerProfile.of(profiles().getByResourceGroup(id.resourceGroup(), id.name())));
    }

    private void put(Route route, TrafficManagerProfile profile) {
        ArmId id = addresses.place(route);
        AzureErrors.writing(() -> profiles().createOrUpdate(id.resourceGroup(), id.name(), profile.forWriting()));
    }

    /** Built when it is first needed, like all that goes through the pipeline. */
    private synchronized ProfilesClient profiles() {
        if (profiles == null) {
            profiles = TrafficManager.authenticate(clients.pipeline(), clients.profile())
                    .serviceClient()
                    .getProfiles();
        }
        return profiles;
    }
}
