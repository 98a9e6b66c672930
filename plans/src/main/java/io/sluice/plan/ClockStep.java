package io.sluice.plan;

import io.sluice.plan.HoldReason.Approval;
import io.sluice.plan.HoldReason.Pause;
import io.sluice.plan.HoldReason.Webhook;
import io.sluice.plan.PlanState.Baking;
import io.sluice.plan.PlanState.Held;
import io.sluice.plan.PlanState.Reverting;
import io.sluice.plan.PlanState.Scheduled;
import io.sluice.plan.PlanState.Shifting;
import io.sluice.plan.PlanState.Terminal;
import io.sluice.plan.PlanState.Underway;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What becomes of a plan when the wall clock is set: every moment that a wait is counted from or to moves with the clock, so that no
 * bake, pause or timeout gets shorter or longer by it.
 *
 * <p>What stands in the schedule stays: windows and the start are times that people wrote.
 *
 * @param by how far it was set, backwards where negative
 */
record ClockStep(Duration by) {
    PlanState of(PlanState state) {
        return switch (state) {
            case Underway underway -> of(underway);
            case Reverting(RevertCause cause, Instant since, Optional<Instant> back) ->
                new Reverting(cause, of(since), of(back));
            case Terminal ended -> ended;
        };
    }

    private Underway of(Underway state) {
        return switch (state) {
            case Scheduled scheduled -> scheduled;
            case Shifting shifting ->
                new Shifting(shifting.step(), of(shifting.since()), shifting.baked(), shifting.overwrites());
            case Baking baking -> new Baking(baking.step(), of(baking.since()), baking.baked(), baking.promoted());
            case Held(Underway at, HoldReason why, Instant since) -> new Held(of(at), of(why), of(since));
        };
    }

    private HoldReason of(HoldReason why) {
        return switch (why) {
            case Pause(Optional<Instant> until, String said) -> new Pause(of(until), said);
            case Approval approval -> approval.stepped(this);
            case Webhook webhook -> webhook.stepped(this);
            default -> why;
        };
    }

    RouteLedger of(RouteLedger ledger) {
        return new RouteLedger(
                ledger.outstanding().stream()
                        .map(call -> new RouteLedger.Outstanding(call.write(), call.to(), of(call.mayLandUntil())))
                        .toList(),
                ledger.attempts(),
                of(ledger.lastAttempt()),
                ledger.failure(),
                ledger.lastAsked(),
                ledger.askedBefore(),
                ledger.touched(),
                of(ledger.changedAt()),
                ledger.restored(),
                ledger.trouble());
    }

    GateTally of(GateTally tally) {
        return new GateTally(
                tally.verdict(),
                of(tally.judgedThrough()),
                tally.failures(),
                of(tally.failedThrough()),
                tally.forgiven());
    }

    Optional<Instant> of(Optional<Instant> moment) {
        return moment.map(this::of);
    }

    Instant of(Instant moment) {
        return moment.plus(by);
    }
}
