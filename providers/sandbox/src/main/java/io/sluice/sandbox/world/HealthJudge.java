package io.sluice.sandbox.world;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Says how healthy a target is.
 *
 * <pre>
 * group in no action                   unused     Target.NotInUse: nobody checks it
 * deregistered, not drained yet        draining   Target.DeregistrationInProgress
 * just attached or just registered     initial    Elb.InitialHealthChecking
 * backend answers its health checks    healthy
 * backend fails them                   unhealthy  Target.ResponseCodeMismatch
 * </pre>
 */
public final class HealthJudge {
    private static final Health NOT_IN_USE = new Health(
            "unused", "Target.NotInUse", "Target group is not configured to receive traffic from the load balancer");
    private static final Health NOT_REGISTERED =
            new Health("unused", "Target.NotRegistered", "Target is not registered to the target group");
    private static final Health DRAINING =
            new Health("draining", "Target.DeregistrationInProgress", "Target deregistration is in progress");
    private static final Health INITIAL =
            new Health("initial", "Elb.InitialHealthChecking", "Initial health checks in progress");
    private static final Health UNHEALTHY =
            new Health("unhealthy", "Target.ResponseCodeMismatch", "Health checks failed with these codes: [503]");

    private final Duration healthyAfter;
    private final Duration drainsFor;
    private final Predicate<String> backendsHealthy;

    /**
     * @param backendsHealthy whether the backends of the target group with this ARN answer their health checks
     */
    public HealthJudge(Duration healthyAfter, Duration drainsFor, Predicate<String> backendsHealthy) {
        this.healthyAfter = healthyAfter;
        this.drainsFor = drainsFor;
        this.backendsHealthy = backendsHealthy;
    }

    public Health healthOf(Target target, TargetGroup group, Config config, Instant now) {
        if (target.deregisteredAt().isPresent()) {
            return isGone(target, now) ? NOT_REGISTERED : DRAINING;
        }
        Optional<Instant> attached = Optional.ofNullable(config.attachedSince().get(group.arn()));
        if (attached.isEmpty()) {
            return NOT_IN_USE;
        }
        Instant checkedSince = target.registeredAt().isAfter(attached.get()) ? target.registeredAt() : attached.get();
        if (now.isBefore(checkedSince.plus(healthyAfter))) {
            return INITIAL;
        }
        return backendsHealthy.test(group.arn()) ? Health.HEALTHY : UNHEALTHY;
    }

    public Health healthOfUnknown() {
        return NOT_REGISTERED;
    }

    /** Whether a deregistered target has drained, so that lists no longer show it. */
    public boolean isGone(Target target, Instant now) {
        return target.deregisteredAt().stream().anyMatch(at -> !now.isBefore(at.plus(drainsFor)));
    }
}
