package io.sluice.plan.decide;

import static java.util.stream.Collectors.toSet;

import io.sluice.plan.Baseline;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanEvent.BaselineBack;
import io.sluice.plan.PlanEvent.BaselineLost;
import io.sluice.plan.PlanEvent.Reverted;
import io.sluice.plan.PlanState.Reverting;
import io.sluice.plan.RouteLedger;
import io.sluice.plan.decide.Decision.Apply;
import io.sluice.plan.decide.Decision.Record;
import io.sluice.plan.decide.Decision.RouteWrite;
import io.sluice.plan.decide.Decision.Wait;
import io.sluice.traffic.ObservedRoute;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One wish, the baseline, whatever else is known; a look that fails or figures that are missing stop nothing here. */
record PutBack(Pace pace, Judges judges) {
    Decision next(Plan plan, Reverting state, Observation seen, Instant now) {
        Baseline baseline =
                plan.baseline().orElseThrow(() -> new IllegalStateException("reverting without a baseline"));
        List<RouteWrite> writes = new ArrayList<>();
        List<String> waiting = new ArrayList<>();
        Optional<Instant> next = Optional.empty();
        for (Route route : plan.spec().routes()) {
            String name = route.name();
            if (isBack(plan, baseline, state, route, seen)) {
                continue;
            }
            Optional<ObservedRoute> observed = seen.seen(name);
            if (state.back().isPresent()) {
                if (observed.isPresent()) {
                    return Record.of(new BaselineLost(name, observed.get().weights()));
                }
                waiting.add("cannot see %s: %s".formatted(name, Shown.error(seen, name)));
                next = Optional.of(Instants.earlier(now.plus(pace.firstRetry()), next));
                continue;
            }
            Instant attempt = pace.nextAttempt(plan.ledger(name), now);
            if (now.isBefore(attempt)) {
                waiting.add("%s is not back yet%s"
                        .formatted(
                                name,
                                plan.ledger(name)
                                        .trouble()
                                        .map(why -> " (" + why + ")")
                                        .orElse("")));
                next = Optional.of(Instants.earlier(attempt, next));
            } else {
                writes.add(new RouteWrite.Restore(
                        name, observed, state.cause().exact(), evicted(plan, baseline.of(name), route)));
            }
        }
        if (!writes.isEmpty()) {
            return new Apply(writes);
        }
        if (!waiting.isEmpty()) {
            Instant look = Instants.earlier(now.plus(pace.firstRetry()), next.filter(now::isBefore));
            return new Wait(look, String.join("; ", waiting) + "; asked again at " + next.orElse(look));
        }
        return guardBaseline(plan, baseline, state, seen, now);
    }

    private Decision guardBaseline(Plan plan, Baseline baseline, Reverting state, Observation seen, Instant now) {
        if (state.back().isEmpty()) {
            return Record.of(new BaselineBack(notes(plan, baseline, seen)));
        }
        Instant back = state.back().get();
        Instant nothingLands = nothingLandsAfter(plan, state, seen);
        if (pace.guardIsOver(back, seen.at()) && !seen.at().isBefore(nothingLands)) {
            return ended(plan, state, seen, back, now);
        }
        Duration looks =
                pace.guardLooks().isEmpty() ? Duration.ZERO : pace.guardLooks().getLast();
        Instant end = Instants.later(back.plus(looks), nothingLands);
        Instant look = Instants.earlier(pace.nextGuardLook(back, now), Optional.of(end));
        return new Wait(look.isAfter(now) ? look : now.plus(pace.firstRetry()), "back; guarding until " + end);
    }

    /** The end, with the account of when traffic was back; it waits for that as long as the pace says. */
    private Decision ended(Plan plan, Reverting state, Observation seen, Instant back, Instant now) {
        List<PlanEvent> events = new ArrayList<>();
        Optional<Instant> next = Optional.empty();
        for (Route route : plan.spec().routes()) {
            if (TrafficReturns.isOf(plan, route)) {
                TrafficReturns.Known known = judges.trafficBack(plan, state, route, seen);
                events.add(known.line());
                next = known.next().map(Optional::of).orElse(next);
            }
        }
        Instant patience = back.plus(pace.untilCounted());
        Optional<Instant> waits = next.filter(then -> !then.isAfter(patience));
        if (waits.isPresent()) {
            return new Wait(
                    waits.get().isAfter(now) ? waits.get() : now.plus(pace.firstRetry()),
                    "back; its requests are counted by " + waits.get());
        }
        events.add(new Reverted());
        return new Record(events);
    }

    /**
     * From when on no call can take effect any more. A plan that puts an ended one back does not know that one's unanswered
     * calls, so it waits as long as any of them could last.
     */
    private static Instant nothingLandsAfter(Plan plan, Reverting state, Observation seen) {
        Instant own = plan.ledgers().values().stream()
                .flatMap(ledger -> ledger.outstandingAt(seen.at()).stream())
                .map(RouteLedger.Outstanding::mayLandUntil)
                .reduce(Instant.MIN, Instants::later);
        return plan.revertOf()
                .map(_ -> state.since())
                .map(taken -> seen.timings().routes().values().stream()
                        .map(timing -> taken.plus(timing.changeDeadline()).plus(timing.landsWithin()))
                        .reduce(own, Instants::later))
                .orElse(own);
    }

    /**
     * A route that the plan ever wrote to counts as back only after a call for the baseline was answered: what a look shows
     * may be older than the last ramp write.
     */
    private static boolean isBack(Plan plan, Baseline baseline, Reverting state, Route route, Observation seen) {
        RouteLedger ledger = plan.ledger(route.name());
        Baseline.OfRoute wanted = baseline.of(route.name());
        return (ledger.restored() || !ledger.mayHaveMoved())
                && seen.seen(route.name())
                        .filter(observed -> wanted.isShownBy(observed, route.sides(), evicted(plan, wanted, route)))
                        .filter(observed ->
                                !state.cause().exact() || observed.fingerprint().equals(wanted.fingerprint()))
                        .isPresent();
    }

    private static Set<Side> evicted(Plan plan, Baseline.OfRoute baseline, Route route) {
        if (!plan.spec().evictSticky()) {
            return Set.of();
        }
        return route.sides().stream()
                .filter(side -> !baseline.weights().has(side))
                .collect(toSet());
    }

    private static List<String> notes(Plan plan, Baseline baseline, Observation seen) {
        List<String> notes = new ArrayList<>();
        for (Route route : plan.spec().routes()) {
            seen.seen(route.name()).ifPresent(observed -> {
                if (!observed.fingerprint().equals(baseline.of(route.name()).fingerprint())) {
                    notes.add("%s: settings outside the weights changed during the plan and were kept"
                            .formatted(route.name()));
                }
                Settling.until(plan, route, seen)
                        .filter(seen.at()::isBefore)
                        .ifPresent(follows -> notes.add(
                                "%s: traffic may follow the old weights until %s".formatted(route.name(), follows)));
                observed.stickiness()
                        .filter(_ -> !plan.spec().evictSticky())
                        .ifPresent(lasts -> notes.add(
                                "%s: sticky clients may stay where they are until %s, or longer while they keep coming"
                                        .formatted(route.name(), seen.at().plus(lasts))));
            });
        }
        return notes;
    }
}
