package io.sluice.plan.cost;

import static java.util.stream.Collectors.joining;

import io.sluice.traffic.Address;
import io.sluice.traffic.DurationWords;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What backends and balancers cost, as the house wrote it down in {@code config.yml}.
 *
 * @param currency of all its prices, by its code of ISO 4217
 * @param asOf of when the prices are
 * @param maxAge how long after that they count; empty: for ever
 * @param balancers a balancer that is not listed is not counted
 */
public record PriceBook(
        String currency,
        Optional<Instant> asOf,
        Optional<Duration> maxAge,
        List<Price.OfBackend> backends,
        List<Price.OfBalancer> balancers) {
    public PriceBook {
        checkCurrency(currency);
        if (maxAge.isPresent() && (asOf.isEmpty() || !maxAge.get().isPositive())) {
            throw new IllegalArgumentException("maxAge is above 0 and needs asOf, the day that it counts from");
        }
        backends = List.copyOf(backends);
        balancers = List.copyOf(balancers);
        checkOnce("backends", backends);
        checkOnce("balancers", balancers);
    }

    /** A price, or why there is none. */
    sealed interface Found<P> {
        record It<P>(P price) implements Found<P> {}

        record None<P>(String why) implements Found<P> {}
    }

    /**
     * Checks the code of a currency.
     *
     * @throws IllegalArgumentException if ISO 4217 has none of this code
     */
    public static void checkCurrency(String code) {
        try {
            Objects.requireNonNull(Currency.getInstance(code));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a currency has its code of ISO 4217, such as EUR, not " + code, e);
        }
    }

    /** Why none of the prices counts at a moment; empty if they do. */
    public Optional<String> stale(Instant now) {
        return maxAge.filter(age -> asOf.orElseThrow().plus(age).isBefore(now))
                .map(age -> "the prices are of %s, more than %s ago"
                        .formatted(asOf.orElseThrow(), DurationWords.write(age)));
    }

    Found<Price.OfBackend> backend(Route route, Side side) {
        Address address = Objects.requireNonNull(route.backends().get(side), () -> "route has no side " + side);
        String what = "%s of route %s".formatted(side, route.name());
        return one(fitting(backends, route.ref().provider(), address), what)
                .orElseGet(() -> new Found.None<>("the price book has no price for " + what));
    }

    /** The balancer's price; 0 if none is listed for it. */
    Found<Price.OfBalancer> balancer(Route route) {
        String provider = route.ref().provider();
        return one(fitting(balancers, provider, route.address()), "the balancer of route " + route.name())
                .orElseGet(
                        () -> new Found.It<>(new Price.OfBalancer(new PricedPlace(provider, Optional.empty()), 0, 0)));
    }

    /** Those that name the address, otherwise the provider's default. */
    private static <P extends Price> List<P> fitting(List<P> prices, String provider, Address address) {
        List<P> all = prices.stream()
                .filter(price -> price.place().provider().equals(provider))
                .toList();
        List<P> named =
                all.stream().filter(price -> price.place().isIn(address)).toList();
        return named.isEmpty()
                ? all.stream().filter(price -> price.place().isDefault()).toList()
                : named;
    }

    /** Which of several is meant nobody can say. */
    private static <P extends Price> Optional<Found<P>> one(List<P> fitting, String what) {
        return switch (fitting.size()) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(new Found.It<>(fitting.getFirst()));
            default ->
                Optional.of(new Found.None<>("the price book has several prices for %s: %s"
                        .formatted(
                                what,
                                fitting.stream()
                                        .map(price -> price.place().toString())
                                        .collect(joining(", ")))));
        };
    }

    private static void checkOnce(String list, List<? extends Price> prices) {
        Set<PricedPlace> places = new HashSet<>();
        for (int i = 0; i < prices.size(); i++) {
            if (!places.add(prices.get(i).place())) {
                throw new IllegalArgumentException("%s[%d] is another price for %s"
                        .formatted(list, i, prices.get(i).place()));
            }
        }
    }
}
