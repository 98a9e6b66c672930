package io.sluice.plan.engine;

import io.sluice.plan.Figure;
import io.sluice.plan.decide.FigureQuery;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Reading.Measured;
import io.sluice.traffic.Reading.Missing;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What was read for one plan of windows that are over, so that a judge which looks at all windows of a step asks only for the
 * new ones.
 *
 * <p>The youngest window of a figure is always asked for: what came late corrects it. Of a figure that has no past it is asked
 * for until it was measured once, and what was read then stays; one that nobody read in its time stays missing. A process that
 * has just started asks for all of the others once more. What no look wants any more is forgotten, so there is never more here
 * than one look asks for.
 */
final class PastReadings {
    /** A window that has no figure by then will have none. */
    private static final Duration FINAL_AFTER = Duration.ofMinutes(15);

    private static final Missing UNREAD =
            new Missing("the source keeps no past, and it was not asked when this window had just ended");

    private final Predicate<FigureQuery> hasPast;
    private final Map<FigureQuery, Reading> readings = new HashMap<>();

    /**
     * Nothing yet.
     *
     * @param hasPast whether a figure can be had of windows that ended long ago; the same for all its windows
     */
    PastReadings(Predicate<FigureQuery> hasPast) {
        this.hasPast = hasPast;
    }

    /** What tells figures apart, whenever their window is; two gates may read one figure over windows of different lengths. */
    private record Asked(Route route, Optional<Side> side, Figure figure, Duration length) {
        static Asked of(FigureQuery query) {
            return new Asked(
                    query.route(), query.side(), query.figure(), query.window().length());
        }
    }

    /** All that one look asks for, and what is to be known of each figure. */
    private final class Wanted {
        private final Map<Asked, FigureQuery> youngest;
        private final Map<Asked, Boolean> withPast = new HashMap<>();

        Wanted(Set<FigureQuery> queries) {
            youngest = youngest(queries);
        }

        boolean isYoungest(FigureQuery query) {
            return query.equals(youngest.get(Asked.of(query)));
        }

        boolean hasPast(FigureQuery query) {
            return withPast.computeIfAbsent(Asked.of(query), _ -> hasPast.test(query));
        }

        boolean mustBeAsked(FigureQuery query) {
            boolean kept = readings.containsKey(query);
            return hasPast(query) ? isYoungest(query) || !kept : isYoungest(query) && !kept;
        }
    }

    /** The queries of a look that must be asked. */
    synchronized List<FigureQuery> unknown(Set<FigureQuery> queries) {
        readings.keySet().retainAll(queries);
        Wanted wanted = new Wanted(queries);
        return queries.stream().filter(wanted::mustBeAsked).toList();
    }

    /** The answers to those that need not be. */
    synchronized Map<FigureQuery, Reading> known(Set<FigureQuery> queries) {
        Wanted wanted = new Wanted(queries);
        Map<FigureQuery, Reading> known = new HashMap<>();
        for (FigureQuery query : queries) {
            Reading kept = readings.get(query);
            if (!wanted.hasPast(query)) {
                if (kept != null || !wanted.isYoungest(query)) {
                    known.put(query, kept == null ? UNREAD : kept);
                }
            } else if (kept != null && !wanted.isYoungest(query)) {
                known.put(query, kept);
            }
        }
        return known;
    }

    /** Keeps what was measured, and what is so old that it will not be any more. */
    synchronized void keep(Map<FigureQuery, Reading> answers, Instant now) {
        answers.forEach((query, reading) -> {
            boolean ofTheMoment =
                    query.figure() instanceof Figure.OfRoute && !query.figure().ofTraffic();
            if (ofTheMoment) {
                return;
            }
            boolean hopeless = query.window().end().plus(FINAL_AFTER).isBefore(now);
            if (reading instanceof Measured || (hopeless && hasPast.test(query))) {
                readings.put(query, reading);
            }
        });
    }

    /**
     * The youngest window of each figure, and of all the others only so many, the youngest first.
     *
     * @param past how many of the others
     */
    static List<FigureQuery> limited(List<FigureQuery> unknown, int past) {
        if (unknown.size() <= past) {
            return unknown;
        }
        Map<Asked, FigureQuery> youngest = youngest(unknown);
        List<FigureQuery> limited = new ArrayList<>(youngest.values());
        unknown.stream()
                .filter(query -> !query.equals(youngest.get(Asked.of(query))))
                .sorted(Comparator.comparing(
                                (FigureQuery query) -> query.window().end())
                        .reversed())
                .limit(past)
                .forEach(limited::add);
        return limited;
    }

    private static Map<Asked, FigureQuery> youngest(Iterable<FigureQuery> queries) {
        Map<Asked, FigureQuery> youngest = new HashMap<>();
        queries.forEach(query -> youngest.merge(
                Asked.of(query),
                query,
                (one, other) -> one.window().end().isAfter(other.window().end()) ? one : other));
        return youngest;
    }
}
