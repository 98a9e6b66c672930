package io.sluice.arena;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each shape is what its name says, measured from what is served and not from what it is drawn with. */
class ShapesTest {
    private static final int RUNS = 60;
    private static final int PLAN = Ramp.USUAL.minutes();

    /** Every incident but the late ones is there from here on. */
    private static final int LATE = 105;

    @Test
    void there_are_the_kinds_that_the_comparison_is_about() {
        assertThat(Shapes.HARMFUL).hasSizeGreaterThanOrEqualTo(13).allMatch(Shape::harmful);
        assertThat(Shapes.HARMLESS).hasSizeGreaterThanOrEqualTo(9).noneMatch(Shape::harmful);
        assertThat(Shapes.all()).extracting(Shape::name).doesNotHaveDuplicates();
        assertThat(Shapes.all()).noneMatch(shape -> shape.looks().isBlank());
    }

    @ParameterizedTest(name = "{0}: judged {1} to {2} times the other's errors")
    @CsvSource(delimiter = '|', textBlock = """
            2x errors from 0.1 %          | 1.8  | 2.2
            2x errors from 1 %            | 1.9  | 2.1
            total failure                 | 50   | 2000
            one bad host in ten           | 5    | 200
            slow leak                     | 3    | 17
            latency tail only             | 0.95 | 1.05
            all slower                    | 0.95 | 1.05
            too small from 25 % on        | 5    | 500
            breaks after an hour          | 4    | 21
            flapping                      | 3    | 300
            both bad, judged worse        | 2.5  | 3.1
            errors, diurnal traffic       | 2.8  | 5.2
            errors, 10 requests a minute  | 20   | 2000
            errors, zero-inflated         | 2    | 15
            errors, noise phi 0.7         | 2.8  | 5.3
            slower, noise phi 0.9         | 0.9  | 1.1
            errors, late metrics          | 3.8  | 8.2
            errors, missing minutes       | 3.8  | 8.2
            nothing wrong                 | 0.95 | 1.05
            both sides bad together       | 0.95 | 1.05
            diurnal traffic               | 0.95 | 1.05
            zero-inflated errors          | 0.9  | 1.1
            noise phi 0.7                 | 0.9  | 1.1
            noise phi 0.9                 | 0.9  | 1.1
            a little slower               | 0.95 | 1.05
            """)
    void errors(String name, double least, double most) {
        double judged = mean(name, LATE, PLAN, served -> rate(served.judged()));
        double other = mean(name, LATE, PLAN, served -> rate(served.other()));

        assertThat(judged / other).isBetween(least, most);
    }

    @ParameterizedTest(name = "{0}: judged {1} to {2} times the other''s p50, {3} to {4} times its p99")
    @CsvSource(delimiter = '|', textBlock = """
            latency tail only       | 1.0  | 1.1  | 1.8  | 6
            all slower              | 1.5  | 2.5  | 1.5  | 2.5
            slow leak               | 1.8  | 4    | 1.8  | 4
            too small from 25 % on  | 1.5  | 3    | 1.5  | 3
            slower, noise phi 0.9   | 1.5  | 2    | 1.5  | 2
            2x errors from 1 %      | 0.98 | 1.02 | 0.97 | 1.03
            both sides bad together | 0.98 | 1.02 | 0.97 | 1.03
            noise phi 0.9           | 0.95 | 1.05 | 0.95 | 1.05
            a little slower         | 1.02 | 1.1  | 1.02 | 1.1
            """)
    void latency(String name, double least50, double most50, double least99, double most99) {
        assertThat(mean(
                        name,
                        LATE,
                        PLAN,
                        served -> served.judged().p50() / served.other().p50()))
                .isBetween(least50, most50);
        assertThat(mean(
                        name,
                        LATE,
                        PLAN,
                        served -> served.judged().p99() / served.other().p99()))
                .isBetween(least99, most99);
    }

    @Test
    void a_cold_start_is_bad_at_first_and_over_after_a_quarter_of_an_hour() {
        assertThat(mean("cold start that heals", 0, 2, served -> rate(served.judged()))
                        / mean("cold start that heals", 0, 2, served -> rate(served.other())))
                .isBetween(3.0, 10.0);
        assertThat(mean(
                        "cold start that heals",
                        0,
                        2,
                        served -> served.judged().p50() / served.other().p50()))
                .isBetween(1.7, 4.0);
        assertThat(mean("cold start that heals", 20, 40, served -> rate(served.judged()))
                        / mean("cold start that heals", 20, 40, served -> rate(served.other())))
                .isCloseTo(1, within(0.05));
        assertThat(mean(
                        "cold start that heals",
                        20,
                        40,
                        served -> served.judged().p50() / served.other().p50()))
                .isCloseTo(1, within(0.02));
    }

    @Test
    void both_sides_are_bad_together_for_a_while() {
        double worst = IntStream.range(0, PLAN)
                .mapToDouble(
                        minute -> mean("both sides bad together", minute, minute + 1, served -> rate(served.other())))
                .max()
                .orElseThrow();
        assertThat(worst).isGreaterThan(0.03);
    }

