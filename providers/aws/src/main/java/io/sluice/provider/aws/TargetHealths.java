package io.sluice.provider.aws;

import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import io.sluice.traffic.Reading;
import java.util.List;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealth;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealthReasonEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealthStateEnum;

/** How many targets of a target group pass their health check now. */
final class TargetHealths {
    private final LoadBalancing loadBalancing;

    TargetHealths(LoadBalancing loadBalancing) {
        this.loadBalancing = loadBalancing;
    }

    Reading read(String targetGroup) {
        List<TargetHealth> healths;
        try {
            healths = loadBalancing.targetHealth(targetGroup);
        } catch (ProviderException e) {
            if (e.error() instanceof ProviderError.NotFound gone) {
                return new Reading.Missing(gone.detail());
            }
            throw e;
        }
        if (any(healths, TargetHealthReasonEnum.TARGET_NOT_IN_USE)) {
            return new Reading.Missing("not attached to a load balancer, so that nobody checks its health");
        }
        if (any(healths, TargetHealthReasonEnum.TARGET_HEALTH_CHECK_DISABLED)) {
            return new Reading.Missing("its health checks are switched off");
        }
        return new Reading.Measured(healths.stream()
                .filter(health -> health.state() == TargetHealthStateEnum.HEALTHY)
                .count());
    }

    private static boolean any(List<TargetHealth> healths, TargetHealthReasonEnum reason) {
        return healths.stream().anyMatch(health -> health.reason() == reason);
    }
}
