package io.sluice.sandbox;

import io.sluice.sandbox.faults.Fault;
import io.sluice.sandbox.faults.FaultOrder;
import java.time.Duration;
import java.util.Optional;

/** Reads one line of the fault script from JSON. */
final class FaultReader {
    private final Duration landsWithin;

    FaultReader(Duration landsWithin) {
        this.landsWithin = landsWithin;
    }

    FaultOrder read(Fields fields) {
        Fault fault = fault(fields);
        FaultOrder order = new FaultOrder(
                fault,
                fields.text("action"),
                fields.text("arn"),
                fields.integer("skip").orElse(0),
                times(fields));
        fields.refuseOthers();
        return order;
    }

    private Fault fault(Fields fields) {
        String word = fields.requiredText("fault");
        return switch (word) {
            case "throttle" -> new Fault.Throttle();
            case "error" -> new Fault.Failure(status(fields));
            case "loseReply" -> new Fault.LoseReply();
            case "loseRequest" -> new Fault.LoseRequest();
            case "late" -> new Fault.Late(lateness(fields), fields.flag("hang").orElse(false));
            case "delay" ->
                new Fault.Delay(
                        millis(fields, "afterMillis").orElse(Duration.ofSeconds(1)),
                        fields.flag("appliedAtEnd").orElse(false));
            case "stale" -> new Fault.Stale(millis(fields, "ageMillis").orElse(Duration.ofSeconds(5)));
            case "hang" -> new Fault.Hang();
            case "empty" -> new Fault.Empty();
            default ->
                throw new IllegalArgumentException("unknown fault " + word + "; there are throttle, error, loseReply,"
                        + " loseRequest, late, delay, stale, hang and empty");
        };
    }

    private static int status(Fields fields) {
        int status = fields.integer("status").orElse(500);
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("status must be between 400 and 599, not " + status);
        }
        return status;
    }

    /** A write that lands later than promised would be a fault of the script, not of who is tested with it. */
    private Duration lateness(Fields fields) {
        Duration after = millis(fields, "afterMillis").orElse(landsWithin.dividedBy(2));
        if (after.compareTo(landsWithin) > 0) {
            throw new IllegalArgumentException("late by " + after.toMillis() + " ms is more than --lands-within, "
                    + landsWithin.toMillis() + " ms");
        }
        return after;
    }

    private static Optional<Duration> millis(Fields fields, String name) {
        return fields.integer(name).map(millis -> {
            if (millis < 0) {
                throw new IllegalArgumentException(name + " must not be negative");
            }
            return Duration.ofMillis(millis);
        });
    }

    private static int times(Fields fields) {
        if (fields.isText("times")) {
            String word = fields.requiredText("times");
            if (word.equals("forever")) {
                return FaultOrder.FOREVER;
            }
            throw new IllegalArgumentException("times must be a number or \"forever\", not " + word);
        }
        return fields.integer("times").orElse(1);
    }
}
