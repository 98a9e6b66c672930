package io.sluice.plan.engine;

import io.sluice.plan.HoldReason;
import io.sluice.plan.JournalLine;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanEvent.Purpose;
import io.sluice.plan.PlanEvent.WriteIntended;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.PlanState;
import io.sluice.plan.Principal;
import io.sluice.plan.RevertCause;
import io.sluice.plan.Step;
import io.sluice.plan.Transitions;
import io.sluice.plan.Verdict;
import io.sluice.plan.decide.Calendars;
import io.sluice.provider.inmemory.Effect;
import io.sluice.provider.inmemory.InMemoryCloud;
import io.sluice.provider.inmemory.RouteState;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import io.sluice.traffic.WeightScale;
import io.sluice.traffic.Weights;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Watches a walk from outside the engine: believes only the clouds' own logs and the journal, and compares the two. */
final class Witness {
    private final PlanSpec spec;
    private final Calendars calendars;
    private final Map<String, InMemoryCloud> clouds;
    private final PlanStore store;
    private final ManualClock clock;

    /** When lines were written by a clock that nobody sets. */
    private final Map<String, Instant> really = new HashMap<>();

    private final boolean strangers;
    private final ScriptedHook hook;
    private Optional<String> question = Optional.empty();
    private boolean goesWithoutHook;
    private final Map<String, Integer> effectsChecked = new HashMap<>();
    private final Map<PlanId, Plan> folded = new HashMap<>();
    private final Set<Principal> approvers = new HashSet<>();
    private int approved;
    private final Map<PlanId, SchedulePromises> schedules = new HashMap<>();

    /**
     * @param calendars what really stands in those that the plan names
     * @param hook that all webhook steps ask
     */
    Witness(
            PlanSpec spec,
            Calendars calendars,
            Map<String, InMemoryCloud> clouds,
            PlanStore store,
            ManualClock clock,
            ScriptedHook hook,
            boolean strangers) {
        this.hook = hook;
        this.spec = spec;
        this.calendars = calendars;
        this.clouds = clouds;
        this.store = store;
        this.clock = clock;
        this.strangers = strangers;
    }

    /** A call is being sent at this moment. */
    void sends(String requestId) {
        PlanId id = new PlanId(requestId.substring(0, requestId.lastIndexOf('-')));
        int number = Integer.parseInt(requestId.substring(requestId.lastIndexOf('-') + 1));
        WriteIntended intent = findIntent(id, number)
                .orElseThrow(() -> new AssertionError("sent without an intent in the journal: " + requestId));
        Plan plan = store.plan(id);
        if (intent.purpose() != Purpose.REVERT && !(plan.state() instanceof PlanState.Underway)) {
            throw new AssertionError("moves traffic while " + plan.state().word() + ": " + intent);
        }
        if (intent.generation() != plan.generation()) {
            throw new AssertionError(
                    "sent for generation " + intent.generation() + " of a plan at " + plan.generation());
        }
    }

    /** A hook is being asked at this moment: by a plan that moves on, and about a question in its journal. */
    void asks(HookQuestion asked) {
        Plan plan = asked.plan();
        if (!(plan.state() instanceof PlanState.Underway)) {
            throw new AssertionError("asks a hook while " + plan.state().word());
        }
        boolean written = store.journal(plan.id(), 0, Integer.MAX_VALUE).stream()
                .anyMatch(line ->
                        line.event() instanceof PlanEvent.WebhookAsked(String id, var _) && id.equals(asked.id()));
        if (asked.about() instanceof HookQuestion.About.OfStep && !written) {
            throw new AssertionError("asked without a line in the journal: " + asked.id());
        }
    }

    /** Lines are being written at this moment. */
    void appended(Plan before, List<PlanEvent> events) {
        for (int i = 1; i <= events.size(); i++) {
            really.put(before.id() + "/" + (before.version() + i), clock.real());
        }
        for (PlanEvent event : events) {
            if (event instanceof PlanEvent.WeightsVerified(int step) && !strangers) {
                checkReality(before.target(step).byRoute(), "verified step " + step);
            }
        }
    }

    private Optional<WriteIntended> findIntent(PlanId id, int number) {
        return store.find(id).stream()
                .flatMap(_ -> store.journal(id, 0, Integer.MAX_VALUE).stream())
                .map(JournalLine::event)
                .filter(event -> event instanceof WriteIntended intent && intent.write() == number)
                .map(WriteIntended.class::cast)
                .findFirst();
    }

