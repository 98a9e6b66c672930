package io.sluice.provider.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.provider.prometheus.Call.Wanted;
import io.sluice.traffic.TimeWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CallTest {
    private static final Instant START = Instant.parse("2026-11-24T22:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void windowsThatFollowOneAnotherShareOneCall() {
        assertThat(calls(minutes("x", 0, 60)))
                .containsExactly(new Call("x", START.plus(MINUTE), START.plus(MINUTE.multipliedBy(60)), MINUTE));
    }

    @Test
    void oneWindowAloneIsAskedForAtItsEnd() {
        assertThat(calls(minutes("x", 0, 1)))
                .containsExactly(new Call("x", START.plus(MINUTE), START.plus(MINUTE), Duration.ZERO));
    }

    @Test
    void aGapIsAskedForToo() {
        List<Wanted> wanted = new ArrayList<>(minutes("x", 0, 3));
        wanted.addAll(minutes("x", 6, 8));

        assertThat(calls(wanted)).containsExactly(new Call("x", at(1), at(8), MINUTE));
    }

    @Test
    void windowsThatLieAcrossOthersAreOtherCalls() {
        List<Wanted> wanted = new ArrayList<>(minutes("x", 0, 3));
        wanted.add(new Wanted("x", new TimeWindow(at(0).plusSeconds(30), at(1).plusSeconds(30))));

        assertThat(calls(wanted))
                .containsExactlyInAnyOrder(
                        new Call("x", at(1), at(3), MINUTE),
                        new Call("x", at(1).plusSeconds(30), at(1).plusSeconds(30), Duration.ZERO));
    }

    @Test
    void otherExpressionsAndOtherLengthsAreOtherCalls() {
        List<Wanted> wanted = new ArrayList<>(minutes("x", 0, 2));
        wanted.addAll(minutes("y", 0, 2));
        wanted.add(new Wanted("x", new TimeWindow(at(2), at(4))));

        assertThat(calls(wanted))
                .containsExactlyInAnyOrder(
                        new Call("x", at(1), at(2), MINUTE),
                        new Call("y", at(1), at(2), MINUTE),
                        new Call("x", at(4), at(4), Duration.ZERO));
    }

    @Test
    void theOrderDoesNotMatter() {
        List<Wanted> wanted = new ArrayList<>(minutes("x", 0, 30));

        assertThat(calls(wanted.reversed())).isEqualTo(calls(wanted));
    }

    @Test
    void soManyWindowsThatNoServerWouldAnswerAreSeveralCalls() {
        assertThat(calls(minutes("x", 0, 2_001)))
                .containsExactlyInAnyOrder(
                        new Call("x", at(1), at(1_000), MINUTE),
                        new Call("x", at(1_001), at(2_000), MINUTE),
                        new Call("x", at(2_001), at(2_001), Duration.ZERO));
    }

    @Test
    void windowsThatTheServersMillisecondsDoNotHitAreAskedForOneByOne() {
        List<Wanted> wanted = IntStream.range(0, 3)
                .mapToObj(i -> new Wanted(
                        "x", new TimeWindow(at(i).plusNanos(1), at(i + 1).plusNanos(1))))
                .toList();

        assertThat(calls(wanted)).hasSize(3).allMatch(call -> call.step().isZero());
    }

    private static Set<Call> calls(List<Wanted> wanted) {
        return new HashSet<>(Call.plan(new HashSet<>(wanted)).values());
    }

    private static List<Wanted> minutes(String expression, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> new Wanted(expression, new TimeWindow(at(i), at(i + 1))))
                .toList();
    }

    private static Instant at(int minute) {
        return START.plus(MINUTE.multipliedBy(minute));
    }
}
