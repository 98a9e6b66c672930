package io.sluice.plan.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.JournalLine;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.Principal;
import io.sluice.plan.Survey;
import io.sluice.plan.engine.Specs;
import io.sluice.plan.file.ParsedPlan;
import io.sluice.plan.file.PlanFile;
import io.sluice.plan.judge.Power;
import io.sluice.traffic.TimeWindow;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a gate needs of a step, in windows of a minute. {@code PowerTest} shows that so many windows are enough; here it is about
 * which traffic they are reckoned from.
 */
class GatePowerTest {
    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final String ERRORS = "signal: error-rate, judge: {sequential: {with: eu, maxIncreasePercent: 50}}";
    private static final String P95 = "signal: latency-p95, judge: {sequential: {with: eu, maxIncreasePercent: 50}}";
    private static final String SHARE = "signal: requests, judge: {share: {marginPercent: 10}}";

    /** A third side takes requests, and none of them tell of the two that are compared. */
    @ParameterizedTest
    @CsvSource({"20, 60, 48, 0.25", "60, 20, 48, 0.75", "10, 90, 60, 0.1", "5, 5, 6, 0.5"})
    void errorsAreThoseOfTheTwoSidesThatAreCompared(int us, int eu, double badEvents, double share) {
        Duration needs = needs(plan(split(us, eu), ERRORS, Map.of("edge", traffic(100, 1))));

        assertThat(needs).isEqualTo(windows(Power.rateWindows(badEvents, share, 0.5)));
    }

    /**
     * No test that calls a side as good as the other beyond the margin in one run of twenty can do with fewer events, on average,
     * than ln 20 over what each one tells, the Kullback-Leibler divergence: Wald, "Sequential Tests of Statistical Hypotheses"
     * (1945). Ours must not know how much better a side is, nor that errors come alone, and pays for both.
     */
    @ParameterizedTest
    @CsvSource({"20, 80, 10, 1", "50, 50, 10, 1", "10, 90, 5, 2", "50, 50, 2, 0.5"})
    void errorsNeedAsMuchAsAnyTestWouldAndNotManyTimesThat(int us, int eu, double perSecond, double percent) {
        double share = us / 100.0;
        double atTheMargin = share * 1.5 / (share * 1.5 + 1 - share);
        double divergence =
                share * Math.log(share / atTheMargin) + (1 - share) * Math.log((1 - share) / (1 - atTheMargin));
        double least = Math.log(20) / divergence / (perSecond * 60 * percent / 100);

        Duration needs = needs(plan(split(us, eu), ERRORS, Map.of("edge", traffic(perSecond, percent))));

        assertThat(needs.toSeconds() / 60.0).isBetween(least, 4 * least + 1);
    }

    /** The ratio of two sides that scatter alike scatters by the root of two more. */
    @Test
    void aLevelIsReckonedFromHowMuchItScatteredBeforeThePlan() {
        Survey scattered = survey(MINUTE, Optional.of(100.0), Optional.empty(), Map.of("latency-p95", 0.3));

        assertThat(needs(plan(split(20, 60), P95, Map.of("edge", scattered))))
                .isEqualTo(windows(Power.levelWindows(0.3 * Math.sqrt(2), 0.5)));
        assertThat(power(plan(split(20, 60), P95, Map.of("edge", traffic(100, 1))))
                        .needs())
                .isEmpty();
    }

    /** Of five requests a second a fifth are twenty in twenty seconds, of which a 95th percentile is made. */
    @ParameterizedTest
    @CsvSource({"20, 60, 5, true", "20, 60, 4.9, false", "60, 20, 5, true", "60, 20, 4.9, false"})
    void theSmallerSideMustHaveRequestsEnoughForAPercentile(int us, int eu, double perSecond, boolean enough) {
        Survey scattered =
                survey(Duration.ofSeconds(20), Optional.of(perSecond), Optional.empty(), Map.of("latency-p95", 0.1));

        GatePower power = power(plan(split(us, eu), "every: 20s, " + P95, Map.of("edge", scattered)));

        assertThat(power.needs().isPresent()).isEqualTo(enough);
    }

