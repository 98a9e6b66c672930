package io.sluice.sandbox.faults;

import java.time.Instant;

/** When a scripted change of backends comes. */
public sealed interface Trigger {
    record At(Instant instant) implements Trigger {}

    /** Once the target group has at least this share of the weight in some action. */
    record WeightPercent(String targetGroupArn, double atLeast) implements Trigger {}

    /** Once the backends of the target group have had so many requests in all. */
    record Requests(String targetGroupArn, long atLeast) implements Trigger {}
}
