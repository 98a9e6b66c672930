package io.sluice.app.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import com.fasterxml.jackson.databind.JsonNode;
import io.dropwizard.db.DataSourceFactory;
import io.sluice.app.capsule.CapsuleFiles;
import io.sluice.app.store.Database;
import io.sluice.app.store.JournalCheck;
import io.sluice.app.store.PostgresServer;
import io.sluice.plan.PlanId;
import io.sluice.plan.file.PlanFile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** P22: this release takes over from each one before it, in the middle of its plans, and loses nothing. */
class UpgradeTest {
    /** They have started and not ended, so their way back is on the disk. */
    private static final List<String> UNDER_WAY = List.of("shifting", "baking", "paused", "drifted", "reverting");

    private static final List<String> ENDED = List.of("reverted", "completed", "cancelled");

    private final List<String> faults = new ArrayList<>();

    static Stream<Arguments> releases() {
        return ReleaseLeft.all().stream()
                .flatMap(left -> Stream.of(Arguments.of(left, false), Arguments.of(left, true)));
    }

    @ParameterizedTest(name = "from {0}, in PostgreSQL: {1}")
    @MethodSource("releases")
    @DisplayName("P22: what an older release left is migrated, goes on, and goes back")
    void upgrade(ReleaseLeft left, boolean postgres) throws Exception {
        Service service = Service.with(KeepReleaseTest.SETTINGS);
        service.start();
        try {
            String database = postgres ? PostgresServer.shared().databaseWithoutTables() : "";
            String settings = KeepReleaseTest.SETTINGS
                    + (postgres ? PostgresServer.shared().configuration(database) : "");
            service.restart(settings, () -> {
                left.unpack(service.data());
                keyOfToday(service.data());
                if (postgres) {
                    MovedRows.into(database, service.data());
                    String _ = PostgresServer.shared().migrate(database);
                }
                left.told()
                        .path("routes")
                        .properties()
                        .forEach(route -> service.cloud().route(route.getKey(), weights(route.getValue())));
            });
            capsulesAreReadable(left, service.data());
            plansAreWhatTheyWere(left, service);
            keysAreKnown(left, service);
            plansGoOn(left, service);
            everythingGoesBack(left, service);
            verify(service, database);
        } finally {
            service.stop();
        }
    }

