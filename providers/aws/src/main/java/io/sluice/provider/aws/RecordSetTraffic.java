package io.sluice.provider.aws;

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
import io.sluice.traffic.Signal;
import io.sluice.traffic.Snapshot;
import io.sluice.traffic.Traits;
import io.sluice.traffic.WeightChange;
import io.sluice.traffic.WeightScale;
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
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/**
 * Reads and changes the weights of a record set of Route 53.
 *
 * <p>One batch deletes the records as they were seen and creates them with other weights. Route 53 refuses the whole batch if
 * one of the old ones is no longer so: that is its compare-and-set. Only a record that somebody adds meanwhile gets past it.
 *
 * <p>Records are never made up: what a side's address is only its record says, so that must be there, at weight 0 at least.
 */
final class RecordSetTraffic implements TrafficProvider {
    static final String KIND = "a Route 53 record set";

    private static final WeightScale SCALE = new WeightScale(255);
    private static final int MOST_RECORDS = 100;

    /** In so long a change is generally on all name servers, says AWS. */
    private static final Duration PROPAGATION = Duration.ofSeconds(60);

    /** More record sets than one service looks after; beyond that a change costs a look more. */
    private static final int MOST_REMEMBERED = 1_000;

    private final HostedZones hostedZones;

    /** What looks found last: a change made from there need not look again, as the batch itself compares. */
    private final Map<RecordSetPlace, RecordSet> remembered = new ConcurrentHashMap<>();

    /** Whether the last change of a place was said to have reached all name servers; one that is not here was not ours. */
    private final Map<RecordSetPlace, Boolean> reachedAll = new ConcurrentHashMap<>();

    private final AwsCli aws;

    RecordSetTraffic(HostedZones hostedZones, AwsCli aws) {
        this.hostedZones = hostedZones;
        this.aws = aws;
    }

    @Override
    public List<Fault> check(Route route) {
        return RecordSetAddress.check(route);
    }

    @Override
    public String canonicalKey(Route route) {
        RecordSetPlace place = RecordSetAddress.place(route);
        return String.join(
                ":", "aws", "route53", place.hostedZone(), place.name().text(), place.type());
    }

    @Override
    public Map<Route, Sight> observe(Set<Route> routes) {
        Set<RecordSetPlace> places = new HashSet<>();
        routes.forEach(route -> places.add(RecordSetAddress.place(route)));
        Map<RecordSetPlace, Lookup<RecordSet>> found = hostedZones.find(places);
        Map<Route, Sight> sights = new HashMap<>();
        for (Route route : routes) {
            sights.put(route, Lookup.sight(() -> {
                RecordSetPlace place = RecordSetAddress.place(route);
                RecordSet records = Lookup.in(found, place);
                ObservedRoute seen = observed(route, records);
                remember(place, records);
                return seen;
            }));
        }
        return sights;
    }

    private void remember(RecordSetPlace place, RecordSet records) {
        if (remembered.size() >= MOST_REMEMBERED) {
            remembered.clear();
        }
        remembered.put(place, records);
    }

    private ObservedRoute observed(Route route, RecordSet records) {
        checkSplits(route, records);
        checkRecords(route, records);
        if (records.weights().values().stream().allMatch(weight -> weight == 0)) {
            // Route 53 then answers with each of them alike, which is no split that anybody asked for.
            throw new ProviderException(new ProviderError.Invalid(route.ref() + " gives no record any weight"));
        }
        return new ObservedRoute(
                natives(route, records),
                Digest.of(records.canonical()),
                Optional.empty(),
                reachedAll.getOrDefault(RecordSetAddress.place(route), true)
                        ? records.ttl()
                        : records.ttl().plus(PROPAGATION),
                Digest.of(records.canonicalButWeights(
                        RecordSetAddress.identifiers(route).values())),
                traits(route, records));
    }

