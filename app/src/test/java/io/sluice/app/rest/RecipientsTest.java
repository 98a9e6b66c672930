package io.sluice.app.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whom a plan wants told must be there to be told. */
class RecipientsTest {
    @RegisterExtension
    static final Service SERVICE =
            Service.with("receivers: {chat: {type: slack, url: 'http://127.0.0.1:9/', allow: [loopback]}}");

    @Test
    void a_receiver_that_is_not_configured_is_a_fault_at_its_place() {
        Reply reply = SERVICE.post(
                "/api/v1/plans",
                PlanText.of(SERVICE.newRoute())
                        .with("/notify", "[{\"receiver\": \"chat\"}, {\"receiver\": \"pigeon\"}]")
                        .toString());

        assertThat(reply.isProblem(422).json().at("/faults")).singleElement().satisfies(fault -> {
            assertThat(fault.get("pointer").asText()).isEqualTo("/notify/1/receiver");
            assertThat(fault.get("message").asText()).isEqualTo("no receiver pigeon is configured (there are: chat)");
        });
    }

    /** Nobody listens at the receiver's port. */
    @Test
    void a_plan_goes_on_whoever_cannot_be_told() {
        String id = SERVICE.submit(PlanText.of(SERVICE.newRoute())
                .with("/notify", "[{\"receiver\": \"chat\", \"minSeverity\": \"info\"}]"));

        SERVICE.awaitBaking(id);
        assertThat(SERVICE.post("/api/v1/plans/" + id + "/revert", "{\"reason\": \"a test\"}")
                        .status())
                .isEqualTo(200);
    }
}