    /** Keys count for a day, and the release before may be older. */
    private static void keyOfToday(Path data) {
        try (Connection connection = embedded(data);
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate("update idempotency set used_at = current_timestamp"))
                    .isEqualTo(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static Connection embedded(Path data) throws SQLException {
        DataSourceFactory file = Database.inFile(data.resolve("sluice"));
        return DriverManager.getConnection(file.getUrl(), file.getUser(), file.getPassword());
    }

    private static Map<String, Integer> weights(JsonNode route) {
        Map<String, Integer> weights = new TreeMap<>();
        route.properties()
                .forEach(backend ->
                        weights.put(backend.getKey(), backend.getValue().asInt()));
        return weights;
    }

    private static void capsulesAreReadable(ReleaseLeft left, Path data) {
        CapsuleFiles capsules = CapsuleFiles.of(data.resolve("capsules"));
        assertThat(UNDER_WAY)
                .allSatisfy(state -> assertThat(capsules.find(new PlanId(left.plan(state))))
                        .as(state)
                        .isPresent());
    }

    /** Each line that was told then is told now, word for word. */
    private static void plansAreWhatTheyWere(ReleaseLeft left, Service service) {
        left.told().path("plans").properties().forEach(plan -> {
            List<JsonNode> then = new ArrayList<>();
            plan.getValue().path("journal").forEach(then::add);
            List<JsonNode> now = journal(service, left.plan(plan.getKey()));
            assertThat(then).as(plan.getKey()).isNotEmpty();
            assertThat(now).as(plan.getKey()).startsWith(then.toArray(JsonNode[]::new));
        });
        ENDED.forEach(
                state -> assertThat(service.plan(left.plan(state)).path("state").asText())
                        .isEqualTo(state));
        assertThat(service.plan(left.plan("paused")).path("heldBy").asText()).isEqualTo("pause");
        String recurring = left.told().at("/recurring/id").asText();
        assertThat(service.get("/api/v1/recurring/" + recurring)
                        .json()
                        .path("every")
                        .asText())
                .isEqualTo("0 3 1 1 *");
        assertThat(service.get("/api/v1/plans?label=team=payments").json().findValuesAsText("id"))
                .contains(left.told().at("/key/id").asText());
    }

    private static List<JsonNode> journal(Service service, String id) {
        List<JsonNode> lines = new ArrayList<>();
        service.get("/api/v1/plans/" + id + "/journal?limit=200")
                .json()
                .path("events")
                .forEach(lines::add);
        return lines;
    }

    private static void keysAreKnown(ReleaseLeft left, Service service) {
        String body = left.told().at("/key/body").asText();
        Reply again = service.post("/api/v1/plans", body, "Idempotency-Key", "kept");
        assertThat(again.status()).as("%s", again).isEqualTo(201);
        assertThat(again.json().path("id").asText())
                .isEqualTo(left.told().at("/key/id").asText());
        service.post("/api/v1/plans", body.replace("payments", "others"), "Idempotency-Key", "kept")
                .isProblem(422);
    }

    private static void plansGoOn(ReleaseLeft left, Service service) {
        service.await(left.plan("reverting"), "reverted");
        service.await(left.plan("drifted"), "held");
        Await.until(() -> service.plan(left.plan("shifting")), plan -> arrived(plan) || isStuck(plan));
        String paused = left.plan("paused");
        assertThat(service.post("/api/v1/plans/" + paused + "/resume", "").status())
                .isEqualTo(200);
        service.await(paused, "baking");
        String baking = left.plan("baking");
        Await.until(
                () -> {
                    Reply _ = service.post("/api/v1/plans/" + baking + "/promote", "");
                    return service.plan(baking);
                },
                plan -> plan.path("state").asText().equals("completed"));
    }

    private static boolean arrived(JsonNode plan) {
        return plan.path("state").asText().equals("baking") && plan.path("step").asInt() > 0;
    }

    /** The time that a step may take went by while nobody looked. */
    private static boolean isStuck(JsonNode plan) {
        return plan.path("state").asText().equals("reverted")
                && plan.path("reason").asText().contains("is stuck");
    }

    /** What had arrived, before the upgrade or after it, too. */
    private static void everythingGoesBack(ReleaseLeft left, Service service) {
        service.post("/api/v1/revert?wait=5s", "{\"all\": true}");
        for (String state : List.of("baking", "completed")) {
            service.post("/api/v1/plans/" + left.plan(state) + "/revert?wait=5s", "");
        }
        left.told()
                .path("routes")
                .fieldNames()
                .forEachRemaining(route -> Await.until(
                        () -> service.cloud().state(route).natives(),
                        weights -> weights.equals(Map.of(route + "-blue", 100, route + "-green", 0))
                                || isOfCancelled(left, route)));
    }

    /** Whoever cancels a plan keeps its routes where they are. */
    private static boolean isOfCancelled(ReleaseLeft left, String route) {
        return left.told().at("/plans/cancelled/journal").toString().contains(route + "-blue");
    }

    private void verify(Service service, String database) throws InterruptedException {
        try (Database store = database.isEmpty()
                ? Database.open(
                        Database.inFile(service.data().resolve("sluice")).build(new MetricRegistry(), "verify"))
                : PostgresServer.shared().open(database)) {
            JournalCheck.Result result =
                    new JournalCheck(store, text -> PlanFile.read(text).spec()).check(1, faults::add);
            assertThat(faults).isEmpty();
            assertThat(result.plans()).isGreaterThanOrEqualTo(10);
        }
    }
}