    @Test
    void aShareIsReckonedFromAllRequests() {
        assertThat(needs(plan(split(20, 60), SHARE, Map.of("edge", traffic(1, 0)))))
                .isEqualTo(windows(Power.shareWindows(60, 0.2, 0.1)));
    }

    @Test
    void thereIsNothingToForetellWhereAStepHasNothingToCompare() {
        Map<String, Survey> known = Map.of("edge", traffic(100, 1));

        assertThat(GatePower.of(plan(split(20, 0), ERRORS, known)))
                .as("eu has no traffic to compare with")
                .isEmpty();
        assertThat(GatePower.of(plan(split(0, 80), ERRORS, known)))
                .as("us has none that could be judged")
                .isEmpty();
        assertThat(GatePower.of(plan(split(100, 0), SHARE, known)))
                .as("everything is one side's share")
                .isEmpty();
        assertThat(GatePower.of(plan(split(20, 60), "signal: error-rate, judge: {max: 1}", known)))
                .as("each window is judged alone")
                .isEmpty();
    }

    @Test
    void figuresThatComeLateAreWaitedForAndSoIsASideThatBegins() {
        Survey late = new Survey(
                new TimeWindow(NOW.minus(MINUTE.multipliedBy(12)), NOW),
                Duration.ofSeconds(90),
                Optional.of(100.0),
                Optional.of(1.0),
                Map.of(),
                Optional.empty());
        Plan plan = plan(
                split(20, 60) + "\n  - setWeights: {weights: " + weights(40, 40) + ", bake: 1h}",
                "initialDelay: 10m, " + ERRORS,
                Map.of("edge", late));

        List<GatePower> steps = GatePower.of(plan);

        assertThat(steps).extracting(GatePower::step).containsExactly(1, 2);
        assertThat(steps)
                .extracting(power -> power.needs().orElseThrow().minusSeconds(90))
                .containsExactly(
                        windows(Power.rateWindows(48, 0.25, 0.5)).plus(Duration.ofMinutes(10)),
                        windows(Power.rateWindows(48, 0.5, 0.5)));
    }

    @Test
    void theSlowestRouteCountsAndOneOfWhichNothingIsKnownIsSlowerThanAll() {
        Survey much = traffic(100, 1);
        Survey little = traffic(1, 1);

        assertThat(power(plan(split(20, 60), ERRORS, Map.of("edge", much, "api", little), "edge", "api")))
                .extracting(GatePower::route)
                .isEqualTo("api");
        assertThat(power(plan(split(20, 60), ERRORS, Map.of("edge", little, "api", much), "edge", "api")))
                .extracting(GatePower::route)
                .isEqualTo("edge");
        assertThat(power(plan(split(20, 60), ERRORS, Map.of("api", little), "edge", "api")))
                .extracting(GatePower::route)
                .isEqualTo("edge");
        assertThat(power(plan(split(20, 60), ERRORS, Map.of("edge", little), "edge", "api")))
                .extracting(GatePower::route)
                .isEqualTo("api");
        assertThat(power(plan(split(20, 60), ERRORS, Map.of(), "edge", "api")))
                .extracting(GatePower::route)
                .isEqualTo("api");
    }

    @Test
    void theSentenceSaysHowLongItTakesAndWhetherTheBakeIsTooShort() {
        Map<String, Survey> known = Map.of("edge", traffic(100, 1));
        Duration needs = needs(plan(split(20, 60), ERRORS, known));
        String about = "gate g needs about " + Amounts.about(needs) + " for us on edge";

        GatePower enough = power(plan(split(20, 60, needs.toSeconds()), ERRORS, known));
        assertThat(enough.enough()).isTrue();
        assertThat(enough.reason()).isEqualTo(about);
        assertThat(enough.bake()).isEqualTo(needs);

        GatePower tooShort = power(plan(split(20, 60, needs.toSeconds() - 1), ERRORS, known));
        assertThat(tooShort.enough()).isFalse();
        assertThat(tooShort.reason())
                .isEqualTo(about + ", and the step bakes for " + Amounts.about(needs.minusSeconds(1))
                        + ": it may end undecided");
    }

