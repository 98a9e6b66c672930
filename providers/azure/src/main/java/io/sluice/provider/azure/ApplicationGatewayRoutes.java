package io.sluice.provider.azure;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.provider.Digest;
import io.sluice.provider.JustSeen;
import io.sluice.provider.SignalSource;
import io.sluice.provider.Together;
import io.sluice.provider.azure.Arm.Accepted;
import io.sluice.provider.azure.Arm.Ending;
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
import io.sluice.traffic.Timing;
import io.sluice.traffic.Traits;
import io.sluice.traffic.WeightChange;
import io.sluice.traffic.WeightScale;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads and changes the splits of rules of application gateways.
 *
 * <p>A gateway is written as a whole and takes minutes, in which it shows what it shall be and not what it is; a second
 * write cancels the first. Whether it compares revisions is not documented: the one that was read is sent along, and nothing
 * here counts on it.
 */
final class ApplicationGatewayRoutes implements RouteKind {
    /** A gateway has no more pools. */
    private static final int MOST_BACKENDS = 100;

    /** Azure counts answers by server and status; of latencies it keeps averages only, which are no percentiles. */
    private static final Set<Signal> SIGNALS = EnumSet.of(
            Signal.REQUESTS, Signal.ERROR_RATE, Signal.HEALTHY_TARGETS, Signal.PROCESSED_BYTES, Signal.CAPACITY_UNITS);

    /** The cookie that binds a client to a server lasts as long as its browser is open; a week stands for that. */
    private static final Duration STICKINESS = Duration.ofDays(7);

    private final Gateways gateways;
    private final String subscription;
    private final Timing timing;
    private final Duration settle;
    private final SignalSource signals;
    private final AzCli az;
    private final Turns turns = new Turns();

    private final JustSeen<String, Look> justSeen = new JustSeen<>();

    /** By gateway key, what was written and is to be seen by the next look. */
    private final Map<String, Gateway> written = new ConcurrentHashMap<>();

    /** By route key, the parts of a route when its gateway was last seen at rest. */
    private final Map<String, String> lastAtRest = new ConcurrentHashMap<>();

    ApplicationGatewayRoutes(Gateways gateways, Monitor monitor, AzureProviderFactory settings) {
        this.gateways = gateways;
        this.subscription = settings.subscription();
        this.timing = settings.timing();
        this.settle = settings.settle();
        this.az = AzCli.of(settings);
        this.signals = new GatewaySignals(gateways, monitor, settings.timing().metricPeriod());
    }

    @Override
    public String field() {
        return GatewayAddress.FIELD;
    }

    @Override
    public SignalSource signals() {
        return signals;
    }

    @Override
    public List<Fault> check(Route route) {
        return GatewayAddress.check(route, subscription);
    }

    @Override
    public String canonicalKey(Route route) {
        return GatewayAddress.of(route).key();
    }

    @Override
    public Map<Route, Sight> observe(Set<Route> routes) {
        return Together.sights(
                routes,
                route -> GatewayAddress.of(route).gateway(),
                ArmId::key,
                this::look,
                (route, gateway) -> observed(route, GatewayAddress.of(route), gateway));
    }

    /** A look at a gateway, and how many writes of it had been begun here before. */
    private record Look(Gateway gateway, int writes) {}

    private Gateway look(ArmId id) {
        int writes = turns.writes(id);
        Gateway gateway = gateways.get(id);
        if (gateway.isSettled()) {
            mustBeAsWritten(gateway);
        }
        justSeen.put(id.key(), new Look(gateway, writes));
        return gateway;
    }

    /** The first look after a write compares all that the write had no business with; it is said once, and then it is so. */
    private void mustBeAsWritten(Gateway gateway) {
        Optional.ofNullable(written.remove(gateway.id().key()))
                .map(sent -> sent.lostIn(gateway))
                .filter(lost -> !lost.isEmpty())
                .ifPresent(lost -> {
                    throw new ProviderException(
                            new ProviderError.Conflict("%s is not as it was written, beside the weights: %s"
                                    .formatted(gateway.id().name(), String.join(", ", lost))));
                });
    }

