package io.sluice.plan.engine;

import static java.util.stream.Collectors.toMap;

import io.sluice.plan.Figure;
import io.sluice.plan.decide.FigureQuery;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Reading.Measured;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What was read of windows that are over, so that a judge which looks at all windows of a step asks only for the new ones.
 *
 * <p>The youngest window of a figure is always asked for: what came late corrects it. A process that has just started asks for
 * all of them once more.
 */
final class PastReadings {
    /** A day of minutes for some tens of figures; the least used go first, and are read again if need be. */
    private static final int MOST = 200_000;

    /** A window that has no figure by then will have none. */
    private static final Duration FINAL_AFTER = Duration.ofMinutes(15);

    private final Map<FigureQuery, Reading> readings = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<FigureQuery, Reading> eldest) {
            return size() > MOST;
        }
    };

    /** What tells figures apart, whenever their window is; two gates may read one figure over windows of different lengths. */
    private record Asked(Route route, Optional<Side> side, Figure figure, Duration length) {
        static Asked of(FigureQuery query) {
            return new Asked(
                    query.route(), query.side(), query.figure(), query.window().length());
        }
    }

    /** The queries that must be asked. */
    synchronized List<FigureQuery> unknown(Set<FigureQuery> queries) {
        Map<Asked, Instant> youngest = youngest(queries);
        return queries.stream()
                .filter(query -> isYoungest(query, youngest) || !readings.containsKey(query))
                .toList();
    }

    /** The answers to those that need not be. */
    synchronized Map<FigureQuery, Reading> known(Set<FigureQuery> queries) {
        Map<Asked, Instant> youngest = youngest(queries);
        Map<FigureQuery, Reading> known = new HashMap<>();
        for (FigureQuery query : queries) {
            Reading reading = isYoungest(query, youngest) ? null : readings.get(query);
            if (reading != null) {
                known.put(query, reading);
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
            if (reading instanceof Measured
                    || query.window().end().plus(FINAL_AFTER).isBefore(now)) {
                readings.put(query, reading);
            }
        });
    }

    private static Map<Asked, Instant> youngest(Set<FigureQuery> queries) {
        return queries.stream()
                .collect(toMap(
                        Asked::of, query -> query.window().end(), (one, other) -> one.isAfter(other) ? one : other));
    }

    private static boolean isYoungest(FigureQuery query, Map<Asked, Instant> youngest) {
        return query.window().end().equals(youngest.get(Asked.of(query)));
    }
}
