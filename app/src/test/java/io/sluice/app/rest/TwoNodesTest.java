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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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

    /** Plans are moved by both nodes while somebody listens now to the one and now to the other. */
    @Test
    void whoeverListensNowHereNowThereHearsEachLineOnceInTheirOrder() {
        awaitBoth();
        List<String> plans = Stream.generate(() -> A.submit(PlanText.of(A.newRoute())))
                .limit(3)
                .toList();
        plans.forEach(A::awaitBaking);
        String place = "";
        try (Heard heard = Heard.from(A, "/api/v1/events")) {
            Heard.Event _ = heard.next();
            place = heard.lastId();
        }
        Thread moves = Thread.ofVirtual().start(() -> {
            for (int i = 0; i < 5; i++) {
                for (String move : List.of("pause", "resume")) {
                    Service node = i % 2 == 0 ? A : B;
                    plans.forEach(plan -> node.post("/api/v1/plans/" + plan + "/" + move, ""));
                }
            }
            plans.forEach(plan -> B.post("/api/v1/plans/" + plan + "/cancel", ""));
        });
        List<Long> numbers = new ArrayList<>();
        Map<String, List<Long>> told = new HashMap<>();
        int cancelled = 0;
        for (int turn = 0; cancelled < plans.size(); turn++) {
            try (Heard heard = Heard.from(turn % 2 == 0 ? A : B, "/api/v1/events", place)) {
                for (int left = 1 + turn % 7; left > 0 && cancelled < plans.size(); left--) {
                    Heard.Event event = heard.next(one -> !one.is("plans"));
                    assertThat(event.type()).isEqualTo("journal");
                    numbers.add(Long.parseLong(event.id().orElseThrow()));
                    told.computeIfAbsent(event.json().path("plan").asText(), _ -> new ArrayList<>())
                            .add(event.json().path("seq").asLong());
                    cancelled += event.json().path("type").asText().equals("cancel-asked") ? 1 : 0;
                }
                place = heard.lastId();
            }
        }
        assertThat(moves.isAlive()).isFalse();
        assertThat(numbers).isSorted().doesNotHaveDuplicates();
        assertThat(numbers.getLast() - numbers.getFirst()).isEqualTo(numbers.size() - 1);
        for (String plan : plans) {
            List<Long> seqs = told.getOrDefault(plan, List.of());
            assertThat(seqs).hasSizeGreaterThan(10);
            assertThat(seqs.getLast() - seqs.getFirst()).as("%s", seqs).isEqualTo(seqs.size() - 1);
            assertThat(seqs).isSorted();
        }
    }

    @Test
    void whoeverWasAwayForTooLongIsToldToLoadEverythingAnew() {
        awaitBoth();
        String plan = A.submit(PlanText.of(A.newRoute()));
        A.awaitBaking(plan);
        String place;
        try (Heard heard = Heard.from(B, "/api/v1/events")) {
            B.post("/api/v1/plans/" + plan + "/pause", "");
            Heard.Event line = heard.next(event -> event.is("journal"));
            place = line.id().orElseThrow();
            B.post("/api/v1/plans/" + plan + "/cancel", "");
            heard.next(event -> event.is("journal") && event.data().contains("cancel-asked"));
        }
        PostgresServer.shared().run(NAME, "update feed_head set forgotten = last", "delete from feed");
        try (Heard heard = Heard.from(A, "/api/v1/events", place)) {
            Heard.Event reset = heard.next();
            assertThat(reset.type()).isEqualTo("reset");
            assertThat(Long.parseLong(reset.id().orElseThrow())).isGreaterThan(Long.parseLong(place));
        }
    }
}
