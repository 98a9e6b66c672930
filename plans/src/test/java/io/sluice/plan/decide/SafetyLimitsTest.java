package io.sluice.plan.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.plan.PlanSpec;
import io.sluice.plan.file.ParsedPlan;
import io.sluice.plan.file.PlanFile;
import io.sluice.traffic.Fault;
import io.sluice.traffic.Side;
import io.sluice.traffic.Signal;
import io.sluice.traffic.Traits;
import io.sluice.traffic.WeightScale;
import io.sluice.traffic.WeightScale.Range;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetyLimitsTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final SafetyLimits DEFAULTS = SafetyLimits.defaults();
    private static final Traits LISTENER = new Traits(
            new WeightScale(999), 5, EnumSet.allOf(Signal.class), false, "an Application Load Balancer listener");

    private static final String PLAN = """
            apiVersion: sluice/v1
            name: small
            from: eu
            to: us
            routes:
              - {name: edge, provider: aws, at: one, backends: {eu: {}, us: {}}}
              - {name: api, provider: aws, at: two, backends: {eu: {}, us: {}}}
            steps:
              - setWeight: {percent: 20, bake: 1h}
              - pause: {for: 1h}
              - setWeight: {percent: 100, routes: [edge]}
            gates:
              - {name: errors, signal: error-rate, every: 5s, judge: {max: 1}}
              - {name: slow, signal: latency-p99, judge: {max: 300}, routes: [api]}
            """;

    @Test
    void a_modest_plan_is_fine() {
        assertThat(DEFAULTS.check(plan(PLAN), NOW)).isEmpty();
        assertThat(DEFAULTS.checkRoute(plan(PLAN), 0, LISTENER)).isEmpty();
    }

    @Test
    void row_16_a_jump_is_measured_from_the_step_before_and_the_first_from_the_start() {
        SafetyLimits limits = limits("maxJumpPercent", 50);

        assertThat(limits.check(plan(PLAN), NOW))
                .containsExactly(
                        new Fault(
                                "/steps/2",
                                "moves 80 % of route edge at once, from eu 80 %, us 20 % to us 100 %; at most 50 % are allowed here"));
        assertThat(limits("maxJumpPercent", 19).check(plan(PLAN), NOW))
                .extracting(Fault::pointer)
                .containsExactly("/steps/0", "/steps/2");
        assertThat(limits("maxJumpPercent", 80).check(plan(PLAN), NOW)).isEmpty();
    }

    @Test
    void a_ramp_that_is_too_steep_is_said_once() {
        String steep = PLAN.replace("setWeight: {percent: 20, bake: 1h}", "ramp: {start: 20, end: 80, by: 20}");

        assertThat(limits("maxJumpPercent", 10).check(plan(steep), NOW))
                .extracting(Fault::pointer)
                .containsExactly("/steps/0", "/steps/2");
    }

    @ParameterizedTest(name = "{0} of {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "maxRoutes | 1 | /routes | has 2 routes; at most 1 are allowed here",
                "maxSteps  | 2 | /steps  | has 3 steps, ramps written out; at most 2",
                "maxGates  | 1 | /gates  | has 2 gates; at most 1"
            })
    void counts_are_bounded(String limit, int most, String pointer, String message) {
        assertThat(limits(limit, most).check(plan(PLAN), NOW)).singleElement().satisfies(fault -> {
            assertThat(fault.pointer()).isEqualTo(pointer);
            assertThat(fault.message()).contains(message);
        });
    }

    @Test
    void row_15_ramps_count_written_out() {
        String long200 = PLAN.replace("setWeight: {percent: 20, bake: 1h}", "ramp: {start: 0.1, end: 19.8, by: 0.1}");
        String long201 = PLAN.replace("setWeight: {percent: 20, bake: 1h}", "ramp: {start: 0.1, end: 19.9, by: 0.1}");

        assertThat(DEFAULTS.check(plan(long200), NOW)).isEmpty();
        assertThat(DEFAULTS.check(plan(long201), NOW))
                .extracting(Fault::pointer)
                .containsExactly("/steps");
    }

    @Test
    void row_17_bakes_and_pauses_are_bounded() {
        String longBake = PLAN.replace("bake: 1h", "bake: 15d");
        String longPause = PLAN.replace("for: 1h", "for: 337h");

        assertThat(DEFAULTS.check(plan(longBake), NOW))
                .containsExactly(new Fault("/steps/0", "bakes for 15d; at most 14d are allowed here"));
        assertThat(DEFAULTS.check(plan(longPause), NOW))
                .containsExactly(new Fault("/steps/1", "pauses for 337h; at most 14d are allowed here"));
    }

    @Test
    void gates_are_not_judged_too_often() {
        assertThat(DEFAULTS.check(plan(PLAN.replace("every: 5s", "every: 4s")), NOW))
                .containsExactly(
                        new Fault("/gates/0/every", "is judged more often than every 5s, the shortest allowed here"));
    }

    @ParameterizedTest(name = "row 32: start at {0} is {1}")
    @CsvSource({
        "2026-11-24T11:59:59Z, in the past",
        "2025-11-24T12:00:00Z, in the past",
        "0000-01-01T00:00:00Z, in the past",
        "2027-11-25T12:00:01Z, more than 366d away",
        "9999-12-31T23:59:59Z, more than 366d away"
    })
    void a_start_is_neither_past_nor_too_far(String startAt, String message) {
        assertThat(DEFAULTS.check(plan(PLAN + "schedule: {startAt: " + startAt + "}"), NOW))
                .singleElement()
                .satisfies(fault -> {
                    assertThat(fault.pointer()).isEqualTo("/schedule/startAt");
                    assertThat(fault.message()).contains(message);
                });
    }

    @ParameterizedTest
    @CsvSource({"2026-11-24T12:00:00Z", "2027-11-25T12:00:00Z"})
    void a_start_may_be_now_or_within_a_year(String startAt) {
        assertThat(DEFAULTS.check(plan(PLAN + "schedule: {startAt: " + startAt + "}"), NOW))
                .isEmpty();
    }

    @Test
    void row_26_a_schedule_that_never_opens_after_the_start() {
        assertThat(DEFAULTS.check(plan(PLAN + "schedule: {blackouts: [{start: 2026-01-01, end: 2900-01-01}]}"), NOW))
                .containsExactly(new Fault("/schedule", "never opens after the start, within the next two years"));
    }

    @Test
    void a_gate_needs_a_signal_that_the_route_can_give() {
        Traits network = new Traits(
                new WeightScale(999),
                5,
                Set.of(Signal.REQUESTS, Signal.HEALTHY_TARGETS),
                false,
                "a Network Load Balancer listener");

        assertThat(DEFAULTS.checkRoute(plan(PLAN), 0, network))
                .containsExactly(
                        new Fault(
                                "/gates/0/signal",
                                "gate errors needs error-rate, which route edge cannot give: it is a Network Load Balancer listener"));
        assertThat(DEFAULTS.checkRoute(plan(PLAN), 1, network))
                .extracting(Fault::pointer)
                .containsExactly("/gates/0/signal", "/gates/1/signal");
    }

    @Test
    void row_14_a_route_has_no_more_sides_than_its_cloud_can_split() {
        Traits one = new Traits(new WeightScale(255), 1, EnumSet.allOf(Signal.class), false, "a record set");

        assertThat(DEFAULTS.checkRoute(plan(PLAN), 1, one))
                .containsExactly(new Fault(
                        "/routes/1", "route api is a record set, which splits between at most 1 backends, not 2"));
    }

    @Test
    void weights_that_a_scale_cannot_hold_are_refused_where_the_plan_says_so() {
        Traits tenths = new Traits(new WeightScale(10), 5, EnumSet.allOf(Signal.class), false, "a small pool");
        String fine = PLAN.replace("percent: 20", "percent: 1");

        assertThat(DEFAULTS.checkRoute(plan(fine), 1, tenths)).isEmpty();
        assertThat(DEFAULTS.checkRoute(plan(fine + "rounding: refuse"), 1, tenths))
                .containsExactly(
                        new Fault(
                                "/steps/0",
                                "route api is a small pool, which cannot hold eu 99 %, us 1 % exactly; the nearest is eu 90.91 %, us 9.09 %"));
        assertThat(DEFAULTS.checkRoute(plan(PLAN + "rounding: refuse"), 1, tenths))
                .isEmpty();
    }

    @Test
    void a_split_that_a_route_can_never_show_is_refused_by_name() {
        Traits switched =
                new Traits(WeightScale.allOrNothing(), 5, EnumSet.allOf(Signal.class), false, "a rule switch");
        Traits empty = new Traits(
                WeightScale.stepped(Map.of(new Side("eu"), new Range(1, 3), new Side("us"), new Range(1, 0))),
                5,
                EnumSet.allOf(Signal.class),
                false,
                "a gateway rule");

        assertThat(DEFAULTS.checkRoute(plan(PLAN), 1, switched))
                .extracting(Fault::message)
                .allSatisfy(message -> assertThat(message)
                        .startsWith("route api is a rule switch, which sends all its traffic to one side at a time"))
                .isNotEmpty();
        assertThat(DEFAULTS.checkRoute(plan(PLAN), 1, empty))
                .extracting(Fault::message)
                .allSatisfy(message -> assertThat(message).contains("has no servers for one of the sides"))
                .isNotEmpty();
    }

    @Test
    void every_fault_comes_at_once() {
        String bad = PLAN.replace("bake: 1h", "bake: 15d").replace("every: 5s", "every: 1s")
                + "schedule: {startAt: 2020-01-01T00:00:00Z}";

        assertThat(DEFAULTS.check(plan(bad), NOW))
                .extracting(Fault::pointer)
                .containsExactly("/steps/0", "/gates/0/every", "/schedule/startAt");
    }

    @Test
    void the_longest_bake_pause_and_wait_are_allowed_and_not_a_second_more() {
        String longest = PLAN.replace("bake: 1h", "bake: 14d")
                .replace("for: 1h", "for: 14d")
                .replace("gates:", """
                          - approval: {group: leads, timeout: 14d}
                          - webhook: {hook: smoke, timeout: 14d}
                        gates:""");

        assertThat(DEFAULTS.check(plan(longest), NOW)).isEmpty();
        assertThat(DEFAULTS.check(plan(longest.replace("14d", "1209601s")), NOW))
                .extracting(Fault::pointer)
                .containsExactly("/steps/0", "/steps/1", "/steps/3", "/steps/4");
    }

    @Test
    void a_route_may_have_as_many_sides_as_its_cloud_can_split() {
        Traits two = new Traits(new WeightScale(255), 2, EnumSet.allOf(Signal.class), false, "a record set");

        assertThat(DEFAULTS.checkRoute(plan(PLAN), 0, two)).isEmpty();
    }

    @Test
    void the_widest_limits_and_the_tightest_that_any_plan_can_keep_are_limits() {
        assertThatCode(() ->
                        new SafetyLimits(1, 1, 0, 1, Duration.ZERO, 1, Duration.ofNanos(1), Duration.ofNanos(1), 0.001))
                .doesNotThrowAnyException();
        assertThatCode(() -> limits(20, 200, 50, 100, Duration.ofDays(14), 256 * 1024, 5, 366, 100))
                .doesNotThrowAnyException();
    }

    @TestFactory
    Stream<DynamicTest> limits_that_no_plan_can_keep_are_refused() {
        Duration bake = Duration.ofDays(14);
        Map<String, ThrowingCallable> tooTight = new LinkedHashMap<>();
        tooTight.put("no route", () -> limits(0, 200, 50, 100, bake, 1024, 5, 366, 5));
        tooTight.put("no step", () -> limits(20, 0, 50, 100, bake, 1024, 5, 366, 5));
        tooTight.put("fewer gates than none", () -> limits(20, 200, -1, 100, bake, 1024, 5, 366, 5));
        tooTight.put("a jump of nothing", () -> limits(20, 200, 50, 0, bake, 1024, 5, 366, 5));
        tooTight.put("a jump of more than all", () -> limits(20, 200, 50, 101, bake, 1024, 5, 366, 5));
        tooTight.put("a bake of less than nothing", () -> limits(20, 200, 50, 100, bake.negated(), 1024, 5, 366, 5));
        tooTight.put("files without a byte", () -> limits(20, 200, 50, 100, bake, 0, 5, 366, 5));
        tooTight.put("looks without an interval", () -> limits(20, 200, 50, 100, bake, 1024, 0, 366, 5));
        tooTight.put("no start but now", () -> limits(20, 200, 50, 100, bake, 1024, 5, 0, 5));
        tooTight.put("a healthy balancer reverts", () -> limits(20, 200, 50, 100, bake, 1024, 5, 366, 0));
        tooTight.put("no balancer ever reverts", () -> limits(20, 200, 50, 100, bake, 1024, 5, 366, 100.1));
        return tooTight.entrySet().stream()
                .map(limits -> DynamicTest.dynamicTest(
                        limits.getKey(),
                        () -> assertThatThrownBy(limits.getValue()).isInstanceOf(IllegalArgumentException.class)));
    }

    private static SafetyLimits limits(
            int routes,
            int steps,
            int gates,
            int jump,
            Duration bake,
            int bytes,
            int lookSeconds,
            int aheadDays,
            double balancerErrors) {
        return new SafetyLimits(
                routes,
                steps,
                gates,
                jump,
                bake,
                bytes,
                Duration.ofSeconds(lookSeconds),
                Duration.ofDays(aheadDays),
                balancerErrors);
    }

    private static PlanSpec plan(String yaml) {
        return switch (PlanFile.parse(yaml.getBytes(StandardCharsets.UTF_8), PlanFile.Format.YAML)) {
            case ParsedPlan.Accepted accepted -> accepted.spec();
            case ParsedPlan other -> throw new AssertionError(other);
        };
    }

    private static SafetyLimits limits(String which, int value) {
        return new SafetyLimits(
                which.equals("maxRoutes") ? value : 20,
                which.equals("maxSteps") ? value : 200,
                which.equals("maxGates") ? value : 50,
                which.equals("maxJumpPercent") ? value : 100,
                Duration.ofDays(14),
                256 * 1024,
                Duration.ofSeconds(5),
                Duration.ofDays(366),
                5);
    }
}
