package io.sluice.plan.engine;

import io.sluice.plan.PlanId;
import java.time.Instant;
import java.util.HashMap;
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

    public Optional<Instant> setFor(PlanId plan) {
        return Optional.ofNullable(set.get(plan));
    }
}
