package io.sluice.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.traffic.CallQuota.Cost;
import io.sluice.traffic.CallQuota.Operation;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CallQuotaTest {
    private static final Route BALANCER = route("edge");
    private static final Route RECORD = route("db");
    private static final CallQuota QUOTA = new CallQuota(
            "aws/route53",
            5,
            5,
            Map.of(Operation.LOOK, new Cost(1, 2)),
            route -> route.name().equals("db"));

    @Test
    void aLookCostsOnceAndForEachRoute() {
        assertThat(QUOTA.tokens(Operation.LOOK, List.of(RECORD))).isEqualTo(3);
    }

    @Test
    void routesOfAnotherBucketCostNothing() {
        assertThat(QUOTA.tokens(Operation.LOOK, List.of(BALANCER))).isZero();
        assertThat(QUOTA.tokens(Operation.LOOK, List.of(BALANCER, RECORD))).isEqualTo(3);
    }

    @Test
    void anOperationThatIsNotNamedCostsNothing() {
        assertThat(QUOTA.tokens(Operation.CHANGE, List.of(RECORD))).isZero();
    }

    @Test
    void nothingCostsMoreThanAFullBucketHolds() {
        assertThat(QUOTA.tokens(Operation.LOOK, 100)).isEqualTo(5);
    }

    @Test
    void aBucketThatNeverFillsIsNone() {
        assertThatThrownBy(() -> new CallQuota("none", 1, 0, Map.of())).hasMessageContaining("none");
        assertThatThrownBy(() -> new CallQuota("none", 0, 1, Map.of())).hasMessageContaining("none");
    }

    private static Route route(String name) {
        return new Route(new RouteRef("aws", name), new Address("{}"), Map.of());
    }
}
