package io.sluice.plan;

import io.sluice.traffic.Side;
import java.util.Optional;

/**
 * Whether the requests of a route split as its weights say, at one step.
 *
 * @param side the side that tells, empty where none does
 * @param expectedPercent of the requests, by the weights
 * @param observedPercent of the requests, as they were counted; empty where none were
 * @param requests that were counted, on all sides together
 * @param reason one sentence
 */
public record RouteShare(
        String route,
        Says says,
        Optional<Side> side,
        Optional<Double> expectedPercent,
        Optional<Double> observedPercent,
        long requests,
        String reason) {
    /** What was found. */
    public enum Says {
        /** Traffic follows the weights. */
        AGREES("agrees"),
        /** It does not. */
        DISAGREES("disagrees"),
        /** Too few requests were counted to tell. */
        UNDECIDED("undecided"),
        /** On this route, or at this step, no number of requests could tell. */
        NOT_PROVABLE("not-provable"),
        /** It did not, and somebody said to go on; it is not looked at any more. */
        WAIVED("waived");

        private final String word;

        Says(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /** One of which nothing was counted. */
    public static RouteShare uncounted(String route, Says says, String reason) {
        return new RouteShare(route, says, Optional.empty(), Optional.empty(), Optional.empty(), 0, reason);
    }

    RouteShare waived() {
        return new RouteShare(route, Says.WAIVED, side, expectedPercent, observedPercent, requests, reason);
    }
}
