package io.sluice.app.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every address of the API is there, whichever class answers it. */
class AddressesTest {
    @RegisterExtension
    static final Service SERVICE = Service.usual();

    @ParameterizedTest(name = "{0} {1} → {2}")
    @CsvSource({
        "GET, /api/v1/plans, 200",
        "GET, /api/v1/plans/{id}, 200",
        "GET, /api/v1/plans/{id}/journal, 200",
        "POST, /api/v1/plans/{id}/pause, 200",
        "POST, /api/v1/plans/{id}/resume, 200",
        "POST, /api/v1/plans/{id}/promote, 200",
        "POST, /api/v1/plans/{id}/cancel, 200",
        "POST, /api/v1/plans/{id}/revert, 200",
        "GET, /api/v1/plans/{id}/runbook, 200",
        "GET, /api/v1/providers, 200",
        "GET, /api/v1/schema/plan, 200"
    })
    void is_there(String method, String path, int status) {
        String id = path.contains("{id}") ? SERVICE.submit(PlanText.of(SERVICE.newRoute())) : "";
        if (!id.isEmpty()) {
            SERVICE.awaitBaking(id);
        }

        Reply reply = SERVICE.method(method, path.replace("{id}", id), "");

        assertThat(reply.status()).as("%s", reply).isEqualTo(status);
    }
}
