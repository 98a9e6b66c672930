package io.sluice.app.wire;

import static io.sluice.app.wire.Place.CHECKOUT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.sandbox.azure.GatewayWorld;
import io.sluice.sandbox.world.FixedWorld;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Gates on figures that no portable signal has: each in the words of the cloud that the route is on. */
@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(Wire.class)
class NamedMetricsTest {
    @Test
    void aMetricIsJudgedByTheCloudThatTheRouteIsOnAndOneThatFailsTakesAllBack(Cloud cloud) {
        cloud.load(CHECKOUT, 100);
        cloud.sandbox().load("api", 50);
        cloud.sandbox().load("gateway", 50);
        Journey plan = cloud.submit(onThreeClouds()).awaitsBaking(1);
        for (int gate = 0; gate < 3; gate++) {
            awaitsPass(plan, gate);
        }
        assertThat(cloud.share(CHECKOUT)).isEqualTo(50);

        cloud.sandbox().backends(CHECKOUT.to(), "{\"latencyMillis\": 900}");

        plan.awaits("reverted");
        JsonNode cause = plan.lines("revert-started").getFirst().path("data").path("cause");
        assertThat(cause.path("kind").asText()).isEqualTo("gate");
        assertThat(cause.path("why").asText())
                .startsWith("gate slowness failed")
                .contains("edge, new", "0.5 seconds");
        assertThat(cloud.share(CHECKOUT)).isZero();
    }

    @Test
    void whatTheCloudCannotBeAskedIsRefusedBeforeAnythingMoves(Cloud cloud) {
        Answer refused = cloud.move(CHECKOUT)
                .step(50, "1h")
                .gate("{name: slowness, metric: {namespace: AWS/ApplicationELB, name: TargetResponseTime, "
                        + "statistic: Mean, dimensions: none}, judge: {max: 1}}")
                .offered();

        assertThat(refused.is(422).pointers())
                .containsExactlyInAnyOrder("/gates/0/metric/statistic", "/gates/0/metric/dimensions");
        assertThat(cloud.writes(CHECKOUT)).isEmpty();
    }

    private static void awaitsPass(Journey plan, int gate) {
        Await.until(
                "gate " + gate + " passes",
                plan::plan,
                now -> now.path("gates").path(gate).path("verdict").asText().equals("pass"));
    }

    private static String onThreeClouds() {
        return """
                apiVersion: sluice/v1
                name: named-metrics
                from: old
                to: new
                routes:
                  - name: edge
                    provider: sandbox
                    listener: %s
                    backends: {old: {targetGroup: '%s'}, new: {targetGroup: '%s'}}
                  - name: api
                    provider: sandbox-gcp
                    urlMap: projects/sluice-sandbox/global/urlMaps/api
                    backends:
                      old: {backendService: projects/sluice-sandbox/global/backendServices/api-eu}
                      new: {backendService: projects/sluice-sandbox/global/backendServices/api-us}
                  - name: gateway
                    provider: sandbox-azure
                    applicationGateway: %s
                    rule: checkout-rule
                    mode: poolMembers
                    pool: checkout
                    backends: {old: {pool: agw-eu}, new: {pool: agw-us}}
                steps: [{setWeight: {percent: 50, bake: 1h}}]
                gates:
                  - name: slowness
                    metric:
                      namespace: AWS/ApplicationELB
                      name: TargetResponseTime
                      statistic: Average
                      dimension.LoadBalancer: '{{backend.LoadBalancer}}'
                      dimension.TargetGroup: '{{backend.TargetGroup}}'
                    unit: seconds
                    every: 1s
                    judge: {max: 0.5}
                    routes: [edge]
                    onFail: revert
                  - name: answers
                    metric:
                      query: >-
                        sum(increase(loadbalancing_googleapis_com:https_backend_request_count{monitored_resource="https_lb_rule",
                        backend_target_name="{{backend.name}}",response_code_class="200"}[{{window}}s]))
                    unit: answers
                    every: 2s
                    judge: {min: 1}
                    routes: [api]
                    onFail: hold
                  - name: successes
                    metric:
                      resource: %s
                      name: ResponseStatus
                      aggregation: Total
                      filter: HttpStatusGroup eq '2xx'
                    unit: answers
                    every: 2s
                    judge: {min: 1}
                    routes: [gateway]
                    onFail: hold
                """.formatted(
                        FixedWorld.CHECKOUT_LISTENER,
                        FixedWorld.CHECKOUT_EU,
                        FixedWorld.CHECKOUT_US,
                        GatewayWorld.CHECKOUT,
                        GatewayWorld.CHECKOUT);
    }
}
