package io.sluice.provider.azure;

import com.azure.resourcemanager.cdn.fluent.models.AfdOriginInner;
import com.azure.resourcemanager.cdn.models.AfdOriginGroupUpdateParameters;
import com.azure.resourcemanager.cdn.models.EnabledState;
import com.azure.resourcemanager.cdn.models.LoadBalancingSettingsParameters;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sluice.provider.Digest;
import io.sluice.provider.JustSeen;
import io.sluice.provider.SignalSource;
import io.sluice.provider.Together;
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
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Reads and changes the weights of origins in origin groups of Front Door Standard and Premium.
 *
 * <p>Each origin is written by itself, in an operation that runs on after it was accepted; {@link FrontDoorPath} says in
 * which order and with which integers. There is no compare-and-set. If the first of two writes went through and the second
 * did not, something has happened that nobody asked for, and that is Unknown whatever the second one's error was.
 *
 * <p><b>Health.</b> As with Traffic Manager a side at 0 is disabled, and disabled origins are not probed, so the figure is
 * declared only while every origin of the plan is enabled and the group has probes.
 */
final class FrontDoorRoutes implements RouteKind {
    static final String FIELD = "frontDoor";
    private static final String FORMAT = "azure-frontdoor/1";
    private static final String KIND = "a Front Door origin group";
    private static final int LARGEST = 1000;
    private static final WeightScale SCALE = new WeightScale(LARGEST);

    /** Azure's published limit of origins per group. */
    private static final int MOST_ORIGINS = 50;

    /** The cookie of a session has no end that Azure names; browsers drop it when they are closed. */
    private static final Duration SESSION = Duration.ofDays(1);

    private static final JsonMapper JSON = new JsonMapper();

    private final FrontDoorOrigins origins;
    private final NamedBackends addresses;
    private final JustSeen<String, FrontDoorGroup> justSeen = new JustSeen<>();
    private final SignalSource signals;
    private final AzCli az;
    private final Duration settle;

    /** By place, how many times it was begun to be put back. */
    private final Map<String, AtomicInteger> backs = new ConcurrentHashMap<>();

    /**
     * @param settle how long the edge may take until all of it has a change that is done
     */
    FrontDoorRoutes(
            FrontDoorOrigins origins, NamedBackends addresses, SignalSource signals, Duration settle, AzCli az) {
        this.az = az;
        this.origins = origins;
        this.addresses = addresses;
        this.signals = signals;
        this.settle = settle;
    }

    static NamedBackends addresses(String subscription) {
        return new NamedBackends(FIELD, "Microsoft.Cdn/profiles/originGroups", "origin", subscription);
    }

    @Override
    public String field() {
        return FIELD;
    }