    private ObservedRoute observed(Route route, GatewayAddress address, Gateway gateway) {
        Split split = Split.of(address);
        Map<Side, Integer> natives = split.natives(gateway);
        String revision = Digest.of(split.parts(gateway));
        if (gateway.isSettled()) {
            lastAtRest.put(address.key(), revision);
        } else if (!gateway.isUpdating() || !revision.equals(lastAtRest.get(address.key()))) {
            throw new ProviderException(new ProviderError.Unavailable(
                    gateway.isUpdating()
                            ? "%s is being updated, and what %s shows is not in force yet"
                                    .formatted(gateway.id().name(), route.ref())
                            : "the last update of %s ended as %s, so that what it shows may not be in force"
                                    .formatted(gateway.id().name(), gateway.state())));
        }
        return new ObservedRoute(
                natives,
                revision,
                split.sticks(gateway) ? Optional.of(STICKINESS) : Optional.empty(),
                settle,
                Digest.of(split.elsewhere(gateway)),
                new Traits(
                        split.scale(gateway),
                        MOST_BACKENDS,
                        SIGNALS,
                        false,
                        address.mode().kind()));
    }

    @Override
    public void apply(WeightChange change) {
        GatewayAddress address = GatewayAddress.of(change.route());
        turns.ramp(address.gateway(), timing.changeDeadline(), () -> apply(change, address));
    }

    private void apply(WeightChange change, GatewayAddress address) {
        Split split = Split.of(address);
        Look look = lookFor(change, address, split);
        Gateway now = look.gateway();
        if (now.isUpdating()) {
            if (!isAt(change, split, now)) {
                throw new ProviderException(new ProviderError.Unavailable(
                        now.id().name() + " is being updated by another change, which this one would cancel"));
            }
            ended(split, now, new Ending.Lost("it was under way already"), gateways.changeDeadline());
            return;
        }
        if (!Digest.of(split.parts(now)).equals(change.fromRevision())) {
            if (isAt(change, split, now)) {
                return; // this very change, or one like it, has been done since the look
            }
            throw new ProviderException(
                    new ProviderError.Conflict(change.route().ref() + " has changed since it was looked at"));
        }
        Gateway wanted = now.copy();
        split.set(wanted, natives(change, split, now));
        if (!turns.mayRamp(now.id(), look.writes())) {
            throw new ProviderException(
                    new ProviderError.Conflict(now.id().name() + " is being put back, which this would undo"));
        }
        Accepted accepted = gateways.put(wanted, now.etag());
        Deadline deadline = gateways.changeDeadline();
        ended(split, wanted, gateways.end(accepted, deadline), deadline);
    }

    /** The look that the change was made from, if it was a moment ago and nothing was written since; else a new one. */
    private Look lookFor(WeightChange change, GatewayAddress address, Split split) {
        int writes = turns.writes(address.gateway());
        return justSeen.take(address.gateway().key())
                .filter(seen -> seen.writes() == writes)
                .filter(seen -> Digest.of(split.parts(seen.gateway())).equals(change.fromRevision()))
                .orElseGet(() -> new Look(gateways.get(address.gateway()), writes));
    }

    private static Map<Side, Integer> natives(WeightChange change, Split split, Gateway gateway) {
        WeightScale scale = split.scale(gateway);
        if (!scale.holds(change.to())) {
            throw new ProviderException(new ProviderError.Invalid(
                    "%s cannot hold %s".formatted(split.address.mode().kind(), change.to())));
        }
        return scale.toNative(change.to());
    }

    private static boolean isAt(WeightChange change, Split split, Gateway gateway) {
        Map<Side, Integer> natives = split.natives(gateway);
        WeightScale scale = split.scale(gateway);
        return scale.holds(change.to()) && WeightScale.toWeights(natives).equals(scale.reachable(change.to()));
    }

