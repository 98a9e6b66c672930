package io.sluice.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.app.cluster.CloudRecord.Effect;
import io.sluice.app.cluster.CloudRecord.Entry;
import io.sluice.app.cluster.Havoc.Blow;
import io.sluice.app.store.JdbiPlanStore;
import io.sluice.plan.JournalLine;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent.RevertStarted;
import io.sluice.plan.PlanEvent.WriteIntended;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanState.Completed;
import io.sluice.plan.PlanState.Reverted;
import io.sluice.traffic.Side;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Holds the plans of shuttles that have ended against what the cloud has seen. */
final class Verdict {
    /** A frozen process sends what it had decided to send at once when it wakes, or never. */
    private static final Duration WAKES_WITHIN = Duration.ofSeconds(3);

    /** Between the clock of whoever wrote a line, which is as right as the database's answer was soon, and the cloud's, on one machine. */
    private static final Duration SKEW = Duration.ofSeconds(2);

    private final CloudRecord cloud;
    private final Supplier<JdbiPlanStore> storeNow;
    private final Supplier<List<Blow>> blowsNow;
    private int completed;
    private int reverted;
    private int steps;
    private int late;
    private int mostLate;

    Verdict(CloudRecord cloud, Supplier<JdbiPlanStore> store, Supplier<List<Blow>> blows) {
        this.cloud = cloud;
        this.storeNow = store;
        this.blowsNow = blows;
    }