    @Test
    void one_bad_minute_is_one() {
        for (long seed : Seeds.tuning(RUNS).toArray()) {
            Traffic traffic = Traffic.of(shape("one bad minute"), seed);
            assertThat(IntStream.range(0, PLAN)
                            .filter(minute -> traffic.served(minute, 0.5).bad() > 0))
                    .hasSize(1);
        }
    }

    @Test
    void diurnal_traffic_goes_up_and_down_and_errors_with_it() {
        for (long seed : Seeds.tuning(RUNS).toArray()) {
            World world = shape("diurnal traffic").world(seed);
            double[] loads = IntStream.range(0, 24 * 60)
                    .mapToDouble(minute -> world.ambient().day().load(minute))
                    .toArray();
            double most = IntStream.range(0, loads.length)
                    .mapToDouble(i -> loads[i])
                    .max()
                    .orElseThrow();
            double least = IntStream.range(0, loads.length)
                    .mapToDouble(i -> loads[i])
                    .min()
                    .orElseThrow();
            assertThat(most / least).isBetween(1.4 / 0.6, 1.7 / 0.3 + 1e-9);
            assertThat(world.both().at(0, 0.01).errorFactor()).isEqualTo(loads[0]);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            10 requests a minute
            errors, 10 requests a minute
            """)
    void ten_requests_a_minute(String name) {
        assertThat(mean(
                        name,
                        0,
                        PLAN,
                        served -> served.judged().requests()
                                + (double) served.other().requests()))
                .isBetween(9.8, 10.2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            zero-inflated errors
            errors, zero-inflated
            """)
    void zero_inflated_errors_leave_most_minutes_without(String name) {
        assertThat(mean(name, 0, PLAN, served -> served.other().errors() == 0 ? 1 : 0))
                .isBetween(0.88, 0.98);
        assertThat(mean(name, 0, PLAN, served -> rate(served.other()))).isBetween(0.0005, 0.01);
    }

    @ParameterizedTest(name = "{0}: {1} is left after a minute")
    @CsvSource(delimiter = '|', textBlock = """
            noise phi 0.7         | 0.7
            noise phi 0.9         | 0.9
            errors, noise phi 0.7 | 0.7
            slower, noise phi 0.9 | 0.9
            """)
    void autocorrelated_noise(String name, double phi) {
        for (long seed : Seeds.tuning(RUNS).toArray()) {
            Ambient ambient = shape(name).world(seed).ambient();
            assertThat(List.of(
                            ambient.commonErrors(), ambient.ownErrors(), ambient.commonLatency(), ambient.ownLatency()))
                    .allMatch(noise -> noise.phi() == phi);
        }
        double[] logs = new Noise(phi, 0.3).draw(Dice.of(1), Traffic.MINUTES * 100);
        double product = 0;
        double square = 0;
        for (int i = 1; i < logs.length; i++) {
            product += logs[i] * logs[i - 1];
            square += logs[i] * logs[i];
        }
        assertThat(product / square).isCloseTo(phi, within(0.02));
        assertThat(Math.sqrt(square / logs.length)).isCloseTo(0.3, within(0.02));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            late metrics
            errors, late metrics
            """)
    void late_metrics_come_after_60_to_210_seconds(String name) {
        List<Integer> waits = new ArrayList<>();
        for (long seed : Seeds.tuning(RUNS).toArray()) {
            Traffic traffic = Traffic.of(shape(name), seed);
            for (int minute = 0; minute < PLAN; minute++) {
                waits.add(traffic.judgedPublished(minute) - minute);
                waits.add(traffic.otherPublished(minute) - minute);
            }
        }
        // Read at whole minutes: 60 s after its end is the second minute after its beginning, 210 s the fifth.
        assertThat(waits).contains(3, 4, 5).allMatch(wait -> wait >= 2 && wait <= 5);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            missing minutes
            errors, missing minutes
            """)
    void missing_minutes_are_never_published(String name) {
        for (long seed : Seeds.tuning(RUNS).toArray()) {
            Traffic traffic = Traffic.of(shape(name), seed);
            double missing = IntStream.range(0, Traffic.MINUTES)
                            .filter(minute -> traffic.judgedPublished(minute) == Integer.MAX_VALUE)
                            .count()
                    / (double) Traffic.MINUTES;
            assertThat(missing).isBetween(0.06, 0.35);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("harmful")
    void a_harmful_one_does_harm_before_the_plan_ends(Shape shape) {
        for (long seed : Seeds.tuning(RUNS).toArray()) {
            assertThat(Run.play(Ramp.USUAL, Traffic.of(shape, seed), new Blind())
                            .bad())
                    .isPositive();
        }
    }

    static List<Shape> harmful() {
        return Shapes.HARMFUL;
    }

    private static Shape shape(String name) {
        return Contestants.shape(name);
    }

    private static double rate(Minute minute) {
        return minute.requests() == 0 ? 0 : minute.errors() / (double) minute.requests();
    }

    /** Over runs and minutes, with half of the traffic on each side. */
    private static double mean(String name, int from, int to, ToDoubleFunction<Served> figure) {
        return Seeds.tuning(RUNS)
                .mapToObj(seed -> Traffic.of(shape(name), seed))
                .flatMapToDouble(traffic -> IntStream.range(from, to)
                        .mapToObj(minute -> traffic.served(minute, 0.5))
                        .mapToDouble(figure))
                .average()
                .orElseThrow();
    }
}
