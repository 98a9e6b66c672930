package io.sluice.provider;

import io.sluice.traffic.ObservedRoute;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Sight;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** One thing that was looked up among others: found, or not and why. */
public sealed interface Lookup<T> {
    record Hit<T>(T found) implements Lookup<T> {}

    record Miss<T>(ProviderError error) implements Lookup<T> {}

    /** What a look found, or why it found nothing. */
    static <T> Lookup<T> of(Supplier<T> look) {
        try {
            return new Hit<>(look.get());
        } catch (ProviderException e) {
            return new Miss<>(e.error());
        }
    }

    /** Of what the cloud does not have. */
    static <T> Lookup<T> missing(Object name) {
        return new Miss<>(new ProviderError.NotFound(name + " does not exist"));
    }

    /**
     * The one thing among all that were looked up.
     *
     * @throws ProviderException if it was not found, or not among them
     */
    static <K, T> T in(Map<K, Lookup<T>> lookups, K name) {
        return lookups.getOrDefault(name, missing(name)).orThrow();
    }

    /**
     * Figures that were asked for one by one: what cannot be had hides none of the others.
     *
     * @throws ProviderException if there are none at all
     */
    static List<Reading> readings(List<Lookup<Reading>> asked) {
        if (asked.stream().allMatch(Miss.class::isInstance)) {
            asked.forEach(Lookup::orThrow);
        }
        return asked.stream()
                .map(one -> switch (one) {
                    case Hit<Reading>(Reading reading) -> reading;
                    case Miss<Reading>(ProviderError error) -> new Reading.Missing(error.detail());
                })
                .toList();
    }

    /** The route as it was found. */
    static Sight sight(Supplier<ObservedRoute> look) {
        return switch (of(look)) {
            case Hit<ObservedRoute>(ObservedRoute seen) -> new Sight.Seen(seen);
            case Miss<ObservedRoute>(ProviderError error) -> new Sight.Unseen(error);
        };
    }

    /**
     * What was found.
     *
     * @throws ProviderException if nothing was
     */
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
