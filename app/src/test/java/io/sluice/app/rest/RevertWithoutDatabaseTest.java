package io.sluice.app.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.app.net.TcpProxy;
import io.sluice.app.net.TcpProxy.Trouble;
import io.sluice.app.store.PostgresServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * P16: the emergency revert while the database is broken, in every way that databases break. The routes go back without it; once it
 * answers again it knows of the order, and the plan ends as if nothing had been.
 */
@Order(5)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("the database of RevertWithoutDatabaseTest")
class RevertWithoutDatabaseTest {
    private static final Database DATABASE = new Database();

    @RegisterExtension
    static final Service SERVICE = Service.with(DATABASE.settings());

    @RegisterExtension
    static final AfterAllCallback CLOSING = (ExtensionContext _) -> DATABASE.close();

    /** Which a machine that is busy may hear too late. */
    private static final String REFUSED = "the database (cannot be written to|did not answer within 100 ms)";

    private String about = "";
    private String route = "";
    private String plan = "";

    /** A real server of its own behind a network that can fail. */
    private static final class Database {
        final PostgresServer server = PostgresServer.ofItsOwn();
        final TcpProxy network = new TcpProxy(server.port());
        final String name = server.newDatabase();

        String settings() {
            return server.configuration(name).replace(":" + server.port() + "/", ":" + network.port() + "/");
        }

        void run(String... statements) {
            server.run(name, statements);
        }

        void close() {
            network.close();
            server.close();
        }
    }

    @BeforeEach
    void aPlanHasMovedItsFirstTraffic(TestInfo test) {
        about = test.getDisplayName();
        route = SERVICE.newRoute();
        plan = SERVICE.submit(PlanText.of(route).with("/labels", "{\"route\": \"" + route + "\"}"));
        SERVICE.awaitBaking(plan);
    }

    @AfterEach
    void theDatabaseLearnsOfItAndThePlanEnds() {
        DATABASE.network.heal();
        JsonNode ended = SERVICE.await(plan, "reverted");
        assertThat(ended.path("reason").asText()).contains("checkout is down");
        assertThat(natives()).containsEntry(route + "-blue", 100).containsEntry(route + "-green", 0);
        JsonNode journal =
                SERVICE.get("/api/v1/plans/" + plan + "/journal?limit=200").json();
        assertThat(lines(journal, "revert-started").getFirst().path("by").asText())
                .isEqualTo("local");
    }

    private static List<JsonNode> lines(JsonNode journal, String type) {
        List<JsonNode> lines = new ArrayList<>();
        journal.path("events").forEach(line -> {
            if (line.path("type").asText().equals(type)) {
                lines.add(line);
            }
        });
        return lines;
    }

    private Map<String, Integer> natives() {
        return SERVICE.cloud().state(route).natives();
    }

    private Reply revert() {
        return timed(() -> SERVICE.post("/api/v1/plans/" + plan + "/revert", "{\"reason\": \"checkout is down\"}"));
    }

    /** The cloud's own calls take no time here: all of it is what Sluice adds. */
    private Reply timed(Supplier<Reply> call) {
        long begun = System.nanoTime();
        Reply reply = call.get();
        System.out.printf(
                "%s: answered %d after %d ms%n", about, reply.status(), (System.nanoTime() - begun) / 1_000_000);
        return reply;
    }

    /** The answer came, says that all is back and where the order is, and the cloud has the baseline. */
    private void goesBackWithout(Reply reply) {
        goesBackWithout(reply, "the database (does not answer|did not answer within 100 ms)");
    }

    private void goesBackWithout(Reply reply, String because) {
        assertThat(reply.status()).as("%s", reply).isEqualTo(200);
        assertThat(natives()).containsEntry(route + "-blue", 100).containsEntry(route + "-green", 0);
        assertThat(reply.json().path("id").asText()).isEqualTo(plan);
        isShownToGoBack(reply.json(), because);
        Reply shown = SERVICE.get("/api/v1/plans/" + plan);
        assertThat(shown.status()).as("%s", shown).isEqualTo(200);
        isShownToGoBack(shown.json(), because);
    }

