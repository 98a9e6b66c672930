package io.sluice.provider.inmemory;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One route of the {@link InMemoryCloud} at one moment.
 *
 * @param natives a weight for each backend that it lists; none at all on a route that does something else
 * @param settings everything else on it; a name that ends in {@code Secret} holds one
 */
public record RouteState(
        Map<String, Integer> natives, Optional<Duration> stickiness, Map<String, String> settings, long revision) {
    public RouteState {
        natives = Collections.unmodifiableMap(new TreeMap<>(natives));
        settings = Collections.unmodifiableMap(new TreeMap<>(settings));
    }

    /** The settings that may be shown and kept elsewhere. */
    Map<String, String> openSettings() {
        Map<String, String> open = new TreeMap<>(settings);
        open.keySet().removeIf(name -> name.endsWith("Secret"));
        return open;
    }

    RouteState with(Map<String, Integer> changed) {
        return new RouteState(changed, stickiness, settings, revision);
    }

    RouteState withStickiness(Optional<Duration> changed) {
        return new RouteState(natives, changed, settings, revision);
    }

    RouteState withSetting(String name, String value) {
        Map<String, String> changed = new TreeMap<>(settings);
        changed.put(name, value);
        return new RouteState(natives, stickiness, changed, revision);
    }

    /** These settings instead, but for the secrets, which nobody else has. */
    RouteState withOpenSettings(Map<String, String> open) {
        Map<String, String> changed = new TreeMap<>(settings);
        changed.keySet().removeAll(openSettings().keySet());
        changed.putAll(open);
        return new RouteState(natives, stickiness, changed, revision);
    }

    RouteState atRevision(long changed) {
        return new RouteState(natives, stickiness, settings, changed);
    }
}
