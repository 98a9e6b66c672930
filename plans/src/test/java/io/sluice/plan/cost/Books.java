package io.sluice.plan.cost;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Price books for tests, written in a few words; in euros. */
public final class Books {
    private final List<Price.OfBackend> backends = new ArrayList<>();
    private final List<Price.OfBalancer> balancers = new ArrayList<>();
    private String currency = "EUR";
    private Optional<Instant> asOf = Optional.empty();
    private Optional<Duration> maxAge = Optional.empty();

    private Books() {}

    public static Books book() {
        return new Books();
    }

    /** Where: a provider, or a provider and a text in the address after a space. */
    private static PricedPlace place(String where) {
        String[] words = where.split(" ", 2);
        return new PricedPlace(words[0], words.length == 1 ? Optional.empty() : Optional.of(words[1]));
    }

    public Books backend(String where, double targetHour, double perMillionRequests, double egressPerGb) {
        backends.add(new Price.OfBackend(place(where), targetHour, perMillionRequests, egressPerGb));
        return this;
    }

    public Books balancer(String where, double hour, double capacityUnitHour) {
        balancers.add(new Price.OfBalancer(place(where), hour, capacityUnitHour));
        return this;
    }

    public Books in(String code) {
        currency = code;
        return this;
    }

    public Books asOf(String moment, Duration counts) {
        asOf = Optional.of(Instant.parse(moment));
        maxAge = Optional.of(counts);
        return this;
    }

    public PriceBook build() {
        return new PriceBook(currency, asOf, maxAge, backends, balancers);
    }
}