    private static void isShownToGoBack(JsonNode plan, String because) {
        assertThat(plan.path("state").asText()).isEqualTo("reverting");
        // Where it is kept depends on how fast the disk is just now.
        assertThat(plan.path("reason").asText())
                .matches("checkout is down; back; guarding until .*; " + because
                        + ", so the order is kept in .* and is written down in the database when it can be");
        assertThat(plan.at("/routes/0/observed/blue").asInt()).isEqualTo(100);
    }

    @Test
    @DisplayName("P16: the database is stopped")
    void stopped() {
        DATABASE.server.stop();
        try {
            goesBackWithout(revert());
            Reply runbook = SERVICE.get("/api/v1/plans/" + plan + "/runbook");
            assertThat(runbook.body())
                    .startsWith("# Putting back move by hand\n")
                    .contains(plan);
            assertThat(health())
                    .contains("the store does not answer: the database could not")
                    .doesNotContain("io.sluice", "\\tat ");
            for (String unknown : List.of("/api/v1/plans", "/api/v1/plans/" + plan + "/journal")) {
                assertThat(SERVICE.get(unknown)
                                .isProblem(503)
                                .json()
                                .path("detail")
                                .asText())
                        .endsWith("this cannot be shown now; nothing was changed by asking.");
            }
            Await.until(
                    RevertWithoutDatabaseTest::records,
                    records -> records.stream()
                            .anyMatch(record -> record.contains(plan) && record.contains("checkout is down")));
        } finally {
            DATABASE.server.start();
        }
    }

