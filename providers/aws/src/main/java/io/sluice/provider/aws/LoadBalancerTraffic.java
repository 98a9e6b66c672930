package io.sluice.provider.aws;

import io.sluice.provider.Digest;
import io.sluice.provider.JustSeen;
import io.sluice.provider.Lookup;
import io.sluice.provider.TrafficProvider;
import io.sluice.provider.aws.LoadBalancing.Found;
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
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ForwardActionConfig;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroup;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroupStickinessConfig;

/**
 * Reads and changes the weights of target groups on listeners and rules of AWS load balancers.
 *
 * <p>AWS has no compare-and-set: a write that comes between our look and our write is overwritten. What can be done
 * about it is to write only from a look of the last two seconds, and to look again afterwards, which is the engine's.
 */
final class LoadBalancerTraffic implements TrafficProvider {
    private static final WeightScale SCALE = new WeightScale(999);

    /** The longest that AWS lets clients stick; some load balancers do not say how long they do. */
    private static final int LONGEST_STICKINESS_SECONDS = 604_800;

    private final LoadBalancing loadBalancing;
    private final JustSeen<Place, Found> justSeen = new JustSeen<>();
    private final AwsAddress addresses;
    private final Duration settle;
    private final AwsCli aws;

    LoadBalancerTraffic(LoadBalancing loadBalancing, AwsAddress addresses, Duration settle, AwsCli aws) {
        this.loadBalancing = loadBalancing;
        this.addresses = addresses;
        this.settle = settle;
        this.aws = aws;
    }

    @Override
    public List<Fault> check(Route route) {
        return addresses.check(route);
    }

    @Override
    public String canonicalKey(Route route) {
        Arn arn = Arn.of(AwsAddress.place(route).arn());
        return String.join(":", "aws", arn.partition(), arn.region(), arn.account(), arn.resource());
    }

    @Override
    public Map<Route, Sight> observe(Set<Route> routes) {
        Set<Place> places = new HashSet<>();
        Set<String> named = new HashSet<>();
        routes.forEach(route -> {
            places.add(AwsAddress.place(route));
            named.addAll(AwsAddress.targetGroups(route).values());
        });
        Map<Place, Lookup<Found>> found = loadBalancing.find(places);
        List<Place> there = new ArrayList<>();
        found.forEach((place, lookup) -> lookup.then(_ -> new Lookup.Hit<>(there.add(place))));
        Map<Place, Lookup<LoadBalancer>> loadBalancers = loadBalancing.loadBalancers(there);
        Map<String, Lookup<TargetGroup>> targetGroups = loadBalancing.targetGroups(named);

        Map<Route, Sight> sights = new HashMap<>();
        for (Route route : routes) {
            sights.put(route, Lookup.sight(() -> {
                Found one = Lookup.in(found, AwsAddress.place(route));
                justSeen.put(one.place(), one);
                AwsAddress.targetGroups(route).values().forEach(arn -> Lookup.in(targetGroups, arn));
                return observed(route, one, Lookup.in(loadBalancers, one.place()));
            }));
        }
        return sights;
    }

    @Override
    public void apply(WeightChange change) {
        Place place = AwsAddress.place(change.route());
        Found now = justSeen.take(place)
                .filter(seen -> revision(seen).equals(change.fromRevision()))
                .orElseGet(() -> loadBalancing.find(place).orThrow());
        Optional<ForwardActionConfig> split = now.actions().split();
        if (!revision(now).equals(change.fromRevision())) {
            if (split.isPresent() && isAt(change, ActionList.weights(split.get()))) {
                return; // this very change, or one like it, has been done since the look
            }
            throw new ProviderException(
                    new ProviderError.Conflict(change.route().ref() + " has changed since it was looked at"));
        }
        if (split.isEmpty()) {
            throw noSplit(change.route());
        }
        Map<String, Integer> weights = ActionList.weights(split.get());
        loadBalancing.modify(
                now.place(),
                now.actions().splitting(ActionList.withWeights(split.get(), changed(change, weights))),
                change.requestId());
    }

    @Override
    public List<RouteHazard> hazards(Route route) {
        return new TargetGroupHazards(loadBalancing).of(AwsAddress.targetGroups(route));
    }

    @Override
    public Snapshot snapshot(Route route) {
        Found now = loadBalancing.find(AwsAddress.place(route)).orThrow();
        ForwardActionConfig split = now.actions().split().orElseThrow(() -> noSplit(route));
        return new AwsSnapshot(split, now.actions()).write();
    }

