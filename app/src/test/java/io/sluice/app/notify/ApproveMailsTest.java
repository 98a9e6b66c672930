package io.sluice.app.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricRegistry;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.sluice.app.links.ApprovalSettings;
import io.sluice.app.links.ApproveLinks;
import io.sluice.app.links.Mailboxes;
import io.sluice.app.links.Mailboxes.Mailbox;
import io.sluice.app.links.PublicUrl;
import io.sluice.app.store.Database;
import io.sluice.app.store.JdbiPlanStore;
import io.sluice.app.store.Outbox;
import io.sluice.plan.Baseline;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanId;
import io.sluice.plan.Principal;
import io.sluice.plan.Step;
import io.sluice.plan.Verdict;
import io.sluice.plan.engine.Askings;
import io.sluice.plan.engine.People;
import io.sluice.plan.engine.PlanStore.NewPlan;
import io.sluice.plan.file.PlanFile;
import io.sluice.provider.Secret;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the line that asks to the mailbox: the real outbox, the real courier, a real SMTP server, and a clock that the test moves. */
class ApproveMailsTest {
    private static final PlanId ID = new PlanId("pl_00000000000000000000000001");
    private static final Principal ANN = new Principal("ann");
    private static final Principal BOB = new Principal("bob");

    /** Of the same group, for plans of another team. */
    private static final Principal PAT = new Principal("pat");

    private static final People LEADS = new People(
            Map.of("leads", Set.of(ANN, BOB, new Principal("BOB"), PAT)),
            Optional.empty(),
            (person, labels) -> !person.equals(PAT) || labels.containsKey("team"));

    private static final String DOCUMENT = """
            {"apiVersion": "sluice/v1", "name": "checkout-eu-to-us", "from": "eu", "to": "us", "notify": [],
             "routes": [{"name": "edge", "provider": "aws", "backends": {"eu": {}, "us": {}}}],
             "steps": [{"setWeight": 10}, {"approval": {"group": "leads"}}, {"setWeight": 100}]}
            """;

    private final Path directory;
    private final Postbox postbox = Postbox.open();
    private final Database database;
    private final Deliveries deliveries = new Deliveries();
    private final Outbox outbox;
    private final Receivers receivers;
    private final JdbiPlanStore store;
    private Instant now = Instant.parse("2026-11-24T12:00:00Z");

    ApproveMailsTest(@TempDir Path directory) throws IOException {
        this.directory = directory;
        Path key = Files.writeString(directory.resolve("key"), "A".repeat(43) + "=");
        this.database =
                Database.open(Database.inFile(directory.resolve("sluice")).build(new MetricRegistry(), "store"));
        this.outbox = new Outbox(database);
        JdbiPlanStore reading =
                new JdbiPlanStore(database, text -> PlanFile.read(text).spec());
        ApprovalSettings settings = new ApprovalSettings("mail", new Secret.InFile(key), Duration.ofHours(1));
        this.receivers = new Receivers(
                Map.of(),
                Optional.empty(),
                Optional.of(ApproveMails.of(
                        settings,
                        Map.of("mail", mail()),
                        new ApproveLinks(new PublicUrl("https://sluice.example.com"), settings),
                        new Askings(reading, LEADS),
                        LEADS,
                        new Mailboxes(List.of(
                                new Mailbox(ANN, "ann@example.com"),
                                new Mailbox(BOB, "bob@example.com"),
                                new Mailbox(PAT, "pat@example.com"))))));
        this.store = new JdbiPlanStore(database, text -> PlanFile.read(text).spec(), receivers, () -> {});
    }

    private ReceiverSettings mail() throws IOException {
        return new YAMLMapper().readValue("""
                {type: email, host: localhost, port: %d, security: none, allow: [loopback], from: sluice@example.com,
                 to: [all@example.com]}
                """.formatted(postbox.port()), ReceiverSettings.class);
    }

    @AfterEach
    void close() {
        receivers.close();
        database.close();
        postbox.close();
    }

    @BeforeEach
    void asked() {
        store.create(new NewPlan(
                ID,
                PlanFile.read(DOCUMENT).spec(),
                DOCUMENT,
                "sha256:0",
                Map.of("edge", "edge"),
                List.of(new PlanEvent.Submitted("sha256:0", Map.of())),
                ANN,
                now,
                now,
                Optional.empty()));
        happens(
                new PlanEvent.Started(new Baseline(Map.of())),
                new PlanEvent.WeightsVerified(0),
                new PlanEvent.StepStarted(1),
                new PlanEvent.WeightsVerified(1),
                new PlanEvent.ApprovalAsked(
                        2, "leads", 1, Optional.empty(), Step.OnTimeout.HOLD, Map.of("errors", Verdict.PASS)));
    }

    private void happens(PlanEvent... events) {
        Plan plan = store.plan(ID);
        assertThat(store.append(plan, List.of(events), Principal.SLUICE, now)).isPresent();
    }

