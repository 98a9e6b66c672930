package io.sluice.plan.decide;

import static io.sluice.plan.engine.Specs.EU;
import static io.sluice.plan.engine.Specs.US;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.Figure;
import io.sluice.plan.Plan;
import io.sluice.plan.RouteShare.Says;
import io.sluice.plan.engine.Specs;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Reading.Measured;
import io.sluice.traffic.Signal;
import io.sluice.traffic.TimeWindow;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * How often a plan of twenty steps is held although its traffic follows its weights, and after how many requests one is held
 * whose traffic stays. {@code mvn -q -Pfalse-alarms} prints the tables of ten times as many.
 */
class FalseHoldsTest {
    private static final double RISK = 0.001;
    private static final double PASSING_RISK = 0.05;
    private static final int PLANS = Integer.getInteger("sluice.false-alarms.runs", 2000) / 20;
    private static final boolean IS_USUAL = PLANS <= 100;
    private static final List<Integer> PERCENTS =
            List.of(1, 2, 3, 5, 8, 12, 16, 20, 25, 30, 35, 40, 50, 60, 70, 80, 90, 95, 98, 100);
    private static final int WINDOWS = 12;
    private static final int NEVER = Integer.MAX_VALUE;

    /**
     * What the sides do to each other's odds.
     *
     * @param deviation of their logarithm, as a standard deviation
     * @param lasts whether it is the same in all windows of a step
     */
    private record Noise(double deviation, boolean lasts) {
        @Override
        public String toString() {
            return deviation + (lasts ? " that lasts" : "");
        }
    }

    private static final List<Noise> NOISE =
            List.of(new Noise(0, false), new Noise(0.1, false), new Noise(0.2, false), new Noise(0.05, true));

    @TestFactory
    Stream<DynamicTest> aPlanWhoseTrafficFollowsIsLeftInPeace() {
        System.out.printf(
                Locale.ROOT,
                "%d plans of %d steps, %d windows each; at most %s %% may be held for nothing%n"
                        + "requests a window  noise            held plans        steps proved%n",
                PLANS,
                PERCENTS.size(),
                WINDOWS,
                100 * RISK);
        return (IS_USUAL ? IntStream.of(2_000) : IntStream.of(100, 500, 2_000, 50_000))
                .boxed()
                .flatMap(requests -> NOISE.stream()
                        .map(noise -> DynamicTest.dynamicTest(
                                "%d requests a window, noise %s".formatted(requests, noise), () -> {
                                    int[][] outcomes = IntStream.range(0, PLANS)
                                            .parallel()
                                            .mapToObj(run -> plan(run, requests, noise))
                                            .toArray(int[][]::new);
                                    long held = Arrays.stream(outcomes)
                                            .filter(outcome -> outcome[0] > 0)
                                            .count();
                                    double proved = Arrays.stream(outcomes)
                                            .mapToInt(outcome -> outcome[1])
                                            .average()
                                            .orElseThrow();
                                    System.out.printf(
                                            Locale.ROOT,
                                            "%17d  %-15s  %5d  %7.3f %%  %10.1f of %d%n",
                                            requests,
                                            noise,
                                            held,
                                            100.0 * held / PLANS,
                                            proved,
                                            PERCENTS.size());

                                    assertThat(held).isLessThanOrEqualTo(mostHeld());
                                })));
    }

    /** How many steps of a plan were held, and how many were proved. */
    private static int[] plan(int run, int requests, Noise noise) {
        int[] outcome = new int[2];
        for (int step = 0; step < PERCENTS.size(); step++) {
            double share = PERCENTS.get(step) / 100.0;
            Function<TimeWindow, Double> odds = wander(31L * run + step, share, noise);
            int[] found = found(step, requests, 1009L * run + step, odds);
            outcome[0] += found[0] == NEVER ? 0 : 1;
            outcome[1] += found[1] == NEVER ? 0 : 1;
        }
        return outcome;
    }

    /** A dead route is one at whose step before the new side had so much. */
    private record Dead(int step, int percent) {
        /** A tenth of the requests that are not where they should be may be noise of a balancer, and holds nobody. */
        boolean isSmall() {
            return PERCENTS.get(step) - percent <= 10 && percent > 0;
        }
    }

