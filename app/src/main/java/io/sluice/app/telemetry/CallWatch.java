package io.sluice.app.telemetry;

import io.sluice.app.telemetry.Traces.Part;
import io.sluice.outbound.Along;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Times calls to others, and says what became of them. */
final class CallWatch {
    private final Meters meters;
    private final Traces traces;
    private final LongSupplier nanoTime;

    CallWatch(Meters meters, Traces traces, LongSupplier nanoTime) {
        this.meters = meters;
        this.traces = traces;
        this.nanoTime = nanoTime;
    }

    void run(String provider, String operation, Runnable body) {
        boolean _ = call(provider, operation, () -> {
            body.run();
            return true;
        });
    }

    <T> T call(String provider, String operation, Supplier<T> body) {
        return call(provider, operation, body, _ -> Optional.empty());
    }

    /**
     * Makes a call.
     *
     * @param fault what is wrong in an answer that came
     */
    <T> T call(String provider, String operation, Supplier<T> body, Function<T, Optional<ProviderError>> fault) {
        try (Part span = traces.call(provider, operation)) {
            long began = nanoTime.getAsLong();
            String outcome = "broken"; // an adapter must throw nothing else
            try {
                T answer = withHeaders(body);
                outcome = fault.apply(answer).map(ProviderError::kind).orElse("ok");
                return answer;
            } catch (ProviderException e) {
                outcome = e.error().kind();
                throw e;
            } finally {
                meters.call(provider, operation, outcome, Duration.ofNanos(nanoTime.getAsLong() - began));
                span.ended(outcome);
            }
        }
    }

    /** Whoever is called by an address that people wrote down is told which trace it is a part of; clouds are not. */
    private static <T> T withHeaders(Supplier<T> body) {
        Map<String, String> headers = Traces.headers();
        return headers.isEmpty() ? body.get() : Along.with(headers, body);
    }
}
