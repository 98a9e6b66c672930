package io.sluice.sandbox.traffic;

import java.time.Duration;

/** How the backends of one target group behave at the moment. */
public record BackendBehaviour(
        double errorPercent, int errorStatus, Duration latency, boolean healthy, double pricePerHour) {
    public static final BackendBehaviour GOOD = new BackendBehaviour(0, 500, Duration.ofMillis(2), true, 0.10);

    public BackendBehaviour {
        if (!(errorPercent >= 0 && errorPercent <= 100)) {
            throw new IllegalArgumentException("errorPercent must be between 0 and 100, not " + errorPercent);
        }
        if (errorStatus < 400 || errorStatus > 599) {
            throw new IllegalArgumentException("errorStatus must be between 400 and 599, not " + errorStatus);
        }
        if (latency.isNegative() || latency.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException("latencyMillis must be between 0 and 60000");
        }
        if (!(pricePerHour >= 0)) {
            throw new IllegalArgumentException("pricePerHour must not be negative");
        }
    }
}
