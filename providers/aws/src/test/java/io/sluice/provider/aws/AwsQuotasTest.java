package io.sluice.provider.aws;

import static io.sluice.provider.tck.TrafficFixture.LEFT;
import static io.sluice.provider.tck.TrafficFixture.RIGHT;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.sandbox.world.FixedWorld;
import io.sluice.traffic.CallQuota;
import io.sluice.traffic.CallQuota.Operation;
import io.sluice.traffic.Route;
import io.sluice.traffic.WeightChange;
import io.sluice.traffic.Weights;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AwsQuotasTest {
    private static final Route LISTENER = TestSettings.route(
            "listener",
            FixedWorld.CHECKOUT_LISTENER,
            Map.of(LEFT, FixedWorld.CHECKOUT_EU, RIGHT, FixedWorld.CHECKOUT_US));
    private static final Route RECORDS = RecordSetFixture.orders();

    @Test
    void aListenerTakesNothingOfRoute53AndARecordSetNothingOfLoadBalancing() {
        assertThat(tokens(Operation.CHANGE, LISTENER)).isEqualTo(Map.of("elbv2-describe", 1, "elbv2-modify", 1));
        assertThat(tokens(Operation.LOOK, LISTENER)).isEqualTo(Map.of("elbv2-describe", 4));
        assertThat(tokens(Operation.LOOK, RECORDS)).isEqualTo(Map.of("route53", 1));
        assertThat(tokens(Operation.CHANGE, RECORDS)).isEqualTo(Map.of("route53", 4));
    }

    @Test
    void whatIsDeclaredIsNoLessThanWhatIsCalled() {
        try (RecordSetFixture cloud = new RecordSetFixture()) {
            for (Route route : List.of(LISTENER, RECORDS)) {
                int before = cloud.relay().actions().size();
                cloud.provider().observe(Set.of(route));
                assertThat(cloud.relay().actions().size() - before).isLessThanOrEqualTo(sum(Operation.LOOK, route));

                before = cloud.relay().actions().size();
                String revision = cloud.provider().observe(Set.of(route)).values().stream()
                        .flatMap(sight -> sight.seen().stream())
                        .findFirst()
                        .orElseThrow()
                        .revision();
                int looked = cloud.relay().actions().size() - before;
                cloud.provider().apply(new WeightChange(route, Weights.of(RIGHT, 5000, LEFT), revision, "one"));
                assertThat(cloud.relay().actions().size() - before - looked)
                        .isLessThanOrEqualTo(sum(Operation.CHANGE, route));
            }
        }
    }

    @Test
    void instancesOfOneAccountShareTheirBucketsAndTwoAccountsDoNot() {
        List<String> one = names("http://127.0.0.1:9700");

        assertThat(names("http://127.0.0.1:9700")).isEqualTo(one).doesNotHaveDuplicates();
        assertThat(names("http://127.0.0.1:9701")).doesNotContainAnyElementsOf(one);
    }

    private static List<String> names(String endpoint) {
        return AwsQuotas.of(TestSettings.at(URI.create(endpoint))).stream()
                .map(CallQuota::name)
                .toList();
    }

    private static int sum(Operation operation, Route route) {
        return tokens(operation, route).values().stream()
                .mapToInt(Integer::intValue)
                .sum();
    }

    private static Map<String, Integer> tokens(Operation operation, Route route) {
        Map<String, Integer> tokens = new HashMap<>();
        AwsQuotas.of(TestSettings.at(URI.create("http://127.0.0.1:9700"))).forEach(quota -> {
            int some = quota.tokens(operation, List.of(route));
            if (some > 0) {
                tokens.put(quota.name().substring(quota.name().lastIndexOf('/') + 1), some);
            }
        });
        return tokens;
    }
}
