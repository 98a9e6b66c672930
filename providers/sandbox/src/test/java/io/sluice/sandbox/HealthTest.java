package io.sluice.sandbox;

import static io.sluice.sandbox.Clients.forward;
import static io.sluice.sandbox.Clients.group;
import static io.sluice.sandbox.world.FixedWorld.CHECKOUT_EU;
import static io.sluice.sandbox.world.FixedWorld.SEARCH_EU;
import static io.sluice.sandbox.world.FixedWorld.SEARCH_LISTENER;
import static io.sluice.sandbox.world.FixedWorld.SEARCH_US;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetDescription;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealthDescription;

/** Targets go through the states that AWS documents. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HealthTest {
    private Sandbox sandbox;
    private SandboxClient client;
    private ElasticLoadBalancingV2Client elb;

    @BeforeAll
    void start() throws IOException {
        Duration transition = Duration.ofMillis(1_500);
        sandbox = Sandbox.start(SandboxSettings.anyPorts().withHealthTimes(transition, transition));
        client = sandbox.client();
        elb = Clients.elb(sandbox.controlUrl());
    }

    @AfterAll
    void stop() {
        elb.close();
        client.close();
        sandbox.close();
    }

    @BeforeEach
    void reset() {
        client.reset();
    }

    @Test
    void anUnattachedGroupIsUnusedThenInitialThenHealthy() {
        assertThat(states(SEARCH_US)).containsExactly("unused Target.NotInUse", "unused Target.NotInUse");
        elb.modifyListener(
                r -> r.listenerArn(SEARCH_LISTENER).defaultActions(forward(group(SEARCH_EU, 1), group(SEARCH_US, 0))));
        assertThat(states(SEARCH_US))
                .containsExactly("initial Elb.InitialHealthChecking", "initial Elb.InitialHealthChecking");
        Deadline.until("healthy", () -> states(SEARCH_US).equals(List.of("healthy null", "healthy null")));

        elb.modifyListener(r -> r.listenerArn(SEARCH_LISTENER).defaultActions(forward(group(SEARCH_EU, 1))));
        assertThat(states(SEARCH_US)).containsExactly("unused Target.NotInUse", "unused Target.NotInUse");
    }

    @Test
    void sickBackendsAreUnhealthyUntilTheyRecover() {
        client.backends("checkout-eu", "{\"healthy\": false}");
        assertThat(states(CHECKOUT_EU))
                .containsExactly("unhealthy Target.ResponseCodeMismatch", "unhealthy Target.ResponseCodeMismatch");
        client.backends("checkout-eu", "{\"healthy\": true}");
        assertThat(states(CHECKOUT_EU)).containsExactly("healthy null", "healthy null");
    }

    @Test
    void aDeregisteredTargetDrainsAndIsGoneAndCanComeBack() {
        TargetDescription target = health(CHECKOUT_EU).getFirst().target();
        elb.deregisterTargets(r -> r.targetGroupArn(CHECKOUT_EU).targets(target));
        assertThat(states(CHECKOUT_EU)).containsExactly("draining Target.DeregistrationInProgress", "healthy null");
        Deadline.until("drained", () -> states(CHECKOUT_EU).equals(List.of("healthy null")));
        assertThat(elb.describeTargetHealth(r -> r.targetGroupArn(CHECKOUT_EU).targets(target))
                        .targetHealthDescriptions()
                        .getFirst()
                        .targetHealth()
                        .reasonAsString())
                .isEqualTo("Target.NotRegistered");

        elb.registerTargets(r -> r.targetGroupArn(CHECKOUT_EU).targets(target));
        assertThat(states(CHECKOUT_EU)).containsExactly("healthy null", "initial Elb.InitialHealthChecking");
    }

    private List<TargetHealthDescription> health(String targetGroup) {
        return elb.describeTargetHealth(r -> r.targetGroupArn(targetGroup)).targetHealthDescriptions();
    }

    private List<String> states(String targetGroup) {
        return health(targetGroup).stream()
                .map(one -> one.targetHealth().stateAsString() + " "
                        + one.targetHealth().reasonAsString())
                .toList();
    }
}
