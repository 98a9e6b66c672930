package io.sluice.plan.engine;

import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanEvent.Purpose;
import io.sluice.plan.PlanEvent.WriteApplied;
import io.sluice.plan.PlanEvent.WriteIntended;
import io.sluice.plan.PlanEvent.WriteRefused;
import io.sluice.plan.PlanEvent.WriteUnknown;
import io.sluice.plan.PlanId;
import io.sluice.plan.Principal;
import io.sluice.plan.decide.Calendars;
import io.sluice.plan.decide.Decision.RouteWrite;
import io.sluice.plan.decide.Windows;
import io.sluice.plan.engine.CallBudget.Priority;
import io.sluice.plan.engine.Calls.Answer;
import io.sluice.plan.engine.Calls.Call;
import io.sluice.plan.engine.Claims.Lease;
import io.sluice.provider.Provider;
import io.sluice.traffic.CallQuota.Operation;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.Restoration;
import io.sluice.traffic.Route;
import io.sluice.traffic.Timing;
import io.sluice.traffic.WeightChange;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Makes the calls that a look decided on: writes down what is wanted, asks before each call whether it may still be sent, and writes
 * down what came of it.
 */
final class Performer {
    private final PlanStore store;
    private final PlanJournal journal;
    private final Providers providers;
    private final Calls calls;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Function<PlanId, String> requests;

    /**
     * One over its parts.
     *
     * @param nanoTime a monotonic clock
     * @param requests what clouds know the requests of a plan by: each is this, a dash and the number of its write
     */
    Performer(
            PlanStore store,
            PlanJournal journal,
            Providers providers,
            Calls calls,
            InstantSource clock,
            LongSupplier nanoTime,
            Function<PlanId, String> requests) {
        this.store = store;
        this.journal = journal;
        this.providers = providers;
        this.calls = calls;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.requests = requests;
    }

    /** Does what was decided, as far as this process may still do so by the time of each call. */
    void perform(Plan plan, List<RouteWrite> writes, Calendars calendars, Lease lease) {
        Instant now = clock.instant();
        long startedAt = nanoTime.getAsLong();
        List<Turn> turns = writes.stream().map(write -> turn(plan, write)).toList();
        List<PlanEvent> intents = new ArrayList<>();
        boolean intended = false;
        try {
            for (int i = 0; i < writes.size(); i++) {
                intents.add(intent(plan, writes.get(i), plan.writes() + i + 1, now, turns.get(i)));
            }
            intended = journal.append(plan, intents, Principal.SLUICE, now).isPresent();
        } finally {
            if (!intended) {
                turns.forEach(Turn::cancel);
            }
        }
        if (!intended) {
            return;
        }
        Windows windows = new Windows(plan.spec().schedule(), calendars);
        Permission permission = new Permission(store, calls, lease, plan);
        List<Call<PlanEvent>> attempts = new ArrayList<>();
        for (int i = 0; i < writes.size(); i++) {
            attempts.add(attempt(
                    plan,
                    writes.get(i),
                    (WriteIntended) intents.get(i),
                    windows,
                    turns.get(i),
                    permission,
                    new LatestSend(now, startedAt, latestSend(plan, writes.get(i), turns.get(i)))));
        }
        List<PlanEvent> outcomes = new ArrayList<>();
        List<Answer<PlanEvent>> answers = calls.all(attempts);
        for (int i = 0; i < answers.size(); i++) {
            int number = ((WriteIntended) intents.get(i)).write();
            outcomes.add(
                    switch (answers.get(i)) {
                        case Answer.Done<PlanEvent>(PlanEvent outcome) -> outcome;
                        case Answer.Failed<PlanEvent>(ProviderError error) -> outcome(number, error);
                    });
        }
        journal.addFacts(plan.id(), outcomes);
    }

    /** Its place among all that wants to change something on the same account. */
    private Turn turn(Plan plan, RouteWrite write) {
        Route route = plan.spec().route(write.route());
        boolean safety = switch (write) {
            case RouteWrite.Restore _ -> true;
            case RouteWrite.Change change -> change.purpose() == Purpose.BACK;
        };
        return calls.turn(
                providers.of(route), Operation.CHANGE, List.of(route), safety ? Priority.REVERT : Priority.RAMP);
    }

    /** How long after its intent a write may still be sent. */
    private Duration latestSend(Plan plan, RouteWrite write, Turn turn) {
        return turn.allowance().plus(timing(plan, write).changeDeadline());
    }

    private Timing timing(Plan plan, RouteWrite write) {
        Route route = plan.spec().route(write.route());
        return providers.of(route).timing(route);
    }

    private WriteIntended intent(Plan plan, RouteWrite write, int number, Instant now, Turn turn) {
        Instant mayLandUntil =
                now.plus(latestSend(plan, write, turn)).plus(timing(plan, write).landsWithin());
        return write.intent(plan, number, mayLandUntil);
    }

    /**
     * Until when a write may be sent so that it lands by the moment that its intent says. By both clocks: the one can be set, and the
     * other stands still while a machine sleeps.
     */
    private final class LatestSend {
        private final Instant at;
        private final long startedAt;
        private final Duration after;

        LatestSend(Instant now, long startedAt, Duration after) {
            this.at = now.plus(after);
            this.startedAt = startedAt;
            this.after = after;
        }

        boolean isOver() {
            return clock.instant().isAfter(at) || nanoTime.getAsLong() - startedAt > after.toNanos();
        }
    }

    private Call<PlanEvent> attempt(
            Plan plan,
            RouteWrite write,
            WriteIntended intent,
            Windows windows,
            Turn turn,
            Permission permission,
            LatestSend latest) {
        Route route = plan.spec().route(write.route());
        Provider provider = providers.of(route);
        String requestId = requests.apply(plan.id()) + "-" + intent.write();
        return new Call<>(turn, provider.timing(route).changeDeadline(), () -> {
            // The last look before the send: a revert may have begun since, or this process may have been frozen. What
            // slips between this answer and the send is why a reverted route is guarded.
            boolean permitted = switch (write) {
                case RouteWrite.Change _ -> permission.isGiven();
                case RouteWrite.Restore _ -> permission.isNotRefused();
            };
            if (!permitted || latest.isOver()) {
                turn.cancel();
                return new WriteRefused(intent.write(), "stale", true, "not sent: the plan has moved on");
            }
            // It may have waited for its turn meanwhile.
            if (write.movesForward(plan) && !windows.isOpen(clock.instant())) {
                turn.cancel();
                return new WriteRefused(intent.write(), "stale", true, "not sent: the window has shut");
            }
            switch (write) {
                case RouteWrite.Change change ->
                    provider.traffic()
                            .apply(new WeightChange(
                                    route, change.to(), change.seen().revision(), requestId));
                case RouteWrite.Restore restore ->
                    provider.traffic()
                            .restore(new Restoration(
                                    route,
                                    plan.baseline()
                                            .orElseThrow()
                                            .of(route.name())
                                            .snapshot(),
                                    restore.exact(),
                                    restore.evicted(),
                                    requestId));
            }
            return new WriteApplied(intent.write());
        });
    }

    private static PlanEvent outcome(int write, ProviderError error) {
        return error instanceof ProviderError.Unknown(String detail)
                ? new WriteUnknown(write, detail)
                : new WriteRefused(write, error.kind(), error.passing(), error.detail());
    }
}