    /** The answer of the admin port, healthy or not. */
    private static String health() {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI address = URI.create("http://127.0.0.1:" + SERVICE.adminPort() + "/healthcheck");
            return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new AssertionError("no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Test
    @DisplayName("P16: the database's machine answers nothing any more")
    void frozen() {
        DATABASE.server.freeze();
        try {
            goesBackWithout(revert());
        } finally {
            DATABASE.server.thaw();
        }
    }

    @Test
    @DisplayName("P16, T3: a black hole between the service and the database")
    void black_hole() {
        DATABASE.network.fail(Trouble.BLACK_HOLE);
        goesBackWithout(revert());
    }

    @Test
    @DisplayName("T3: connections to the database are reset")
    void reset() {
        DATABASE.network.fail(Trouble.RESET);
        goesBackWithout(revert());
    }

    @Test
    @DisplayName("T3: the database answers a byte a second")
    void trickle() {
        DATABASE.network.fail(Trouble.TRICKLE);
        goesBackWithout(revert());
    }

    @Test
    @DisplayName("T3: each connection to the database is cut in the middle of an answer")
    void cut() {
        DATABASE.network.cutAfter(100);
        goesBackWithout(revert());
    }

    @Test
    @DisplayName("T3: each answer of the database takes a second")
    void slow() {
        DATABASE.network.delay(Duration.ofSeconds(1));
        Reply reply = revert();
        assertThat(reply.status()).as("%s", reply).isEqualTo(200);
        assertThat(natives()).containsEntry(route + "-blue", 100).containsEntry(route + "-green", 0);
    }

    @Test
    @DisplayName("P16, row 62: the database is read-only")
    void read_only() {
        readOnly("on");
        try {
            Await.until(() -> SERVICE.get("/api/v1/plans/" + plan), shown -> shown.status() == 200);
            goesBackWithout(revert(), REFUSED);
            JsonNode listed = SERVICE.get("/api/v1/plans?label=route=" + route).json();
            isShownToGoBack(listed.at("/plans/0"), REFUSED);
            assertThat(SERVICE.get("/api/v1/plans?view=summary&label=route=" + route)
                            .json()
                            .at("/plans/0/state")
                            .asText())
                    .isEqualTo("reverting");
            assertThat(SERVICE.get("/api/v1/plans?state=baking").body()).doesNotContain(plan);
        } finally {
            readOnly("off");
        }
    }

    private static void readOnly(String value) {
        // From another database: sessions in this one are read-only too.
        DATABASE.server.run(
                "postgres",
                "alter database %s set default_transaction_read_only = %s".formatted(DATABASE.name, value),
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = '%s'".formatted(DATABASE.name));
    }

    @Test
    @DisplayName("P16, row 63: the database's disk is full")
    void disk_full() {
        refuse("journal", "true");
        try {
            goesBackWithout(revert(), REFUSED);
        } finally {
            allow("journal");
        }
    }

    @Test
    @DisplayName("P16, row 63: the disk gets full after the order was written down and before anything was sent")
    void disk_full_in_between() {
        refuse("journal", "new.type = 'write-intended'");
        try {
            Reply reply = revert();
            assertThat(reply.status()).as("%s", reply).isEqualTo(200);
            assertThat(natives()).containsEntry(route + "-blue", 100).containsEntry(route + "-green", 0);
        } finally {
            allow("journal");
        }
    }

    private static void refuse(String table, String when) {
        DATABASE.run(
                """
                create or replace function full_disk() returns trigger language plpgsql as $$
                begin
                  if %s then
                    raise exception 'could not extend file: No space left on device' using errcode = '53100';
                  end if;
                  return new;
                end $$""".formatted(when),
                "create or replace trigger full_disk before insert on %s for each row execute function full_disk()"
                        .formatted(table));
    }

    private static void allow(String table) {
        DATABASE.run("drop trigger full_disk on " + table);
    }

    @Test
    @DisplayName("P16, row 62: all connections of the pool hang, and a hundred callers wait for one")
    void pool_exhausted() throws Exception {
        DATABASE.network.fail(Trouble.BLACK_HOLE);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> waiting = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                waiting.add(callers.submit(() -> SERVICE.get("/api/v1/plans/" + plan)));
            }
            goesBackWithout(revert());
            DATABASE.network.heal();
            for (Future<?> caller : waiting) {
                caller.get();
            }
        }
    }

    @Test
    @DisplayName("P16: all, without a database, are those that this node has capsules of")
    void all() {
        DATABASE.network.fail(Trouble.BLACK_HOLE);

        Reply reply = timed(() -> SERVICE.post(
                "/api/v1/revert",
                "{\"labels\": {\"route\": \"%s\"}, \"reason\": \"checkout is down\"}".formatted(route)));

        assertThat(reply.status()).as("%s", reply).isEqualTo(200);
        assertThat(reply.json().path("asked").asInt()).isEqualTo(1);
        JsonNode account = reply.json().path("plans").path(0);
        assertThat(account.path("plan").asText()).isEqualTo(plan);
        assertThat(account.path("revertedBy").asText()).isEqualTo(plan);
        assertThat(account.path("back").asBoolean()).isTrue();
        assertThat(account.path("routes").path(0).path("observed").path("blue").asInt())
                .isEqualTo(100);
        assertThat(natives()).containsEntry(route + "-blue", 100);
    }

    @Test
    @DisplayName("P16: the node has just started when its database goes")
    void just_started() throws Exception {
        SERVICE.restart(DATABASE.settings());
        DATABASE.network.fail(Trouble.BLACK_HOLE);
        goesBackWithout(revert());
    }

    @Test
    @DisplayName("P16, row 56: ordered twice while the database is away is one way back")
    void twice() {
        DATABASE.network.fail(Trouble.BLACK_HOLE);
        goesBackWithout(revert());
        int effects = SERVICE.cloud().effects().size();
        goesBackWithout(revert());
        assertThat(SERVICE.cloud().effects()).hasSize(effects);
    }

    @Test
    @DisplayName("row 63: a torn capsule is said to be one, and nothing is written by it")
    void torn_capsule() throws IOException {
        Path capsule = SERVICE.data().resolve("capsules").resolve(plan + ".json");
        byte[] sound = Files.readAllBytes(capsule);
        Files.write(capsule, Arrays.copyOf(sound, sound.length / 2));
        DATABASE.network.fail(Trouble.BLACK_HOLE);

        Reply reply = SERVICE.post("/api/v1/plans/" + plan + "/revert?wait=1s", "{\"reason\": \"checkout is down\"}");

        assertThat(reply.isProblem(503).json().path("detail").asText())
                .contains("the plan's capsule on this node is damaged")
                .contains("The order is kept in data/reverts");
        assertThat(natives()).containsEntry(route + "-green", 1);
    }

    private static List<String> records() {
        try (Stream<Path> files = Files.list(SERVICE.data().resolve("reverts"))) {
            List<String> texts = new ArrayList<>();
            for (Path file : files.toList()) {
                texts.add(Files.readString(file));
            }
            return texts;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
