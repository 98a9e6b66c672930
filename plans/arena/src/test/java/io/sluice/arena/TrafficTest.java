package io.sluice.arena;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TrafficTest {
    private static final Noise QUIET = new Noise(0, 0);

    @ParameterizedTest(name = "{0}")
    @MethodSource("shapes")
    void a_seed_gives_the_same_traffic_in_whatever_order_it_is_asked_for(Shape shape) {
        Traffic forward = Traffic.of(shape, 7);
        Traffic backward = Traffic.of(shape, 7);
        List<Integer> minutes = IntStream.range(0, 50).boxed().toList();

        List<Served> first =
                minutes.stream().map(minute -> forward.served(minute, 0.1)).toList();
        backward.served(3, 0.5);
        List<Served> second = minutes.reversed().stream()
                .map(minute -> backward.served(minute, 0.1))
                .toList()
                .reversed();

        assertThat(second).isEqualTo(first);
        assertThat(minutes.stream()
                        .map(minute -> Traffic.of(shape, 8).served(minute, 0.1))
                        .toList())
                .isNotEqualTo(first);
    }

    static List<Shape> shapes() {
        return Shapes.all();
    }

    @ParameterizedTest(name = "{0}: {3} of the requests")
    @CsvSource(delimiter = '|', textBlock = """
            every request fails     | 1   | 1   | 1
            a tenth fails           | 0.1 | 1   | 0.1
            nothing is wrong        | 0   | 1   | 0
            all take 1.6487 times   | 0   | 1.6487212707 | 0.2095
            both                    | 0.1 | 1.6487212707 | 0.2886
            """)
    void bad_are_those_that_failed_or_were_slow_above_those_that_would_have(
            String what, double failing, double latencyFactor, double share) {
        // Spread 0.5 and a factor of e^0.5 shift by one deviation: P(Z > 1.6449 - 1) - 5 % = 20.95 % of those that did
        // not fail.
        World world = World.of(quiet().errors(0))
                .judged(Incident.from(0, Effect.failing(failing).and(Effect.latencyTimes(latencyFactor))));
        Served served = Traffic.of(world, 1).served(0, 0.5);

        assertThat(served.bad() / served.judged().requests()).isCloseTo(share, within(3e-4));
    }

    @Test
    void what_is_published_is_drawn_from_what_the_incident_says() {
        World world =
                World.of(quiet()).judged(Incident.from(0, Effect.failing(0.1).and(Effect.tail(0.03, 5))));
        Served served = Traffic.of(world, 1).served(0, 0.5);

        assertThat(served.other().requests()).isCloseTo(500_000, within(3_000));
        assertThat(served.other().errors() / 500_000.0).isCloseTo(0.01, within(0.001));
        assertThat(served.judged().errors() / 500_000.0).isCloseTo(0.109, within(0.002));
        assertThat(served.other().p50()).isCloseTo(100, within(0.5));
        assertThat(served.other().p95()).isCloseTo(100 * Math.exp(0.5 * 1.644854), within(2.0));
        assertThat(served.other().p99()).isCloseTo(100 * Math.exp(0.5 * 2.326348), within(4.0));
        assertThat(served.judged().p50()).isBetween(100.5, 103.0);
        assertThat(served.judged().p99()).isGreaterThan(450);
    }

    @Test
    void few_requests_have_quantiles_in_order() {
        World world = World.of(quiet().requests(6));
        Traffic traffic = Traffic.of(world, 1);
        for (int minute = 0; minute < 500; minute++) {
            Minute judged = traffic.served(minute, 0.5).judged();
            if (judged.requests() == 0) {
                assertThat(judged.p99()).isNaN();
            } else {
                assertThat(judged.p50()).isLessThanOrEqualTo(judged.p95());
                assertThat(judged.p95()).isLessThanOrEqualTo(judged.p99());
            }
        }
    }

    private static Ambient quiet() {
        return new Ambient(
                1_000_000,
                new Ambient.Day(0, 0),
                0.01,
                1,
                100,
                0.5,
                QUIET,
                QUIET,
                QUIET,
                QUIET,
                new Ambient.Lag(60, 60),
                0);
    }
}
