package io.sluice.plan.decide;

import io.sluice.plan.Gate;
import io.sluice.plan.HoldReason.Asked;
import io.sluice.plan.HoldReason.Webhook;
import io.sluice.plan.HookAnswer;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent.HoldEnded;
import io.sluice.plan.PlanEvent.HoldStarted;
import io.sluice.plan.PlanEvent.WebhookAsked;
import io.sluice.plan.PlanEvent.WebhookReached;
import io.sluice.plan.RevertCause;
import io.sluice.plan.Step;
import io.sluice.plan.decide.Decision.Ask;
import io.sluice.plan.decide.Decision.Record;
import io.sluice.plan.decide.Decision.Wait;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * When the hook of a webhook step is asked, and what its answers do.
 *
 * <pre>
 * it says                    inside the window              while the window is shut
 * -----------------------    ----------------------------   ------------------------------------------
 * (not asked yet)            is asked, by a new id          the window holds: it may begin something then
 * wait                       is asked again by the same id  the same: it has begun, and only tells
 * nothing, or unknown        is asked again by the same id  the window holds: it may not have begun yet
 * pass                       the plan goes on               the next step begins, and the window holds it
 * fail, or refuses           onFail                         onFail
 * </pre>
 *
 * <p>Whatever holds the plan besides, such as a pause, keeps it from being asked. So its time is over only once it was asked at the end
 * of it or later, and has not passed.
 */
record Webhooks(Pace pace, Forward forward) {
    /** So many questions by one id at most, unless the hook wants to be asked sooner: each has a line in the journal. */
    private static final int MOST_QUESTIONS = 200;

    /** And so many if it does. */
    private static final int MOST_WANTED = 1000;

    private static final Duration SHORTEST_WANTED = Duration.ofSeconds(1);
    private static final Duration LONGEST_WANTED = Duration.ofHours(1);

    static WebhookReached reach(int number, Step.Webhook step) {
        return new WebhookReached(number, step.hook(), step.timeout(), step.onFail());
    }

    /** Why a plan goes back whose hook said no, or nothing in time. */
    static Optional<RevertCause> failed(Plan plan) {
        return plan.webhook()
                .filter(webhook -> webhook.onFail() == Gate.OnFail.REVERT)
                .flatMap(Webhook::failure)
                .map(why -> RevertCause.automatic(RevertCause.Kind.WEBHOOK, why));
    }

    Decision next(Plan plan, Webhook webhook, List<Judgement> judged, Observation seen, Instant now) {
        if (webhook.isPassed()) {
            return passed(plan, webhook, judged, seen, now);
        }
        if (webhook.failure().isPresent()) {
            return new Wait(now.plus(pace.watch()), webhook.told());
        }
        Windows windows = Windows.of(plan, seen);
        boolean begun = webhook.asked()
                .flatMap(Asked::last)
                .filter(last -> last.says() == HookAnswer.Says.WAIT)
                .isPresent();
        if (!begun && !windows.isOpen(now)) {
            return Record.of(new HoldStarted(windows.hold(now)));
        }
        if (webhook.asked().isEmpty()) {
            // No other question of any plan has this id: the plan has only one at each of its versions.
            String id = "%s.%d.%s".formatted(plan.id(), plan.version() + 1, webhook.hook());
            return Record.of(new WebhookAsked(id, now.plus(webhook.timeout())));
        }
        Asked asked = webhook.asked().get();
        Instant due = due(asked, webhook.timeout(), now);
        return now.isBefore(due)
                ? new Wait(Instants.earlier(now.plus(pace.watch()), Optional.of(due)), webhook.told())
                : new Ask(webhook.hook(), webhook.step(), asked.id());
    }

    /** The hold ends and what follows begins in one, as after an approval: no plan stands unheld at a hook. */
    private Decision passed(Plan plan, Webhook webhook, List<Judgement> judged, Observation seen, Instant now) {
        return forward.unsettled(plan, judged, seen)
                .<Decision>map(why -> new Wait(soon(plan, seen, now), webhook.told() + "; " + why))
                .orElseGet(() -> new Record(List.of(
                        new HoldEnded(webhook.word(), webhook.told()),
                        forward.after(plan, webhook.step(), seen, now))));
    }

    /** When a look may show what the last one lacked. */
    private Instant soon(Plan plan, Observation seen, Instant now) {
        boolean gatesOnly = Shown.unseen(plan, seen).isEmpty() && !plan.hasOutstanding(seen.at());
        return Instants.earlier(
                now.plus(gatesOnly ? pace.watch() : pace.firstRetry()),
                forward.judges().next(plan, seen));
    }

    /** When it is asked the next time: in its own time, and in any case once at the end of it. */
    private Instant due(Asked asked, Duration timeout, Instant now) {
        // One that lies ahead is of a clock that was set back while no process ran.
        Optional<Instant> answered = asked.answeredAt().filter(at -> !at.isAfter(now));
        if (answered.isEmpty()) {
            return Instants.earlier(now, Optional.of(asked.since()));
        }
        Instant again = answered.get().plus(pause(asked, timeout));
        return Instants.earlier(again, Optional.of(asked.until()));
    }

    private Duration pause(Asked asked, Duration timeout) {
        Duration usual = longer(pace.pauseAfter(asked.answers()), timeout.dividedBy(MOST_QUESTIONS));
        return asked.last()
                .flatMap(HookAnswer::again)
                .map(wanted -> longer(wanted, longer(SHORTEST_WANTED, timeout.dividedBy(MOST_WANTED))))
                .map(wanted -> wanted.compareTo(LONGEST_WANTED) < 0 ? wanted : LONGEST_WANTED)
                .orElse(usual);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
