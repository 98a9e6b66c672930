package io.sluice.plan.engine;

import io.sluice.plan.HoldReason;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanEvent.DriftChoice;
import io.sluice.plan.PlanEvent.Purpose;
import io.sluice.plan.PlanEvent.WriteApplied;
import io.sluice.plan.PlanEvent.WriteIntended;
import io.sluice.plan.PlanEvent.WriteRefused;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.PlanState;
import io.sluice.plan.Step;
import io.sluice.plan.decide.Calendars;
import io.sluice.plan.decide.Windows;
import io.sluice.provider.inmemory.Effect;
import io.sluice.provider.inmemory.InMemoryCloud;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import io.sluice.traffic.WeightScale;
import io.sluice.traffic.Weights;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is true of each write: when it is written down, when it is sent, and when it takes effect. All moments are of the clock that
 * nobody sets.
 */
final class WritePromises {
    private final PlanSpec spec;
    private final Windows windows;
    private final Map<String, InMemoryCloud> clouds;
    private final PlanStore store;
    private final ManualClock clock;
    private boolean strangers;
    private final Map<PlanId, Map<Integer, Asked>> asked = new HashMap<>();
    private final Map<String, Integer> effectsChecked = new HashMap<>();
    /** What each route has, and who gave it that: empty, a stranger. */
    private final Map<String, Effect> last = new HashMap<>();

    /** What an operator has said may be overwritten. */
    private final Set<Weights> overruled = new HashSet<>();

    private final Map<PlanId, Instant> ended = new HashMap<>();

    WritePromises(
            PlanSpec spec,
            Calendars calendars,
            Map<String, InMemoryCloud> clouds,
            PlanStore store,
            ManualClock clock,
            boolean strangers) {
        this.spec = spec;
        this.windows = new Windows(spec.schedule(), calendars);
        this.clouds = clouds;
        this.store = store;
        this.clock = clock;
        this.strangers = strangers;
    }

    /** A write that the journal tells of. */
    private static final class Asked {
        final WriteIntended intent;
        final Instant mayLandUntil;
        final Instant lookedAt;
        final Weights settled;
        final boolean othersOpen;
        boolean answered;

        Asked(WriteIntended intent, Instant mayLandUntil, Instant lookedAt, Plan plan, boolean othersOpen) {
            this.intent = intent;
            this.mayLandUntil = mayLandUntil;
            this.lookedAt = lookedAt;
            this.settled = plan.settled().of(intent.route());
            this.othersOpen = othersOpen;
        }

        boolean isOpen(Instant now) {
            return !answered && now.isBefore(mayLandUntil);
        }
    }

    private Map<Integer, Asked> asked(PlanId id) {
        return asked.computeIfAbsent(id, _ -> new LinkedHashMap<>());
    }

    // ---- as they are written down

    /** Lines are being written at this moment. */
    void appended(SimulatedProcess by, Plan before, List<PlanEvent> events) {
        List<Asked> open = asked(before.id()).values().stream()
                .filter(one -> one.isOpen(clock.real()))
                .toList();
        for (PlanEvent event : events) {
            switch (event) {
                case WriteIntended intent -> intended(by, before, intent, open);
                case WriteApplied(int write) -> settled(before.id(), write);
                case WriteRefused refusal -> settled(before.id(), refusal.write());
                case PlanEvent.ResumeAsked(Optional<DriftChoice> choice, String _) -> {
                    if (choice.equals(Optional.of(DriftChoice.REASSERT))
                            && before.state() instanceof PlanState.Held(var _, HoldReason.Drift drift, var _)) {
                        overruled.addAll(drift.seen().values());
                    }
                }
                case PlanEvent.DriftHandled handled ->
                    overruled.addAll(handled.seen().values());
                case PlanEvent.Completed _, PlanEvent.Reverted _ -> nothingLandsAfterTheEnd(before.id(), open);
                default -> {}
            }
        }
    }

    private void settled(PlanId id, int write) {
        Optional.ofNullable(asked(id).get(write)).ifPresent(one -> one.answered = true);
    }

    private void intended(SimulatedProcess by, Plan before, WriteIntended intent, List<Asked> open) {
        insideTheEnvelope(before, intent);
        compensationOnlyWhenNothingIsUnknown(intent, open);
        boolean othersOpen = open.stream().anyMatch(one -> one.intent.route().equals(intent.route()));
        Asked earlier = asked(before.id())
                .put(
                        intent.write(),
                        new Asked(
                                intent,
                                by.real(intent.mayLandUntil()),
                                by.lastLook(spec.route(intent.route()).ref().provider()),
                                before,
                                othersOpen));
        if (earlier != null) {
            throw new AssertionError("two writes of one number: " + earlier.intent + " and " + intent);
        }
    }

    /** P2: nothing is asked for but the baseline and what was approved so far. */
    private void insideTheEnvelope(Plan before, WriteIntended intent) {
        if (strangers || intent.to().isEmpty()) {
            return;
        }
        List<Weights> envelope = new ArrayList<>(List.of(spec.expect()));
        for (int step = 1; step <= before.step(); step++) {
            if (spec.step(step) instanceof Step.Shift shift) {
                envelope.add(shift.weights().of(intent.route()));
            }
        }
        if (!envelope.contains(intent.to().get())) {
            throw new AssertionError("outside what was approved by step " + before.step() + ": " + intent);
        }
    }

