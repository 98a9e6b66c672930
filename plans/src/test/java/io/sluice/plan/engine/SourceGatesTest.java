package io.sluice.plan.engine;

import static io.sluice.plan.engine.Specs.EU;
import static io.sluice.plan.engine.Specs.US;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.Figure;
import io.sluice.plan.Gate;
import io.sluice.plan.Gate.Judge;
import io.sluice.plan.Gate.NoDataPolicy;
import io.sluice.plan.Gate.OnFail;
import io.sluice.plan.Gate.OnNoData;
import io.sluice.plan.Gate.OnUndecided;
import io.sluice.plan.Gate.ScoredMetric;
import io.sluice.plan.GateReading;
import io.sluice.plan.PlanEvent.GateJudged;
import io.sluice.plan.PlanEvent.HoldStarted;
import io.sluice.plan.PlanState.Baking;
import io.sluice.plan.PlanState.Completed;
import io.sluice.plan.Verdict;
import io.sluice.plan.judge.Direction;
import io.sluice.plan.judge.MannWhitney;
import io.sluice.provider.MetricSource;
import io.sluice.provider.PresentOnly;
import io.sluice.provider.Source;
import io.sluice.provider.inmemory.InMemoryProvider;
import io.sluice.traffic.Fault;
import io.sluice.traffic.Metric;
import io.sluice.traffic.MetricQuery;
import io.sluice.traffic.MetricTiming;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Reading.Measured;
import io.sluice.traffic.Side;
import io.sluice.traffic.Signal;
import io.sluice.traffic.TimeWindow;
import io.sluice.traffic.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Gates on a source that answers at once, on a route whose cloud publishes its figures three minutes late, through the real
 * engine. Everything begins at 08:00:00.
 */
