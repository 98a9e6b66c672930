package io.sluice.app.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricRegistry;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import io.sluice.app.store.Database;
import io.sluice.app.store.JdbiPlanStore;
import io.sluice.app.store.JdbiRecurringStore;
import io.sluice.app.store.Outbox;
import io.sluice.outbound.Signature;
import io.sluice.plan.HoldReason;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanId;
import io.sluice.plan.Principal;
import io.sluice.plan.engine.PlanStore.Created;
import io.sluice.plan.engine.PlanStore.NewPlan;
import io.sluice.plan.engine.RecurringStore;
import io.sluice.plan.file.PlanFile;
import io.sluice.plan.recurring.RecurringId;
import io.sluice.plan.recurring.RecurringPlan;
import io.sluice.plan.recurring.RecurringRun;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a journal line to a receiver: the real outbox, the real courier, real HTTP on loopback, and a clock that the test moves. */
class DeliveryTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Principal ANN = new Principal("ann");
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private final Path directory;
    private final Path secret;
    private final Inbox inbox;
    private final Database database;
    private final Deliveries deliveries = new Deliveries();
    // Signatures are checked against the clock of this machine.
    private Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private Duration set = Duration.ZERO;
    private Receivers receivers = new Receivers(Map.of(), Optional.empty(), Optional.empty());

    DeliveryTest(@TempDir Path directory) throws IOException {
        this.directory = directory;
        this.secret = Files.writeString(directory.resolve("secret"), SECRET + "\n");
        this.inbox = Inbox.open();
        this.database =
                Database.open(Database.inFile(directory.resolve("sluice")).build(new MetricRegistry(), "store"));
    }

    @AfterEach
    void close() {
        receivers.close();
        inbox.close();
        database.close();
    }

    // ---- what a test begins with

    private Courier courier(String yaml) throws IOException {
        return courier(yaml, "node");
    }

    private Courier courier(String yaml, String name) throws IOException {
        return courier(yaml, name, () -> now);
    }

    private Courier courier(String yaml, String name, InstantSource clock) throws IOException {
        YAMLMapper mapper = new YAMLMapper();
        Map<String, ReceiverSettings> settings = new HashMap<>();
        JsonNode written =
                mapper.readTree(yaml.replace("SECRET", secret.toString()).replace("INBOX", inbox.url("/hook?key=k")));
        for (Map.Entry<String, JsonNode> one : written.properties()) {
            settings.put(one.getKey(), mapper.treeToValue(one.getValue(), ReceiverSettings.class));
        }
        receivers = new Receivers(settings, Optional.empty(), Optional.empty());
        return new Courier(new Outbox(database), receivers, deliveries, clock, this::nanos, name, () -> 0.5);
    }

    /** Somebody sets the clock: time does not pass by that. */
    private void setClock(Duration by) {
        now = now.plus(by);
        set = set.plus(by);
    }

    private long nanos() {
        return Duration.between(Instant.EPOCH, now).minus(set).toNanos();
    }

    private static final String WEBHOOK = """
            oncall: {type: webhook, url: "INBOX", secret: {file: SECRET}, allow: [loopback], default: true}
            """;

    private JdbiPlanStore store() {
        return new JdbiPlanStore(database, text -> PlanFile.read(text).spec(), receivers, () -> {});
    }

    private Plan submitted() {
        return submitted("");
    }

    private Plan submitted(String more) {
        PlanId id = new PlanId("pl_00000000000000000000000001");
        String document = """
                {"apiVersion": "sluice/v1", "name": "checkout-eu-to-us", "from": "eu", "to": "us",
                 "routes": [{"name": "edge", "provider": "aws", "backends": {"eu": {}, "us": {}}}],
                 "steps": [{"setWeight": 100}]%s}
                """.formatted(more);
        NewPlan asked = new NewPlan(
                id,
                PlanFile.read(document).spec(),
                document,
                "sha256:0",
                Map.of("edge", "edge"),
                List.of(new PlanEvent.Submitted("sha256:0", Map.of())),
                ANN,
                now,
                now,
                Optional.empty());
        return ((Created.Stored) store().create(asked)).plan();
    }

    private Plan then(Plan plan, PlanEvent... events) {
        return store().append(plan, List.of(events), ANN, now).orElseThrow();
    }

    private List<String> ids() {
        return inbox.received().stream().map(one -> one.header("webhook-id")).toList();
    }

    private long count(String what) {
        return deliveries.counts().getOrDefault("oncall", Map.of()).getOrDefault(what, 0L);
    }

    // ---- what is sent

    @Test
    void anEventIsSignedAsTheStandardsOwnLibraryChecksIt() throws IOException {
        Courier courier = courier(WEBHOOK);
        then(submitted(), new PlanEvent.PauseAsked("lunch"));
        courier.carry("oncall");

        assertThat(inbox.received()).hasSize(2);
        Inbox.Received second = inbox.received().getLast();
        Webhook library = new Webhook(SECRET);
        assertThatCode(() -> library.verify(second.body(), headers(second))).doesNotThrowAnyException();
        assertThatThrownBy(() -> library.verify(second.body().replace("lunch", "munch"), headers(second)))
                .isInstanceOf(WebhookVerificationException.class);

        JsonNode event = JSON.readTree(second.body());
        assertThat(second.path()).isEqualTo("/hook?key=k");
        assertThat(second.header("content-type")).startsWith("application/cloudevents+json");
        assertThat(event.get("id").asText())
                .isEqualTo(second.header("webhook-id"))
                .isEqualTo("pl_00000000000000000000000001.2.oncall");
        assertThat(event.get("type").asText()).isEqualTo("io.sluice.plan.paused");
        assertThat(Instant.parse(event.get("time").asText())).isEqualTo(now);
        assertThat(event.at("/data/sentence").asText()).isEqualTo("paused by ann: lunch");
        assertThat(event.at("/data/plan/state").asText()).isEqualTo("held");
        assertThat(new Outbox(database).waiting()).isZero();
    }

    /** The example in the specification of Standard Webhooks. */
    @Test
    void aSignatureIsThatOfTheStandardsExample() {
        Signature signature = new Signature(new io.sluice.provider.Secret.InFile(secret));
        assertThat(signature.headers(
                        "msg_p5jXN8AQM9LWM0D4loKWxJek", Instant.ofEpochSecond(1_614_265_330), "{\"test\": 2432232314}"))
                .containsEntry("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    private static HttpHeaders headers(Inbox.Received received) {
        Map<String, List<String>> headers = new HashMap<>();
        received.headers().forEach((name, value) -> headers.put(name, List.of(value)));
        return HttpHeaders.of(headers, (_, _) -> true);
    }

    @Test
    void aSecretThatIsRenewedIsUsedFromThenOn() throws IOException {
        Courier courier = courier(WEBHOOK);
        Plan plan = submitted();
        Files.writeString(secret, "not a secret of this form");
        courier.carry("oncall");
        assertThat(inbox.received()).isEmpty();
        assertThat(deliveries.check().getMessage()).contains("oncall", "whsec_").doesNotContain("not a secret of");
        Files.writeString(secret, SECRET);
        now = now.plusSeconds(10);
        courier.carry("oncall");
        assertThat(ids()).containsExactly(plan.id() + ".1.oncall");
        assertThat(deliveries.check().getMessage()).isEqualTo("every receiver takes what it is told");
    }

    // ---- again and again

    @Test
    void whoFailsThreeTimesIsToldAFourthTimeByTheSameId() throws IOException {
        inbox.answering(1, 500)
                .answering(1, 429, Map.of("Retry-After", "120"), "")
                .answering(1, 302);
        Courier courier = courier(WEBHOOK);
        then(submitted(), new PlanEvent.PauseAsked("lunch"));
        courier.carry("oncall");
        assertThat(ids()).as("the second waits for the first").hasSize(1);

        now = now.plusMillis(1_499); // half of two seconds, and half of the other half
        courier.carry("oncall");
        assertThat(ids()).as("not before its time").hasSize(1);
        now = now.plusMillis(1);
        courier.carry("oncall");
        assertThat(ids()).hasSize(2);

        now = now.plusSeconds(119);
        courier.carry("oncall");
        assertThat(ids()).as("not before the receiver wants it").hasSize(2);
        now = now.plusSeconds(1);
        courier.carry("oncall");
        now = now.plusSeconds(10);
        courier.carry("oncall");

        String first = "pl_00000000000000000000000001.1.oncall";
        assertThat(ids()).containsExactly(first, first, first, first, "pl_00000000000000000000000001.2.oncall");
        assertThat(Set.copyOf(inbox.received().subList(0, 4).stream()
                        .map(Inbox.Received::body)
                        .toList()))
                .as("the same to a letter")
                .hasSize(1);
        assertThat(count("failed")).isEqualTo(3);
        assertThat(count("delivered")).isEqualTo(2);
    }

    @Test
    void whatNobodyTakesIsGivenUpAndKeepsNothingElseWaiting() throws IOException {
        inbox.answering(2, 503);
        Courier courier = courier(WEBHOOK.replace("default: true", "default: true, giveUpAfter: 1h"));
        Plan plan = submitted();
        courier.carry("oncall");
        now = now.plus(Duration.ofHours(1));
        then(plan, new PlanEvent.PauseAsked("lunch"));
        courier.carry("oncall");
        assertThat(count("given-up")).isEqualTo(1);
        assertThat(ids()).containsExactly(plan.id() + ".1.oncall", plan.id() + ".1.oncall", plan.id() + ".2.oncall");
        now = now.plus(Duration.ofHours(5));
        courier.carry("oncall");
        assertThat(ids()).hasSize(3);
    }

    @Test
    void troubleIsOverOnceNothingWaitsForTheReceiver() throws IOException {
        inbox.answering(2, 503);
        Courier courier = courier(WEBHOOK.replace("default: true", "default: true, giveUpAfter: 1h"));
        submitted();
        courier.carry("oncall");
        courier.look();
        assertThat(deliveries.check().getMessage()).as("it waits").contains("oncall has taken nothing since");
        now = now.plus(Duration.ofHours(1));
        courier.carry("oncall");
        courier.look();
        assertThat(count("given-up")).isEqualTo(1);
        assertThat(deliveries.check().getMessage()).isEqualTo("every receiver takes what it is told");
    }

    @Test
    void whoDoesNotWantOneThingIsAskedForAnHourOnly() throws IOException {
        inbox.answering(2, 422);
        Courier courier = courier(WEBHOOK);
        submitted();
        courier.carry("oncall");
        now = now.plus(Duration.ofMinutes(59)).plusSeconds(58);
        courier.carry("oncall");
        assertThat(count("given-up")).isEqualTo(1);
    }

    @Test
    void pausesDoubleUpToFiveMinutes() {
        Retries none = new Retries(() -> 0);
        Retries most = new Retries(() -> Math.nextDown(1.0));
        assertThat(none.after(1, Optional.empty())).isEqualTo(Duration.ofSeconds(1));
        assertThat(most.after(1, Optional.empty())).isBetween(Duration.ofMillis(1_998), Duration.ofSeconds(2));
        assertThat(none.after(4, Optional.empty())).isEqualTo(Duration.ofSeconds(8));
        assertThat(none.after(9, Optional.empty())).isEqualTo(Duration.ofSeconds(150));
        assertThat(most.after(100_000, Optional.empty())).isLessThanOrEqualTo(Duration.ofMinutes(5));
        assertThat(none.after(1, Optional.of(Duration.ofHours(20)))).isEqualTo(Duration.ofHours(1));
    }

    // ---- where nothing goes

    @Test
    void anAddressThatIsNotAllowedIsNotCalled() throws IOException {
        Courier courier = courier("""
                oncall: {type: webhook, url: {file: URL}, secret: {file: SECRET}, default: true}
                """.replace(
                "URL",
                Files.writeString(directory.resolve("url"), inbox.url("/").replace("http:", "https:"))
                        .toString()));
        submitted();
        courier.carry("oncall");
        assertThat(inbox.received()).isEmpty();
        assertThat(deliveries.check().getMessage()).contains("127.0.0.1 is not public");
        assertThat(deliveries.check().isHealthy())
                .as("nobody restarts the service for it")
                .isTrue();
    }

    @Test
    void whatAKeptUrlHoldsIsNeverShown() throws IOException {
        Courier courier = courier("""
                oncall: {type: slack, url: {file: URL}, allow: [loopback], default: true}
                """.replace(
                        "URL",
                        Files.writeString(directory.resolve("url"), inbox.url("/services/s3cr3t"))
                                .toString()));
        inbox.answering(1, 404);
        submitted();
        courier.carry("oncall");
        assertThat(inbox.received().getFirst().path()).isEqualTo("/services/s3cr3t");
        assertThat(deliveries.check().getMessage()).contains("answered 404").doesNotContain("s3cr3t");
    }

    @Test
    void anAnswerThatNeverEndsIsCutOff() throws IOException {
        inbox.answering(1, 200, Map.of("Content-Encoding", "gzip"), "x".repeat(100_000));
        Courier courier = courier(WEBHOOK);
        submitted();
        courier.carry("oncall");
        assertThat(count("delivered"))
                .as("it was taken, whatever else was said")
                .isEqualTo(1);
    }

    // ---- to whom

    @Test
    void aPlanSaysWhoIsTold() throws IOException {
        Courier courier = courier(WEBHOOK + """
                chat: {type: slack, url: "INBOX", allow: [loopback], minSeverity: warning}
                """);
        then(
                submitted(", \"notify\": [{\"receiver\": \"chat\"}]"),
                new PlanEvent.HoldStarted(new HoldReason.Gate("errors", "failed")));
        courier.carry("oncall");
        courier.carry("chat");
        assertThat(inbox.received())
                .singleElement()
                .satisfies(one -> assertThat(one.body()).contains("held: gate errors failed", "\"blocks\""));
    }

    @Test
    void aPagerHearsCallsOnly() throws IOException {
        Path key = Files.writeString(directory.resolve("key"), "0123456789abcdef0123456789abcdef");
        Courier courier = courier("""
                page: {type: pagerduty, url: "INBOX", routingKey: {file: KEY}, allow: [loopback], default: true}
                """.replace("KEY", key.toString()));
        Plan held = then(
                submitted(), new PlanEvent.HoldStarted(new HoldReason.Stuck(Set.of("edge"), "edge does not move")));
        then(held, new PlanEvent.ResumeAsked(Optional.empty(), "repaired"));
        courier.carry("page");
        assertThat(inbox.received())
                .extracting(one -> JSON.readTree(one.body()).get("event_action").asText())
                .containsExactly("trigger", "resolve");
    }

    @Test
    void aRunThatBecameNoPlanIsToldOnceWithTheRecurringPlanInThePlansPlace() throws IOException {
        Courier courier = courier(WEBHOOK);
        RecurringStore recurring = recurringStore();
        RecurringId id = new RecurringId("rec_00000000000000000000000001");
        RecurringPlan plan = drill(recurring, id);
        RecurringRun run = new RecurringRun(now, now, new RecurringRun.Outcome.Skipped("one is under way"));
        assertThat(recurring.settle(plan, run, now.plusSeconds(60))).isTrue();
        assertThat(recurring.settle(plan, run, now.plusSeconds(60))).isFalse();
        courier.carry("oncall");
        courier.carry("oncall");

        JsonNode event = JSON.readTree(inbox.received().getFirst().body());
        assertThat(ids()).containsExactly(id + ".1.oncall");
        assertThat(event.path("type").asText()).isEqualTo("io.sluice.plan.run-skipped");
        assertThat(event.path("source").asText()).isEqualTo("/api/v1/recurring/" + id);
        assertThat(event.path("subject").asText()).isEqualTo("drill");
        assertThat(event.path("severity").asText()).isEqualTo("warning");
        assertThat(event.at("/data/plan/id").asText()).isEqualTo(id.value());
        assertThat(event.at("/data/plan/state").asText()).isEqualTo("recurring");
        assertThat(event.at("/data/run/outcome").asText()).isEqualTo("skipped");
        assertThat(event.at("/data/run/due").asText()).isEqualTo(now.toString());
        assertThat(event.at("/data/sentence").asText())
                .isEqualTo("the run of " + now + " is skipped: one is under way");
    }

    private RecurringStore recurringStore() {
        return new JdbiRecurringStore(database, text -> PlanFile.read(text).spec(), receivers, () -> {});
    }

    private RecurringPlan drill(RecurringStore recurring, RecurringId id) {
        String written = """
                {"apiVersion": "sluice/v1", "name": "drill", "from": "eu", "to": "us", "atEnd": "revert",
                 "routes": [{"name": "edge", "provider": "aws", "backends": {"eu": {}, "us": {}}}],
                 "steps": [{"setWeight": 50}], "schedule": {"every": "0 3 * * *"}}
                """;
        RecurringStore.Added added = recurring.add(new RecurringStore.NewRecurring(
                id, PlanFile.read(written).spec(), written, "sha256:0", ANN, now, now, Optional.empty()));
        return ((RecurringStore.Added.Stored) added).plan();
    }

    @Test
    void whoeverThePlanTellsHearsThatItWasStopped() throws IOException {
        Courier courier = courier(WEBHOOK);
        RecurringStore recurring = recurringStore();
        RecurringId id = new RecurringId("rec_00000000000000000000000002");
        drill(recurring, id);
        recurring.stop(id, ANN, "season freeze", now);
        recurring.stop(id, ANN, "again", now.plusSeconds(5));
        courier.carry("oncall");
        courier.carry("oncall");

        JsonNode event = JSON.readTree(inbox.received().getFirst().body());
        assertThat(ids()).containsExactly(id + ".1.oncall");
        assertThat(event.path("type").asText()).isEqualTo("io.sluice.plan.recurring-stopped");
        assertThat(event.path("source").asText()).isEqualTo("/api/v1/recurring/" + id);
        assertThat(event.at("/data/by").asText()).isEqualTo("ann");
        assertThat(event.at("/data/run").isMissingNode()).isTrue();
        assertThat(event.at("/data/sentence").asText())
                .isEqualTo("stopped by ann, and has no run any more: season freeze");
    }

    @Test
    void aReceiverThatTheConfigurationHasLostIsTriedNoLongerThanOthers() throws IOException {
        courier(WEBHOOK);
        submitted();
        receivers.close();
        Courier without = courier("{}");
        without.carry("oncall");
        assertThat(deliveries.check().getMessage()).contains("no such receiver");
        now = now.plus(Duration.ofHours(24));
        without.carry("oncall");
        assertThat(count("given-up")).isEqualTo(1);
    }

    // ---- by itself

    @Test
    void aClockThatIsSetBackKeepsNobodyWaiting() throws IOException {
        inbox.answering(1, 500);
        Courier courier = courier(WEBHOOK);
        then(submitted(), new PlanEvent.PauseAsked("lunch"));
        courier.carry("oncall");
        setClock(Duration.ofDays(-1));
        courier.look();
        await(() -> new Outbox(database).waiting() == 0);
        assertThat(inbox.received()).hasSize(3);
    }

    @Test
    void aClockThatIsSetForwardGivesNothingUp() throws IOException {
        inbox.answering(3, 500);
        Courier courier = courier(WEBHOOK);
        submitted();
        courier.carry("oncall");
        setClock(Duration.ofDays(2));
        courier.carry("oncall"); // before it has looked at the clock, as it may happen
        assertThat(inbox.received()).hasSize(2);
        assertThat(count("given-up")).isZero();
        now = now.plus(Duration.ofHours(24));
        courier.carry("oncall");
        assertThat(count("given-up")).as("but a day is a day").isEqualTo(1);
    }

    @Test
    void anErrorDoesNotEndTheCourier() throws Exception {
        AtomicBoolean broken = new AtomicBoolean();
        Courier courier = courier(WEBHOOK, "node", () -> {
            if (broken.getAndSet(false)) {
                throw new LinkageError("a class is missing");
            }
            return now;
        });
        submitted();
        broken.set(true);
        courier.start();
        await(() -> inbox.received().size() == 1);
        assertThat(broken).isFalse();
        courier.stop();
    }

    @Test
    void theCourierSetsOutByItselfAndOneThatHangsKeepsNobodyWaiting() throws Exception {
        try (java.net.ServerSocket silent =
                new java.net.ServerSocket(0, 50, java.net.InetAddress.getLoopbackAddress())) {
            Courier courier = courier(WEBHOOK + """
                    stuck: {type: slack, url: "http://127.0.0.1:PORT/", allow: [loopback], callDeadline: 1m, default: true}
                    """.replace("PORT", String.valueOf(silent.getLocalPort())));
            courier.start();
            Plan plan = submitted();
            courier.wake();
            await(() -> inbox.received().size() == 1);
            then(plan, new PlanEvent.PauseAsked("lunch"));
            await(() -> inbox.received().size() == 2);
            await(() -> new Outbox(database).waiting() == 2); // the courier may only now write that down
            receivers.close();
            courier.stop();
        }
        assertThat(new Outbox(database).waiting())
                .as("what the other was to hear")
                .isEqualTo(2);
    }

    private static void await(BooleanSupplier there) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!there.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }
}
