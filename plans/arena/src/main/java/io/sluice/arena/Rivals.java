package io.sluice.arena;

import io.sluice.arena.Thresholds.Against;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Every setting of each other tool that is tried when it is tuned. */
final class Rivals {
    private static final List<Double> ERRORS = List.of(1.5, 2.0, 3.0, 5.0, 8.0, 12.0, 20.0, 50.0);
    private static final List<Double> LATENCY = List.of(1.2, 1.35, 1.5, 2.0, 3.0);

    private Rivals() {}

    static List<FlaggerRule> flagger() {
        return Stream.of(new int[] {1, 1}, new int[] {1, 2}, new int[] {1, 5}, new int[] {2, 2}, new int[] {5, 5})
                .flatMap(pair -> thresholds(pair[1])
                        .flatMap(thresholds -> IntStream.of(1, 2, 3, 5, 10)
                                .mapToObj(threshold -> new FlaggerRule(thresholds, pair[0], threshold))))
                .toList();
    }

    static List<ArgoFailureLimit> argo() {
        return Stream.of(new int[] {1, 1}, new int[] {1, 2}, new int[] {1, 5}, new int[] {2, 2}, new int[] {5, 5})
                .flatMap(pair -> thresholds(pair[1])
                        .flatMap(thresholds -> IntStream.of(0, 1, 2, 4, 9)
                                .boxed()
                                .flatMap(limit -> Stream.of(0, 5, 10)
                                        .map(delay -> new ArgoFailureLimit(thresholds, pair[0], delay, limit, 10)))))
                .toList();
    }

    static List<CodeDeployAlarm> codeDeploy() {
        return Stream.of(
                        new int[] {1, 1, 1},
                        new int[] {1, 2, 2},
                        new int[] {1, 3, 3},
                        new int[] {1, 2, 3},
                        new int[] {1, 3, 5},
                        new int[] {1, 5, 5},
                        new int[] {1, 5, 10},
                        new int[] {1, 10, 10},
                        new int[] {5, 1, 1},
                        new int[] {5, 2, 2},
                        new int[] {5, 2, 3})
                .flatMap(alarm -> thresholds(alarm[0])
                        .map(thresholds -> new CodeDeployAlarm(thresholds, alarm[0], alarm[1], alarm[2])))
                .toList();
    }

    static List<KayentaJudge> kayenta() {
        return Stream.of(5, 10)
                .flatMap(interval -> Stream.of(0, 30)
                        .flatMap(lookback ->
                                Stream.of(0, 5, 10).map(after -> new KayentaJudge.Analysis(interval, lookback, after))))
                .flatMap(analysis -> Stream.of(1.0, 1.1, 1.25, 1.5, 2.0, 3.0)
                        .flatMap(errors -> Stream.of(1.0, 1.05, 1.1, 1.2, 1.35, 1.5)
                                .flatMap(latency -> Stream.of(50.0, 75.0, 95.0)
                                        .map(marginal -> new KayentaJudge(analysis, errors, latency, marginal)))))
                .toList();
    }

    private static Stream<Thresholds> thresholds(int window) {
        return Stream.of(Against.values())
                .flatMap(against -> ERRORS.stream()
                        .flatMap(errors -> LATENCY.stream()
                                .flatMap(latency -> Stream.of(95, 99)
                                        .flatMap(percentile -> Stream.of(1, 3)
                                                .map(least -> new Thresholds(
                                                        against, window, errors, least, percentile, latency))))));
    }
}