class SourceGatesTest {
    private static final Timing LATE =
            new Timing(Duration.ofSeconds(60), Duration.ofSeconds(180), Duration.ofSeconds(20), Duration.ofSeconds(2));
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
    private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);
    private static final int PAST_AT_ONCE = 20;
    private static final Figure REPLICA_LAG = new Figure.OfSource(
            Map.of(EU, "db", US, "db"), Map.of(EU, new Metric("{}"), US, new Metric("{}")), "seconds");

    private final OneRoute world = new OneRoute();
    private final Database database = new Database();

    @BeforeEach
    void startProcess() {
        world.startProcess(this::providers);
    }

    @Test
    void eachWindowIsJudgedAsSoonAsItHasEnded() {
        world.submit(Specs.over("p/edge")
                .shift(50, Duration.ofMinutes(2))
                .shift(100, Duration.ofMinutes(2))
                .gate(gate(new Judge.Limits(Optional.empty(), Optional.of(5.0)), TEN_SECONDS))
                .build());

        world.runFor(Duration.ofMinutes(6));

        assertThat(world.plan().state()).isInstanceOf(Completed.class);
        assertThat(world.events(HoldStarted.class)).isEmpty();
        assertThat(verdicts()).containsOnly(Verdict.PASS);
        List<TimeWindow> read = windowsRead(US);
        assertThat(read).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(22);
        assertThat(database.missing).isZero();
    }

    /** It is asked once for a window, and what it says later is of later windows. */
    @Test
    void aLongWindowIsJudgedOnceAndStaysJudgedUntilTheNextOne() {
        world.submit(Specs.over("p/edge")
                .shift(50, Duration.ofMinutes(31))
                .gate(gate(new Judge.Limits(Optional.empty(), Optional.of(5.0)), FIVE_MINUTES))
                .build());
        world.runFor(Duration.ofMinutes(8));
        assertThat(verdicts()).containsExactly(Verdict.PASS);

        database.seconds = 7;
        world.runFor(Duration.ofSeconds(110));
        assertThat(verdicts()).containsExactly(Verdict.PASS);
        assertThat(windowsRead(US)).hasSize(1);
        world.runFor(Duration.ofSeconds(30));
        assertThat(verdicts()).containsExactly(Verdict.PASS, Verdict.FAIL);

        database.seconds = 1;
        world.runFor(Duration.ofMinutes(30));
        assertThat(world.plan().state()).isInstanceOf(Completed.class);
        assertThat(verdicts()).containsExactly(Verdict.PASS, Verdict.FAIL, Verdict.PASS);
        assertThat(windowsRead(US)).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(6);
        assertThat(database.missing).isZero();
    }

    @Test
    void aProcessThatStartsInTheMiddleOfALongWindowHoldsNothing() {
        world.submit(Specs.over("p/edge")
                .shift(50, Duration.ofMinutes(30))
                .gate(gate(new Judge.Limits(Optional.empty(), Optional.of(5.0)), FIVE_MINUTES))
                .build());
        world.runFor(Duration.ofMinutes(8));

        startProcess();
        world.runFor(Duration.ofSeconds(90));

        assertThat(world.plan().state()).isInstanceOf(Baking.class);
        assertThat(verdicts()).containsExactly(Verdict.PASS);
        assertThat(windowsRead(US)).hasSize(2);
    }

    /** A question that failed is no answer: the window is asked about again. */
    @Test
    void aDatabaseThatIsBackInTimeIsAskedForTheSameWindowAgain() {
        world.submit(Specs.over("p/edge")
                .shift(50, Duration.ofMinutes(30))
                .gate(gate(new Judge.Limits(Optional.empty(), Optional.of(5.0)), FIVE_MINUTES))
                .build());
        database.seconds = Double.NaN;
        world.runFor(Duration.ofMinutes(6));
        assertThat(verdicts()).containsExactly(Verdict.UNKNOWN);

        database.seconds = 1;
        world.runFor(Duration.ofSeconds(30));

        assertThat(verdicts()).containsExactly(Verdict.UNKNOWN, Verdict.PASS);
        assertThat(world.plan().state()).isInstanceOf(Baking.class);
    }

    /** Nobody makes up a past: what is read now counts for the youngest window alone. */
    @Test
    void aTestOfManyWindowsCountsThoseThatWereReadInTheirTime() {
        world.submit(Specs.over("p/edge")
                .shift(50, Duration.ofHours(1))
                .gate(gate(new Judge.Sequential(EU, 50), TEN_SECONDS))
                .build());
        world.runFor(Duration.ofMinutes(5));
        double before = windowsCounted();
        assertThat(before).isGreaterThanOrEqualTo(28);

        startProcess();
        database.asked.clear();
        world.runFor(Duration.ofSeconds(100));

        assertThat(windowsCounted()).isBetween(9.0, 11.0);
        assertThat(database.asked).allSatisfy(call -> assertThat(call).hasSizeLessThanOrEqualTo(2));
        assertThat(windowsRead(US)).doesNotHaveDuplicates();
        assertThat(database.missing).isZero();
    }

    /** The source's figures are read when their window ends and judged three minutes later, beside those of the world.cloud. */
    @Test
    void aScoreOfBothWaitsForTheCloudWithFiguresThatWereReadInTheirTime() {
        MannWhitney test = MannWhitney.kayenta(Direction.INCREASE);
        world.submit(Specs.over("p/edge")
                .shift(50, Duration.ofMinutes(40))
                .gate(gate(
                        new Judge.Canary(
                                EU,
                                Duration.ofMinutes(20),
                                95,
                                50,
                                Map.of(),
                                List.of(
                                        new ScoredMetric("lag", REPLICA_LAG, test, "all", true, true),
                                        new ScoredMetric(
                                                "slow",
                                                new Figure.OfRoute(Signal.LATENCY_P99),
                                                test,
                                                "all",
                                                true,
                                                true)),
                                true),
                        Duration.ofMinutes(1)))
                .build());

        world.runFor(Duration.ofMinutes(30));

        assertThat(reading().verdict()).as("%s", reading()).isEqualTo(Verdict.PASS);
        Instant judged = reading().window().orElseThrow().end();
        assertThat(Duration.between(judged, world.clock.instant())).isGreaterThanOrEqualTo(LATE.metricLag());
        assertThat(database.missing).isZero();
        assertThat(windowsRead(US)).doesNotHaveDuplicates();
    }

    /** One that does keep a past is asked for it after a start, but not for all of it in one look. */
    @Test
    void aPastIsReadInPortionsTheYoungestFirst() {
        database.past = true;
        world.submit(Specs.over("p/edge")
                .shift(50, Duration.ofHours(1))
                .gate(gate(new Judge.Sequential(EU, 50), TEN_SECONDS))
                .build());
        world.runFor(Duration.ofMinutes(20));
        double before = windowsCounted();

        startProcess();
        database.asked.clear();
        world.runFor(Duration.ofSeconds(10));
        assertThat(windowsCounted()).isLessThan(30);
        world.runFor(Duration.ofMinutes(5));

        assertThat(database.asked)
                .isNotEmpty()
                .allSatisfy(call -> assertThat(call).hasSizeLessThanOrEqualTo(2 + PAST_AT_ONCE));
        assertThat(windowsCounted()).isGreaterThanOrEqualTo(before + 29);
    }

    // ---- what is played

    /** A database that is asked by the test's world.clock. */
    private final class Database implements Source, MetricSource {
        private final List<List<MetricQuery>> asked = new ArrayList<>();
        private double seconds = 1;
        private boolean past;
        private int missing;

        @Override
        public MetricSource metrics() {
            return this;
        }

        @Override
        public MetricTiming timing() {
            return MetricTiming.AT_ONCE;
        }

        @Override
        public int pastAtOnce() {
            return PAST_AT_ONCE;
        }

        @Override
        public Duration callDeadline() {
            return Duration.ofSeconds(5);
        }

        @Override
        public List<Fault> check(Metric metric) {
            return List.of();
        }

        @Override
        public boolean keepsPast(Metric metric) {
            return past;
        }

        @Override
        public List<Reading> read(List<MetricQuery> queries) {
            asked.add(queries);
            return queries.stream().map(this::reading).toList();
        }

        private Reading reading(MetricQuery query) {
            Optional<Reading.Missing> why = past
                    ? Optional.empty()
                    : PresentOnly.missing(query.window(), world.clock.instant(), callDeadline());
            if (why.isPresent()) {
                missing++;
                return why.get();
            }
            return Double.isNaN(seconds) ? new Reading.Missing("the statement gives NULL") : new Measured(seconds);
        }

        @Override
        public void close() {}
    }

    private static Gate gate(Judge judge, Duration every) {
        return new Gate(
                "lag",
                REPLICA_LAG,
                every,
                Duration.ZERO,
                judge,
                OnFail.HOLD,
                NoDataPolicy.always(OnNoData.HOLD),
                OnUndecided.PROCEED,
                0,
                Set.of("edge"),
                Optional.empty());
    }

    private Providers providers() {
        return new Providers(Map.of("p", new InMemoryProvider(world.cloud, "p", LATE)), Map.of("db", database));
    }

    // ---- what came of it

    /** What the gate said whenever it said something new, but for the beginning of a step, which has no window yet. */
    private List<Verdict> verdicts() {
        return world.events(GateJudged.class).stream()
                .map(GateJudged::verdict)
                .filter(verdict -> verdict != Verdict.NOT_JUDGED)
                .toList();
    }

    /** The windows of a side that the source was asked about, in this order. */
    private List<TimeWindow> windowsRead(Side side) {
        return database.asked.stream()
                .flatMap(List::stream)
                .filter(query -> query.side().equals(side))
                .map(MetricQuery::window)
                .toList();
    }

    private double windowsCounted() {
        return Optional.ofNullable(reading().numbers().orElseThrow().get("windows"))
                .orElseThrow();
    }

    private GateReading reading() {
        return world.store
                .findLook(OneRoute.ID)
                .orElseThrow()
                .gates()
                .getFirst()
                .readings()
                .getFirst();
    }
}
