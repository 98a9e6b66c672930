package io.sluice.plan;

import java.time.Duration;
import java.util.Optional;

/**
 * What a hook said when it was asked.
 *
 * @param reason one sentence; empty where it gave none
 * @param value a figure that it gave along, for people to see
 * @param unit of the value
 * @param again when it wants to be asked again
 */
public record HookAnswer(
        Says says, String reason, Optional<Double> value, Optional<String> unit, Optional<Duration> again) {
    /** The kinds of answers. */
    public enum Says {
        PASS("pass"),
        FAIL("fail"),
        /** It is at work, and wants to be asked again. */
        WAIT("wait"),
        /** It does not know. */
        UNKNOWN("unknown"),
        /** It does not take the question, and would not take it the next time. */
        REFUSED("refused"),
        /** Nobody answered, or in no way that is understood. */
        SILENT("silent");

        private final String word;

        Says(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /** An answer that says nothing more. */
    public static HookAnswer of(Says says, String reason) {
        return new HookAnswer(says, reason, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Whether it says yes or no. */
    public boolean isVerdict() {
        return says == Says.PASS || says == Says.FAIL;
    }

    /** The answer in words, as they read after the hook's name. */
    public String told() {
        String because = reason.isEmpty() ? "" : ": " + reason;
        return switch (says) {
            case PASS -> "passed" + because;
            case FAIL -> "failed" + because;
            case WAIT -> "says wait" + because;
            case UNKNOWN -> "does not know" + because;
            case REFUSED -> "refused" + because;
            case SILENT -> "did not answer" + because;
        };
    }
}