    private static Traits traits(Route route, RecordSet records) {
        boolean checked = RecordSetAddress.identifiers(route).values().stream()
                .allMatch(identifier -> records.find(identifier)
                        .map(ResourceRecordSet::healthCheckId)
                        .isPresent());
        return new Traits(
                SCALE,
                MOST_RECORDS,
                checked ? Set.of(Signal.HEALTHY_TARGETS) : Set.of(),
                true,
                records.followsTargets() ? KIND + " of aliases that follow the health of their targets" : KIND);
    }

    @Override
    public void apply(WeightChange change) {
        RecordSetPlace place = RecordSetAddress.place(change.route());
        RecordSet known = remembered.get(place);
        if (known == null || !revision(known).equals(change.fromRevision())) {
            known = hostedZones.find(place).orThrow();
            if (!revision(known).equals(change.fromRevision())) {
                if (isAt(change, known)) {
                    alreadyThere(place);
                    return;
                }
                throw new ProviderException(
                        new ProviderError.Conflict(change.route().ref() + " has changed since it was looked at"));
            }
        }
        checkSplits(change.route(), known);
        checkRecords(change.route(), known);
        replace(change, place, known);
    }

    private void replace(WeightChange change, RecordSetPlace place, RecordSet known) {
        try {
            replace(place, known, known.withWeights(changed(change, known)), change.requestId());
        } catch (ProviderException e) {
            // Refused, as the set is no longer so: perhaps because an earlier sending of the same change got through.
            if (!(e.error() instanceof ProviderError.Conflict)
                    || !isAt(change, hostedZones.find(place).orThrow())) {
                throw e;
            }
            alreadyThere(place);
        }
    }

    private void replace(RecordSetPlace place, RecordSet old, RecordSet next, String requestId) {
        try {
            hostedZones.replace(place, old, next, requestId);
            reachedAll.put(place, true);
        } catch (ProviderException e) {
            if (e.error() instanceof ProviderError.Unknown) {
                reachedAll.put(place, false);
            }
            throw e;
        }
    }

    /**
     * This very change, or one like it, has been done since the look. Who did it may not have waited until all name servers
     * had it, and nobody can be asked for that without the change's id, so that looks give it the time.
     */
    private void alreadyThere(RecordSetPlace place) {
        reachedAll.putIfAbsent(place, false);
    }

    /** All weights to write: records that the change gives nothing stay, and get nothing. */
    private static Map<String, Integer> changed(WeightChange change, RecordSet records) {
        Map<Side, Integer> wanted = SCALE.toNative(change.to());
        Map<String, Integer> changed = new LinkedHashMap<>(records.weights());
        changed.replaceAll(
                (identifier, _) -> wanted.getOrDefault(RecordSetAddress.side(change.route(), identifier), 0));
        return changed;
    }

    private static boolean isAt(WeightChange change, RecordSet records) {
        Map<Side, Integer> natives = natives(change.route(), records);
        return records.isWeighted()
                && natives.values().stream().anyMatch(weight -> weight > 0)
                && natives.keySet().containsAll(change.route().sides())
                && WeightScale.toWeights(natives).equals(SCALE.reachable(change.to()));
    }

    @Override
    public List<RouteHazard> hazards(Route route) {
        RecordSet records = hostedZones.find(RecordSetAddress.place(route)).orThrow();
        List<RouteHazard> hazards = new ArrayList<>();
        hazards.add(new RouteHazard(
                RouteHazard.Kind.DNS_TTL,
                "clients and resolvers go on using an answer for its TTL of %d s, and some of them longer; connections that are open do not move at all"
                        .formatted(records.ttl().toSeconds())));
        List<String> following = records.followingTargets().stream()
                .map(identifier -> RecordSetAddress.side(route, identifier).name())
                .sorted()
                .toList();
        if (!following.isEmpty()) {
            hazards.add(new RouteHazard(
                    RouteHazard.Kind.WEIGHTED_ALIAS_WITH_TARGET_HEALTH,
                    "aliases of %s have EvaluateTargetHealth: where the target is unhealthy the other records get its share; a load balancer is unhealthy as soon as one of its target groups has no healthy target, one without weight too"
                            .formatted(String.join(", ", following))));
        }
        return hazards;
    }

