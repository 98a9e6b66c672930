package io.sluice.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.app.kills.Await;
import io.sluice.app.store.PostgresServer;
import io.sluice.plan.JournalLine;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanEvent.RevertStarted;
import io.sluice.plan.PlanEvent.WriteApplied;
import io.sluice.plan.PlanEvent.WriteIntended;
import io.sluice.plan.PlanEvent.WriteRefused;
import io.sluice.plan.PlanEvent.WriteUnknown;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanState.Baking;
import io.sluice.plan.PlanState.Completed;
import io.sluice.plan.PlanState.Held;
import io.sluice.plan.PlanState.Reverted;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Three nodes on one PostgreSQL, and what can befall them but for death at random: many callers at once, the end of nodes in good order, the
 * death of all but one, a database that is gone for a while, and one that comes back without its last commits.
 */
@Order(1)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("the cluster of ClusterTest")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterTest {
    private static final long SEED = Long.getLong("kills.seed", System.nanoTime());
    private static final int OUTAGES = Integer.getInteger("kills.outages", 2);
    private static final int LONGEST_OUTAGE_SECONDS = Integer.getInteger("kills.longestOutage", 6);
    private static final Duration LONGEST_LEG = Duration.ofMinutes(2);
    private static final Duration ANSWER = Duration.ofMinutes(1);
    private static final Path FAKETIME = Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1");
    private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path directory;

    private final Random random = new Random(SEED);
    private Cluster cluster;

    @BeforeAll
    void start() throws Exception {
        cluster = Cluster.start(directory, 3);
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    /** What a test that failed has left is not the next one's trouble. */
    @AfterEach
    void putToRest() throws Exception {
        cluster.cloud().client().clearFaults();
        for (Node node : cluster.nodes()) {
            if (node.hasEnvironment()) {
                node.setEnvironment(Map.of());
                node.kill();
            }
            if (!node.isAlive()) {
                node.start();
            }
        }
        cluster.nodes().forEach(node -> node.life().awaitReady());
        JsonNode _ = cluster.insist("/api/v1/revert?wait=30s", "{\"all\": true, \"reason\": \"a test is over\"}", JSON);
    }

    // ---- many at once

    /** Promise P11. */
    @Test
    @Order(1)
    void of_a_hundred_submissions_for_one_route_one_is_taken() throws Exception {
        List<HttpResponse<String>> answers = atOnce(
                100,
                i -> insist(
                        i, "/api/v1/plans", resting("one-of-many-" + i), Map.of("Content-Type", "application/yaml")));
        List<HttpResponse<String>> taken =
                answers.stream().filter(answer -> answer.statusCode() == 201).toList();
        assertThat(taken).hasSize(1);
        String id = Cluster.read(taken.getFirst().body()).get("id").asText();
        List<HttpResponse<String>> refused =
                answers.stream().filter(answer -> answer.statusCode() == 409).toList();
        assertThat(refused)
                .hasSize(99)
                .allSatisfy(answer -> assertThat(
                                Cluster.read(answer.body()).path("plan").asText())
                        .isEqualTo(id));
        System.out.println(
                "P11: 100 submissions for one route over three nodes at once: 1 x 201, 99 x 409 that name it");
        revertAndAwait(new PlanId(id));
    }

    /** Promise P12. */
    @Test
    @Order(2)
    void a_thousand_repetitions_make_one_plan_and_one_revert() throws Exception {
        String plan = resting("repeated");
        Map<String, String> headers = Map.of("Content-Type", "application/yaml", "Idempotency-Key", "repeated");
        List<String> made = atOnce(1_000, i -> made(insist(i, "/api/v1/plans", plan, headers)));
        assertThat(made.stream().distinct()).hasSize(1);
        PlanId id = new PlanId(made.getFirst());
        assertThat(cluster.store().journal(id, 0, 1)).hasSize(1);
        awaitBaking(id);
        List<String> reverted = atOnce(
                1_000,
                i -> made(insist(i, "/api/v1/plans/" + id + "/revert?wait=0s", "{\"reason\": \"a test\"}", JSON)));
        assertThat(reverted).containsOnly(id.value());
        revertAndAwait(id);
        assertThat(cluster.store().journal(id, 0, Integer.MAX_VALUE))
                .filteredOn(line -> line.event() instanceof RevertStarted)
                .hasSize(1);
        System.out.println(
                "P12: 1000 repetitions of a submission over three nodes at once: 1 plan; 1000 reverts of it: 1 revert");
    }

    // ---- nodes that end

    /** Promise P23. */
    @Test
    @Order(3)
    void a_node_that_is_told_to_end_writes_down_what_its_calls_brought() throws Exception {
        for (Lane lane : Lane.values()) {
            String action = lane == Lane.API ? "ModifyRule" : "ModifyListener";
            cluster.cloud()
                    .client()
                    .faults(
                            "{\"action\": \"%s\", \"arn\": \"%s\", \"fault\": \"delay\", \"afterMillis\": 700, \"appliedAtEnd\": true, \"times\": 1000}"
                                    .formatted(action, lane.arn()));
        }
        Traffic traffic = new Traffic(cluster, random, 0, LONGEST_LEG);
        List<Duration> ends = new ArrayList<>();
        List<Instant> toldAt = new ArrayList<>();
        traffic.during(() -> {
            for (Node node : cluster.nodes()) {
                pause(1_500);
                toldAt.add(Instant.now());
                node.terminate();
                ends.add(node.life().awaitExit(Duration.ofSeconds(30)).orElseThrow());
                node.start();
                node.life().awaitReady();
            }
        });
        cluster.cloud().client().clearFaults();
        traffic.judge(verdict());
        assertThat(ends).allSatisfy(end -> assertThat(end).isLessThan(Duration.ofSeconds(12)));
        int known = 0;
        for (Shuttle shuttle : traffic.shuttles()) {
            for (Leg leg : shuttle.legs()) {
                known += outcomes(leg.plan());
            }
        }
        long amidst = cluster.record().entries().stream()
                .filter(entry -> entry.appliedAt()
                        .filter(at ->
                                toldAt.stream().anyMatch(told -> told.isAfter(entry.arrivedAt()) && told.isBefore(at)))
                        .isPresent())
                .count();
        System.out.printf(
                "P23: 3 nodes told to end with %d calls under way: ended after %s ms, the outcome of each of %d calls is known%n",
                amidst, ends.stream().map(Duration::toMillis).toList(), known);
    }

    /** How many of its calls have an outcome, of which each must have one that says what became of it. */
    private int outcomes(PlanId id) {
        List<JournalLine> journal = cluster.store().journal(id, 0, Integer.MAX_VALUE);
        List<Integer> intended = new ArrayList<>();
        List<Integer> known = new ArrayList<>();
        for (JournalLine line : journal) {
            switch (line.event()) {
                case WriteIntended intent -> intended.add(intent.write());
                case WriteApplied(int write) -> known.add(write);
                case WriteRefused refused -> known.add(refused.write());
                case WriteUnknown unknown
                when unknown.detail().contains("no answer within") -> // a slow machine's cloud
                    known.add(unknown.write());
                default -> {}
            }
        }
        assertThat(known).as("%s", journal).containsExactlyInAnyOrderElementsOf(intended);
        return known.size();
    }

    /** A case of promise P16. */
    @Test
    @Order(4)
    void the_last_node_puts_everything_back() throws Exception {
        List<PlanId> plans = new ArrayList<>();
        Map<Lane, Integer> baselines = new EnumMap<>(Lane.class);
        for (Lane lane : Lane.values()) {
            baselines.put(lane, cluster.record().shown(lane));
            plans.add(cluster.submit(resting("last-node-" + lane.route(), lane), "last-node-" + lane.route()));
        }
        plans.forEach(this::awaitBaking);
        cluster.nodes().get(0).kill();
        cluster.nodes().get(2).kill();
        long start = System.nanoTime();
        HttpResponse<String> answer = cluster.nodes()
                .get(1)
                .send("POST", "/api/v1/revert?wait=30s", "{\"all\": true, \"reason\": \"a test\"}", JSON, ANSWER)
                .orElseThrow();
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        for (Lane lane : Lane.values()) {
            assertThat(cluster.record().shown(lane)).as("%s", lane).isEqualTo(baselines.get(lane));
        }
        System.out.printf("P16: 2 of 3 nodes dead: %d plans back after %d ms%n", plans.size(), took.toMillis());
        cluster.nodes().get(0).start();
        cluster.nodes().get(2).start();
        plans.forEach(this::awaitReverted);
        cluster.nodes().forEach(node -> node.life().awaitReady());
    }

    // ---- a database that ends

    /** Promise P20. */
    @Test
    @Order(5)
    void nothing_moves_without_the_database_and_all_goes_on_with_it() throws Exception {
        Traffic traffic = new Traffic(cluster, random, 0, LONGEST_LEG);
        List<Instant> stoppedAt = new ArrayList<>();
        List<Instant> startedAt = new ArrayList<>();
        traffic.during(() -> {
            for (int i = 0; i < OUTAGES && traffic.goesOn(); i++) {
                pause(3_000);
                cluster.postgres().stop();
                stoppedAt.add(Instant.now());
                pause(1_000 + random.nextInt(LONGEST_OUTAGE_SECONDS * 1_000));
                startedAt.add(Instant.now());
                cluster.postgres().start();
                startedAt.set(i, Instant.now());
            }
            pause(3_000);
        });
        traffic.judge(verdict());
        List<Duration> gaps = new ArrayList<>();
        for (int i = 0; i < stoppedAt.size(); i++) {
            Instant stopped = stoppedAt.get(i);
            Instant started = startedAt.get(i);
            for (Lane lane : Lane.values()) {
                assertThat(cluster.record().calls(lane))
                        .as("calls for %s from %s to %s", lane, stopped, started)
                        .noneMatch(call -> call.arrivedAt().isAfter(stopped.plusMillis(500))
                                && call.arrivedAt().isBefore(started.minusMillis(500)));
                cluster.record().calls(lane).stream()
                        .map(CloudRecord.Entry::arrivedAt)
                        .filter(at -> at.isAfter(started))
                        .findFirst()
                        .ifPresent(at -> gaps.add(Duration.between(started, at)));
            }
        }
        System.out.printf(
                "P20 kills.seed=%d: %d outages of the database of at most %d s: no call meanwhile, steps go on %s ms after its return%n",
                SEED,
                OUTAGES,
                1 + LONGEST_OUTAGE_SECONDS,
                gaps.stream().sorted().map(Duration::toMillis).toList());
    }

    // ---- clocks

    /** Promises P6 and P7 with a node whose own clock is an hour ahead, and is set back while it works. */
    @Test
    @Order(6)
    void row_64_a_node_with_a_wrong_clock_makes_no_step_too_soon_and_none_outside_its_window() throws Exception {
        if (!Files.exists(FAKETIME)) {
            System.out.println(
                    "ClusterTest of wrong clocks skipped: " + FAKETIME + " is missing (Debian: libfaketime)");
        }
        assumeTrue(Files.exists(FAKETIME));
        Path offset = Files.writeString(directory.resolve("offset"), "+3600");
        Node wrong = cluster.nodes().get(1);
        for (Node node : cluster.nodes()) {
            node.kill();
        }
        wrong.setEnvironment(Map.of(
                "LD_PRELOAD",
                FAKETIME.toString(),
                "FAKETIME_TIMESTAMP_FILE",
                offset.toString(),
                "FAKETIME_CACHE_DURATION", // in seconds; without a cache each question for the time takes 25 µs
                "1",
                "NO_FAKE_STAT",
                "1",
                "FAKETIME_FORCE_MONOTONIC_FIX", // as it guesses, every timed wait of the JVM returns at once
                "0",
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1"));
        wrong.start();
        Await.until("the node with the wrong clock is ready", LONGEST_LEG, wrong::isReady);
        int shown = cluster.record().shown(Lane.API);
        ZonedDateTime opens = Instant.now().plus(Duration.ofMinutes(50)).atZone(ZoneOffset.UTC);
        PlanId shut = cluster.submit(
                resting("its-window-is-shut", Lane.API)
                        + "schedule: {windows: [{cron: '%d %d * * *', for: 90m}]}%n"
                                .formatted(opens.getMinute(), opens.getHour()),
                "its-window-is-shut");
        Await.until(
                shut + " waits for its window",
                LONGEST_LEG,
                () -> cluster.store().findLook(shut).isPresent());
        cluster.nodes().get(0).start();
        cluster.nodes().get(2).start();
        cluster.nodes().forEach(node -> node.life().awaitReady());
        pause(2_000);
        assertThat(cluster.record().shown(Lane.API)).isEqualTo(shown);
        revertAndAwait(shut);
        assertThat(cluster.record().shown(Lane.API)).isEqualTo(shown);

        Traffic traffic = new Traffic(cluster, random, 0, LONGEST_LEG);
        Instant start = Instant.now();
        traffic.during(() -> {
            pause(6_000);
            Files.writeString(offset, "-1800");
            pause(6_000);
        });
        traffic.judge(verdict());
        Map<String, Long> calls = Stream.of(Lane.values())
                .flatMap(lane -> cluster.record().calls(lane).stream())
                .filter(call -> call.arrivedAt().isAfter(start))
                .collect(Collectors.groupingBy(CloudRecord.Entry::client, Collectors.counting()));
        assertThat(calls).containsKey(wrong.name());
        System.out.printf(
                "T4: %s is an hour ahead, then half an hour behind: no bake shorter, no step outside its window; changes by node: %s%n",
                wrong, calls);
    }

    /** A revert that went on without the database, and that was over long ago when the node that was at it wakes. */
    @Test
    @Order(7)
    void a_frozen_revert_leaves_the_routes_of_a_later_plan_alone() throws Exception {
        Node frozen = cluster.nodes().get(0);
        Node other = cluster.nodes().get(1);
        Lane lane = Lane.API;
        int baseline = cluster.record().shown(lane);
        PlanId first =
                cluster.submit(resting("goes-back-without-the-database", lane), "goes-back-without-the-database");
        awaitBaking(first);
        cluster.postgres().freeze();
        try {
            HttpResponse<String> alone = frozen.send(
                            "POST",
                            "/api/v1/plans/" + first + "/revert?wait=30s",
                            "{\"reason\": \"a test\"}",
                            JSON,
                            ANSWER)
                    .orElseThrow();
            assertThat(alone.statusCode()).as(alone.body()).isEqualTo(200);
            assertThat(cluster.record().shown(lane)).isEqualTo(baseline);
            frozen.freeze();
        } finally {
            cluster.postgres().thaw();
        }
        JsonNode _ = Cluster.read(other.send(
                        "POST", "/api/v1/plans/" + first + "/revert?wait=0s", "{\"reason\": \"a test\"}", JSON, ANSWER)
                .orElseThrow()
                .body());
        awaitReverted(first);
        PlanId second = cluster.submit(resting("after-the-revert", lane), "after-the-revert");
        awaitBaking(second);
        int moved = cluster.record().shown(lane);
        Instant thawedAt = Instant.now();
        frozen.thaw();
        Await.until("the node that was frozen works again", LONGEST_LEG, frozen::isReady);
        pause(3_000);
        assertThat(cluster.record().calls(lane))
                .noneMatch(call -> call.arrivedAt().isAfter(thawedAt));
        assertThat(cluster.record().shown(lane)).isEqualTo(moved);
        revertAndAwait(second);
    }

    /** Promise P21: the standby lacks the last steps of one plan, and that another one was put back. */
    @Test
    @Order(8)
    void a_standby_that_lacks_the_last_commits_makes_no_wrong_weight() throws Exception {
        Lane running = Lane.ORDERS;
        Lane reverted = Lane.PORTAL;
        int baseline = cluster.record().shown(reverted);
        boolean there = cluster.record().shown(running) == 0;
        List<Integer> steps = List.of(10, 20, 30, 40, 50, 60, 70, 80, 90, 100);
        List<Integer> shown =
                steps.stream().map(step -> there ? step : 100 - step).toList();
        PlanId back = cluster.submit(resting("reverted-before-the-failover", reverted), "reverted-before-the-failover");
        awaitBaking(back);
        PostgresServer primary = cluster.postgres();
        PostgresServer standby = primary.standby();
        PlanId on = cluster.submit(
                Leg.file("outlives-the-failover", List.of(running), there, steps, Shuttle.BAKE.toSeconds() + "s"),
                "outlives-the-failover");
        awaitBaking(on);
        standby.awaitAll(primary);
        standby.lag();
        Instant lost = Instant.now();
        int known = cluster.record().shown(running);
        assertThat(cluster.orderRevert(back)).isEqualTo(back);
        Await.until("it has moved on", LONGEST_LEG, () -> cluster.record().shown(running) != known);
        primary.stop();
        standby.promote();
        cluster.failedOver(standby.inPlaceOf(primary));
        awaitReverted(back);
        assertThat(cluster.record().shown(reverted)).isEqualTo(baseline);
        // Where only the dead server knew of a step, a person says whose weights count.
        Await.until("the other ends", LONGEST_LEG, () -> {
            Optional<Plan> plan = cluster.plan(on);
            if (plan.filter(at -> at.state() instanceof Held).isPresent()) {
                var _ = post(0, "/api/v1/plans/" + on + "/resume", "{\"drift\": \"reassert\"}", JSON);
            }
            return plan.filter(Plan::isTerminal).isPresent();
        });
        assertThat(cluster.plan(on).orElseThrow().state()).isInstanceOf(Completed.class);
        assertThat(cluster.record().shown(running)).isEqualTo(there ? 100 : 0);
        assertThat(cluster.record().effects(running))
                .filteredOn(effect -> effect.at().isAfter(lost))
                .allSatisfy(effect -> assertThat(effect.percent()).isIn(shown));
        for (PlanId plan : List.of(back, on)) {
            assertThat(cluster.store().findJournalFault(plan)).isEmpty();
            assertThat(cluster.store().refold(plan)).isEqualTo(cluster.store().plan(plan));
        }
        boolean byHand = cluster.store().journal(on, 0, Integer.MAX_VALUE).stream()
                .anyMatch(line -> line.event() instanceof PlanEvent.ResumeAsked);
        System.out.printf(
                "P21: a standby that lacked an accepted revert and a step was promoted: both plans have ended where they must, the second one %s%n",
                byHand ? "once a person said whose weights count" : "by itself");
    }

    // ---- parts

    private Verdict verdict() {
        return new Verdict(cluster.record(), cluster::store, List::of);
    }

    private static void pause(int millis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    /** A plan that makes one step and stays there for an hour. */
    private String resting(String name) {
        return resting(name, Lane.CHECKOUT);
    }

    private String resting(String name, Lane lane) {
        return Leg.file(name, List.of(lane), cluster.record().shown(lane) == 0, List.of(20), "1h");
    }

    /** At its first step: before that it bakes with the baseline for a moment. */
    private void awaitBaking(PlanId id) {
        Await.until(
                id + " bakes",
                LONGEST_LEG,
                () -> cluster.plan(id)
                        .filter(plan -> plan.state() instanceof Baking baking && baking.step() >= 1)
                        .isPresent());
    }

    private void revertAndAwait(PlanId id) {
        assertThat(cluster.orderRevert(id)).isEqualTo(id);
        awaitReverted(id);
    }

    private void awaitReverted(PlanId id) {
        Await.until(
                id + " is reverted",
                LONGEST_LEG,
                () -> cluster.plan(id)
                        .map(Plan::state)
                        .filter(Reverted.class::isInstance)
                        .isPresent());
    }

    private interface Numbered<T> {
        T call(int number);
    }

    /** All at the same moment, as far as one machine can. */
    private static <T> List<T> atOnce(int count, Numbered<T> what) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> answers = IntStream.range(0, count)
                    .mapToObj(i -> threads.submit((Callable<T>) () -> {
                        start.await();
                        return what.call(i);
                    }))
                    .collect(Collectors.toList());
            start.countDown();
            List<T> all = new ArrayList<>();
            for (Future<T> answer : answers) {
                all.add(answer.get());
            }
            return all;
        }
    }

    /** To one node after the other. */
    private Optional<HttpResponse<String>> post(int number, String path, String body, Map<String, String> headers) {
        return cluster.nodes()
                .get(number % cluster.nodes().size())
                .send("POST", path, body, headers, ANSWER)
                .filter(answer -> answer.statusCode() != 503);
    }

    /** The same; a node that has too much to do at the moment says so or does not take the connection, and is asked again. */
    private HttpResponse<String> insist(int number, String path, String body, Map<String, String> headers) {
        return Await.value(path + " is answered", LONGEST_LEG, () -> {
            Optional<HttpResponse<String>> answer = post(number, path, body, headers);
            if (answer.isEmpty()) {
                pause(500);
            }
            return answer;
        });
    }

    private static String made(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        JsonNode plan = Cluster.read(answer.body());
        return plan.get("id").asText();
    }
}
