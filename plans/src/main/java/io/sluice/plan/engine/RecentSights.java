package io.sluice.plan.engine;

import io.sluice.traffic.Route;
import io.sluice.traffic.Sight;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * What the routes of one provider showed lately, for all plans together: whoever looks because time has come looks for the
 * others too, and they need not ask again.
 */
final class RecentSights {
    /** As many routes as one look takes along; a cloud without batches is asked for each of them. */
    private static final int MOST_TOGETHER = 50;

    /** Held while somebody asks, so that those who come meanwhile wait for that answer instead of asking too. */
    private final ReentrantLock asking = new ReentrantLock();

    private final Map<Route, Taken> taken = new HashMap<>();
    private final Map<Route, Long> wanted = new HashMap<>();
    private final LongSupplier nanoTime;

    /** @param nanoTime a monotonic clock: by one that can be set back, a sight of an hour ago would pass for one of now */
    RecentSights(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * What a route showed at an instant or a little later.
     *
     * @param began the same instant by the monotonic clock
     */
    record Taken(Sight sight, Instant at, long began) {}

    /**
     * What is known of routes.
     *
     * @param asked whether the provider was asked for it just now
     */
    record Found(Map<Route, Taken> taken, boolean asked) {}

    /** How a provider is asked, once somebody has to. */
    interface Ask {
        Map<Route, Sight> about(Set<Route> routes);
    }

    /**
     * What routes showed no longer ago than that, asked for where that is not known.
     *
     * @param together the routes to ask for if anybody has to be asked
     */
    Found notOlderThan(Duration age, Collection<Route> routes, Set<Route> together, Instant now, Ask ask)
            throws InterruptedException {
        asking.lockInterruptibly();
        try {
            Optional<Map<Route, Taken>> known = find(age, routes);
            if (known.isPresent()) {
                return new Found(known.get(), false);
            }
            long began = now();
            keep(ask.about(together), now, began);
            return new Found(all(routes), true);
        } finally {
            asking.unlock();
        }
    }

    /** The same, if it is known without asking. */
    synchronized Optional<Map<Route, Taken>> find(Duration age, Collection<Route> routes) {
        long oldest = now() - age.toNanos();
        boolean known = routes.stream().allMatch(route -> {
            Taken one = taken.get(route);
            return one != null && one.began() - oldest >= 0 && one.sight() instanceof Sight.Seen;
        });
        return known ? Optional.of(all(routes)) : Optional.empty();
    }

    /** When a look begins that is to be kept. */
    long now() {
        return nanoTime.getAsLong();
    }

    /** What a look that began then showed; an older one never takes the place of a younger one. */
    synchronized void keep(Map<Route, Sight> sights, Instant at, long began) {
        sights.forEach((route, sight) -> taken.merge(
                route, new Taken(sight, at, began), (one, other) -> other.began() - one.began() < 0 ? one : other));
    }

    private synchronized Map<Route, Taken> all(Collection<Route> routes) {
        Map<Route, Taken> found = new HashMap<>();
        for (Route route : routes) {
            Taken one = taken.get(route);
            if (one != null) {
                found.put(route, one);
            }
        }
        return found;
    }

    /**
     * Remembers that these routes are watched.
     *
     * @param forgetAfter routes that nobody wanted for so long are not looked at for others any more
     */
    synchronized void want(Collection<Route> routes, Duration forgetAfter) {
        long now = now();
        routes.forEach(route -> wanted.put(route, now));
        wanted.values().removeIf(at -> now - at > forgetAfter.toNanos());
        taken.keySet().retainAll(wanted.keySet());
    }

    /** These routes, and of all others that somebody wants those that were not looked at for longest. */
    synchronized Set<Route> together(Collection<Route> routes) {
        Set<Route> together = new HashSet<>(routes);
        List<Route> others = wanted.keySet().stream()
                .filter(route -> !together.contains(route))
                .sorted(Comparator.comparing(route ->
                        Optional.ofNullable(taken.get(route)).map(Taken::at).orElse(Instant.MIN)))
                .toList();
        others.stream().limit(Math.max(0, MOST_TOGETHER - together.size())).forEach(together::add);
        return together;
    }
}
