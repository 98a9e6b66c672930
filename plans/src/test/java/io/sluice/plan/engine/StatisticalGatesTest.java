package io.sluice.plan.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.plan.Gate.Judge;
import io.sluice.plan.Gate.OnFail;
import io.sluice.plan.Gate.OnUndecided;
import io.sluice.plan.GateReading;
import io.sluice.plan.PlanEvent.GateJudged;
import io.sluice.plan.PlanEvent.RevertStarted;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.PlanState.Completed;
import io.sluice.plan.PlanState.Reverted;
import io.sluice.plan.RevertCause;
import io.sluice.plan.Verdict;
import io.sluice.provider.Provider;
import io.sluice.provider.SignalSource;
import io.sluice.provider.TrafficProvider;
import io.sluice.provider.inmemory.InMemoryProvider;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Reading.Measured;
import io.sluice.traffic.Reading.Missing;
import io.sluice.traffic.Signal;
import io.sluice.traffic.SignalQuery;
import io.sluice.traffic.TimeWindow;
import io.sluice.traffic.Timing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Gates that weigh all windows of a step, through the real engine; windows of ten seconds, 1,000 requests a side in each. */
class StatisticalGatesTest {
    private static final Timing TIMING =
            new Timing(Duration.ofSeconds(5), Duration.ZERO, Duration.ofSeconds(20), Duration.ofSeconds(2));
    private static final Duration EVERY = Duration.ofSeconds(10);

    private final OneRoute world = new OneRoute();

    /** What the provider was asked for in each call for figures. */
    private final List<List<SignalQuery>> asked = new ArrayList<>();

    @BeforeEach
    void startProcess() {
        world.startProcess(this::providers);
    }

    @Test
    void aSideThatTurnsBadIsRevertedWithItsNumbersInTheJournal() {
        world.submit(sequential(Duration.ofMinutes(10), 50));
        errors("eu", 1);
        errors("us", 1);
        world.runFor(Duration.ofMinutes(2));
        errors("us", 5);

        world.runFor(Duration.ofMinutes(3));

        assertThat(world.plan().state()).isInstanceOf(Reverted.class);
        GateReading reading = judged(Verdict.FAIL).getFirst().readings().getFirst();
        assertThat(reading.reason())
                .matches("\\d+ of \\d+ here and \\d+ of \\d+ there: more than 1.5 times the other side's rate,"
                        + " with a risk of error of \\S+ \\(0\\.005 allowed\\)");
        assertThat(reading.window().orElseThrow().start()).isEqualTo(OneRoute.START);
        Map<String, Double> numbers = reading.numbers().orElseThrow();
        assertThat(numbers.get("alpha")).isCloseTo(PlanSpec.USUAL_ALPHA / 2, within(1e-12)); // two steps
        assertThat(numbers.get("p")).isLessThanOrEqualTo(numbers.get("alpha"));
        assertThat(numbers).containsEntry("total", 1000 * number(numbers, "windows"));
        assertThat(reading.value().orElseThrow())
                .isCloseTo(100 * number(numbers, "bad") / number(numbers, "total"), within(1e-9));
        RevertCause cause = world.events(RevertStarted.class).getFirst().cause();
        assertThat(cause.why()).contains(reading.reason());
    }

    @Test
    void aSoundSideCompletesThroughEveryKindOfTest() {
        world.submit(Specs.over("p/edge")
                .shift(50, Duration.ofMinutes(30))
                .shift(100, Duration.ofMinutes(1))
                .judged(
                        "rate",
                        Signal.ERROR_RATE,
                        EVERY,
                        new Judge.Sequential(Specs.EU, 50),
                        OnFail.REVERT,
                        OnUndecided.WAIT)
                .judged(
                        "level",
                        Signal.LATENCY_P99,
                        EVERY,
                        new Judge.Sequential(Specs.EU, 20),
                        OnFail.REVERT,
                        OnUndecided.WAIT)
                .judged("split", Signal.REQUESTS, EVERY, new Judge.Share(20), OnFail.REVERT, OnUndecided.WAIT)
                .judged(
                        "budget",
                        Signal.ERROR_RATE,
                        EVERY,
                        new Judge.BurnRate(99, Duration.ofMinutes(10), Duration.ofMinutes(1), 10),
                        OnFail.REVERT,
                        OnUndecided.WAIT)
                .build());
        errors("eu", 1);
        errors("us", 1);

        world.runFor(Duration.ofMinutes(40));

        assertThat(world.plan().state()).isInstanceOf(Completed.class);
        assertThat(judged(Verdict.FAIL)).isEmpty();
        assertThat(judged(Verdict.PASS).stream().map(GateJudged::gate)).contains("rate", "level", "split", "budget");
    }

    @Test
    void aSideThatTurnsSlowIsReverted() {
        world.submit(Specs.over("p/edge")
                .shift(50, Duration.ofMinutes(30))
                .judged(
                        "level",
                        Signal.LATENCY_P99,
                        EVERY,
                        new Judge.Sequential(Specs.EU, 20),
                        OnFail.REVERT,
                        OnUndecided.PROCEED)
                .build());
        world.runFor(Duration.ofMinutes(5));
        world.cloud.measure("edge-us", Signal.LATENCY_P99, new Measured(300));

        world.runFor(Duration.ofMinutes(5));

        assertThat(world.plan().state()).isInstanceOf(Reverted.class);
        assertThat(judged(Verdict.FAIL)
                        .getFirst()
                        .readings()
                        .getFirst()
                        .numbers()
                        .orElseThrow())
                .containsKeys("ratio", "windows", "alpha", "p");
    }