    @Override
    public SignalSource signals() {
        return signals;
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
    private FrontDoorGroup lookToWrite(ArmId place) {
        FrontDoorGroup seen = origins.look(place);
        justSeen.put(place.key(), seen);
        return seen;
    }

    @Override
    public void apply(WeightChange change) {
        Route route = change.route();
        ArmId place = addresses.place(route);
        AtomicInteger backs = backs(place);
        int backsBefore = backs.get();
        FrontDoorGroup now = justSeen.take(place.key())
                .filter(seen -> Digest.of(seen.canonical()).equals(change.fromRevision()))
                .orElseGet(() -> origins.look(place));
        checkListed(route, now);
        if (!Digest.of(now.canonical()).equals(change.fromRevision())) {
            if (isAt(change, now)) {
                return; // this very change, or one like it, has been done since the look
            }
            throw new ProviderException(
                    new ProviderError.Conflict(route.ref() + " has changed since it was looked at"));
        }
        checkFit(route, now);
        Deadline deadline = origins.changeDeadline();
        List<Runnable> writes = new ArrayList<>();
        writesOf(change, now)
                .forEach((side, weight) -> writes.add(() -> {
                    mayWrite(route, backs.get() == backsBefore, deadline);
                    origins.setWeight(place, name(route, now, side), weight, deadline);
                }));
        allOrUnknown(writes);
    }

    /** The writes of one change take a while, in which all may be put back; what is left of the change is not sent then. */
    private static void mayWrite(Route route, boolean notPutBack, Deadline deadline) {
        if (!notPutBack) {
            throw new ProviderException(
                    new ProviderError.Conflict(route.ref() + " was put back meanwhile, which this would undo"));
        }
        if (deadline.isOver()) {
            throw new ProviderException(new ProviderError.Unavailable("there is no time left to write " + route.ref()));
        }
    }

    private AtomicInteger backs(ArmId place) {
        return backs.computeIfAbsent(place.key(), _ -> new AtomicInteger());
    }

    /**
     * What changes the split, in order, and then every other side as it was shown: the look may be out of date, and somebody
     * may have changed that one since.
     */
    private Map<Side, Integer> writesOf(WeightChange change, FrontDoorGroup now) {
        Map<Side, Integer> natives = natives(change.route(), now);
        Map<Side, Integer> writes = new LinkedHashMap<>();
        FrontDoorPath.toRatio(natives, SCALE.toNative(change.to()), LARGEST)
                .writes()
                .forEach(write -> writes.put(write.side(), write.weight()));
        change.route().sides().forEach(side -> writes.putIfAbsent(side, natives.getOrDefault(side, 0)));
        return writes;
    }

    private boolean isAt(WeightChange change, FrontDoorGroup group) {
        Map<Side, Integer> natives = natives(change.route(), group);
        return group.unfit(names(change.route())).isEmpty()
                && hasWeight(natives)
                && WeightScale.toWeights(natives).equals(SCALE.reachable(change.to()));
    }

    @Override
    public List<RouteHazard> hazards(Route route) {
        ArmId place = addresses.place(route);
        return origins.look(place).isSticky()
                ? List.of(new RouteHazard(
                        RouteHazard.Kind.SESSION_AFFINITY,
                        "origin group %s has session affinity: a client stays with the origin that it came to first, and Azure names no end of the cookie"
                                .formatted(place.name())))
                : List.of();
    }

    @Override
    public Snapshot snapshot(Route route) {
        FrontDoorGroup now = look(route);
        checkFit(route, now);
        return new Snapshot(FORMAT, now.canonical().toString());
    }

    @Override
    public void restore(Restoration restoration) {
        FrontDoorGroup baseline = baseline(restoration.snapshot());
        Route route = restoration.route();
        backs(addresses.place(route)).incrementAndGet();
        FrontDoorGroup now = look(route);
        Map<Side, Integer> wanted = wanted(restoration, baseline, now);
        if (!hasWeight(wanted)) {
            throw new ProviderException(
                    new ProviderError.Invalid("without " + restoration.evicted() + " nothing would have weight"));
        }
        Deadline deadline = origins.changeDeadline();
        // Every origin of the baseline is written, also those that a look shows as they were: the look may be out of
        // date,
        // and the write is harmless. What changes the split comes first.
        List<Runnable> writes = new ArrayList<>();
        inOrder(route, wanted, baseline, now)
                .forEach((side, weight) ->
                        writes.add(() -> putBack(restoration, baseline, now, side, weight, deadline)));
        if (restoration.exact()) {
            now.origins().keySet().stream()
                    .filter(name -> !baseline.origins().containsKey(name))
                    .forEach(name -> writes.add(() -> origins.delete(addresses.place(route), name, deadline)));
        }
        // The settings of the group are nobody's that plans write, so here a look is enough.
        if (restoration.exact()) {
            writes.add(() -> origins.put(addresses.place(route), baseline.group(), deadline));
        } else {
            groupChange(baseline, now)
                    .ifPresent(change -> writes.add(() -> origins.update(addresses.place(route), change, deadline)));
        }
        allOrUnknown(writes);
    }

    @Override
    public ByHand byHand(Route route, Snapshot snapshot) {
        FrontDoorGroup baseline = baseline(snapshot);
        OriginGroupByHand byHand = new OriginGroupByHand(addresses.place(route), az);
        return new ByHand(natives(route, baseline), byHand.commands(baseline), byHand.remarks());
    }

    /** What each origin is to have; one that neither the plan nor the baseline names gets nothing. */
    private Map<Side, Integer> wanted(Restoration restoration, FrontDoorGroup baseline, FrontDoorGroup now) {
        Map<Side, Integer> wanted = new TreeMap<>(natives(restoration.route(), now));
        wanted.replaceAll((_, _) -> 0);
        wanted.putAll(natives(restoration.route(), baseline));
        restoration.evicted().forEach(side -> wanted.replace(side, 0));
        return wanted;
    }

    private Map<Side, Integer> inOrder(
            Route route, Map<Side, Integer> wanted, FrontDoorGroup baseline, FrontDoorGroup now) {
        Map<Side, Integer> inOrder = new LinkedHashMap<>();
        FrontDoorPath.to(natives(route, now), wanted)
                .writes()
                .forEach(write -> inOrder.put(write.side(), write.weight()));
        natives(route, baseline).keySet().forEach(side -> inOrder.putIfAbsent(side, wanted.getOrDefault(side, 0)));
        return inOrder;
    }

    private void putBack(
            Restoration restoration,
            FrontDoorGroup baseline,
            FrontDoorGroup now,
            Side side,
            int weight,
            Deadline deadline) {
        Route route = restoration.route();
        ArmId place = addresses.place(route);
        Optional<String> name = find(route, baseline, side);
        if (name.isEmpty()) {
            origins.setWeight(place, name(route, now, side), weight, deadline);
            return;
        }
        AfdOriginInner then = Objects.requireNonNull(baseline.origins().get(name.get()));
        if (restoration.exact() || !now.origins().containsKey(name.get())) {
            origins.put(place, name.get(), weight > 0 ? then : then.withEnabledState(EnabledState.DISABLED), deadline);
        } else {
            boolean priorityToo = now.priorities(names(route)).size() > 1;
            origins.putBackSplit(place, name.get(), then, weight, priorityToo, deadline);
        }
    }

    /** What of the group's settings keeps weights from counting, or clients from moving, and was otherwise then. */
    private static Optional<AfdOriginGroupUpdateParameters> groupChange(FrontDoorGroup baseline, FrontDoorGroup now) {
        AfdOriginGroupUpdateParameters change = new AfdOriginGroupUpdateParameters();
        boolean splitsNoMore = now.additionalLatencyMillis() <= 0;
        if (splitsNoMore) {
            LoadBalancingSettingsParameters settings = Optional.ofNullable(
                            now.group().loadBalancingSettings())
                    .orElseGet(LoadBalancingSettingsParameters::new);
            change.withLoadBalancingSettings(
                    settings.withAdditionalLatencyInMilliseconds(baseline.additionalLatencyMillis()));
        }
        boolean sticksOtherwise = now.isSticky() != baseline.isSticky();
        if (sticksOtherwise) {
            change.withSessionAffinityState(baseline.isSticky() ? EnabledState.ENABLED : EnabledState.DISABLED);
        }
        return splitsNoMore || sticksOtherwise ? Optional.of(change) : Optional.empty();
    }

    /** Makes writes one after the other; what fails after another has gone through leaves something that nobody asked for. */
    private static void allOrUnknown(List<Runnable> writes) {
        for (int done = 0; done < writes.size(); done++) {
            try {
                writes.get(done).run();
            } catch (ProviderException e) {
                if (done == 0) {
                    throw e;
                }
                throw new ProviderException(
                        new ProviderError.Unknown("%d of %d changes are done, and then: %s"
                                .formatted(done, writes.size(), e.error().detail())),
                        e);
            }
        }
    }

    private ObservedRoute observed(Route route, FrontDoorGroup group) {
        checkListed(route, group);
        group.underWay().ifPresent(name -> {
            // What it shows may be what it was or what it shall be; neither is what the edge has.
            throw new ProviderException(
                    new ProviderError.Unavailable("origin %s of %s is being changed".formatted(name, route.ref())));
        });
        checkFit(route, group);
        Map<Side, Integer> natives = natives(route, group);
        if (!hasWeight(natives)) {
            throw new ProviderException(new ProviderError.Invalid(route.ref() + " has no enabled origin"));
        }
        return new ObservedRoute(
                natives,
                Digest.of(group.canonical()),
                group.isSticky() ? Optional.of(SESSION) : Optional.empty(),
                settle,
                Digest.of(group.canonicalButSplit()),
                new Traits(SCALE, MOST_ORIGINS, measured(route, group), false, KIND));
    }

    private Set<Signal> measured(Route route, FrontDoorGroup group) {
        boolean allProbed = group.isProbed()
                && group.origins().entrySet().stream()
                        .filter(origin -> names(route).contains(NamedBackends.key(origin.getKey())))
                        .allMatch(origin -> FrontDoorGroup.isEnabled(origin.getValue()));
        return allProbed
                ? EnumSet.of(Signal.REQUESTS, Signal.ERROR_RATE, Signal.PROCESSED_BYTES, Signal.HEALTHY_TARGETS)
                : EnumSet.of(Signal.REQUESTS, Signal.ERROR_RATE, Signal.PROCESSED_BYTES);
    }

    private void checkFit(Route route, FrontDoorGroup group) {
        group.unfit(names(route)).ifPresent(why -> {
            throw new ProviderException(new ProviderError.Invalid(route.ref() + " " + why));
        });
    }

    private void checkListed(Route route, FrontDoorGroup group) {
        addresses.names(route).forEach((side, name) -> {
            if (!group.origins().containsKey(name)) {
                throw new ProviderException(
                        new ProviderError.NotFound("%s has no origin %s for %s".formatted(route.ref(), name, side)));
            }
        });
    }

    private Map<Side, Integer> natives(Route route, FrontDoorGroup group) {
        Map<Side, Integer> natives = new TreeMap<>();
        group.origins().forEach((name, origin) -> natives.put(side(route, name), FrontDoorGroup.weight(origin)));
        return natives;
    }

    private Side side(Route route, String name) {
        return addresses.side(route, name, "origins/" + name);
    }

    private Optional<String> find(Route route, FrontDoorGroup group, Side side) {
        return group.origins().keySet().stream()
                .filter(name -> side(route, name).equals(side))
                .findFirst();
    }

    private String name(Route route, FrontDoorGroup group, Side side) {
        return find(route, group, side).orElseThrow();
    }

    private Collection<String> names(Route route) {
        return addresses.names(route).values();
    }

    private static boolean hasWeight(Map<Side, Integer> natives) {
        return natives.values().stream().anyMatch(weight -> weight > 0);
    }

    private FrontDoorGroup look(Route route) {
        return origins.look(addresses.place(route));
    }

    private static FrontDoorGroup baseline(Snapshot snapshot) {
        if (!snapshot.format().equals(FORMAT)) {
            throw new ProviderException(
                    new ProviderError.Invalid("a snapshot of format " + snapshot.format() + " is not " + FORMAT));
        }
        try {
            return FrontDoorGroup.read(JSON.readTree(snapshot.content()));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new ProviderException(new ProviderError.Invalid("the snapshot cannot be read: " + e.getMessage()), e);
        }
    }
}
