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
import io.sluice.traffic.DurationWords;
import io.sluice.traffic.ObservedRoute;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.Side;
import io.sluice.traffic.Sight;
import io.sluice.traffic.WeightScale;
import io.sluice.traffic.Weights;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
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
        Map<String, Sight> sights = way.sights();
        boolean all = true;
        for (String route : new TreeMap<>(capsule.routes()).keySet()) {
            Optional<Sight> sight = Optional.ofNullable(sights.get(route));
            all &= sight.flatMap(Sight::seen).isPresent();
            say.accept("%s: is %s; wanted %s"
                    .formatted(name(capsule, route), sight.map(Way::shown).orElse("not seen"), wanted(capsule, route)));
        }
        return all;
    }

    /** Puts a plan's routes back, and says so of each as soon as it is. */
    boolean back(Capsule capsule) throws InterruptedException {
        LastResort way = begin(capsule);
        WayJournal journal = new WayJournal(way, line -> say.accept(capsule.plan() + ": " + line));
        Instant giveUp = parts.clock().instant().plus(patience);
        boolean wasBack = false;
        while (true) {
            Instant next = look(way, journal, wasBack ? Instant.MAX : giveUp).orElse(Instant.MAX);
            boolean wasLost = journal.tellNew();
            boolean over = way.plan().isTerminal() || (way.isBack() && !guarded);
            if (way.isBack() && (!wasBack || wasLost)) {
                tell(capsule, way, journal);
                if (guarded && !over) {
                    journal.look().ifPresent(look -> say.accept("%s: %s".formatted(capsule.plan(), look.reason())));
                }
            }
            if (over) {
                if (guarded) {
                    say.accept(capsule.plan() + ": back, and nothing that was sent can move it any more");
                }
                return true;
            }
            if (wasBack && !way.isBack()) { // it was lost since, and has all the time again
                giveUp = parts.clock().instant().plus(patience);
            }
            wasBack = way.isBack();
            if (!wasBack && !parts.clock().instant().isBefore(giveUp)) {
                tell(capsule, way, journal);
                say.accept("%s: NOT back, and given up after %s: %s"
                        .formatted(capsule.plan(), DurationWords.write(patience), whyNot(capsule, journal)));
                return false;
            }
            nap(next, wasBack ? Instant.MAX : giveUp);
        }
    }

    /**
     * One look, for no longer than until somebody gives up: calls that hang would keep it for minutes. What it has sent by then may still
     * be carried out, and is what was wanted.
     */
    private Optional<Instant> look(LastResort way, WayJournal journal, Instant giveUp) throws InterruptedException {
        FutureTask<Optional<Instant>> look = new FutureTask<>(way::look);
        Thread thread = Thread.ofVirtual().start(look);
        while (!look.isDone() && parts.clock().instant().isBefore(giveUp)) {
            Duration left = Duration.between(parts.clock().instant(), giveUp);
            boolean _ = thread.join(left.compareTo(LONGEST_NAP) < 0 ? left.plusMillis(1) : LONGEST_NAP);
        }
        if (!look.isDone()) {
            journal.close();
            thread.interrupt();
            if (!thread.join(LONGEST_NAP)) {
                return Optional.empty();
            }
        }
        try {
            return look.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /** What became of the last write of each route that is not back, and why it is not seen where it is not. */
    private static String whyNot(Capsule capsule, WayJournal journal) {
        List<String> reasons = new ArrayList<>();
        for (String route : new TreeMap<>(capsule.routes()).keySet()) {
            if (!isBack(capsule, journal, route) || !journal.isDone(route)) {
                String unseen = unseen(journal, route)
                        .map(why -> "; it cannot be seen: " + why)
                        .orElse("");
                reasons.add(route + ": " + journal.lastWrite(route) + unseen);
            }
        }
        return String.join("; ", reasons);
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

    private void tell(Capsule capsule, LastResort way, WayJournal journal) {
        for (String route : new TreeMap<>(capsule.routes()).keySet()) {
            say.accept("%s: was %s; wanted %s; is %s: %s"
                    .formatted(
                            name(capsule, route),
                            before(way, route).map(Weights::toString).orElse("not seen"),
                            wanted(capsule, route),
                            now(journal, route).map(Weights::toString).orElse("not seen"),
                            isBack(capsule, journal, route) ? "back" : "NOT back"));
        }
    }

    /** By the last look; on a cloud that has answered no write since, that is not all that counts. */
    private static boolean isBack(Capsule capsule, WayJournal journal, String route) {
        return now(journal, route)
                .filter(capsule.baseline().of(route).weights()::equals)
                .isPresent();
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

    private static String shown(Sight sight) {
        return switch (sight) {
            case Sight.Seen(ObservedRoute route) -> route.weights().toString();
            case Sight.Unseen(ProviderError error) -> "not seen (%s)".formatted(error.detail());
        };
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

    private static Optional<String> unseen(WayJournal journal, String route) {
        return journal.look().stream()
                .flatMap(look -> look.routes().stream())
                .filter(seen -> seen.route().equals(route))
                .flatMap(seen -> seen.unseen().stream())
                .findFirst();
    }

    private static Optional<Weights> now(WayJournal journal, String route) {
        return journal.look().stream()
                .flatMap(look -> look.routes().stream())
                .filter(seen -> seen.route().equals(route))
                .map(Look.RouteLook::natives)
                .filter(natives -> natives.values().stream().anyMatch(weight -> weight > 0))
                .map((Map<Side, Integer> natives) -> WeightScale.toWeights(natives))
                .findFirst();
    }
}
