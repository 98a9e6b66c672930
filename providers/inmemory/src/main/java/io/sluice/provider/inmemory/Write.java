package io.sluice.provider.inmemory;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * One request to change a route, as it travels to the {@link InMemoryCloud}: the whole split, as clouds want it.
 *
 * @param fromRevision the revision that it was made from; a cloud without compare-and-set ignores it
 * @param openSettings empty to keep what is there
 */
record Write(
        String route,
        long fromRevision,
        Map<String, Integer> natives,
        Optional<Duration> stickiness,
        Optional<Map<String, String>> openSettings,
        String requestId,
        String who) {

    RouteState onto(RouteState now) {
        RouteState next = now.with(natives).withStickiness(stickiness);
        return openSettings.map(next::withOpenSettings).orElse(next);
    }
}
