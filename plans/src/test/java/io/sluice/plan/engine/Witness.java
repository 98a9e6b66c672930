package io.sluice.plan.engine;

import io.sluice.plan.Gate;
import io.sluice.plan.GateReading;
import io.sluice.plan.GateTally;
import io.sluice.plan.HoldReason;
import io.sluice.plan.JournalLine;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.PlanState;
import io.sluice.plan.Principal;
import io.sluice.plan.RevertCause;
import io.sluice.plan.Step;
import io.sluice.plan.Transitions;
import io.sluice.plan.Verdict;
import io.sluice.plan.decide.Calendars;
import io.sluice.plan.decide.Pace;
import io.sluice.provider.inmemory.InMemoryCloud;
import io.sluice.provider.inmemory.RouteState;
import io.sluice.traffic.Route;
import io.sluice.traffic.Weights;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Watches a walk from outside the engine: believes only the clouds' own logs and the journal, and compares the two. */
final class Witness {
    private static final Duration GUARD = Pace.STANDARD.guardLooks().getLast();

    private final PlanSpec spec;
    private final Calendars calendars;
    private final Map<String, InMemoryCloud> clouds;
    private final PlanStore store;
    private final ManualClock clock;

    private final Map<String, Written> written = new HashMap<>();

    private boolean strangers;
    private boolean mustBeBack;
    private final ScriptedHook hook;
    private Optional<String> question = Optional.empty();
    private boolean goesWithoutHook;
    private final WritePromises writes;

