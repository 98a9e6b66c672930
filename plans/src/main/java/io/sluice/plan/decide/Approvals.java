package io.sluice.plan.decide;

import static java.util.stream.Collectors.joining;

import io.sluice.plan.Gate;
import io.sluice.plan.HoldReason.Approval;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanEvent.ApprovalAsked;
import io.sluice.plan.PlanEvent.ApprovalOverdue;
import io.sluice.plan.PlanEvent.ApprovalVoided;
import io.sluice.plan.RevertCause;
import io.sluice.plan.Step;
import io.sluice.plan.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What people are asked at an approval step, and when what they said counts no more.
 *
 * <p>They say yes to what they see: how each gate stands. Where one stands worse afterwards, before the next step has begun, their
 * votes are void and they are asked again; where it stands better, they would have said yes all the more.
 */
final class Approvals {
    private Approvals() {}

    static ApprovalAsked ask(Plan plan, int number, Step.Approval step, Instant now) {
        return new ApprovalAsked(
                number, step.group(), step.count(), step.timeout().map(now::plus), step.onTimeout(), standing(plan));
    }

    /** The line that makes votes void, if a gate stands worse than when people were asked. */
    static Optional<PlanEvent> voided(Plan plan, Instant at) {
        Optional<Approval> approval = plan.approval();
        if (approval.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Verdict> now = standing(plan);
        Map<String, Verdict> then = approval.get().evidence();
        List<String> worse = now.entrySet().stream()
                .filter(gate -> gate.getValue() != Verdict.PASS
                        && gate.getValue().isWorseThan(then.getOrDefault(gate.getKey(), Verdict.NOT_JUDGED)))
                .map(gate -> "gate %s says %s"
                        .formatted(gate.getKey(), gate.getValue().word()))
                .toList();
        return worse.isEmpty()
                ? Optional.empty()
                : Optional.of(new ApprovalVoided(
                        worse.stream().collect(joining(", ")) + " since people were asked",
                        now,
                        until(plan, approval.get(), at)));
    }

    /** Until when people may decide who are asked again now. */
    static Optional<Instant> until(Plan plan, Approval approval, Instant now) {
        return plan.spec().step(approval.step()) instanceof Step.Approval step
                ? step.timeout().map(now::plus)
                : Optional.empty();
    }

    /** Why a plan goes back that people refused, or left unanswered for too long. */
    static Optional<RevertCause> refused(Plan plan, Instant now) {
        return plan.approval()
                .flatMap(approval -> approval.rejected()
                        .map(vote -> "%s rejected it: %s".formatted(vote.by(), vote.reason()))
                        .or(() -> Optional.of(approval.group() + " did not approve in time")
                                .filter(_ -> approval.onTimeout() == Step.OnTimeout.REVERT
                                        && approval.isLate(now)
                                        && !approval.isGiven())))
                .map(why -> RevertCause.automatic(RevertCause.Kind.APPROVAL, why));
    }

    /** The line that says, once, that people are late. */
    static Optional<PlanEvent> overdue(Plan plan, Instant now) {
        return plan.approval()
                .filter(approval -> approval.overdue().isEmpty()
                        && approval.isLate(now)
                        && !approval.isGiven()
                        && approval.rejected().isEmpty())
                .map(_ -> new ApprovalOverdue());
    }

    private static Map<String, Verdict> standing(Plan plan) {
        Map<String, Verdict> standing = new TreeMap<>();
        for (Gate gate : plan.spec().gates()) {
            standing.put(gate.name(), plan.tally(gate.name()).verdict());
        }
        return standing;
    }
}