    @Override
    public Snapshot snapshot(Route route) {
        RecordSet records = hostedZones.find(RecordSetAddress.place(route)).orThrow();
        checkSplits(route, records);
        return RecordSetSnapshot.write(records);
    }

    @Override
    public void restore(Restoration restoration) {
        RecordSet baseline = RecordSetSnapshot.read(restoration.snapshot());
        RecordSetPlace place = RecordSetAddress.place(restoration.route());
        // Looked at even to put all back, as Route 53 deletes only what it is told exactly; written even where a look
        // shows the
        // baseline already, as the look may be out of date.
        RecordSet now = live(place);
        RecordSet wanted = restoration.exact() || !now.isWeighted() ? baseline : restored(baseline, now);
        replace(place, now, without(restoration, wanted), restoration.requestId());
    }

    @Override
    public ByHand byHand(Route route, Snapshot snapshot) {
        RecordSet baseline = RecordSetSnapshot.read(snapshot);
        RecordSetByHand byHand = new RecordSetByHand(RecordSetAddress.place(route), aws);
        return new ByHand(natives(route, baseline), byHand.commands(baseline), byHand.remarks());
    }

    /** Records that are all gone are none, and come back like any that is. */
    private RecordSet live(RecordSetPlace place) {
        return switch (hostedZones.find(place)) {
            case Lookup.Hit<RecordSet>(RecordSet found) -> found;
            case Lookup.Miss<RecordSet>(ProviderError.NotFound _) -> new RecordSet(List.of());
            case Lookup.Miss<RecordSet>(ProviderError error) -> throw new ProviderException(error);
        };
    }

    /** The live records with the weights of the baseline; those that are gone come back, and strangers get nothing. */
    private static RecordSet restored(RecordSet baseline, RecordSet now) {
        Optional<Long> ttl = now.records().stream()
                .flatMap(record -> Optional.ofNullable(record.ttl()).stream())
                .findFirst();
        List<ResourceRecordSet> records =
                new ArrayList<>(now.withWeights(baseline.weights()).records());
        baseline.records().stream()
                .filter(record -> now.find(record.setIdentifier()).isEmpty())
                // All of a set have one TTL, and somebody may have changed it.
                .map(record -> record.ttl() == null
                        ? record
                        : record.toBuilder().ttl(ttl.orElse(record.ttl())).build())
                .forEach(records::add);
        return new RecordSet(records);
    }

    /** A record cannot be left out, as nobody could put it back; to be out of the split is to have no weight. */
    private static RecordSet without(Restoration restoration, RecordSet records) {
        Map<String, Integer> weights = new LinkedHashMap<>(records.weights());
        weights.replaceAll((identifier, weight) ->
                restoration.evicted().contains(RecordSetAddress.side(restoration.route(), identifier)) ? 0 : weight);
        if (weights.values().stream().allMatch(weight -> weight == 0)) {
            throw new ProviderException(
                    new ProviderError.Invalid("without " + restoration.evicted() + " nothing would have weight"));
        }
        return records.withWeights(weights);
    }

    private static void checkSplits(Route route, RecordSet records) {
        if (!records.isWeighted()) {
            throw new ProviderException(new ProviderError.Invalid(
                    route.ref() + " is a simple record or has another routing policy, so it has no weights"));
        }
    }

    private static void checkRecords(Route route, RecordSet records) {
        RecordSetAddress.identifiers(route).values().forEach(identifier -> {
            if (records.find(identifier).isEmpty()) {
                throw new ProviderException(new ProviderError.NotFound(RecordSetAddress.place(route)
                        + " has no record with set identifier " + identifier + "; create it with weight 0"));
            }
        });
    }

    private static Map<Side, Integer> natives(Route route, RecordSet records) {
        Map<Side, Integer> natives = new TreeMap<>();
        records.weights()
                .forEach((identifier, weight) -> natives.put(RecordSetAddress.side(route, identifier), weight));
        return natives;
    }

    private static String revision(RecordSet records) {
        return Digest.of(records.canonical());
    }
}
