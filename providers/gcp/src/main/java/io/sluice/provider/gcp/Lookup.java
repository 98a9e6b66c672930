package io.sluice.provider.gcp;

import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import java.util.function.Function;

/** One thing that was looked up among others: found, or not and why. */
sealed interface Lookup<T> {
    record Hit<T>(T found) implements Lookup<T> {}

    record Miss<T>(ProviderError error) implements Lookup<T> {}

    default T orThrow() {
        return switch (this) {
            case Hit<T>(T found) -> found;
            case Miss<T>(ProviderError error) -> throw new ProviderException(error);
        };
    }

    /** What is found out from what was found. */
    default <R> Lookup<R> then(Function<T, Lookup<R>> next) {
        return switch (this) {
            case Hit<T>(T found) -> next.apply(found);
            case Miss<T>(ProviderError error) -> new Miss<>(error);
        };
    }
}
