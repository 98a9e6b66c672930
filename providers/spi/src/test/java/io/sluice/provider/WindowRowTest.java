package io.sluice.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.traffic.TimeWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WindowRowTest {
    private static final Instant START = Instant.parse("2026-11-24T22:03:00Z");
    private static final Duration FIVE = Duration.ofMinutes(5);

    @Test
    void windowsOfOneLengthThatFollowEachOtherAreOneRow() {
        List<TimeWindow> windows =
                IntStream.range(0, 12).mapToObj(WindowRowTest::five).toList();

        Map<TimeWindow, WindowRow> rows = WindowRow.of(windows, 500);

        assertThat(rows).containsOnlyKeys(windows);
        assertThat(rows.values())
                .containsOnly(new WindowRow(new TimeWindow(START, START.plus(Duration.ofHours(1))), FIVE));
    }

    @Test
    void aGapIsPartOfTheRowAndAWindowBesideTheGridIsNot() {
        TimeWindow beside = new TimeWindow(START.plusSeconds(60), START.plusSeconds(360));
        TimeWindow shorter = new TimeWindow(START, START.plusSeconds(60));

        Map<TimeWindow, WindowRow> rows = WindowRow.of(List.of(five(7), beside, five(0), shorter, five(7)), 500);

        assertThat(rows)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        five(0),
                        new WindowRow(new TimeWindow(START, five(7).end()), FIVE),
                        five(7),
                        new WindowRow(new TimeWindow(START, five(7).end()), FIVE),
                        beside,
                        new WindowRow(beside, FIVE),
                        shorter,
                        new WindowRow(shorter, Duration.ofMinutes(1))));
        assertThat(rows.get(beside)).returns(true, WindowRow::isOne).returns(beside.end(), WindowRow::firstEnd);
        assertThat(rows.get(five(0))).returns(false, WindowRow::isOne);
    }

    @Test
    void aRowIsNotLongerThanItMayBe() {
        Map<TimeWindow, WindowRow> rows = WindowRow.of(List.of(five(0), five(9), five(10), five(19), five(500)), 10);

        assertThat(rows.get(five(0))).isEqualTo(rows.get(five(9)));
        assertThat(rows.get(five(10))).isEqualTo(rows.get(five(19))).isNotEqualTo(rows.get(five(9)));
        assertThat(rows.get(five(500))).returns(true, WindowRow::isOne);
    }

    private static TimeWindow five(int number) {
        Instant start = START.plus(FIVE.multipliedBy(number));
        return new TimeWindow(start, start.plus(FIVE));
    }
}
