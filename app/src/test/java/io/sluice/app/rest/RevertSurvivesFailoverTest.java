package io.sluice.app.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.app.store.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * P21: an accepted revert survives a database that fails over to a standby which lagged, also where nobody is left who remembers what
 * was written down: the node was started anew, and has its files and nothing else.
 */
class RevertSurvivesFailoverTest {
    private static final PostgresServer PRIMARY = PostgresServer.ofItsOwn();
    private static final String DATABASE = PRIMARY.newDatabase();
    private static final PostgresServer STANDBY = PRIMARY.standby();
    private static final String SETTINGS =
            "database: {url: 'jdbc:postgresql://127.0.0.1:%d,127.0.0.1:%d/%s?targetServerType=primary', user: sluice_app, connections: 8}"
                    .formatted(PRIMARY.port(), STANDBY.port(), DATABASE);

    @RegisterExtension
    static final Service SERVICE = Service.with(SETTINGS);

    @RegisterExtension
    static final AfterAllCallback CLOSING = (ExtensionContext _) -> {
        STANDBY.close();
        PRIMARY.close();
    };

    @Test
    @DisplayName("P21: a forgotten revert is ordered again, and a forgotten plan goes back by its capsule")
    void a_standby_that_lagged_takes_over() throws Exception {
        String route = SERVICE.newRoute();
        String plan = SERVICE.submit(PlanText.of(route));
        SERVICE.awaitBaking(plan);
        STANDBY.awaitAll(PRIMARY);
        STANDBY.lag();
        String laterRoute = SERVICE.newRoute();
        String later = SERVICE.submit(PlanText.of(laterRoute));
        SERVICE.awaitBaking(later);
        Reply reply = SERVICE.post("/api/v1/plans/" + plan + "/revert", "{\"reason\": \"checkout is down\"}");
        assertThat(reply.status()).as("%s", reply).isEqualTo(200);
        Await.until(
                RevertSurvivesFailoverTest::records,
                records -> records.stream().anyMatch(record -> record.contains("\"inForce\" : true")));

        PRIMARY.stop();
        SERVICE.restart(SETTINGS, STANDBY::promote);

        JsonNode ended = SERVICE.await(plan, "reverted");
        assertThat(ended.path("reason").asText())
                .contains("ordered again: local ordered it at")
                .contains("checkout is down");
        assertThat(natives(route)).containsEntry(route + "-blue", 100).containsEntry(route + "-green", 0);
        JsonNode events = SERVICE.get("/api/v1/plans/" + plan + "/journal?limit=200")
                .json()
                .path("events");
        List<String> by = new ArrayList<>();
        events.forEach(line -> {
            if (line.path("type").asText().equals("revert-started")) {
                by.add(line.path("by").asText());
            }
        });
        assertThat(by).containsExactly("sluice");

        assertThat(SERVICE.get("/api/v1/plans/" + later).status()).isEqualTo(404);
        Reply forgotten = SERVICE.post("/api/v1/plans/" + later + "/revert", "");
        assertThat(forgotten.status()).as("%s", forgotten).isEqualTo(200);
        assertThat(forgotten.json().path("reason").asText()).contains("the database does not know the plan");
        assertThat(natives(laterRoute))
                .containsEntry(laterRoute + "-blue", 100)
                .containsEntry(laterRoute + "-green", 0);
    }

    private static Map<String, Integer> natives(String route) {
        return SERVICE.cloud().state(route).natives();
    }

    private static List<String> records() {
        try (Stream<Path> files = Files.list(SERVICE.data().resolve("reverts"))) {
            List<String> texts = new ArrayList<>();
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".json")).toList()) {
                texts.add(Files.readString(file));
            }
            return texts;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
