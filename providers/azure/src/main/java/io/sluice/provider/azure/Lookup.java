package io.sluice.provider.azure;

import io.sluice.traffic.ObservedRoute;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import io.sluice.traffic.Sight;
import java.util.function.Supplier;

/** One thing that was looked up among others: found, or not and why. */
sealed interface Lookup<T> {
    record Hit<T>(T found) implements Lookup<T> {}

    record Miss<T>(ProviderError error) implements Lookup<T> {}

    static <T> Lookup<T> of(Supplier<T> look) {
        try {
            return new Hit<>(look.get());
        } catch (ProviderException e) {
            return new Miss<>(e.error());
        }
    }

    default T orThrow() {
        return switch (this) {
            case Hit<T>(T found) -> found;
            case Miss<T>(ProviderError error) -> throw new ProviderException(error);
        };
    }

    /** The route as it was found. */
    static Sight sight(Supplier<ObservedRoute> look) {
        return switch (of(look)) {
            case Hit<ObservedRoute>(ObservedRoute seen) -> new Sight.Seen(seen);
            case Miss<ObservedRoute>(ProviderError error) -> new Sight.Unseen(error);
        };
    }
}
