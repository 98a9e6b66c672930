package io.sluice.app.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.app.store.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two services over one PostgreSQL and one cloud. */
class TwoNodesTest {
    private static final String NAME = PostgresServer.shared().newDatabase();
    private static final String DATABASE = PostgresServer.shared().configuration(NAME);

    @RegisterExtension
    @Order(1)
    static final Service A = Service.with("node: {name: a}\n" + DATABASE);

    @RegisterExtension
    @Order(2)
    static final Service B = A.beside("node: {name: b}\n" + DATABASE);

    /** Read as it is, healthy or not. */
    private static JsonNode health(Service node) {
        try {
            var connection = (HttpURLConnection) URI.create("http://127.0.0.1:" + node.adminPort() + "/healthcheck")
                    .toURL()
                    .openConnection();
            var body = connection.getResponseCode() == 200 ? connection.getInputStream() : connection.getErrorStream();
            return Service.JSON.readTree(body).path("node");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path capsule(Service node, String plan) {
        return node.data().resolve("capsules").resolve(plan + ".json");
    }

    private static void awaitBoth() {
        for (Service node : new Service[] {A, B}) {
            JsonNode health = Await.until(
                    () -> health(node), seen -> seen.path("message").asText().endsWith("those that are there: a, b"));
            assertThat(health.path("healthy").asBoolean()).isTrue();
        }
    }

    @Test
    void eachIsReadyAndKnowsTheOther() {
        awaitBoth();
    }

    @Test
    void bothHaveTheCapsuleOnceAnythingMovesAndPutItAwayAtTheEnd() throws IOException {
        awaitBoth();
        String route = A.newRoute();
        String plan = A.submit(PlanText.of(route));
        A.awaitBaking(plan);
        assertThat(PostgresServer.shared().ask(NAME, "select count(*) from capsule_ack where plan = '" + plan + "'"))
                .isEqualTo("2");
        assertThat(Files.readString(capsule(B, plan))).isEqualTo(Files.readString(capsule(A, plan)));

        assertThat(B.post("/api/v1/plans/" + plan + "/revert", "").status()).isEqualTo(200);
        assertThat(A.cloud().state(route).natives()).containsEntry(route + "-green", 0);
        A.await(plan, "reverted");
        for (Service node : new Service[] {A, B}) {
            boolean _ = Await.until(() -> Files.exists(capsule(node, plan)), there -> !there);
            assertThat(node.data().resolve("capsules").resolve("ended").resolve(plan + ".json"))
                    .exists();
        }
    }
}
