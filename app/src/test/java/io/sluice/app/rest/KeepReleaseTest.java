package io.sluice.app.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Makes what {@link UpgradeTest} opens ever after: docs/database.md says when, and by which command. */
@EnabledIfSystemProperty(named = "sluice.release", matches = "[A-Za-z0-9.-]+")
class KeepReleaseTest {
    /** Nobody answers there, so letters wait in the outbox. */
    static final String SETTINGS =
            "receivers: {nobody: {type: slack, url: 'http://127.0.0.1:9/', allow: [loopback], default: true}}\n";

    private static final List<String> STATES =
            List.of("shifting", "baking", "paused", "drifted", "reverting", "reverted", "completed", "cancelled");

    private static final String PREFIX = "route-";

    private final Service service = Service.with(SETTINGS);
    private final ObjectNode told = Service.JSON.createObjectNode();

    @Test
    void keepWhatThisReleaseLeaves() throws Exception {
        service.start();
        try {
            States states = new States(service);
            STATES.forEach(state -> plan(state, states.plan(state)));
            plan("scheduled", states.plan("scheduled"));
            submitByKey(PlanText.of(service.newRoute())
                    .with("/labels", "{\"team\": \"payments\"}")
                    .toString());
            submitRecurring(service.newRoute());
            service.restart(SETTINGS, () -> {
                allRoutes()
                        .forEach(route -> told.withObjectProperty("routes")
                                .set(
                                        route,
                                        Service.JSON.valueToTree(
                                                service.cloud().state(route).natives())));
                ReleaseLeft.write(System.getProperty("sluice.release"), told, service.data());
            });
        } finally {
            service.stop();
        }
    }

    /** They are numbered, and the last one is the recurring plan's. */
    private Stream<String> allRoutes() {
        String last = told.at("/recurring/route").asText();
        int most = Integer.parseInt(last.substring(PREFIX.length()));
        return IntStream.rangeClosed(1, most).mapToObj(number -> PREFIX + number);
    }

    private void plan(String state, String id) {
        told.withObjectProperty("plans")
                .withObjectProperty(state)
                .put("id", id)
                .set(
                        "journal",
                        service.get("/api/v1/plans/" + id + "/journal?limit=200")
                                .json()
                                .path("events"));
    }

    private void submitByKey(String plan) {
        Reply made = Await.until(
                () -> service.post("/api/v1/plans", plan, "Idempotency-Key", "kept"), answer -> answer.status() == 201);
        told.withObjectProperty("key")
                .put("body", plan)
                .put("id", made.json().path("id").asText());
    }

    private void submitRecurring(String route) {
        PlanText plan = PlanText.of(route).with("/atEnd", "\"revert\"").with("/schedule", "{\"every\": \"0 3 1 1 *\"}");
        Reply made = service.post("/api/v1/recurring", plan.toString());
        assertThat(made.status()).as("%s", made).isEqualTo(201);
        told.withObjectProperty("recurring")
                .put("route", route)
                .put("id", made.json().path("id").asText());
    }
}
