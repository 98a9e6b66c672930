package io.sluice.arena;

import io.sluice.arena.Thresholds.Against;
import java.util.Map;

/** One sensible setting of each judge. */
final class Contestants {
    private static final Thresholds OTHER_SIDE = new Thresholds(Against.OTHER_SIDE, 1, 3, 3, 99, 2);
    private static final Thresholds USUAL = new Thresholds(Against.USUAL, 5, 3, 3, 95, 2);

    static final Ours OURS = new Ours(0.05, 0.15, 0.1, 10, Ramp.USUAL.steps().size());

    static final Map<String, Contestant> RIVALS = Map.of(
            "Flagger", new FlaggerRule(OTHER_SIDE, 1, 5),
            "Argo", new ArgoFailureLimit(OTHER_SIDE, 1, 5, 4, 10),
            "CodeDeploy", new CodeDeployAlarm(USUAL, 5, 2, 3),
            "Kayenta", new KayentaJudge(new KayentaJudge.Analysis(5, 30, 10), 1.5, 1.35, 95));

    private Contestants() {}

    static Shape shape(String name) {
        return Shapes.all().stream()
                .filter(shape -> shape.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