    /** What must hold after everything that happens. */
    void check(PlanId id) {
        Plan before = folded.getOrDefault(
                id, Plan.blank(id, spec, store.plan(id).version() == 0 ? 1 : blankGeneration(id), firstAt(id)));
        Plan plan = before;
        for (JournalLine line : store.journal(id, before.version(), Integer.MAX_VALUE)) {
            checkLine(plan, line);
            schedules
                    .computeIfAbsent(id, _ -> new SchedulePromises(spec, calendars))
                    .check(line, really.getOrDefault(id + "/" + line.seq(), line.at()));
            plan = plan.after(line);
        }
        folded.put(id, plan);
        if (!plan.equals(store.plan(id))) {
            throw new AssertionError("the plan is not the fold of its journal:\n" + plan + "\n" + store.plan(id));
        }
        checkEffects();
    }

    private long blankGeneration(PlanId id) {
        long reverts = store.journal(id, 0, Integer.MAX_VALUE).stream()
                .filter(line -> line.event() instanceof PlanEvent.RevertStarted
                        || line.event() instanceof PlanEvent.CancelAsked)
                .count();
        return store.plan(id).generation() - reverts;
    }

    private Instant firstAt(PlanId id) {
        return store.journal(id, 0, 1).getFirst().at();
    }

    private void checkLine(Plan before, JournalLine line) {
        switch (line.event()) {
            case PlanEvent.StepStarted(int step) -> checkStep(before, step, line);
            case PlanEvent.PauseStarted(int step, Optional<Instant> _) -> checkStep(before, step, line);
            case PlanEvent.ApprovalAsked asked -> {
                if (asked.step() != before.step()
                        && !isBehind(before, asked.step())) { // it is asked again where the weights had to be put back
                    checkStep(before, asked.step(), line);
                }
                approvers.clear();
                approved = 0;
            }
            case PlanEvent.ApprovalVoided _ -> approvers.clear();
            case PlanEvent.ApprovalGiven(Principal approver, String _, var _) -> approvers.add(approver);
            case PlanEvent.HoldEnded(String heldBy, String _)
            when heldBy.equals("approval")
                    && outermost(before.state(), "approval") instanceof HoldReason.Approval
                    && Transitions.waypoint((PlanState.Underway) before.state()) instanceof PlanState.Baking ->
                checkApproval(before);
            case PlanEvent.WebhookReached reached -> {
                if (reached.step() != before.step()) { // it is reached again where the weights had to be put back
                    checkStep(before, reached.step(), line);
                }
                question = Optional.empty();
                goesWithoutHook = false;
            }
            case PlanEvent.WebhookAsked(String id, Instant _) -> {
                if (question.filter(id::equals).isPresent()) {
                    throw new AssertionError("a new question has the id of an earlier one: " + id);
                }
                question = Optional.of(id);
            }
            case PlanEvent.ResumeAsked _ -> question = heldByFailedHook(before) ? Optional.empty() : question;
            case PlanEvent.PromoteAsked _ -> goesWithoutHook |= isHeldByHook(before);
            case PlanEvent.Completed _ -> {
                checkHook(before);
                checkThrough(before, "completed");
                if (spec.atEnd() == PlanSpec.AtEnd.REVERT) {
                    throw new AssertionError("stays where its steps went");
                }
            }
            case PlanEvent.RevertStarted(RevertCause cause)
            when cause.isAtEnd() -> {
                checkThrough(before, "at its end");
                if (spec.atEnd() == PlanSpec.AtEnd.KEEP) {
                    throw new AssertionError("nobody wanted it back");
                }
            }
            default -> {}
        }
    }

    private void checkThrough(Plan before, String what) {
        if (before.step() != spec.steps().size()) {
            throw new AssertionError(
                    what + " at step " + before.step() + " of " + spec.steps().size());
        }
    }

    /** What a hold that ends by its word is about; a way back that there is not bears the word of its cause. */
    private static HoldReason outermost(PlanState state, String word) {
        return switch (state) {
            case PlanState.Held(var at, var why, var _) -> why.word().equals(word) ? why : outermost(at, word);
            default -> throw new AssertionError("nothing holds by " + word);
        };
    }

    /** Whether a step that could not be made waits right behind another one. */
    private static boolean isBehind(Plan before, int step) {
        return before.state() instanceof PlanState.Shifting shifting && shifting.step() == step + 1;
    }

    /** An approval ends with the votes of different people, none of them the submitter's, for gates that stand no worse now. */
    private void checkApproval(Plan before) {
        HoldReason.Approval approval = before.approval().orElseThrow();
        if (approvers.size() < approval.count() || approvers.contains(Principal.LOCAL)) {
            throw new AssertionError("approved by " + approvers + " only: " + approval);
        }
        approval.evidence().forEach((gate, then) -> {
            Verdict now = before.tally(gate).verdict();
            if (now != Verdict.PASS && now.isWorseThan(then)) {
                throw new AssertionError("gate " + gate + " stands worse than what was approved: " + approval);
            }
        });
        approved = before.step();
    }

