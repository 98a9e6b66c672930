package io.sluice.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.sandbox.world.FixedWorld;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;

/** A request that was signed long before it is carried out, as by a process that was frozen meanwhile. */
class SignaturesTest {
    @Test
    void oneThatIsTooOldChangesNothing() throws IOException {
        try (Sandbox sandbox = Sandbox.start(SandboxSettings.anyPorts().withSignaturesLast(Duration.ofMillis(500)));
                SandboxClient client = sandbox.client();
                ElasticLoadBalancingV2Client elb = Clients.elb(sandbox.controlUrl())) {
            client.faults("{\"action\": \"ModifyListener\", \"fault\": \"delay\", \"afterMillis\": 1500,"
                    + " \"appliedAtEnd\": true}");
            assertThat(Clients.refusal(() ->
                            elb.modifyListener(change -> change.listenerArn(FixedWorld.CHECKOUT_LISTENER)
                                    .defaultActions(Clients.forward(
                                            Clients.group(FixedWorld.CHECKOUT_EU, 1),
                                            Clients.group(FixedWorld.CHECKOUT_US, 1))))))
                    .isEqualTo("SignatureDoesNotMatch");
            List<JsonNode> log = client.log(0);
            assertThat(log).hasSize(1);
            assertThat(log.getFirst().get("applied").asBoolean()).isFalse();
            assertThat(log.getFirst().get("accessKey").asText()).isEqualTo("test");
        }
    }
}
