package io.sluice.sandbox.world;

import java.util.OptionalInt;

/** Whether clients stay with the target group that they were given first, and for how many seconds. */
public record Stickiness(boolean enabled, OptionalInt durationSeconds) {
    public static final Stickiness OFF = new Stickiness(false, OptionalInt.empty());

    public static Stickiness ofSeconds(int durationSeconds) {
        return new Stickiness(true, OptionalInt.of(durationSeconds));
    }
}
