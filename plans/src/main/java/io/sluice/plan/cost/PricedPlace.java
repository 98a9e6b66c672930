package io.sluice.plan.cost;

import io.sluice.traffic.Address;
import java.util.Optional;

/**
 * What a price is for: all of a provider instance, or what has a text in its address.
 *
 * @param provider an instance of {@code config.yml}
 * @param text stands whole in the address, that is, between its quotes, slashes, colons and the like: {@code checkout-us} is in
 *     {@code targetgroup/checkout-us/1b2c} and not in {@code targetgroup/checkout-us2/1b2c}; empty: the provider's default
 */
public record PricedPlace(String provider, Optional<String> text) {
    public PricedPlace {
        if (provider.isBlank()) {
            throw new IllegalArgumentException("a price names its provider instance");
        }
        if (text.isPresent() && text.get().isBlank()) {
            throw new IllegalArgumentException(
                    "the text to look for in an address is empty; leave it out for a default");
        }
    }

    boolean isDefault() {
        return text.isEmpty();
    }

    /** Whether the text is in an address; a default has none. */
    boolean isIn(Address address) {
        return text.isPresent() && standsWhole(text.get(), address.json());
    }

    private static boolean standsWhole(String text, String all) {
        for (int at = all.indexOf(text); at >= 0; at = all.indexOf(text, at + 1)) {
            int end = at + text.length();
            boolean starts = at == 0 || !isOfAWord(all.charAt(at - 1));
            boolean ends = end == all.length() || !isOfAWord(all.charAt(end));
            if (starts && ends) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOfAWord(char letter) {
        return Character.isLetterOrDigit(letter) || letter == '-' || letter == '_' || letter == '.';
    }

    @Override
    public String toString() {
        return text.map(named -> provider + " " + named).orElse(provider);
    }
}