    /** Compensation only when no outcome is unknown. */
    private static void compensationOnlyWhenNothingIsUnknown(WriteIntended intent, List<Asked> open) {
        if (intent.purpose() == Purpose.BACK && !open.isEmpty()) {
            throw new AssertionError("steps back while " + open.getFirst().intent + " may still land: " + intent);
        }
    }

    private void nothingLandsAfterTheEnd(PlanId id, List<Asked> open) {
        if (!open.isEmpty()) {
            throw new AssertionError("ends while " + open.getFirst().intent + " may still land");
        }
        ended.put(id, clock.real());
    }

    // ---- as they are sent

    /** From now on routes go back without the journal's knowledge. */
    void revertsAlone() {
        strangers = true;
    }

    /** A call is being sent at this moment. */
    void sends(SimulatedProcess by, String requestId) {
        if (RevertAlone.sent(requestId)) {
            return; // nobody can be asked; what comes of it is looked at
        }
        PlanId id = plan(requestId);
        Asked one = intentBeforeEffect(requestId);
        Plan plan = store.plan(id);
        onlyForThePresentGeneration(plan, one.intent);
        onlyUnderAClaim(by, plan, one.intent);
        neverLaterThanItsIntentSays(one);
        otherRampWeightsWait(id, one);
        insideItsWindow(one.intent);
    }

    private static PlanId plan(String requestId) {
        return new PlanId(requestId.substring(0, requestId.lastIndexOf('-')));
    }

    /** P13: an intent is in the journal before the provider hears of it. */
    private Asked intentBeforeEffect(String requestId) {
        int number = Integer.parseInt(requestId.substring(requestId.lastIndexOf('-') + 1));
        Asked one = asked(plan(requestId)).get(number);
        if (one == null) {
            throw new AssertionError("sent without an intent in the journal: " + requestId);
        }
        return one;
    }

    /** P3 and P4: nothing but the baseline is sent once a revert was accepted, and nothing that an older generation decided. */
    private static void onlyForThePresentGeneration(Plan plan, WriteIntended intent) {
        if (intent.purpose() == Purpose.REVERT) {
            return; // of two reverts, too, the first may go out unless the store has said no
        }
        if (!(plan.state() instanceof PlanState.Underway)) {
            throw new AssertionError("moves traffic while " + plan.state().word() + ": " + intent);
        }
        if (intent.generation() != plan.generation()) {
            throw new AssertionError("sent for generation " + intent.generation() + " of a plan at " + plan.generation()
                    + ": " + intent);
        }
    }

    /**
     * P4: who was frozen, or overtaken, sends nothing on once it looks. What puts back goes out unless the store has said no: it waits
     * for nothing.
     */
    private void onlyUnderAClaim(SimulatedProcess by, Plan plan, WriteIntended intent) {
        boolean held = by.askedAbout()
                .filter(claim -> store.permits(claim, plan.generation()))
                .isPresent();
        if (intent.purpose() == Purpose.REVERT ? by.wasRefused() : !held) {
            throw new AssertionError(
                    "sent for " + plan.id() + " under " + by.askedAbout() + ", which is over: " + intent);
        }
    }

    private void neverLaterThanItsIntentSays(Asked one) {
        InMemoryCloud _ = cloud(one.intent.route());
        if (clock.real().isAfter(one.mayLandUntil)) {
            throw new AssertionError("sent after it could land by its own word: " + one.intent);
        }
    }

    /** While a call is not answered the same weights may be asked for again; other ramp weights wait, and a revert waits for nothing. */
    private void otherRampWeightsWait(PlanId id, Asked sent) {
        if (sent.intent.purpose() == Purpose.REVERT) {
            return;
        }
        asked(id).values().stream()
                .filter(one -> one != sent
                        && one.isOpen(clock.real())
                        && one.intent.route().equals(sent.intent.route())
                        && !one.intent.to().equals(sent.intent.to()))
                .findFirst()
                .ifPresent(one -> {
                    throw new AssertionError("does not wait for " + one.intent + ": " + sent.intent);
                });
    }

    /** P6: nothing is sent that moves traffic on while the window is shut. */
    private void insideItsWindow(WriteIntended intent) {
        if ((intent.purpose() == Purpose.FORWARD || intent.purpose() == Purpose.ATTACH)
                && !windows.isOpen(clock.instant())) {
            throw new AssertionError("sent outside its window at " + clock.instant() + ": " + intent);
        }
    }

    // ---- as they take effect

    /** Whether anything has become different since the last call. */
    boolean checkEffects() {
        boolean news = false;
        for (Map.Entry<String, InMemoryCloud> cloud : clouds.entrySet()) {
            int checked = effectsChecked.getOrDefault(cloud.getKey(), 0);
            List<Effect> effects = cloud.getValue().effects();
            for (Effect effect : effects.subList(checked, effects.size())) {
                if (!effect.requestId().isEmpty()) {
                    checkEffect(effect, cloud.getValue());
                }
                last.put(effect.route(), effect);
                news = true;
            }
            effectsChecked.put(cloud.getKey(), effects.size());
        }
        return news;
    }