    @ParameterizedTest
    @CsvSource({"0", "0.0000001"})
    void withHardlyAnErrorNothingIsToldWithinAYear(double percent) {
        GatePower power = power(plan(split(20, 60), ERRORS, Map.of("edge", traffic(1, percent))));

        assertThat(power.needs()).isEmpty();
        assertThat(power.enough()).isFalse();
        assertThat(power.reason())
                .isEqualTo("edge had too little traffic before the plan to say how long us must bake");
    }

    @Test
    void whatNobodyLookedAtIsNotKnown() {
        GatePower power = power(plan(split(20, 60), ERRORS, Map.of()));

        assertThat(power.needs()).isEmpty();
        assertThat(power.reason()).isEqualTo("what traffic edge had before the plan is not known");
    }

    private static Duration windows(double count) {
        return MINUTE.multipliedBy((long) Math.ceil(count));
    }

    private static Duration needs(Plan plan) {
        return power(plan).needs().orElseThrow();
    }

    private static GatePower power(Plan plan) {
        assertThat(GatePower.of(plan)).hasSize(1);
        return GatePower.of(plan).getFirst();
    }

    private static Survey traffic(double requestsPerSecond, double errorPercent) {
        return survey(MINUTE, Optional.of(requestsPerSecond), Optional.of(errorPercent), Map.of());
    }

    private static Survey survey(
            Duration period, Optional<Double> requests, Optional<Double> errors, Map<String, Double> scatter) {
        return new Survey(
                new TimeWindow(NOW.minus(period.multipliedBy(12)), NOW),
                Duration.ZERO,
                requests,
                errors,
                scatter,
                Optional.empty());
    }

    private static String split(int us, int eu) {
        return split(us, eu, 3600);
    }

    private static String split(int us, int eu, long bakeSeconds) {
        return "  - setWeights: {weights: %s, bake: %ds}".formatted(weights(us, eu), bakeSeconds);
    }

    private static String weights(int us, int eu) {
        return "{us: %d, eu: %d, asia: %d}".formatted(us, eu, 100 - us - eu);
    }

    private static Plan plan(String steps, String gate, Map<String, Survey> surveys, String... routes) {
        StringBuilder text = new StringBuilder("""
                apiVersion: sluice/v1
                name: three-sides
                expect: {us: 0, eu: 100, asia: 0}
                routes:
                """);
        for (String route : routes.length == 0 ? new String[] {"edge"} : routes) {
            text.append(
                    "  - {name: %1$s, provider: p, at: %1$s, backends: {eu: {}, us: {}, asia: {}}}\n".formatted(route));
        }
        text.append("steps:\n").append(steps).append("\ngates:\n");
        String every = gate.contains("every:") ? "" : "every: 60s, ";
        text.append("  - {name: g, sides: [us], ").append(every).append(gate).append("}\n");
        Plan plan = Plan.blank(Specs.id(1), accepted(text.toString()), 1, NOW);
        return plan.after(List.of(
                line(1, new PlanEvent.Submitted("sha256:0", Map.of())), line(2, new PlanEvent.Surveyed(surveys))));
    }

    private static JournalLine line(long seq, PlanEvent event) {
        return new JournalLine(seq, NOW, Principal.SLUICE, event);
    }

    private static PlanSpec accepted(String yaml) {
        return switch (PlanFile.parse(yaml.getBytes(StandardCharsets.UTF_8), PlanFile.Format.YAML)) {
            case ParsedPlan.Accepted accepted -> accepted.spec();
            case ParsedPlan other -> throw new AssertionError(other);
        };
    }
}
