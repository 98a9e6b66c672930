package io.sluice.plan.engine;

import io.sluice.plan.engine.CallBudget.Priority;
import io.sluice.provider.Provider;
import io.sluice.traffic.CallQuota.Operation;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import io.sluice.traffic.Route;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Makes calls to providers, each with a deadline; what goes wrong comes back as a value. */
public interface Calls {
    /**
     * Makes calls side by side where it can, and waits for all.
     *
     * @return one answer for each call, in the same order
     */
    <T> List<Answer<T>> all(List<Call<T>> calls);

    /**
     * What something answers, if it does so in time. It is not interrupted if not: that would close a database in a file.
     */
    default <T> Optional<T> within(Duration patience, Supplier<T> body) {
        return Optional.of(body.get());
    }

    /** Does something beside whoever asks for it, who does not wait. */
    default void aside(Runnable task) {
        task.run();
    }

    /** Takes a place in the queue of the account that an operation over routes will call. */
    default Turn turn(Provider provider, Operation operation, Collection<Route> routes, Priority priority) {
        return Turn.AT_ONCE;
    }

    /** One call, made when it is its turn, and how long it may take from then on. */
    record Call<T>(Turn turn, Duration deadline, Supplier<T> body) {
        /** How long until there is an answer or none is waited for any more. */
        Duration longest() {
            return turn.allowance().plus(deadline);
        }
    }

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
                return calls.stream().map(call -> answer(call)).toList();
            }
        };
    }

    /** Waits for a call's turn, makes it, and turns what it throws into a value. */
    static <T> Answer<T> answer(Call<T> call) {
        try {
            if (!call.turn().await(call.turn().allowance())) {
                return new Answer.Failed<>(new ProviderError.Throttled(
                        "not sent: others that matter more use up what the account may be asked", Optional.empty()));
            }
            return new Answer.Done<>(call.body().get());
        } catch (ProviderException e) {
            return new Answer.Failed<>(e.error());
        }
    }
}
