package io.sluice.plan.engine;

import io.sluice.plan.PlanId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An alarm that only remembers when it was set for. */
public final class ManualAlarm implements Alarm {
    private final Map<PlanId, Instant> set = new HashMap<>();

    @Override
    public void set(PlanId plan, Instant at) {
        set.put(plan, at);
    }

    /** All are due: what wakes for a time of the clock is of no use once that is set. */
    public void forget() {
        set.clear();
    }

    /** What is due at an instant rings no more after this. */
    public List<PlanId> takeDue(Instant now) {
        List<PlanId> due = set.entrySet().stream()
                .filter(entry -> !entry.getValue().isAfter(now))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        due.forEach(set::remove);
        return due;
    }

    public Optional<Instant> next() {
        return set.values().stream().min(Instant::compareTo);
    }

    public Optional<Instant> setFor(PlanId plan) {
        return Optional.ofNullable(set.get(plan));
    }
}
