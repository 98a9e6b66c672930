package io.sluice.app;

import io.sluice.plan.cost.Price;
import io.sluice.plan.cost.PriceBook;
import io.sluice.plan.cost.PricedPlace;
import io.sluice.traffic.DurationWords;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code prices:} in {@code config.yml}: what backends and balancers cost, for gates on costs.
 *
 * @param currency its code of ISO 4217
 * @param asOf the day that the prices are of, such as {@code 2026-11-01}, in UTC
 * @param maxAge how long after that they count
 */
public record PriceSettings(
        String currency,
        @Nullable String asOf,
        @Nullable String maxAge,
        @Nullable List<Backend> backends,
        @Nullable List<Balancer> balancers) {
    public PriceSettings {
        if (currency == null) {
            throw new IllegalArgumentException("prices: currency is missing");
        }
    }

    /**
     * What a backend costs.
     *
     * @param provider the provider instance whose backends it is for
     * @param backend a text that stands whole in the address of the one backend it is for; without it the price is for every
     *     backend of the provider that has none of its own
     */
    public record Backend(
            String provider,
            @Nullable String backend,
            @Nullable Double targetHour,
            @Nullable Double perMillionRequests,
            @Nullable Double egressPerGb) {
        Price.OfBackend open() {
            checkWritten("targetHour, perMillionRequests or egressPerGb", targetHour, perMillionRequests, egressPerGb);
            return new Price.OfBackend(
                    place(provider, backend), or0(targetHour), or0(perMillionRequests), or0(egressPerGb));
        }
    }

    /**
     * What a balancer costs.
     *
     * @param provider the provider instance whose balancers it is for
     * @param route a text that stands whole in the address of the routes it is for; without it the price is for every route of
     *     the provider that has none of its own
     */
    public record Balancer(
            String provider,
            @Nullable String route,
            @Nullable Double hour,
            @Nullable Double capacityUnitHour) {
        Price.OfBalancer open() {
            checkWritten("hour or capacityUnitHour", hour, capacityUnitHour);
            return new Price.OfBalancer(place(provider, route), or0(hour), or0(capacityUnitHour));
        }
    }

    /**
     * The price book.
     *
     * @param providers the instances that there are
     * @throws IllegalArgumentException with the place of what is wrong
     */
    PriceBook open(Set<String> providers) {
        return at(
                "prices",
                () -> new PriceBook(
                        currency,
                        Optional.ofNullable(asOf).map(PriceSettings::day),
                        Optional.ofNullable(maxAge).map(DurationWords::parse),
                        each("backends", backends, Backend::open, providers),
                        each("balancers", balancers, Balancer::open, providers)));
    }

    private static <S, P extends Price> List<P> each(
            String list, @Nullable List<S> written, Function<S, P> open, Set<String> providers) {
        List<P> prices = new ArrayList<>();
        for (S settings : written == null ? List.<S>of() : written) {
            prices.add(at(list + "[" + prices.size() + "]", () -> known(open.apply(settings), providers)));
        }
        return prices;
    }

    /** A price for nobody is one that somebody misses elsewhere. */
    private static <P extends Price> P known(P price, Set<String> providers) {
        if (!providers.contains(price.place().provider())) {
            throw new IllegalArgumentException("no provider instance %s is configured (there are: %s)"
                    .formatted(
                            price.place().provider(),
                            String.join(", ", providers.stream().sorted().toList())));
        }
        return price;
    }

    private static <T> T at(String place, Supplier<T> opened) {
        try {
            return opened.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(place + ": " + e.getMessage(), e);
        }
    }

    private static Instant day(String text) {
        try {
            return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("asOf is a day such as 2026-11-01, not " + text, e);
        }
    }

    private static PricedPlace place(@Nullable String provider, @Nullable String text) {
        return new PricedPlace(Objects.requireNonNullElse(provider, ""), Optional.ofNullable(text));
    }

    private static void checkWritten(String names, @Nullable Double... prices) {
        if (Stream.of(prices).allMatch(Objects::isNull)) {
            throw new IllegalArgumentException("says no price: give " + names + ", 0 for what costs nothing");
        }
    }

    private static double or0(@Nullable Double price) {
        return price == null ? 0 : price;
    }
}