    @Test
    void aLookAsksForTheYoungestWindowOnlyAndAProcessThatStartsForAll() {
        world.submit(sequential(Duration.ofMinutes(30), 50));
        world.runFor(Duration.ofMinutes(2));
        for (int look = 0; look < 20; look++) {
            asked.clear();
            world.runFor(EVERY);
            assertThat(asked)
                    .isNotEmpty()
                    .allSatisfy(call -> assertThat(errorsAskedFor(call)).hasSize(1));
        }

        startProcess();
        asked.clear();
        world.runFor(EVERY);

        long windows = Duration.between(OneRoute.START, world.clock.instant()).dividedBy(EVERY);
        assertThat(errorsAskedFor(asked.getFirst())).hasSizeBetween((int) windows - 1, (int) windows);
        assertThat(asked.subList(1, asked.size()))
                .allSatisfy(call -> assertThat(errorsAskedFor(call)).hasSize(1));
    }

    /** Clouds are late now and then: a window that had nothing is asked for at each look, until there is no hope. */
    @Test
    void aWindowThatIsMissingIsAskedForAgainForAQuarterOfAnHour() {
        world.submit(sequential(Duration.ofMinutes(60), 50));
        TimeWindow late = new TimeWindow(OneRoute.START.plusSeconds(30), OneRoute.START.plusSeconds(40));
        world.cloud.measure(
                "edge-us",
                Signal.ERROR_RATE,
                window -> window.equals(late) ? new Missing("no datapoints") : new Measured(0));
        world.runFor(Duration.ofMinutes(2));

        asked.clear();
        world.runFor(Duration.ofMinutes(12));
        assertThat(asked)
                .isNotEmpty()
                .allSatisfy(call -> assertThat(errorsAskedFor(call)).hasSize(2).contains(late));

        world.runFor(Duration.ofMinutes(2));
        asked.clear();
        world.runFor(Duration.ofMinutes(5));
        assertThat(asked)
                .isNotEmpty()
                .allSatisfy(call -> assertThat(errorsAskedFor(call)).hasSize(1).doesNotContain(late));
    }

    @Test
    void windowsThatComeLateCount() {
        world.submit(sequential(Duration.ofMinutes(60), 50));
        Map<TimeWindow, Reading> known = new HashMap<>();
        List<TimeWindow> late = List.of(
                new TimeWindow(OneRoute.START.plusSeconds(30), OneRoute.START.plusSeconds(40)),
                new TimeWindow(OneRoute.START.plusSeconds(40), OneRoute.START.plusSeconds(50)));
        late.forEach(window -> known.put(window, new Missing("no datapoints")));
        world.cloud.measure("edge-us", Signal.ERROR_RATE, window -> known.getOrDefault(window, new Measured(0)));
        world.runFor(Duration.ofMinutes(2));
        assertThat(judged(Verdict.FAIL)).isEmpty();

        late.forEach(window -> known.put(window, new Measured(100)));
        world.runFor(Duration.ofMinutes(1));

        assertThat(judged(Verdict.FAIL)
                        .getFirst()
                        .readings()
                        .getFirst()
                        .numbers()
                        .orElseThrow())
                .containsEntry("bad", 2000.0);
    }

    // ---- what is played

    private static PlanSpec sequential(Duration bake, double marginPercent) {
        return Specs.over("p/edge")
                .shift(50, bake)
                .shift(100, Duration.ZERO)
                .judged(
                        "rate",
                        Signal.ERROR_RATE,
                        EVERY,
                        new Judge.Sequential(Specs.EU, marginPercent),
                        OnFail.REVERT,
                        OnUndecided.PROCEED)
                .build();
    }

    private void errors(String side, double percent) {
        world.cloud.measure("edge-" + side, Signal.ERROR_RATE, new Measured(percent));
    }

    private Providers providers() {
        return new Providers(Map.of("p", new Overheard(new InMemoryProvider(world.cloud, "p", TIMING))));
    }

    // ---- what came of it

    private List<GateJudged> judged(Verdict verdict) {
        return world.events(GateJudged.class).stream()
                .filter(event -> event.verdict() == verdict)
                .toList();
    }

    private static double number(Map<String, Double> numbers, String name) {
        return Optional.ofNullable(numbers.get(name)).orElseThrow();
    }

    /** The windows of the new side's error rate that a call asked for. */
    private static List<TimeWindow> errorsAskedFor(List<SignalQuery> call) {
        return call.stream()
                .filter(query -> query.signal() == Signal.ERROR_RATE)
                .filter(query -> query.side().equals(Optional.of(Specs.US)))
                .map(SignalQuery::window)
                .toList();
    }

    /** A provider of which every question for figures is written down. */
    private final class Overheard implements Provider {
        private final Provider real;

        Overheard(Provider real) {
            this.real = real;
        }

        @Override
        public TrafficProvider traffic() {
            return real.traffic();
        }

        @Override
        public SignalSource signals() {
            return queries -> {
                asked.add(queries);
                return real.signals().read(queries);
            };
        }

        @Override
        public Timing timing() {
            return real.timing();
        }

        @Override
        public void close() {
            real.close();
        }
    }
}