    @Override
    public List<RouteHazard> hazards(Route route) {
        GatewayAddress address = GatewayAddress.of(route);
        return Split.of(address).sticks(gateways.get(address.gateway()))
                ? List.of(new RouteHazard(
                        RouteHazard.Kind.SESSION_AFFINITY,
                        "the backend settings of rule %s have cookieBasedAffinity: a client stays with the server that it came to first until that leaves the pool, and Azure names no end of the cookie"
                                .formatted(address.rule())))
                : List.of();
    }

    @Override
    public Snapshot snapshot(Route route) {
        GatewayAddress address = GatewayAddress.of(route);
        Gateway now = gateways.get(address.gateway());
        Split split = Split.of(address);
        observed(route, address, now);
        return new GatewaySnapshot(split.parts(now)).write();
    }

    @Override
    public void restore(Restoration restoration) {
        GatewaySnapshot baseline = GatewaySnapshot.read(restoration.snapshot());
        GatewayAddress address = GatewayAddress.of(restoration.route());
        Split split = Split.of(address);
        // Written even where a look shows the baseline already: the look may be out of date, and the write is harmless.
        Sent sent = turns.back(address.gateway(), () -> {
            Gateway wanted = gateways.get(address.gateway()).copy();
            split.restore(wanted, baseline.parts(), restoration.exact());
            split.evict(wanted, restoration.evicted());
            return new Sent(wanted, gateways.put(wanted, Optional.empty()));
        });
        Deadline deadline = gateways.changeDeadline();
        ended(split, sent.wanted(), gateways.end(sent.accepted(), deadline), deadline);
    }

    @Override
    public ByHand byHand(Route route, Snapshot baseline) {
        GatewayAddress address = GatewayAddress.of(route);
        GatewayByHand byHand = new GatewayByHand(address.gateway(), az);
        ObjectNode parts = GatewaySnapshot.read(baseline).parts();
        // How many servers were whose the rest of the gateway says, and that is not in the snapshot.
        return new ByHand(Map.of(), byHand.commands(Split.of(address), parts), byHand.remarks());
    }

    private record Sent(Gateway wanted, Accepted accepted) {}

    /**
     * What an operation has come to. One that says it is done is believed until the next look, which compares. Of every other ending
     * the gateway itself must tell more.
     *
     * <pre>
     * ended      the gateway, at rest again   is
     * otherwise  shows what was asked         done: one that was superseded may have been carried along
     * failed     does not show it             as it was before: nothing of it happened
     * otherwise  does not show it             unknown
     * any        is not at rest               unknown
     * </pre>
     */
    private void ended(Split split, Gateway wanted, Ending ending, Deadline deadline) {
        if (ending instanceof Ending.Succeeded) {
            written.put(wanted.id().key(), wanted);
            return;
        }
        Gateway after;
        try {
            after = gateways.settled(wanted.id(), deadline);
        } catch (ProviderException e) {
            throw new ProviderException(
                    unknown(wanted, ending, "cannot be seen: " + e.error().detail()), e);
        }
        if (!after.isSettled()) {
            throw new ProviderException(unknown(wanted, ending, "is " + after.state()));
        }
        if (!shows(split, after, wanted)) {
            throw new ProviderException(
                    ending instanceof Ending.Failed(String why)
                            ? new ProviderError.Unavailable("the update of %s failed (%s), and nothing of it shows"
                                    .formatted(wanted.id().name(), why))
                            : unknown(wanted, ending, "shows something else"));
        }
    }

    private static boolean shows(Split split, Gateway after, Gateway wanted) {
        try {
            return split.natives(after).equals(split.natives(wanted));
        } catch (ProviderException e) {
            return false;
        }
    }

    private static ProviderError unknown(Gateway gateway, Ending ending, String state) {
        String ended = switch (ending) {
            case Ending.Succeeded _ -> "the update is done";
            case Ending.Failed(String why) -> "the update failed (" + why + ")";
            case Ending.Canceled(String why) -> "the update was cancelled (" + why + ")";
            case Ending.Lost(String why) -> "the end of the update is not known (" + why + ")";
        };
        return new ProviderError.Unknown(
                "%s, and %s %s".formatted(ended, gateway.id().name(), state));
    }
}
