package io.sluice.app.capsule;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.sluice.provider.ProviderFactory;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a provider instance is, as far as its settings say: a capsule of one account must never be used on another.
 *
 * @param adapter the {@code type:} of its settings
 * @param at account, region, endpoint and the like by their names; no credentials
 */
public record Place(String adapter, Map<String, String> at) {
    public Place {
        at = Map.copyOf(at);
    }

    static Place of(ProviderFactory settings) {
        JsonTypeName type = settings.getClass().getAnnotation(JsonTypeName.class);
        return new Place(type == null ? "unknown" : type.value(), settings.place());
    }

    /** Where each instance of a configuration is. */
    public static Map<String, Place> all(Map<String, ProviderFactory> settings) {
        Map<String, Place> places = new TreeMap<>();
        settings.forEach((name, factory) -> places.put(name, of(factory)));
        return places;
    }

    @Override
    public String toString() {
        return at.isEmpty() ? adapter : adapter + " " + new TreeMap<>(at);
    }
}