    @Override
    public void restore(Restoration restoration) {
        AwsSnapshot baseline = AwsSnapshot.read(restoration.snapshot());
        Place place = AwsAddress.place(restoration.route());
        // Written even where a look shows the baseline already: the look may be out of date, and the write is harmless.
        if (restoration.exact()) {
            loadBalancing.modify(
                    place,
                    baseline.actions().splitting(restored(restoration, baseline, Set.of())),
                    restoration.requestId());
        } else {
            ActionList now = loadBalancing.find(place).orThrow().actions();
            Set<String> listed =
                    now.split().map(split -> ActionList.weights(split).keySet()).orElse(Set.of());
            loadBalancing.modify(
                    place, now.splitting(restored(restoration, baseline, listed)), restoration.requestId());
        }
    }

    @Override
    public ByHand byHand(Route route, Snapshot snapshot) {
        AwsSnapshot baseline = AwsSnapshot.read(snapshot);
        List<Action> actions = baseline.actions().splitting(baseline.forward()).forWriting();
        LoadBalancerByHand byHand = new LoadBalancerByHand(AwsAddress.place(route), aws);
        return new ByHand(
                natives(route, ActionList.weights(baseline.forward())),
                byHand.commands(actions),
                byHand.remarks(actions));
    }

    /** The split of the baseline, less the evicted, and with the strangers among those listed at weight 0. */
    private static ForwardActionConfig restored(Restoration restoration, AwsSnapshot baseline, Set<String> listed) {
        Map<Side, String> named = AwsAddress.targetGroups(restoration.route());
        Map<String, Integer> weights = new LinkedHashMap<>(ActionList.weights(baseline.forward()));
        listed.stream().filter(arn -> !named.containsValue(arn)).forEach(arn -> weights.putIfAbsent(arn, 0));
        restoration.evicted().forEach(side -> weights.remove(named.getOrDefault(side, side.name())));
        if (weights.values().stream().noneMatch(weight -> weight > 0)) {
            throw new ProviderException(
                    new ProviderError.Invalid("without " + restoration.evicted() + " nothing would have weight"));
        }
        return ActionList.withWeights(baseline.forward(), weights);
    }

    /** The whole split to write: target groups that the change gives nothing stay listed, and get nothing. */
    private static Map<String, Integer> changed(WeightChange change, Map<String, Integer> weights) {
        Map<Side, Integer> wanted = SCALE.toNative(change.to());
        Map<String, Integer> changed = new LinkedHashMap<>(weights);
        AwsAddress.targetGroups(change.route()).values().forEach(arn -> changed.putIfAbsent(arn, 0));
        changed.replaceAll((arn, _) -> wanted.getOrDefault(AwsAddress.side(change.route(), arn), 0));
        return changed;
    }

    private static String revision(Found found) {
        return Digest.ofCanonical(found.actions().canonical());
    }

    private static boolean isAt(WeightChange change, Map<String, Integer> weights) {
        Map<Side, Integer> natives = natives(change.route(), weights);
        return hasWeight(weights)
                && natives.keySet().containsAll(change.route().sides())
                && WeightScale.toWeights(natives).equals(SCALE.reachable(change.to()));
    }

    private ObservedRoute observed(Route route, Found found, LoadBalancer loadBalancer) {
        if (loadBalancer.kind() == LoadBalancer.Kind.OTHER) {
            throw new ProviderException(new ProviderError.Invalid(route.ref() + " is on " + loadBalancer.words()));
        }
        ForwardActionConfig split = found.actions().split().orElseThrow(() -> noSplit(route));
        Map<String, Integer> weights = ActionList.weights(split);
        if (!hasWeight(weights)) {
            throw new ProviderException(new ProviderError.Invalid(route.ref() + " gives no target group any weight"));
        }
        return new ObservedRoute(
                natives(route, weights),
                revision(found),
                stickiness(split),
                settle,
                // In the order of the SDK's fields: baselines of earlier releases hold it so.
                Digest.ofCanonical(found.settings()
                        .deepCopy()
                        .set("Actions", found.actions().canonicalButSplit())),
                loadBalancer.traits(found.place()));
    }

    private static Map<Side, Integer> natives(Route route, Map<String, Integer> weights) {
        Map<Side, Integer> natives = new TreeMap<>();
        weights.forEach((arn, weight) -> natives.put(AwsAddress.side(route, arn), weight));
        return natives;
    }

    private static boolean hasWeight(Map<String, Integer> weights) {
        return weights.values().stream().anyMatch(weight -> weight > 0);
    }

    private static Optional<Duration> stickiness(ForwardActionConfig split) {
        TargetGroupStickinessConfig stickiness = split.targetGroupStickinessConfig();
        if (stickiness == null || !Boolean.TRUE.equals(stickiness.enabled())) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofSeconds(
                Optional.ofNullable(stickiness.durationSeconds()).orElse(LONGEST_STICKINESS_SECONDS)));
    }

    private static ProviderException noSplit(Route route) {
        return new ProviderException(
                new ProviderError.Invalid(route.ref() + " does not forward to target groups, so it has no weights"));
    }
}
