package io.sluice.plan.engine;

import static java.util.stream.Collectors.toUnmodifiableSet;

import io.sluice.plan.PlanId;
import io.sluice.plan.Principal;
import io.sluice.plan.engine.PlanStore.IdempotencyKey;
import io.sluice.plan.engine.PlanStore.OfRecurring;
import io.sluice.plan.recurring.RecurringId;
import io.sluice.plan.recurring.RecurringPlan;
import io.sluice.plan.recurring.RecurringRun;
import io.sluice.plan.recurring.RecurringRun.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** One that ends with its process, beside {@link MemoryPlanStore}. */
public final class MemoryRecurringStore implements RecurringStore {
    private static final Duration KEYS_ARE_KEPT = Duration.ofHours(24);

    private final NavigableMap<RecurringId, RecurringPlan> plans = new TreeMap<>();
    private final Map<RecurringId, List<RecurringRun>> runs = new HashMap<>();
    private final Map<OwnedKey, UsedKey> keys = new HashMap<>();

    private record OwnedKey(Principal owner, String key) {}

    private record UsedKey(String bodyDigest, RecurringId plan, Instant at) {}

    @Override
    public synchronized Added add(NewRecurring asked) {
        Optional<Added> earlier = asked.idempotencyKey().flatMap(key -> findAdded(asked.by(), key, asked.at()));
        if (earlier.isPresent()) {
            return earlier.get();
        }
        RecurringPlan plan = new RecurringPlan(
                asked.id(),
                Optional.of(asked.spec()),
                asked.document(),
                asked.digest(),
                asked.by(),
                asked.at(),
                Optional.of(asked.nextRun()),
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        plans.put(asked.id(), plan);
        asked.idempotencyKey()
                .ifPresent(key -> keys.put(
                        new OwnedKey(asked.by(), key.key()), new UsedKey(key.bodyDigest(), asked.id(), asked.at())));
        return new Added.Stored(plan);
    }

    @Override
    public synchronized Optional<Added> findAdded(Principal by, IdempotencyKey key, Instant at) {
        return Optional.ofNullable(keys.get(new OwnedKey(by, key.key())))
                .filter(use -> at.isBefore(use.at().plus(KEYS_ARE_KEPT)))
                .map(use -> use.bodyDigest().equals(key.bodyDigest())
                        ? new Added.Repeated(recurring(use.plan()))
                        : new Added.KeyReused());
    }

    @Override
    public synchronized Optional<RecurringPlan> find(RecurringId id) {
        return Optional.ofNullable(plans.get(id));
    }

    @Override
    public synchronized List<RecurringPlan> list(Optional<RecurringId> after, int limit) {
        NavigableMap<RecurringId, RecurringPlan> older =
                after.map(last -> plans.headMap(last, false)).orElse(plans);
        return older.descendingMap().values().stream().limit(limit).toList();
    }

    @Override
    public synchronized List<RecurringId> due(Instant now, int limit) {
        return plans.values().stream()
                .filter(plan ->
                        plan.nextRun().filter(next -> !next.isAfter(now)).isPresent())
                .sorted(Comparator.comparing(plan -> plan.nextRun().orElseThrow()))
                .map(RecurringPlan::id)
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized List<RecurringId> active() {
        return plans.values().stream()
                .filter(plan -> plan.nextRun().isPresent())
                .map(RecurringPlan::id)
                .toList();
    }

    @Override
    public synchronized Set<Instant> settledAfter(RecurringId id, Instant moment) {
        return runs.getOrDefault(id, List.of()).stream()
                .map(RecurringRun::due)
                .filter(moment::isBefore)
                .collect(toUnmodifiableSet());
    }

    @Override
    public synchronized boolean putBack(RecurringPlan read, Instant to) {
        RecurringPlan plan = recurring(read.id());
        boolean same = plan.nextRun().isPresent() && plan.nextRun().equals(read.nextRun());
        if (same) {
            plans.put(plan.id(), plan.withNextRun(to));
        }
        return same;
    }

    @Override
    public synchronized List<RecurringRun> runs(RecurringId id, int limit) {
        return runs.getOrDefault(id, List.of()).reversed().stream().limit(limit).toList();
    }

    @Override
    public synchronized boolean settle(RecurringPlan read, RecurringRun run, Instant next) {
        return read.nextRun().filter(due -> settle(read.id(), due, run, next)).isPresent();
    }

    /** The run that a plan is, if it is still to be made. */
    synchronized boolean settle(OfRecurring run, PlanId plan, Instant at) {
        return settle(
                run.recurring(), run.due(), new RecurringRun(run.due(), at, new Outcome.Submitted(plan)), run.next());
    }

    private boolean settle(RecurringId id, Instant expected, RecurringRun run, Instant next) {
        RecurringPlan plan = recurring(id);
        if (!plan.nextRun().equals(Optional.of(expected))) {
            return false;
        }
        runs.computeIfAbsent(id, _ -> new ArrayList<>()).add(run);
        plans.put(
                id,
                new RecurringPlan(
                        id,
                        plan.written(),
                        plan.document(),
                        plan.digest(),
                        plan.submittedBy(),
                        plan.submittedAt(),
                        Optional.of(next),
                        plan.runs() + 1,
                        Optional.of(run),
                        run.outcome() instanceof Outcome.Submitted(PlanId made) ? Optional.of(made) : plan.lastPlan(),
                        Optional.empty()));
        return true;
    }

    @Override
    public synchronized RecurringPlan stop(RecurringId id, Principal by, String reason, Instant at) {
        RecurringPlan plan = recurring(id);
        if (plan.stopped().isEmpty()) {
            plans.put(
                    id,
                    new RecurringPlan(
                            id,
                            plan.written(),
                            plan.document(),
                            plan.digest(),
                            plan.submittedBy(),
                            plan.submittedAt(),
                            Optional.empty(),
                            plan.runs(),
                            plan.lastRun(),
                            plan.lastPlan(),
                            Optional.of(new RecurringPlan.Stopped(at, by, reason))));
        }
        return recurring(id);
    }
}