    /** All plans of a shuttle, in their order. */
    void pass(List<Leg> legs) {
        Map<Lane, List<Effect>> seen = new EnumMap<>(Lane.class);
        legs.stream()
                .limit(1)
                .flatMap(leg -> leg.lanes().stream())
                .forEach(lane -> seen.put(lane, cloud.effects(lane)));
        for (int i = 0; i < legs.size(); i++) {
            Leg leg = legs.get(i);
            Instant end = i + 1 < legs.size() ? legs.get(i + 1).submittedAt() : Instant.MAX;
            Map<Integer, Instant> lastAt = new HashMap<>();
            Map<Integer, Instant> firstAsked = new HashMap<>();
            for (Lane lane : leg.lanes()) {
                List<Effect> effects = seen.getOrDefault(lane, List.of()).stream()
                        .filter(effect -> !effect.at().isBefore(leg.submittedAt())
                                && effect.at().isBefore(end))
                        .toList();
                for (Effect effect : inOrder(leg, lane, effects)) {
                    lastAt.merge(effect.percent(), effect.at(), Verdict::later);
                    firstAsked.merge(effect.percent(), effect.arrivedAt(), Verdict::earlier);
                }
            }
            noneCameTooSoon(leg, lastAt, firstAsked);
            isKept(leg);
        }
        if (!legs.isEmpty()) {
            legs.getFirst().lanes().forEach(lane -> isAnnounced(lane, legs));
        }
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /**
     * Each step once and in order, then the baseline if it was reverted. A write of a process that was frozen may come late; what was there
     * before it has to come back then.
     */
    private List<Effect> inOrder(Leg leg, Lane lane, List<Effect> effects) {
        List<Effect> taken = new ArrayList<>();
        List<Integer> shown = leg.shown();
        int present = leg.baseline();
        boolean astray = false;
        boolean back = false;
        int step = 0;
        Map<Blow, Integer> lateByFreeze = new HashMap<>();
        for (Effect effect : effects) {
            if (astray && effect.percent() == present) {
                astray = false;
            } else if (!astray && !back && step < shown.size() && effect.percent() == shown.get(step)) {
                step++;
                present = effect.percent();
                taken.add(effect);
            } else if (leg.revertedBy().isPresent() && !back && effect.percent() == leg.baseline()) {
                back = true;
                astray = false;
                present = effect.percent();
            } else {
                Optional<Blow> freeze = freezeBefore(effect);
                assertThat(freeze)
                        .as("%s: %s is out of order in %s of %s", lane, effect, effects, leg)
                        .isPresent();
                astray = true;
                late++;
                mostLate = Math.max(mostLate, lateByFreeze.merge(freeze.get(), 1, Integer::sum));
            }
        }
        assertThat(astray).as("%s ends astray: %s of %s", lane, effects, leg).isFalse();
        if (leg.revertedBy().isPresent()) {
            assertThat(present).as("%s is back: %s of %s", lane, effects, leg).isEqualTo(leg.baseline());
        } else {
            assertThat(step)
                    .as("%s has taken all steps: %s of %s", lane, effects, leg)
                    .isEqualTo(shown.size());
        }
        steps += step;
        return taken;
    }

    /** How the node that made it had been frozen, if it had just been thawed. */
    private Optional<Blow> freezeBefore(Effect effect) {
        return blowsNow.get().stream()
                .filter(blow -> !blow.kill()
                        && blow.node().equals(effect.client())
                        && !effect.arrivedAt().isBefore(blow.until())
                        && effect.arrivedAt().isBefore(blow.until().plus(WAKES_WITHIN)))
                .findFirst();
    }

    /** No step is asked for before all lanes have shown the one before for its bake. */
    private static void noneCameTooSoon(Leg leg, Map<Integer, Instant> lastAt, Map<Integer, Instant> firstAsked) {
        List<Integer> shown = leg.shown();
        for (int i = 1; i < shown.size(); i++) {
            Instant before = lastAt.get(shown.get(i - 1));
            Instant asked = firstAsked.get(shown.get(i));
            if (before != null && asked != null) {
                assertThat(asked)
                        .as("step %d of %s after its bake", i + 1, leg)
                        .isAfterOrEqualTo(before.plus(Shuttle.BAKE));
            }
        }
    }

    /** Its journal is whole and tells the same as its row, which has ended as it must. */
    private void isKept(Leg leg) {
        JdbiPlanStore store = storeNow.get();
        PlanId id = leg.revertedBy().orElse(leg.plan());
        Plan plan = store.plan(id);
        assertThat(plan.state())
                .as("%s", leg)
                .isInstanceOf(leg.revertedBy().isPresent() ? Reverted.class : Completed.class);
        for (PlanId each : List.of(leg.plan(), id)) {
            assertThat(store.findJournalFault(each)).as("%s", leg).isEmpty();
            assertThat(store.refold(each)).isEqualTo(store.plan(each));
            assertThat(store.journal(each, 0, Integer.MAX_VALUE).stream()
                            .dropWhile(line -> !(line.event() instanceof RevertStarted))
                            .filter(line -> line.event() instanceof WriteIntended intent
                                    && intent.to().isPresent()))
                    .as("forward intents after the revert of %s", leg)
                    .isEmpty();
        }
        if (leg.revertedBy().isPresent()) {
            reverted++;
        } else {
            completed++;
        }
    }

    /**
     * Of the calls that reached the cloud each has an intent of its own for the same weights, kept before it came. But for those that put
     * back: a revert does not wait for a slow database, and what it did then is in a record of the node's own.
     */
    private void isAnnounced(Lane lane, List<Leg> legs) {
        JdbiPlanStore store = storeNow.get();
        Map<Integer, List<Instant>> intents = new HashMap<>();
        for (Leg leg : legs) {
            for (PlanId id :
                    leg.revertedBy().filter(by -> !by.equals(leg.plan())).isPresent()
                            ? List.of(leg.plan(), leg.revertedBy().get())
                            : List.of(leg.plan())) {
                for (JournalLine line : store.journal(id, 0, Integer.MAX_VALUE)) {
                    if (line.event() instanceof WriteIntended intent
                            && intent.route().equals(lane.route())) {
                        int percent = intent.to()
                                .map(to -> Math.round(to.share(new Side("second")) / 100f))
                                .orElse(leg.baseline());
                        intents.computeIfAbsent(percent, _ -> new ArrayList<>()).add(line.at());
                    }
                }
            }
        }
        Map<Integer, Integer> calls = new HashMap<>();
        for (Entry call : cloud.calls(lane)) {
            int percent = call.percent(lane).orElseThrow();
            Optional<Leg> leg = legs.reversed().stream()
                    .filter(each -> !each.submittedAt().isAfter(call.arrivedAt()))
                    .findFirst();
            if (leg.isEmpty() || isBack(leg.get(), percent)) {
                continue;
            }
            int number = calls.merge(percent, 1, Integer::sum);
            assertThat(intents.getOrDefault(percent, List.of()).stream()
                            .filter(at -> !at.isAfter(call.arrivedAt().plus(SKEW))))
                    .as("intents before %s", call)
                    .hasSizeGreaterThanOrEqualTo(number);
        }
    }

    private static boolean isBack(Leg leg, int percent) {
        return leg.revertedBy().isPresent() && percent == leg.baseline();
    }

    /** In words; all else that could be counted is not, because it would have failed. */
    @Override
    public String toString() {
        return "%d plans (%d completed, %d reverted), %d steps of routes: 0 wrong weights at the end, 0 lost, 0 twice, 0 out of order; "
                        .formatted(completed + reverted, completed, reverted, steps)
                + "%d late writes of frozen nodes, at most %d of one freeze to one route, all repaired"
                        .formatted(late, mostLate);
    }
}