    /** Nothing goes past a hook that did not really say yes to the last question, unless a person said to go on without it. */
    private void checkHook(Plan before) {
        if (before.step() > 0
                && spec.step(before.step()) instanceof Step.Webhook
                && !goesWithoutHook
                && question.filter(hook::passed).isEmpty()) {
            throw new AssertionError("goes past step " + before.step() + ", whose hook did not pass");
        }
    }

    private static boolean isHeldByHook(Plan plan) {
        return plan.state() instanceof PlanState.Held(var _, HoldReason.Webhook _, var _);
    }

    private static boolean heldByFailedHook(Plan plan) {
        return plan.state() instanceof PlanState.Held(var _, HoldReason.Webhook webhook, var _)
                && webhook.failure().isPresent();
    }

    /** Steps come one after the other, each after a full bake of the one before, or the least of an automatic one. */
    private void checkStep(Plan before, int step, JournalLine line) {
        if (step != before.step() + 1) {
            throw new AssertionError("step " + step + " after step " + before.step());
        }
        if (before.step() > 0 && spec.step(before.step()) instanceof Step.Approval && approved != before.step()) {
            throw new AssertionError("nobody approved step " + step);
        }
        checkHook(before);
        if (before.state() instanceof PlanState.Baking baking
                && !baking.promoted()
                && baking.step() > 0
                && spec.step(baking.step()) instanceof Step.Shift shift
                && baking.bakedAt(line.at()).compareTo(shift.least().orElse(shift.bake())) < 0) {
            throw new AssertionError("baked too short before step " + step);
        }
    }

    /** No route ever gets a split that no step asked for, and each of our effects has an intent that asked for it. */
    private void checkEffects() {
        for (Map.Entry<String, InMemoryCloud> cloud : clouds.entrySet()) {
            List<Effect> effects = cloud.getValue().effects();
            for (Effect effect : effects.subList(effectsChecked.getOrDefault(cloud.getKey(), 0), effects.size())) {
                if (!effect.requestId().isEmpty()) {
                    checkEffect(effect, cloud.getValue().scale());
                }
            }
            effectsChecked.put(cloud.getKey(), effects.size());
        }
    }

    private void checkEffect(Effect effect, WeightScale scale) {
        PlanId id =
                new PlanId(effect.requestId().substring(0, effect.requestId().lastIndexOf('-')));
        int number =
                Integer.parseInt(effect.requestId().substring(effect.requestId().lastIndexOf('-') + 1));
        WriteIntended intent =
                findIntent(id, number).orElseThrow(() -> new AssertionError("an effect without an intent: " + effect));
        Weights seen = weights(effect.route(), effect.natives());
        Weights asked = intent.to()
                .map(scale::reachable)
                .orElseGet(() -> store.plan(id)
                        .baseline()
                        .orElseThrow()
                        .of(effect.route())
                        .weights());
        if (!seen.equals(asked)) {
            throw new AssertionError("asked for " + asked + " and got " + seen);
        }
        if (!strangers
                && intent.to().isPresent()
                && !allowed(effect.route()).contains(intent.to().get())) {
            throw new AssertionError("outside what the plan asks for: " + effect);
        }
    }

    private List<Weights> allowed(String route) {
        List<Weights> allowed = new ArrayList<>(List.of(spec.expect()));
        for (Step step : spec.steps()) {
            if (step instanceof Step.Shift shift) {
                allowed.add(shift.weights().of(route));
            }
        }
        return allowed;
    }

    /** What must be true of an ended plan once nothing can land any more. */
    void checkEnd(PlanId id) {
        check(id);
        Plan plan = store.plan(id);
        switch (plan.state()) {
            case PlanState.Completed _ -> checkReality(plan.settled().byRoute(), "completed");
            case PlanState.Reverted _ ->
                plan.baseline().ifPresent(baseline -> {
                    Map<String, Weights> wanted = new HashMap<>();
                    baseline.byRoute().forEach((route, was) -> wanted.put(route, was.weights()));
                    checkReality(wanted, "reverted");
                });
            case PlanState.Cancelled _ -> {}
            default -> throw new AssertionError("not ended: " + plan.state());
        }
    }

    private void checkReality(Map<String, Weights> wanted, String when) {
        for (Route route : spec.routes()) {
            InMemoryCloud cloud = clouds.get(route.ref().provider());
            Weights wish = wanted.get(route.name());
            if (cloud != null && wish != null) {
                RouteState state = cloud.state(route.name());
                Weights real = weights(route.name(), state.natives());
                if (!real.equals(cloud.scale().reachable(wish))) {
                    throw new AssertionError(when + ", but " + route.name() + " really has " + real + ", not " + wish);
                }
            }
        }
    }

    private static Weights weights(String route, Map<String, Integer> natives) {
        Map<Side, Integer> sides = new HashMap<>();
        natives.forEach((backend, weight) -> sides.put(new Side(backend.substring(route.length() + 1)), weight));
        return WeightScale.toWeights(sides);
    }
}
