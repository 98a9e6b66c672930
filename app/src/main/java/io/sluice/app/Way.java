package io.sluice.app;

import com.github.f4b6a3.ulid.UlidCreator;
import io.sluice.app.capsule.Capsule;
import io.sluice.plan.JournalLine;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanEvent.WriteIntended;
import io.sluice.plan.PlanId;
import io.sluice.plan.Principal;
import io.sluice.plan.RevertCause;
import io.sluice.plan.engine.LastResort;
import io.sluice.plan.engine.Look;
import io.sluice.plan.engine.PlanStore.Document;
import io.sluice.plan.file.PlanFile;
import io.sluice.traffic.Side;
import io.sluice.traffic.WeightScale;
import io.sluice.traffic.Weights;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The way back of plans that are put back by hand, and what is said of it: a line for each route.
 *
 * @param patience how long a route is tried that does not go back
 * @param guarded whether routes that are back are looked at again until nothing can move them any more
 * @param say prints a line
 */
record Way(LastResort.Parts parts, String reason, Duration patience, boolean guarded, Consumer<String> say) {
    private static final Duration LONGEST_NAP = Duration.ofSeconds(1);

    /** Says how routes stand beside how they should, and changes nothing. */
    boolean show(Capsule capsule) {
        LastResort way = begin(capsule);
        Map<String, Optional<Weights>> seen = way.seen();
        for (String route : new TreeMap<>(capsule.routes()).keySet()) {
            say.accept("%s: is %s; wanted %s"
                    .formatted(
                            name(capsule, route),
                            shown(seen.getOrDefault(route, Optional.empty())),
                            wanted(capsule, route)));
        }
        return seen.values().stream().allMatch(Optional::isPresent);
    }

    /** Puts a plan's routes back, and says so of each as soon as it is. */
    boolean back(Capsule capsule) throws InterruptedException {
        LastResort way = begin(capsule);
        Set<String> told = new HashSet<>();
        Instant giveUp = parts.clock().instant().plus(patience);
        boolean wasBack = false;
        while (true) {
            Instant next = way.look().orElse(Instant.MAX);
            if (way.isBack() && !wasBack) {
                tell(capsule, way, capsule.routes().keySet(), told);
                if (guarded) {
                    last(way).ifPresent(look -> say.accept("%s: %s".formatted(capsule.plan(), look.reason())));
                }
            } else if (!way.isBack()) {
                told.clear();
            }
            wasBack = way.isBack();
            if (way.plan().isTerminal() || (wasBack && !guarded)) {
                return true;
            }
            if (!wasBack && !parts.clock().instant().isBefore(giveUp)) {
                last(way).ifPresent(look -> say.accept("%s: NOT back: %s".formatted(capsule.plan(), look.reason())));
                tell(capsule, way, capsule.routes().keySet(), told);
                return false;
            }
            nap(next, wasBack ? Instant.MAX : giveUp);
        }
    }

    private void nap(Instant next, Instant giveUp) throws InterruptedException {
        Instant end = next.isBefore(giveUp) ? next : giveUp;
        for (Instant now = parts.clock().instant();
                now.isBefore(end);
                now = parts.clock().instant()) {
            Duration left = Duration.between(now, end);
            Thread.sleep(left.compareTo(LONGEST_NAP) < 0 ? left : LONGEST_NAP);
        }
    }

    private LastResort begin(Capsule capsule) {
        return LastResort.of(
                new PlanId("pl_" + UlidCreator.getMonotonicUlid()),
                new LastResort.Order(
                        capsule.plan(),
                        PlanFile.read(capsule.document()).spec(),
                        new Document(capsule.document(), capsule.digest(), capsule.routeKeys(), Optional.empty()),
                        capsule.baseline(),
                        RevertCause.ordered(reason, false),
                        Principal.LOCAL,
                        parts.clock().instant()),
                parts);
    }

    private void tell(Capsule capsule, LastResort way, Set<String> routes, Set<String> told) {
        for (String route : new TreeMap<>(capsule.routes()).keySet()) {
            if (routes.contains(route) && told.add(route)) {
                Optional<Weights> now = now(way, route);
                boolean isBack = now.filter(capsule.baseline().of(route).weights()::equals)
                        .isPresent();
                say.accept("%s: was %s; wanted %s; is %s: %s"
                        .formatted(
                                name(capsule, route),
                                shown(before(way, route)),
                                wanted(capsule, route),
                                shown(now),
                                isBack ? "back" : "NOT back"));
            }
        }
    }

    private static String name(Capsule capsule, String route) {
        return "%s (%s) %s on %s"
                .formatted(
                        capsule.plan(),
                        capsule.name(),
                        route,
                        capsule.route(route).ref().provider());
    }

    private static String wanted(Capsule capsule, String route) {
        return capsule.baseline().of(route).weights().toString();
    }

    private static String shown(Optional<Weights> weights) {
        return weights.map(Weights::toString).orElse("not seen");
    }

    private static Optional<Look> last(LastResort way) {
        return way.store().findLook(way.plan().id());
    }

    /** What the route showed when its first write was thought out. */
    private static Optional<Weights> before(LastResort way, String route) {
        List<JournalLine> lines = way.store().journal(way.plan().id(), 0, Integer.MAX_VALUE);
        for (JournalLine line : lines) {
            PlanEvent event = line.event();
            if (event instanceof WriteIntended intent && intent.route().equals(route)) {
                return intent.from();
            }
        }
        return Optional.empty();
    }

    private static Optional<Weights> now(LastResort way, String route) {
        return last(way).stream()
                .flatMap(look -> look.routes().stream())
                .filter(seen -> seen.route().equals(route))
                .map(Look.RouteLook::natives)
                .filter(natives -> natives.values().stream().anyMatch(weight -> weight > 0))
                .map((Map<Side, Integer> natives) -> WeightScale.toWeights(natives))
                .findFirst();
    }
}
