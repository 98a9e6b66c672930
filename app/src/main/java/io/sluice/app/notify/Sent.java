package io.sluice.app.notify;

import io.sluice.outbound.OutboundAnswer;
import io.sluice.traffic.ProviderException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** What became of one attempt to tell a receiver something. */
sealed interface Sent {
    /** The receiver has it. */
    record Accepted() implements Sent {}

    /**
     * Perhaps it has it, perhaps not.
     *
     * @param retryAfter when the receiver asks to be tried again
     */
    record Failed(String why, Optional<Duration> retryAfter) implements Sent {}

    /** The receiver has read it and does not want it; the same again will hardly please it more. */
    record Refused(String why) implements Sent {}

    /** It was not sent, and never need be. */
    record NotNeeded(String why) implements Sent {}

    /** What an answer over HTTP means. */
    static Sent of(OutboundAnswer answer) {
        int status = answer.status();
        if (status >= 200 && status <= 299) {
            return new Accepted();
        }
        String why = answer.refusal("answered " + status).detail();
        return status == 400 || status == 413 || status == 422
                ? new Refused(why)
                : new Failed(why, answer.retryAfter());
    }

    static Sent failed(String why) {
        return new Failed(why, Optional.empty());
    }

    /** The attempt's own answer, or what kept it from being made: a secret that is not there, an address that is not called. */
    static Sent by(Supplier<Sent> attempt) {
        try {
            return attempt.get();
        } catch (ProviderException e) {
            return failed(e.error().detail());
        }
    }
}
