package io.sluice.plan.engine;

import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** Makes calls to providers, each with a deadline; what goes wrong comes back as a value. */
public interface Calls {
    /**
     * Makes calls side by side where it can, and waits for all.
     *
     * @return one answer for each call, in the same order
     */
    <T> List<Answer<T>> all(List<Call<T>> calls);

    /** One call, and how long it may take. */
    record Call<T>(Duration deadline, Supplier<T> body) {}

    /** What became of a call. */
    sealed interface Answer<T> {
        record Done<T>(T value) implements Answer<T> {}

        record Failed<T>(ProviderError error) implements Answer<T> {}
    }

    /** One after the other in the caller's thread, for tests that must run the same way twice. */
    static Calls inline() {
        return new Calls() {
            @Override
            public <T> List<Answer<T>> all(List<Call<T>> calls) {
                return calls.stream().map(call -> answer(call.body())).toList();
            }
        };
    }

    /** Makes one call and turns what it throws into a value. */
    static <T> Answer<T> answer(Supplier<T> body) {
        try {
            return new Answer.Done<>(body.get());
        } catch (ProviderException e) {
            return new Answer.Failed<>(e.error());
        }
    }
}
