package io.sluice.app;

import io.sluice.plan.decide.SafetyLimits;
import io.sluice.traffic.DurationWords;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** {@code limits:} in {@code config.yml}: how bold plans may be; what is left out is as {@link SafetyLimits#defaults} has it. */
public record LimitSettings(
        @Nullable Integer maxRoutes,
        @Nullable Integer maxSteps,
        @Nullable Integer maxGates,
        @Nullable Integer maxJumpPercent,
        @Nullable String maxBake,
        @Nullable Integer maxPlanBytes,
        @Nullable String minLookInterval,
        @Nullable String maxStartAhead,
        @Nullable Double balancerErrorPercent) {
    static final LimitSettings NONE = new LimitSettings(null, null, null, null, null, null, null, null, null);

    SafetyLimits open() {
        SafetyLimits usual = SafetyLimits.defaults();
        return new SafetyLimits(
                or(maxRoutes, usual.maxRoutes()),
                or(maxSteps, usual.maxSteps()),
                or(maxGates, usual.maxGates()),
                or(maxJumpPercent, usual.maxJumpPercent()),
                or(maxBake, usual.maxBake()),
                or(maxPlanBytes, usual.maxPlanBytes()),
                or(minLookInterval, usual.minLookInterval()),
                or(maxStartAhead, usual.maxStartAhead()),
                balancerErrorPercent == null ? usual.balancerErrorPercent() : balancerErrorPercent);
    }

    private static int or(@Nullable Integer written, int usual) {
        return written == null ? usual : written;
    }

    private static Duration or(@Nullable String written, Duration usual) {
        return written == null ? usual : DurationWords.parse(written);
    }
}