    private final Map<PlanId, Plan> folded = new HashMap<>();
    private final Set<Principal> approvers = new HashSet<>();
    private int approved;
    private Optional<JournalLine> back = Optional.empty();
    private final Map<String, Instant> metricsAwaySince = new HashMap<>();
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
        this.writes = new WritePromises(spec, calendars, clouds, store, clock, strangers);
    }

    /** A call is being sent at this moment. */
    void sends(SimulatedProcess by, String requestId) {
        writes.sends(by, requestId);
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
    void appended(SimulatedProcess by, Plan before, List<PlanEvent> events, Instant at) {
        Written now = new Written(clock.real(), by.real(at), by.lastLooks());
        for (int i = 1; i <= events.size(); i++) {
            written.put(before.id() + "/" + (before.version() + i), now);
        }
        writes.appended(by, before, events);
        for (PlanEvent event : events) {
            switch (event) {
                case PlanEvent.WeightsVerified(int step)
                when !strangers -> checkReality(before.target(step).byRoute(), now.looks(), "verified step " + step);
                case PlanEvent.GateJudged judged
                when judged.verdict() == Verdict.PASS -> judged.readings().forEach(this::noDataIsNoPass);
                default -> {}
            }
        }
    }

    /**
     * How a line was written; all moments are of the clock that nobody sets.
     *
     * @param meant what its writer's clock showed, which may have been frozen since
     * @param looks when its writer had last looked at the routes of each cloud
     */
    private record Written(Instant at, Instant meant, Map<String, Instant> looks) {}

    private Written written(PlanId id, JournalLine line) {
        return written.getOrDefault(id + "/" + line.seq(), new Written(line.at(), line.at(), Map.of()));
    }

    /**
     * A node puts the routes back without the store. What others make of that is as if a stranger had done it, until the store has heard
     * of it; and in the end the routes are back.
     */
    void revertsAlone() {
        strangers = true;
        writes.revertsAlone();
        mustBeBack = true;
    }

    /** From now on a cloud's metrics are away, or are back. */
    void metrics(String cloud, boolean away) {
        if (away) {
            metricsAwaySince.putIfAbsent(cloud, clock.real());
        } else {
            metricsAwaySince.remove(cloud);
        }
    }

    /** P8: nobody has figures of a window that ended while the metrics were away, as they still are. */
    private void noDataIsNoPass(GateReading reading) {
        Instant away = metricsAwaySince.get(spec.route(reading.route()).ref().provider());
        boolean unknowable = away != null
                && clock.ahead().isZero()
                && reading.window().filter(window -> window.end().isAfter(away)).isPresent();
        if (unknowable && (reading.value().isPresent() || reading.verdict() == Verdict.UNKNOWN)) {
            throw new AssertionError("passes, but the metrics are away since " + away + ": " + reading);
        }
    }

    /** When a line was written by a clock that nobody sets. */
    Instant writtenAt(PlanId id, JournalLine line) {
        return written(id, line).at();
    }

    /** What must hold after everything that happens. */
    void checkAll() {
        boolean news = writes.checkEffects();
        news |= check(SimulatedCluster.SUBMITTED);
        PlanId latest = SimulatedCluster.SUBMITTED;
        Optional<PlanId> revert = store.findRevertOf(latest);
        if (revert.isPresent()) {
            latest = revert.get();
            news |= check(latest);
        }
        if (news) {
            writes.checkRoutes(store.plan(latest));
        }
    }

    /** @return whether there is news */
    private boolean check(PlanId id) {
        Plan before = folded.get(id);
        if (before == null) {
            before = Plan.blank(id, spec, blankGeneration(id), firstAt(id));
        } else if (before.version() == store.plan(id).version()) {
            return false;
        }
        Plan plan = before;
        for (JournalLine line : store.journal(id, before.version(), Integer.MAX_VALUE)) {
            checkLine(plan, line);
            schedules
                    .computeIfAbsent(id, _ -> new SchedulePromises(spec, calendars))
                    .check(line, written(id, line).meant());
            plan = plan.after(line);
        }
        folded.put(id, plan);
        if (!plan.equals(store.plan(id))) {
            throw new AssertionError("the plan is not the fold of its journal:\n" + plan + "\n" + store.plan(id));
        }
        return true;
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
        terminalIsAbsorbing(before, line);
        switch (line.event()) {
            case PlanEvent.BaselineBack _ -> back = Optional.of(line);
            case PlanEvent.Reverted _ -> guarded(before, line);
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
                noStepWithoutItsGates(before, line);
                checkThrough(before, "completed");
                if (spec.atEnd() == PlanSpec.AtEnd.REVERT) {
                    throw new AssertionError("stays where its steps went");
                }
            }
            case PlanEvent.RevertStarted(RevertCause cause)
            when cause.isAtEnd() -> {
                if (before.state()
                        instanceof PlanState.Baking) { // else it was through before, and had nowhere to go back to
                    noStepWithoutItsGates(before, line);
                }
                checkThrough(before, "at its end");
                if (spec.atEnd() == PlanSpec.AtEnd.KEEP) {
                    throw new AssertionError("nobody wanted it back");
                }
            }
            default -> {}
        }
    }

    /** P5: after the end there are only answers to what was asked before it. */
    private static void terminalIsAbsorbing(Plan before, JournalLine line) {
        boolean fact = switch (line.event()) {
            case PlanEvent.WriteApplied _,
                    PlanEvent.WriteRefused _,
                    PlanEvent.WriteUnknown _,
                    PlanEvent.WebhookAnswered _ -> true;
            default -> false;
        };
        if (before.isTerminal() && !fact) {
            throw new AssertionError(before.state().word() + ", and then " + line);
        }
    }

    /** A revert ends only 30 s after every route was back, and after a look at each after that. */
    private void guarded(Plan before, JournalLine line) {
        Instant until = written(before.id(), back.orElseThrow()).meant().plus(GUARD);
        Written end = written(before.id(), line);
        for (Route route : spec.routes()) {
            Instant looked = end.looks().getOrDefault(route.ref().provider(), Instant.MIN);
            if (looked.isBefore(until) || end.meant().isBefore(until)) {
                throw new AssertionError(
                        "looked at %s last at %s, and not after %s: %s".formatted(route.name(), looked, until, line));
            }
        }
    }

    /** P8: nothing goes past a gate that has failed too often, or of which nothing is known and nothing was forgiven. */
    private void noStepWithoutItsGates(Plan before, JournalLine line) {
        for (Gate gate : spec.gates()) {
            GateTally tally = before.tally(gate.name());
            boolean unknown = tally.verdict() == Verdict.UNKNOWN;
            boolean failed = tally.verdict() == Verdict.FAIL && tally.exceeds(gate.failureLimit());
            if ((unknown || failed) && !tally.forgiven()) {
                throw new AssertionError("goes past gate " + gate.name() + ", which is " + tally + ": " + line);
            }
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
        noStepWithoutItsGates(before, line);
        if (before.state() instanceof PlanState.Baking baking
                && !baking.promoted()
                && baking.step() > 0
                && spec.step(baking.step()) instanceof Step.Shift shift
                && baking.bakedAt(line.at()).compareTo(shift.least().orElse(shift.bake())) < 0) {
            throw new AssertionError("baked too short before step " + step);
        }
    }

    /** What must be true of an ended plan once nothing can land any more: no route is left with a wrong weight. */
    void checkEnd(PlanId id) {
        checkAll();
        Plan plan = store.plan(id);
        // What a stranger does after the look that ended it is beyond all that a plan can promise.
        Map<String, Instant> looks = Optional.ofNullable(written.get(id + "/" + endedBy(id)))
                .map(Written::looks)
                .orElse(Map.of());
        if (mustBeBack && !(plan.state() instanceof PlanState.Reverted)) {
            throw new AssertionError("accepted without the store, and forgotten: " + plan.state());
        }
        switch (plan.state()) {
            case PlanState.Completed _ -> checkReality(plan.settled().byRoute(), looks, "completed");
            case PlanState.Reverted _ ->
                plan.baseline().ifPresent(baseline -> {
                    Map<String, Weights> wanted = new HashMap<>();
                    baseline.byRoute().forEach((route, was) -> wanted.put(route, was.weights()));
                    checkReality(wanted, looks, "reverted");
                });
            case PlanState.Cancelled _ -> {}
            default -> throw new AssertionError("not ended: " + plan.state());
        }
    }

    private long endedBy(PlanId id) {
        return store.journal(id, 0, Integer.MAX_VALUE).stream()
                .filter(line ->
                        line.event() instanceof PlanEvent.Completed || line.event() instanceof PlanEvent.Reverted)
                .mapToLong(JournalLine::seq)
                .findFirst()
                .orElse(0);
    }

    private void checkReality(Map<String, Weights> wanted, Map<String, Instant> looks, String when) {
        for (Route route : spec.routes()) {
            InMemoryCloud cloud = clouds.get(route.ref().provider());
            Weights wish = wanted.get(route.name());
            if (cloud != null && wish != null) {
                RouteState state = cloud.state(route.name());
                Weights real = WritePromises.weights(route.name(), state.natives());
                Instant looked = looks.getOrDefault(route.ref().provider(), Instant.MAX);
                if (!real.equals(cloud.scale().reachable(wish)) && !writes.strangerCameAfter(route.name(), looked)) {
                    throw new AssertionError(when + ", but " + route.name() + " really has " + real + ", not " + wish);
                }
            }
        }
    }
}