    private void checkEffect(Effect effect, InMemoryCloud cloud) {
        if (RevertAlone.sent(effect.requestId())) {
            baselineAndNothingElse(effect);
            return;
        }
        Asked one = intentBeforeEffect(effect.requestId());
        PlanId id = plan(effect.requestId());
        Weights seen = weights(effect.route(), effect.natives());
        Weights wanted = one.intent
                .to()
                .map(cloud.scale()::reachable)
                .orElseGet(() -> store.plan(id)
                        .baseline()
                        .orElseThrow()
                        .of(effect.route())
                        .weights());
        if (!seen.equals(wanted)) {
            throw new AssertionError("asked for " + wanted + " and got " + seen);
        }
        if (effect.at().isAfter(one.mayLandUntil)) {
            throw new AssertionError("landed later than its intent says: " + effect + " of " + one.intent);
        }
        if (ended.containsKey(id) && effect.at().isAfter(ended.get(id))) {
            throw new AssertionError("landed after the plan's end: " + effect);
        }
        driftIsNeverOverwrittenSilently(effect, one, cloud);
    }

    private void baselineAndNothingElse(Effect effect) {
        Weights wanted = store.plan(SimulatedCluster.SUBMITTED)
                .baseline()
                .orElseThrow()
                .of(effect.route())
                .weights();
        if (!weights(effect.route(), effect.natives()).equals(wanted)) {
            throw new AssertionError("put back to " + effect + ", not " + wanted);
        }
    }

    /**
     * P10: what somebody else set is overwritten only where the journal says that it was seen, and an operator, the policy or a revert
     * wants it; or, on a cloud that does not compare, where it came after the look.
     */
    private void driftIsNeverOverwrittenSilently(Effect effect, Asked one, InMemoryCloud cloud) {
        Effect before = last.get(effect.route());
        if (before == null || !before.requestId().isEmpty() || one.intent.to().isEmpty()) {
            return;
        }
        Weights theirs = weights(before.route(), before.natives());
        boolean seen = one.intent.from().filter(theirs::equals).isPresent();
        if (!seen && (cloud.compareAndSet() || before.at().isBefore(one.lookedAt))) {
            throw new AssertionError("overwrites " + before + " unseen: " + one.intent);
        }
        boolean known =
                allowed(effect.route(), cloud.scale()).contains(theirs) || one.settled.equals(theirs) || one.othersOpen;
        if (seen && !known && !overruled.contains(theirs)) {
            throw new AssertionError("overwrites " + before + " unasked: " + one.intent);
        }
    }

    private Set<Weights> allowed(String route, WeightScale scale) {
        Set<Weights> allowed = new HashSet<>(List.of(spec.expect(), scale.reachable(spec.expect())));
        for (Step step : spec.steps()) {
            if (step instanceof Step.Shift shift) {
                allowed.add(shift.weights().of(route));
                allowed.add(scale.reachable(shift.weights().of(route)));
            }
        }
        return allowed;
    }

    // ---- between all of that

    /** All routes or none: outside reverts each shows what it had at the step, before it, or when all had the same last. */
    void checkRoutes(Plan plan) {
        if (strangers || plan.baseline().isEmpty() || !(plan.state() instanceof PlanState.Underway)) {
            return;
        }
        for (Route route : spec.routes()) {
            String name = route.name();
            InMemoryCloud cloud = cloud(name);
            Weights real = weights(name, cloud.state(name).natives());
            WeightScale scale = cloud.scale();
            boolean expected = real.equals(
                            scale.reachable(plan.target(plan.step()).of(name)))
                    || real.equals(scale.reachable(plan.before(plan.step()).of(name)))
                    || real.equals(scale.reachable(plan.settled().of(name)));
            if (!expected) {
                throw new AssertionError("at step " + plan.step() + " route " + name + " has " + real);
            }
        }
    }

    /** Whether a stranger had the last word about a route, and later than this. */
    boolean strangerCameAfter(String route, Instant look) {
        Effect effect = last.get(route);
        return effect != null && effect.requestId().isEmpty() && effect.at().isAfter(look);
    }

    private InMemoryCloud cloud(String route) {
        InMemoryCloud cloud = clouds.get(spec.route(route).ref().provider());
        if (cloud == null) {
            throw new IllegalStateException("no cloud for " + route);
        }
        return cloud;
    }

    static Weights weights(String route, Map<String, Integer> natives) {
        Map<Side, Integer> sides = new HashMap<>();
        natives.forEach((backend, weight) -> sides.put(side(backend.substring(route.length() + 1), backend), weight));
        return WeightScale.toWeights(sides);
    }

    private static Side side(String name, String backend) {
        return name.equals(Specs.EU.name()) || name.equals(Specs.US.name())
                ? new Side(name)
                : new Side("backend/" + backend);
    }
}