    private Courier courier(String name) {
        return new Courier(
                outbox,
                receivers,
                deliveries,
                () -> now,
                () -> Duration.between(Instant.EPOCH, now).toNanos(),
                name,
                () -> 0.5);
    }

    private static String text(MimeMessage mail) {
        try {
            return String.valueOf(mail.getContent());
        } catch (MessagingException | IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Delivers what is due to all. */
    private void carry() {
        outbox.receiversWithDue(now).forEach(courier("node")::carry);
    }

    @Test
    void theOutboxHoldsWhoIsAskedAndNoLink() {
        assertThat(outbox.receiversWithDue(now)).containsExactlyInAnyOrder("approve/ann", "approve/bob");
        for (String lane : List.of("approve/ann", "approve/bob")) {
            assertThat(outbox.take(lane, "test", Duration.ofMinutes(1), now)
                            .orElseThrow()
                            .text())
                    .doesNotContain("approve/", "https://", "bob", "@");
        }
    }

    @Test
    void eachPersonHasOneMailAndWhoSubmittedItHasNone() {
        carry();
        assertThat(postbox.recipients()).containsExactly("bob@example.com");
        assertThat(outbox.waiting()).isZero();
        String mail = text(postbox.mails().getFirst());
        assertThat(mail)
                .contains(
                        "bob, you can say yes or no on this page until 2026-11-24T13:00:00Z:",
                        "submitted  by ann",
                        "do not forward this mail");
        assertThat(mail.lines())
                .anyMatch(line -> line.matches("https://sluice\\.example\\.com/approve/[A-Za-z0-9_-]+\\.[0-9a-f]{64}"));
    }

    @Test
    void aProcessThatDiedBeforeItSaidSoSendsTheSameMailAgain() {
        Outbox.Taken taken =
                outbox.take("approve/bob", "dead", Duration.ofMinutes(1), now).orElseThrow();
        Message message = new Message(taken.id(), NoticeJson.read(taken.text()));
        Receiver lane = receivers.find("approve/bob").orElseThrow().receiver();
        assertThat(lane.send(message, now)).isEqualTo(new Sent.Accepted());
        outbox.endAllClaims(); // it is dead, and another one starts
        now = now.plusSeconds(5);
        carry();

        assertThat(postbox.mails()).hasSize(2);
        assertThat(text(postbox.mails().getLast()))
                .isEqualTo(text(postbox.mails().getFirst()));
        assertThat(postbox.mails())
                .allSatisfy(
                        mail -> assertThat(mail.getMessageID()).isEqualTo("<" + ID + ".6.approve/bob@example.com>"));
        assertThat(outbox.waiting()).isZero();
    }

    @Test
    void whatIsAnsweredOutOfDateOrTooOldIsNotAskedAnyMore() {
        happens(new PlanEvent.ApprovalVoided(
                "gate errors says fail", Map.of("errors", Verdict.FAIL), Optional.empty()));
        carry();
        assertThat(postbox.mails()).as("the first asking is out of date").hasSize(1);

        happens(new PlanEvent.ApprovalVoided(
                "gate p99 says fail", Map.of("errors", Verdict.FAIL, "p99", Verdict.FAIL), Optional.empty()));
        Plan plan = store.plan(ID);
        assertThat(store.append(plan, List.of(new PlanEvent.ApprovalRejected(BOB, "no")), BOB, now))
                .isPresent();
        carry();
        assertThat(postbox.mails()).as("it is answered").hasSize(1);
        assertThat(outbox.waiting()).isZero();
    }

    @Test
    void aLinkThatIsTooOldIsNotSent() {
        now = now.plus(Duration.ofHours(1));
        carry();
        assertThat(postbox.mails()).isEmpty();
        assertThat(outbox.waiting()).isZero();
    }

    @Test
    void aServerThatIsDownIsTriedAgain() {
        postbox.close();
        carry();
        assertThat(outbox.waiting()).isEqualTo(1);
    }

    @Test
    void onlyAReceiverOfMailCanCarryThem() throws IOException {
        ReceiverSettings chat =
                new YAMLMapper().readValue("{type: slack, url: https://example.com/x}", ReceiverSettings.class);
        ApprovalSettings settings =
                new ApprovalSettings("chat", new Secret.InFile(directory.resolve("key")), Duration.ofHours(1));
        ApproveLinks links = new ApproveLinks(new PublicUrl("https://sluice.example.com"), settings);
        for (Map<String, ReceiverSettings> all : List.of(Map.of("chat", chat), Map.<String, ReceiverSettings>of())) {
            assertThatThrownBy(() -> ApproveMails.of(
                            settings, all, links, new Askings(store, LEADS), LEADS, new Mailboxes(List.of())))
                    .hasMessage("approvals: via names chat, and there is no receiver of type email of that name");
        }
    }
}
