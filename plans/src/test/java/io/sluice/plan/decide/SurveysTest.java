package io.sluice.plan.decide;

import static io.sluice.plan.engine.Specs.EU;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.plan.Gate;
import io.sluice.plan.Gate.Judge;
import io.sluice.plan.Gate.OnFail;
import io.sluice.plan.Gate.OnUndecided;
import io.sluice.plan.JournalLine;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.Principal;
import io.sluice.plan.Survey;
import io.sluice.plan.engine.Specs;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Reading.Measured;
import io.sluice.traffic.Reading.Missing;
import io.sluice.traffic.Signal;
import io.sluice.traffic.TimeWindow;
import io.sluice.traffic.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/** What a look at the traffic before a plan amounts to, in periods of a minute. */
class SurveysTest {
    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Timing EDGE = new Timing(MINUTE, Duration.ZERO, Duration.ofSeconds(20), Duration.ofSeconds(2));
    private static final Map<String, Timing> TIMINGS = Map.of("edge", EDGE);
    private static final Map<String, Timing> TWO_ROUTES = Map.of("edge", EDGE, "api", EDGE);

    @Test
    void requestsOfWhichNobodyKnowsHowManyFailedAreNotWithoutErrors() {
        Survey survey = survey(spec(Signal.ERROR_RATE, Duration.ofSeconds(60)), query -> {
            boolean known = query.window().end().isAfter(NOW.minus(MINUTE.multipliedBy(6)));
            return query.asks(Signal.REQUESTS)
                    ? new Measured(600)
                    : known ? new Measured(2) : new Missing("not published");
        });

        assertThat(survey.requestsPerSecond().orElseThrow()).isCloseTo(10, within(1e-9));
        assertThat(survey.errorPercent().orElseThrow()).isCloseTo(2, within(1e-9));
    }

    @Test
    void withoutAnyErrorRateNothingIsKnownOfErrors() {
        assertThat(survey(
                                spec(Signal.ERROR_RATE, Duration.ofSeconds(60)),
                                query -> query.asks(Signal.REQUESTS) ? new Measured(600) : new Missing("denied"))
                        .errorPercent())
                .isEmpty();
    }

    /**
     * Half the mean square of successive differences, which a trend does not swell: von Neumann, "Distribution of the Ratio of
     * the Mean Square Successive Difference to the Variance" (1941). Between 100 and 200 each is log 2, going up and coming back.
     */
    @Test
    void scatterIsFromOneWindowToTheNext() {
        scatter(window -> window % 2 == 0 ? 100 : 200).hasValueCloseTo(Math.log(2) / Math.sqrt(2));
        scatter(window -> 100 * Math.exp(0.01 * window)).hasValueCloseTo(0.01 / Math.sqrt(2));
        scatter(window -> 100.0).hasValueCloseTo(0);
    }

    /** A window without a figure, or of nothing, takes the difference before it and the one after. */
    @Test
    void threeDifferencesAreTheFewestThatTellOfScatter() {
        scatter(window -> window < 4 ? 100 * Math.pow(2, window) : 0).hasValueCloseTo(Math.log(2) / Math.sqrt(2));
        assertThat(scatter(window -> window < 3 ? 100 : 0).found()).isEmpty();
        assertThat(scatter(window -> window % 2 == 0 ? 100 : 0).found()).isEmpty();
    }

    @Test
    void aRouteIsAskedOnlyForWhatItsOwnGatesCompare() {
        PlanSpec spec = Specs.over("p/edge", "p/api")
                .shift(50, Duration.ofHours(1))
                .gate(gate("slow", Signal.LATENCY_P99, new Judge.Sequential(EU, 50), "edge"))
                .gate(gate("median", Signal.LATENCY_P50, new Judge.Compare(EU, 50), "edge"))
                .build();

        assertThat(Surveys.queries(spec, TWO_ROUTES, NOW))
                .extracting(query -> query.route().name() + " " + query.figure().word())
                .containsOnly("edge requests", "edge error-rate", "edge latency-p99", "api requests", "api error-rate");
    }

    @Test
    void onlyGatesThatWeighWindowsTogetherOrABakeThatMayEndEarlyAskForASurvey() {
        Specs plain = Specs.over("p/edge").shift(50, Duration.ofHours(1));
        assertThat(Surveys.wanted(plain.build())).isFalse();
        assertThat(Surveys.wanted(plain.gate(gate("slow", Signal.LATENCY_P99, new Judge.Compare(EU, 50), "edge"))
                        .build()))
                .isFalse();
        assertThat(Surveys.wanted(plain.gate(gate("share", Signal.REQUESTS, new Judge.Share(10), "edge"))
                        .build()))
                .isTrue();
        assertThat(Surveys.wanted(Specs.over("p/edge")
                        .shift(50, Duration.ofHours(1))
                        .least(MINUTE)
                        .build()))
                .isTrue();
        assertThat(Surveys.wanted(Specs.over("p/edge").pause(Optional.empty()).build()))
                .isFalse();
    }

    /** A look every ten seconds has one window a minute where the cloud counts by the minute. */
    @Test
    void whatAGateNeedsIsCountedInWindowsThatItsCloudHas() {
        assertThat(needs(Duration.ofSeconds(10))).isEqualTo(needs(Duration.ofSeconds(60)));
        assertThat(needs(Duration.ofSeconds(90))).isEqualTo(needs(Duration.ofSeconds(120)));
    }

