package io.sluice.sandbox.faults;

import java.time.Duration;

/** Something that goes wrong with a call to the control plane. */
public sealed interface Fault {
    /** Refused because there were too many: nothing happens. */
    record Throttle() implements Fault {}

    /** Answered with this HTTP status: nothing happens. */
    record Failure(int status) implements Fault {}

    /** Carried out, but the caller never learns. */
    record LoseReply() implements Fault {}

    /** Never arrives. */
    record LoseRequest() implements Fault {}

    /** Not answered now, and carried out later; {@code hang} leaves the connection open meanwhile. */
    record Late(Duration after, boolean hang) implements Fault {}

    /** Answered after a while; carried out at the end of it, or at once. */
    record Delay(Duration by, boolean appliedAtEnd) implements Fault {}

    /** A read that shows the configuration as it was that long ago. */
    record Stale(Duration age) implements Fault {}

    /** Never answered, never carried out. */
    record Hang() implements Fault {}

    /** Metrics are answered, but there is no data in them. */
    record Empty() implements Fault {}

    /** The name of the fault in orders and in the log. */
    default String word() {
        return switch (this) {
            case Throttle _ -> "throttle";
            case Failure _ -> "error";
            case LoseReply _ -> "loseReply";
            case LoseRequest _ -> "loseRequest";
            case Late _ -> "late";
            case Delay _ -> "delay";
            case Stale _ -> "stale";
            case Hang _ -> "hang";
            case Empty _ -> "empty";
        };
    }
}
