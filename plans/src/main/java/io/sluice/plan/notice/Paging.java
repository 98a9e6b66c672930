package io.sluice.plan.notice;

import io.sluice.plan.HoldReason;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanState;
import io.sluice.plan.RouteLedger;
import io.sluice.plan.Severity;

/** What calls a person, and until when. */
final class Paging {
    private Paging() {}

    /** How bad it is to wait for this. */
    static Severity severity(HoldReason why) {
        return switch (why) {
            // Planned, and it goes on by itself or by whoever said so.
            case HoldReason.Pause _ -> Severity.INFO;
            case HoldReason.Window(var opens, var _, var _) -> opens.isPresent() ? Severity.INFO : Severity.CRITICAL;
            case HoldReason.Webhook webhook -> webhook.failure().isPresent() ? Severity.WARNING : Severity.INFO;
            case HoldReason.Approval _,
                    HoldReason.Calendar _,
                    HoldReason.Gate _,
                    HoldReason.NoData _,
                    HoldReason.Drift _,
                    HoldReason.Stuck _,
                    HoldReason.Share _,
                    HoldReason.ProviderFailure _ -> Severity.WARNING;
            case HoldReason.NoWayBack _ -> Severity.CRITICAL;
        };
    }

    /** Whether it seldom ends by itself. */
    static boolean needsPerson(HoldReason why) {
        return switch (why) {
            // A gate that holds is left when it passes, a calendar when it is read again, and nothing gets worse
            // meanwhile.
            case HoldReason.Pause _, HoldReason.Calendar _, HoldReason.Gate _, HoldReason.NoData _ -> false;
            case HoldReason.Approval approval ->
                !approval.isGiven() && approval.rejected().isEmpty();
            case HoldReason.Window(var opens, var _, var _) -> opens.isEmpty();
            case HoldReason.Webhook webhook -> webhook.needsPerson();
            case HoldReason.Drift _,
                    HoldReason.Stuck _,
                    HoldReason.Share _,
                    HoldReason.ProviderFailure _,
                    HoldReason.NoWayBack _ -> true;
        };
    }

    /** Whether a person may have been called for the plan as it stands; a call too many is taken back, one too few never. */
    static boolean maybeCalled(Plan plan) {
        return switch (plan.state()) {
            case PlanState.Held held -> anyNeedsPerson(held);
            case PlanState.Reverting(var _, var _, var back) ->
                back.isEmpty()
                        && plan.ledgers().values().stream().anyMatch(ledger -> ledger.attempts() > 1 || failed(ledger));
            case PlanState.Waypoint _, PlanState.Terminal _ -> false;
        };
    }

    private static boolean failed(RouteLedger ledger) {
        return ledger.failure().isPresent();
    }

    private static boolean anyNeedsPerson(PlanState.Underway state) {
        return state instanceof PlanState.Held(var at, var why, var _) && (needsPerson(why) || anyNeedsPerson(at));
    }
}
