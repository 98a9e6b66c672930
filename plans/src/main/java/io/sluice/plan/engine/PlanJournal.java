package io.sluice.plan.engine;

import io.sluice.plan.JournalLine;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanEvent.ClockStepped;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanState;
import io.sluice.plan.Principal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The journals of plans as this process writes them. Where its wall clock was set since it last dealt with a plan, that is the first
 * thing written down: bakes and timeouts are counted between moments of the wall clock, and would be too short or too long.
 *
 * <p>A step of the clock is seen against the monotonic clock of the process, so one that happened while no process ran is not. All
 * processes that write one plan are taken to go by one clock: the moments of a plan are those of whoever wrote last.
 */
public final class PlanJournal {
    /** How often a fact is offered to a plan that keeps moving on before its line is given up to the log. */
    private static final int MOST_APPENDS = 20;

    private final PlanStore store;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Map<PlanId, Stand> stands = new ConcurrentHashMap<>();

    /** @param nanoTime a monotonic clock */
    PlanJournal(PlanStore store, InstantSource clock, LongSupplier nanoTime) {
        this.store = store;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /** A plan and the time that its moments are to be compared with. */
    record Present(Plan plan, Instant now) {}

    /**
     * How the clocks stood when this process last dealt with a plan.
     *
     * @param version of the plan then
     */
    private record Stand(Clocks clocks, long version) {}

    /** The plan with its moments as the present clock has them, and that clock's time. */
    Present follow(Plan plan) {
        Clocks now = Clocks.read(clock, nanoTime);
        Optional<Stand> before = Optional.ofNullable(stands.get(plan.id())).filter(_ -> isCounting(plan.state()));
        Optional<Duration> by = before.flatMap(stand -> now.steppedSince(stand.clocks()));
        List<JournalLine> since =
                by.isPresent() ? store.journal(plan.id(), before.get().version(), Integer.MAX_VALUE) : List.of();
        if (!since.isEmpty() && since.getLast().seq() > plan.version()) {
            // It has moved on: whatever is made of it is not written, and what was told of the clock meanwhile is not
            // in it.
            return new Present(plan, now.wall());
        }
        Optional<Duration> step = by.flatMap(all -> untold(all, since));
        Plan followed = plan;
        if (step.isPresent()) {
            Optional<Plan> told =
                    store.append(plan, List.of(new ClockStepped(step.get())), Principal.SLUICE, now.wall());
            if (told.isEmpty()) {
                return new Present(plan, now.wall()); // it has moved on: whatever is made of it is not written
            }
            followed = told.get();
        }
        stands.put(plan.id(), new Stand(now, followed.version()));
        return new Present(followed, now.wall());
    }

    /** Adds lines as {@link PlanStore#append} does; none to a plan that they were thought out for before the clock was set. */
    Optional<Plan> append(Plan plan, List<PlanEvent> events, Principal by, Instant at) {
        return follow(plan).plan().version() == plan.version() ? store.append(plan, events, by, at) : Optional.empty();
    }

    /** Facts about calls are added to the plan wherever it stands by then. */
    void addFacts(PlanId id, List<PlanEvent> facts) {
        for (int i = 0; i < MOST_APPENDS; i++) {
            if (append(store.plan(id), facts, Principal.SLUICE, clock.instant()).isPresent()) {
                return;
            }
        }
        throw new IllegalStateException("plan " + id + " moved on " + MOST_APPENDS + " times under its own outcomes");
    }

    void forget(PlanId plan) {
        stands.remove(plan);
    }

    /** What another process on the same machine has not told of the same steps. */
    private static Optional<Duration> untold(Duration by, List<JournalLine> since) {
        Duration left = since.stream()
                .map(line -> line.event() instanceof ClockStepped(Duration told) ? told : Duration.ZERO)
                .reduce(by, Duration::minus);
        return Optional.of(left).filter(Clocks::isStep);
    }

    /** Whether anything of it is counted in time that passes. */
    private static boolean isCounting(PlanState state) {
        return !state.isTerminal() && !(state instanceof PlanState.Scheduled);
    }
}