    /** Six hundred requests a minute: at 20 % a 99th percentile is of 120, at 15 % of 90. */
    @Test
    void aPercentileOfFewRequestsNeverDecides() {
        assertThat(power(Signal.LATENCY_P99, MINUTE, 20).needs()).isPresent();
        GatePower few = power(Signal.LATENCY_P99, MINUTE, 15);
        assertThat(few.needs()).isEmpty();
        assertThat(few.reason()).isEqualTo("edge had too little traffic before the plan to say how long us must bake");
    }

    /** At the start it is looked again, and a call that fails then must not take away what was known at submission. */
    @Test
    void aLaterSurveyKeepsWhatItCouldNotFindOutAnew() {
        TimeWindow first = new TimeWindow(NOW.minusSeconds(720), NOW);
        TimeWindow second = new TimeWindow(NOW, NOW.plusSeconds(720));
        Survey known = new Survey(
                first,
                Duration.ZERO,
                Optional.of(10.0),
                Optional.of(1.0),
                Map.of("latency-p99", 0.1, "error-rate", 0.2),
                Optional.of(3.5));
        Survey failed = new Survey(
                second, MINUTE, Optional.empty(), Optional.empty(), Map.of("error-rate", 0.3), Optional.empty());
        Plan plan = Plan.blank(Specs.id(1), spec(Signal.ERROR_RATE, MINUTE), 1, NOW);

        Map<String, Survey> surveys = surveyed(
                        surveyed(plan, Map.of("edge", known, "api", known)), Map.of("edge", failed))
                .surveys();

        assertThat(surveys)
                .containsEntry("api", known)
                .containsEntry(
                        "edge",
                        new Survey(
                                second,
                                MINUTE,
                                Optional.of(10.0),
                                Optional.of(1.0),
                                Map.of("latency-p99", 0.1, "error-rate", 0.3),
                                Optional.of(3.5)));
        assertThat(surveyed(surveyed(plan, Map.of("edge", failed)), Map.of("edge", known))
                        .surveys())
                .containsEntry("edge", known);
    }

    /** Of the figure that each window has, counted from 0. */
    private record Scatter(Optional<Double> found) {
        void hasValueCloseTo(double expected) {
            assertThat(found.orElseThrow()).isCloseTo(expected, within(1e-9));
        }
    }

    private static Plan surveyed(Plan plan, Map<String, Survey> surveys) {
        boolean blank = plan.version() == 0;
        Plan submitted = blank ? happens(plan, new PlanEvent.Submitted("sha256:0", Map.of())) : plan;
        return happens(submitted, new PlanEvent.Surveyed(surveys));
    }

    private static Plan happens(Plan plan, PlanEvent event) {
        return plan.after(new JournalLine(plan.version() + 1, NOW, Principal.SLUICE, event));
    }

    private static Scatter scatter(IntToDoubleFunction figure) {
        Instant first = NOW.minus(MINUTE.multipliedBy(12));
        Survey survey = survey(spec(Signal.LATENCY_P99, MINUTE), query -> {
            double value = figure.applyAsDouble(
                    (int) Duration.between(first, query.window().start()).toMinutes());
            return value == 0 ? new Missing("no requests") : new Measured(value);
        });
        return new Scatter(Optional.ofNullable(survey.scatter().get("latency-p99")));
    }

    private static Gate gate(String name, Signal signal, Judge judge, String route) {
        return new Gate(
                name, signal, MINUTE, judge, OnFail.REVERT, Gate.OnNoData.HOLD, 0, Set.of(route), Optional.empty());
    }

    private static Duration needs(Duration every) {
        return power(Signal.ERROR_RATE, every, 50).needs().orElseThrow();
    }

    private static GatePower power(Signal signal, Duration every, int percent) {
        PlanSpec spec = spec(signal, every, percent);
        Survey survey = survey(
                spec,
                query -> new Measured(
                        query.asks(Signal.REQUESTS)
                                ? 600
                                : query.asks(Signal.ERROR_RATE)
                                        ? 2
                                        : 100 + query.window().hashCode() % 3));
        Plan plan = surveyed(Plan.blank(Specs.id(1), spec, 1, NOW), Map.of("edge", survey));
        return GatePower.of(plan).getFirst();
    }

    private static PlanSpec spec(Signal signal, Duration every) {
        return spec(signal, every, 50);
    }

    private static PlanSpec spec(Signal signal, Duration every, int percent) {
        return Specs.over("p/edge")
                .shift(percent, Duration.ofHours(1))
                .judged("gate", signal, every, new Judge.Sequential(EU, 50), OnFail.REVERT, OnUndecided.WAIT)
                .build();
    }

    private static Survey survey(PlanSpec spec, Function<FigureQuery, Reading> figures) {
        Map<FigureQuery, Reading> readings = new HashMap<>();
        Surveys.queries(spec, TIMINGS, NOW).forEach(query -> readings.put(query, figures.apply(query)));
        return Optional.ofNullable(Surveys.of(spec, TIMINGS, NOW, readings).get("edge"))
                .orElseThrow();
    }
}
