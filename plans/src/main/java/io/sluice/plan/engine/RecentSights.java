package io.sluice.plan.engine;

import io.sluice.traffic.Route;
import io.sluice.traffic.Sight;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * What the routes of one provider showed lately, for all plans together: whoever looks because time has come looks for the
 * others too, and they need not ask again.
 */
final class RecentSights {
    /** As many routes as one look takes along; a cloud without batches is asked for each of them. */
    private static final int MOST_TOGETHER = 50;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition answered = lock.newCondition();

    /** Of these somebody awaits the answer: whoever else wants one of them waits for it instead of asking too. */
    private final Map<Route, Thread> beingAsked = new HashMap<>();

    /** In the order of their looks, the oldest first. */
    private final Map<Route, Taken> taken = new LinkedHashMap<>();

    /** By when somebody last wanted them, the longest ago first. */
    private final Map<Route, Long> wanted = new LinkedHashMap<>();

    /** Those wanted and not looked at yet. */
    private final Set<Route> unseen = new LinkedHashSet<>();

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
        Set<Route> mine = new HashSet<>(together);
        lock.lockInterruptibly();
        try {
            Optional<Map<Route, Taken>> known = find(age, routes);
            while (known.isEmpty() && routes.stream().anyMatch(this::isAskedByAnother)) {
                answered.await();
                known = find(age, routes);
            }
            if (known.isPresent()) {
                return new Found(known.get(), false);
            }
            mine.removeIf(this::isAskedByAnother);
            mine.forEach(route -> beingAsked.put(route, Thread.currentThread()));
        } finally {
            lock.unlock();
        }
        try {
            long began = now();
            keep(ask.about(mine), now, began);
        } finally {
            lock.lock();
            try {
                beingAsked.keySet().removeAll(mine);
                answered.signalAll();
            } finally {
                lock.unlock();
            }
        }
        return new Found(all(routes), true);
    }

    private boolean isAskedByAnother(Route route) {
        Thread asker = beingAsked.get(route);
        return asker != null && asker != Thread.currentThread();
    }

    /** The same, if it is known without asking. */
    Optional<Map<Route, Taken>> find(Duration age, Collection<Route> routes) {
        lock.lock();
        try {
            long oldest = now() - age.toNanos();
            boolean known = routes.stream().allMatch(route -> {
                Taken one = taken.get(route);
                return one != null && one.began() - oldest >= 0 && one.sight() instanceof Sight.Seen;
            });
            return known ? Optional.of(all(routes)) : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** When a look begins that is to be kept. */
    long now() {
        return nanoTime.getAsLong();
    }

    /** What a look that began then showed; an older one never takes the place of a younger one. */
    void keep(Map<Route, Sight> sights, Instant at, long began) {
        lock.lock();
        try {
            sights.forEach((route, sight) -> {
                Taken before = taken.get(route);
                if (before == null || began - before.began() >= 0) {
                    taken.remove(route); // to the end
                    taken.put(route, new Taken(sight, at, began));
                    unseen.remove(route);
                }
            });
        } finally {
            lock.unlock();
        }
    }

    private Map<Route, Taken> all(Collection<Route> routes) {
        lock.lock();
        try {
            Map<Route, Taken> found = new HashMap<>();
            for (Route route : routes) {
                Taken one = taken.get(route);
                if (one != null) {
                    found.put(route, one);
                }
            }
            return found;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Remembers that these routes are watched.
     *
     * @param forgetAfter routes that nobody wanted for so long are not looked at for others any more
     */
    void want(Collection<Route> routes, Duration forgetAfter) {
        lock.lock();
        try {
            long now = now();
            for (Route route : routes) {
                wanted.remove(route); // to the end
                wanted.put(route, now);
                if (!taken.containsKey(route)) {
                    unseen.add(route);
                }
            }
            Iterator<Map.Entry<Route, Long>> oldest = wanted.entrySet().iterator();
            while (oldest.hasNext()) {
                Map.Entry<Route, Long> one = oldest.next();
                if (now - one.getValue() <= forgetAfter.toNanos()) {
                    break;
                }
                oldest.remove();
                unseen.remove(one.getKey());
            }
        } finally {
            lock.unlock();
        }
    }

    /** These routes, and of all others that somebody wants those that were not looked at for longest. */
    Set<Route> together(Collection<Route> routes) {
        lock.lock();
        try {
            Set<Route> together = new HashSet<>(routes);
            Iterator<Route> never = unseen.iterator();
            while (together.size() < MOST_TOGETHER && never.hasNext()) {
                together.add(never.next());
            }
            Iterator<Route> oldest = taken.keySet().iterator();
            while (together.size() < MOST_TOGETHER && oldest.hasNext()) {
                Route route = oldest.next();
                if (wanted.containsKey(route)) {
                    together.add(route);
                } else if (!together.contains(route)) {
                    oldest.remove(); // whose look it was is nobody's business any more
                }
            }
            return together;
        } finally {
            lock.unlock();
        }
    }
}
