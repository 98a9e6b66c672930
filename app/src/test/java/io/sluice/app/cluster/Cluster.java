package io.sluice.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.app.kills.Await;
import io.sluice.app.kills.SluiceProcess;
import io.sluice.app.store.Database;
import io.sluice.app.store.JdbiPlanStore;
import io.sluice.app.store.PostgresServer;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanId;
import io.sluice.plan.engine.StoreUnavailable;
import io.sluice.plan.file.PlanFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Several nodes on one PostgreSQL, over a sandbox that is a process of its own. */
final class Cluster implements AutoCloseable {
    /** How long a call to the cloud may take. */
    static final Duration CALL_DEADLINE = Duration.ofSeconds(2);

    /** How much later than that an unanswered one may take effect: longer than its signature is good for. */
    static final Duration LANDS_WITHIN = Duration.ofSeconds(4);

    private static final Duration SIGNATURES_LAST = Duration.ofSeconds(3);
    private static final Duration ANSWER = Duration.ofSeconds(15);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final CloudProcess cloud;
    private final String databaseName;
    private final List<Node> nodes = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();
    private PostgresServer postgres;
    private Optional<Database> database = Optional.empty();

    private Cluster(PostgresServer postgres, CloudProcess cloud) {
        this.postgres = postgres;
        this.databaseName = postgres.newDatabase();
        this.cloud = cloud;
    }

    /** Starts all of it, and returns when every node is ready. */
    static Cluster start(Path directory, int size) throws IOException {
        Cluster cluster = new Cluster(PostgresServer.ofItsOwn(), CloudProcess.start(directory, SIGNATURES_LAST));
        try {
            for (int i = 1; i <= size; i++) {
                cluster.add("node-" + i, directory.resolve("node-" + i)).start();
            }
            cluster.nodes.forEach(node -> node.life().awaitReady());
            return cluster;
        } catch (IOException | RuntimeException | AssertionError e) {
            cluster.close();
            throw e;
        }
    }

    private Node add(String name, Path directory) throws IOException {
        Node node = new Node(name, directory, """
                data: %s
                node: {name: %s}
                %sproviders:
                  sandbox:
                    type: aws
                    region: eu-west-1
                    endpoint: %s
                    metricPeriod: 5s
                    metricLag: 0s
                    landsWithin: %ds
                    callDeadline: %ds
                    settle: 0s
                    credentials: {accessKeyId: %s, secretAccessKey: sandbox}
                pace: {watch: 1s, firstRetry: 1s, longestRetry: 2s, guardLooks: [1s, 2s], untilCounted: 0s}
                """.formatted(
                        directory.resolve("data"),
                        name,
                        postgres.configuration(databaseName),
                        cloud.url(),
                        LANDS_WITHIN.toSeconds(),
                        CALL_DEADLINE.toSeconds(),
                        name));
        nodes.add(node);
        return node;
    }

    List<Node> nodes() {
        return nodes;
    }

    CloudProcess cloud() {
        return cloud;
    }

    CloudRecord record() {
        return cloud.record();
    }

    // ---- what its users do

    /** One that is neither dead nor frozen, in turn. */
    Optional<Node> anyNode() {
        int from = next.getAndIncrement();
        return IntStream.range(0, nodes.size())
                .mapToObj(i -> nodes.get(Math.floorMod(from + i, nodes.size())))
                .filter(node -> node.isAlive() && !node.isFrozen())
                .findFirst();
    }

    /** Asks one node after the other until one answers with success; the request must bear being made twice. */
    JsonNode insist(String path, String body, Map<String, String> headers) {
        return Await.value(
                path + " is answered",
                SluiceProcess.LONGEST_START,
                () -> anyNode()
                        .flatMap(node -> node.send("POST", path, body, headers, ANSWER))
                        .filter(answer -> succeeded(path, answer))
                        .map(answer -> read(answer.body())));
    }

    /** 5xx: the node is starting or ending, or the database or the cloud was slow. */
    private static boolean succeeded(String path, HttpResponse<String> answer) {
        if (answer.statusCode() >= 500) {
            return false;
        }
        assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isBetween(200, 299);
        return true;
    }

    static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The id of the plan that was made. */
    PlanId submit(String plan, String key) {
        Map<String, String> headers = Map.of("Content-Type", "application/yaml", "Idempotency-Key", key);
        return new PlanId(insist("/api/v1/plans", plan, headers).get("id").asText());
    }

    /** The plan that puts it back: itself, unless it had ended. */
    PlanId orderRevert(PlanId plan) {
        JsonNode answer = insist(
                "/api/v1/plans/" + plan + "/revert?wait=0s",
                "{\"reason\": \"a test\"}",
                Map.of("Content-Type", "application/json"));
        return new PlanId(answer.get("id").asText());
    }

    // ---- what is kept

    /** The plan as the database has it; empty while that cannot be asked. */
    Optional<Plan> plan(PlanId id) {
        try {
            return Optional.of(store().plan(id));
        } catch (StoreUnavailable e) {
            return Optional.empty();
        }
    }

    /** The plan that puts back one that had ended, as the database has it. */
    Optional<PlanId> revertOf(PlanId ended) {
        try {
            return store().findRevertOf(ended);
        } catch (StoreUnavailable e) {
            return Optional.empty();
        }
    }

    synchronized JdbiPlanStore store() {
        if (database.isEmpty()) {
            database = Optional.of(postgres.open(databaseName));
        }
        return new JdbiPlanStore(database.get(), text -> PlanFile.read(text).spec());
    }

    PostgresServer postgres() {
        return postgres;
    }

    /** Another server has taken the place of the one that the nodes had. */
    synchronized void failedOver(PostgresServer other) {
        postgres = other;
    }

    @Override
    public void close() {
        nodes.forEach(Node::close);
        database.ifPresent(Database::close);
        cloud.close();
        postgres.close();
    }
}
