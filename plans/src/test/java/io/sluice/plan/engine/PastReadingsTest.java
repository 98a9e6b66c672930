package io.sluice.plan.engine;

import static io.sluice.plan.engine.Specs.EU;
import static io.sluice.plan.engine.Specs.US;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.Figure;
import io.sluice.plan.decide.FigureQuery;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Reading.Measured;
import io.sluice.traffic.Reading.Missing;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import io.sluice.traffic.Signal;
import io.sluice.traffic.TimeWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Windows of a minute, numbered from 1; the n-th is over n minutes after 08:00. */
class PastReadingsTest {
    private static final Instant START = Instant.parse("2026-11-24T08:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Route EDGE = Specs.over("p/edge").build().routes().getFirst();

    private final PastReadings past = new PastReadings(_ -> true);

    @Test
    void whoHasJustStartedKnowsNothing() {
        assertThat(asked(windows(1, 5))).containsExactly(1, 2, 3, 4, 5);
        assertThat(past.known(windows(1, 5))).isEmpty();
    }

    @Test
    void aLookAsksForWhatIsNewAndForNothingElse() {
        read(windows(1, 5), new Measured(0.1));

        assertThat(asked(windows(1, 6))).containsExactly(6);
        assertThat(past.known(windows(1, 6))).hasSize(5).containsEntry(window(3), new Measured(0.1));
    }

    /** What comes late corrects it. */
    @Test
    void theYoungestIsAskedForAgain() {
        read(windows(1, 5), new Measured(0.1));

        assertThat(asked(windows(1, 5))).containsExactly(5);
        assertThat(past.known(windows(1, 5))).doesNotContainKey(window(5));
    }

    @Test
    void whatWasReadLastOfAWindowIsWhatCounts() {
        read(windows(1, 2), new Measured(0.1));
        read(Set.of(window(2)), new Measured(0.3));

        assertThat(past.known(windows(1, 3))).containsEntry(window(2), new Measured(0.3));
    }

    @Test
    void aWindowThatWasMissingIsAskedForAgainUntilItIsAQuarterOfAnHourOld() {
        read(windows(1, 2), new Missing("no datapoints"));

        assertThat(asked(windows(1, 16))).contains(1, 2);
        past.keep(Map.of(window(1), new Missing("no datapoints")), at(16)); // 15 minutes old, not more
        assertThat(asked(windows(1, 17))).contains(1, 2);
        past.keep(Map.of(window(1), new Missing("no datapoints")), at(16).plusSeconds(1));
        assertThat(asked(windows(1, 17))).doesNotContain(1).contains(2);
        assertThat(past.known(windows(1, 17))).containsEntry(window(1), new Missing("no datapoints"));
    }

    @Test
    void aWindowThatWasMissingAndCameLateIsKnown() {
        read(windows(1, 2), new Missing("no datapoints"));
        read(Set.of(window(1)), new Measured(0.1));

        assertThat(asked(windows(1, 3))).containsExactly(2, 3);
    }

    @Test
    void eachFigureOfEachSideHasItsOwnYoungest() {
        read(windows(1, 5), new Measured(0.1));
        Set<FigureQuery> queries = new LinkedHashSet<>(windows(1, 5));
        queries.add(query(EU, Signal.ERROR_RATE, 4, MINUTE));
        queries.add(query(US, Signal.REQUESTS, 4, MINUTE));

        assertThat(past.unknown(queries))
                .containsExactlyInAnyOrder(
                        window(5), query(EU, Signal.ERROR_RATE, 4, MINUTE), query(US, Signal.REQUESTS, 4, MINUTE));
    }

    /** Two gates may look at one figure in windows of different lengths. */
    @Test
    void windowsOfAnotherLengthHaveTheirOwnYoungest() {
        FigureQuery long4 = query(US, Signal.ERROR_RATE, 4, Duration.ofMinutes(4));
        read(windows(1, 5), new Measured(0.1));
        read(Set.of(long4), new Measured(0.1));
        Set<FigureQuery> queries = new LinkedHashSet<>(windows(1, 5));
        queries.add(long4);

        assertThat(past.unknown(queries)).containsExactlyInAnyOrder(window(5), long4);
    }

    /** Health is of the moment: what it was a second ago says nothing. */
    @Test
    void healthIsNeverKept() {
        FigureQuery health = query(US, Signal.HEALTHY_TARGETS, 1, Duration.ofSeconds(1));
        FigureQuery later = query(US, Signal.HEALTHY_TARGETS, 2, Duration.ofSeconds(1));
        read(Set.of(health), new Measured(3));

        assertThat(past.unknown(Set.of(health, later))).containsExactlyInAnyOrder(health, later);
    }

    /** Of what has no past, what was read in its time stays, whatever would be said now. */
    @Test
    void aFigureWithoutAPastIsAskedForItsYoungestWindowUntilItWasMeasured() {
        PastReadings present = new PastReadings(_ -> false);
        assertThat(present.unknown(windows(1, 5))).containsExactly(window(5));
        present.keep(Map.of(window(5), new Missing("the database is down")), at(30));
        assertThat(present.unknown(windows(1, 5))).containsExactly(window(5));
        assertThat(present.known(windows(1, 5))).doesNotContainKey(window(5));

        present.keep(Map.of(window(5), new Measured(0.1)), at(5));

        assertThat(present.unknown(windows(1, 5))).isEmpty();
        assertThat(present.known(windows(1, 5)))
                .hasSize(5)
                .containsEntry(window(5), new Measured(0.1))
                .hasEntrySatisfying(window(4), one -> assertThat(one).isInstanceOf(Missing.class));
        assertThat(present.unknown(windows(1, 7))).containsExactly(window(7));
        assertThat(present.known(windows(1, 7)))
                .containsEntry(window(5), new Measured(0.1))
                .hasEntrySatisfying(window(6), one -> assertThat(one).isInstanceOf(Missing.class));
    }

    /** So that a plan never keeps more than its gates look at, however many steps it has. */
    @Test
    void whatALookDoesNotWantIsForgotten() {
        read(windows(1, 5), new Measured(0.1));

        assertThat(asked(windows(4, 6))).containsExactly(6);
        assertThat(asked(windows(1, 6))).containsExactly(1, 2, 3, 6);
        assertThat(past.unknown(Set.of())).isEmpty();
        assertThat(asked(windows(1, 6))).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void ofThePastSoManyAreAskedForAtOnceTheYoungestFirst() {
        List<FigureQuery> unknown = new ArrayList<>(windows(1, 9));
        FigureQuery other = query(EU, Signal.ERROR_RATE, 3, MINUTE);
        unknown.add(other);

        assertThat(PastReadings.limited(unknown, 3))
                .containsExactlyInAnyOrder(window(9), other, window(8), window(7), window(6));
        assertThat(PastReadings.limited(unknown, 10)).isEqualTo(unknown);
    }

    private void read(Set<FigureQuery> queries, Reading answer) {
        queries.forEach(query -> past.keep(Map.of(query, answer), query.window().end()));
    }

    private List<Integer> asked(Set<FigureQuery> queries) {
        return past.unknown(queries).stream()
                .map(query ->
                        (int) Duration.between(START, query.window().end()).toMinutes())
                .toList();
    }

    private static Set<FigureQuery> windows(int first, int last) {
        Set<FigureQuery> queries = new LinkedHashSet<>();
        IntStream.rangeClosed(first, last).forEach(number -> queries.add(window(number)));
        return queries;
    }

    private static FigureQuery window(int number) {
        return query(US, Signal.ERROR_RATE, number, MINUTE);
    }

    private static FigureQuery query(Side side, Signal signal, int endsAt, Duration length) {
        return new FigureQuery(
                EDGE,
                Optional.of(side),
                new Figure.OfRoute(signal),
                new TimeWindow(at(endsAt).minus(length), at(endsAt)));
    }

    private static Instant at(int minutes) {
        return START.plus(MINUTE.multipliedBy(minutes));
    }
}