    @TestFactory
    Stream<DynamicTest> aRouteThatDoesNothingIsFound() {
        System.out.printf(
                Locale.ROOT,
                "%nroutes that stay where they are: windows until the plan is held, of %d%n"
                        + "step            requests a window  found      a median of, 95 %% within  proved wrongly%n",
                WINDOWS);
        return Stream.of(
                        new Dead(0, 0),
                        new Dead(3, 0),
                        new Dead(8, 0),
                        new Dead(12, 25),
                        new Dead(13, 50),
                        new Dead(19, 50))
                .flatMap(dead -> (IS_USUAL ? IntStream.of(100, 2_000) : IntStream.of(20, 50, 100, 500, 2_000, 50_000))
                        .mapToObj(requests -> DynamicTest.dynamicTest(
                                "%d %% stays at %d %%, %d requests a window"
                                        .formatted(PERCENTS.get(dead.step()), dead.percent(), requests),
                                () -> {
                                    int runs = Math.max(100, PLANS / 5);
                                    int[][] outcomes = IntStream.range(0, runs)
                                            .parallel()
                                            .mapToObj(run ->
                                                    found(dead.step(), requests, run, _ -> dead.percent() / 100.0))
                                            .toArray(int[][]::new);
                                    int[] windows = Arrays.stream(outcomes)
                                            .mapToInt(outcome -> outcome[0])
                                            .sorted()
                                            .toArray();
                                    long found = Arrays.stream(windows)
                                            .filter(one -> one != NEVER)
                                            .count();
                                    long proved = Arrays.stream(outcomes)
                                            .filter(outcome -> outcome[1] != NEVER)
                                            .count();
                                    System.out.printf(
                                            Locale.ROOT,
                                            "%3d %% (is %2d %%)  %17d  %7.2f %%  %12s  %11s  %14.2f %%%n",
                                            PERCENTS.get(dead.step()),
                                            dead.percent(),
                                            requests,
                                            100.0 * found / runs,
                                            windows(windows[runs / 2]),
                                            windows(windows[runs * 95 / 100]),
                                            100.0 * proved / runs);

                                    assertThat(proved).isLessThanOrEqualTo(mostProved(runs));
                                    if (requests >= 2_000 && !dead.isSmall()) {
                                        assertThat(windows[runs * 95 / 100]).isLessThanOrEqualTo(2);
                                    }
                                })));
    }

    /** After how many windows a step is held, and after how many it is proved. */
    private static int[] found(int step, int requests, long seed, Function<TimeWindow, Double> share) {
        Situation situation = Situation.of(STEPS.get(step));
        Function<TimeWindow, Integer> hits = hits(seed, requests, share);
        situation
                .measures("edge", US, new Figure.OfRoute(Signal.REQUESTS), window -> count(hits.apply(window)))
                .measures(
                        "edge",
                        EU,
                        new Figure.OfRoute(Signal.REQUESTS),
                        window -> count(requests - hits.apply(window)));
        for (int window = 1; window <= WINDOWS; window++) {
            situation.after(5);
            List<ShareJudgement> judged = Shares.judge(situation.plan(), situation.look());
            if (judged.isEmpty()) {
                break;
            }
            Says says = judged.getFirst().found().says();
            if (says == Says.DISAGREES) {
                return new int[] {window, NEVER};
            }
            if (says == Says.AGREES) {
                return new int[] {NEVER, window};
            }
        }
        return new int[] {NEVER, NEVER};
    }

    /** The plan at each of its steps, just verified. */
    private static final List<Plan> STEPS = IntStream.range(0, PERCENTS.size())
            .mapToObj(step -> Situation.of(specs())
                    .baking(step)
                    .withSharesToProve()
                    .baking(step + 1)
                    .plan())
            .toList();

    private static Specs specs() {
        Specs specs = Specs.over("p/edge");
        PERCENTS.forEach(percent -> specs.shift(percent, Duration.ofMinutes(1)));
        return specs;
    }

    private static Reading count(int requests) {
        return new Measured(requests);
    }

    /** The same in the same window, whoever asks. */
    private static Function<TimeWindow, Integer> hits(long seed, int requests, Function<TimeWindow, Double> share) {
        return window -> {
            double p = share.apply(window);
            if (p <= 0 || p >= 1) {
                return p <= 0 ? 0 : requests;
            }
            SplittableRandom random =
                    new SplittableRandom(seed * 7919 + window.start().getEpochSecond());
            double variance = requests * p * (1 - p);
            return variance < 50
                    ? BinomialDistribution.of(requests, p).inverseCumulativeProbability(random.nextDouble())
                    : Math.clamp(Math.round(requests * p + Math.sqrt(variance) * random.nextGaussian()), 0, requests);
        };
    }

    private static Function<TimeWindow, Double> wander(long seed, double share, Noise noise) {
        return window -> {
            long when = noise.lasts() ? 0 : window.start().getEpochSecond();
            double factor = Math.exp(noise.deviation() * new SplittableRandom(seed * 104_729 + when).nextGaussian());
            return share * factor / (share * factor + 1 - share);
        };
    }

    /** More of them would happen in one of a thousand tests, were the risk of each plan the one that is allowed. */
    private static int mostHeld() {
        return BinomialDistribution.of(PLANS, RISK).inverseCumulativeProbability(0.999);
    }

    /** The same of the risk with which a test says that a side is not beyond its margin. */
    private static int mostProved(int runs) {
        return BinomialDistribution.of(runs, PASSING_RISK).inverseCumulativeProbability(0.999);
    }

    private static String windows(int windows) {
        return windows == NEVER ? "never" : windows + (windows == 1 ? " window" : " windows");
    }
}
