package io.sluice.app.links;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.plan.ApprovalEvidence;
import io.sluice.plan.HoldReason.Approval;
import io.sluice.plan.JournalLine;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanId;
import io.sluice.plan.Principal;
import io.sluice.plan.Step;
import io.sluice.plan.Step.OnTimeout;
import io.sluice.plan.Verdict;
import io.sluice.plan.engine.Asked;
import io.sluice.plan.engine.Standing;
import io.sluice.plan.file.PlanFile;
import io.sluice.provider.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApproveLinksTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00.250Z");
    private static final PlanId PLAN = new PlanId("pl_01KAZ7Q1V5T5B1V0B7D5J3C2XE");
    private static final ApprovalEvidence EVIDENCE =
            new ApprovalEvidence("sha256:0", 2, Map.of("errors", Verdict.PASS));
    private static final Asked ASKED =
            new Asked(PLAN, 17, new Principal("Bob@example.com"), EVIDENCE.fingerprint(NOON));
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/% ";

    private final Path directory;

    ApproveLinksTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private Secret key(int filler, int bytes) throws IOException {
        byte[] key = new byte[bytes];
        java.util.Arrays.fill(key, (byte) filler);
        return new Secret.InFile(Files.writeString(
                directory.resolve("key-" + filler + "-" + bytes),
                Base64.getEncoder().encodeToString(key) + "\n"));
    }

    private ApproveLinks links(Secret key) {
        return new ApproveLinks(
                new PublicUrl("https://sluice.example.com"), new ApprovalSettings("mail", key, Duration.ofHours(24)));
    }

    private ApproveLinks links() throws IOException {
        return links(key(7, 32));
    }

    private static Standing.Open open(OnTimeout onTimeout, Optional<Instant> until) {
        Step.Approval step = new Step.Approval("/steps/1", "leads", 1, Optional.empty(), onTimeout);
        Plan plan = Plan.blank(PLAN, PlanFile.read("""
                {"apiVersion": "sluice/v1", "name": "checkout", "from": "eu", "to": "us",
                 "routes": [{"name": "edge", "provider": "aws", "backends": {"eu": {}, "us": {}}}],
                 "steps": [{"setWeight": 100}]}
                """).spec(), 1, NOON)
                .after(List.of(
                        new JournalLine(1, NOON, Principal.LOCAL, new PlanEvent.Submitted("sha256:0", Map.of()))));
        return new Standing.Open(
                plan,
                new Approval(
                        2,
                        step.group(),
                        step.count(),
                        until,
                        onTimeout,
                        EVIDENCE.gates(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty()),
                EVIDENCE,
                new Principal("ann"),
                NOON);
    }

    private static String token(ApproveLinks links, Asked asked) {
        String url = links.make(asked, open(OnTimeout.HOLD, Optional.empty())).url();
        assertThat(url).startsWith("https://sluice.example.com/approve/");
        return url.substring(url.lastIndexOf('/') + 1);
    }

    @Test
    void saysWhatItMeans() throws IOException {
        ApproveLinks links = links();
        assertThat(links.read(token(links, ASKED)))
                .contains(new ApproveLinks.Read(ASKED, Instant.parse("2026-11-25T12:00:00Z")));
    }

    @Test
    void isTheSameEachTimeItIsMade() throws IOException {
        assertThat(token(links(), ASKED)).isEqualTo(token(links(), ASKED));
    }

    @Test
    void noCharacterOfItCanBeAnother() throws IOException {
        ApproveLinks links = links();
        String token = token(links, ASKED);
        for (int i = 0; i < token.length(); i++) {
            for (int j = 0; j < ALPHABET.length(); j++) {
                if (ALPHABET.charAt(j) != token.charAt(i)) {
                    String other = token.substring(0, i) + ALPHABET.charAt(j) + token.substring(i + 1);
                    assertThat(links.read(other)).as("%s", other).isEmpty();
                }
            }
            assertThat(links.read(token.substring(0, i))).isEmpty();
            assertThat(links.read(token.substring(0, i) + token.substring(i + 1)))
                    .isEmpty();
        }
        assertThat(links.read(token + "=")).isEmpty();
        assertThat(links.read(token + token)).isEmpty();
        assertThat(links.read(token.toUpperCase(java.util.Locale.ROOT))).isEmpty();
        assertThat(links.read("a".repeat(100_000))).isEmpty();
    }

    @Test
    void noFieldOfItCanBeAnothers() throws IOException {
        ApproveLinks links = links();
        String token = token(links, ASKED);
        String code = token.substring(token.indexOf('.'));
        String text = new String(
                Base64.getUrlDecoder().decode(token.substring(0, token.indexOf('.'))),
                java.nio.charset.StandardCharsets.UTF_8);
        String[] fields = text.split(" ");
        assertThat(fields).hasSize(5);
        String[] others = {"pl_01KAZ7Q1V5T5B1V0B7D5J3C2XF", "18", "0".repeat(32), "1999999999", "eve"};
        for (int i = 0; i < fields.length; i++) {
            String[] forged = fields.clone();
            forged[i] = others[i];
            assertThat(links.read(encoded(String.join(" ", forged)) + code)).isEmpty();
        }
        assertThat(links.read(encoded(text) + code)).isPresent();
        assertThat(links.read(encoded(text + " ") + code)).isEmpty();
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    @Test
    void isForOnePersonAndOneAskingAndOneSetOfEvidence() throws IOException {
        ApproveLinks links = links();
        ApprovalEvidence worse = new ApprovalEvidence("sha256:0", 2, Map.of("errors", Verdict.FAIL));
        ApprovalEvidence other = new ApprovalEvidence("sha256:1", 2, Map.of("errors", Verdict.PASS));
        assertThat(List.of(
                        token(links, ASKED),
                        token(links, new Asked(PLAN, 18, ASKED.person(), ASKED.shown())),
                        token(links, new Asked(PLAN, 17, new Principal("ann"), ASKED.shown())),
                        token(links, new Asked(PLAN, 17, ASKED.person(), worse.fingerprint(NOON))),
                        token(links, new Asked(PLAN, 17, ASKED.person(), other.fingerprint(NOON))),
                        token(links, new Asked(PLAN, 17, ASKED.person(), EVIDENCE.fingerprint(NOON.plusMillis(1))))))
                .doesNotHaveDuplicates();
    }

    @Test
    void isWorthNothingUnderAnotherKey() throws IOException {
        assertThat(links(key(8, 32)).read(token(links(), ASKED))).isEmpty();
    }

    @Test
    void isGoodForAsLongAsTheSettingsSayAndNoLongerThanAnAnswerIsWaitedFor() throws IOException {
        Instant soon = NOON.plusSeconds(60);
        Instant late = NOON.plus(Duration.ofDays(2));
        assertThat(List.of(
                        until(OnTimeout.REVERT, Optional.of(soon)),
                        until(OnTimeout.REVERT, Optional.of(late)),
                        until(OnTimeout.HOLD, Optional.of(soon)),
                        until(OnTimeout.HOLD, Optional.empty())))
                .containsExactly(
                        Instant.parse("2026-11-24T12:01:00Z"),
                        Instant.parse("2026-11-25T12:00:00Z"),
                        Instant.parse("2026-11-25T12:00:00Z"),
                        Instant.parse("2026-11-25T12:00:00Z"));
    }

    private Instant until(OnTimeout onTimeout, Optional<Instant> end) throws IOException {
        return links().make(ASKED, open(onTimeout, end)).until();
    }

    @Test
    void aKeyIsThirtyTwoBytesOrMore() throws IOException {
        Secret shorter = key(7, 31);
        assertThatThrownBy(() -> links(shorter))
                .hasMessageStartingWith("approvals: key: the key must be 32 to 64 bytes")
                .message()
                .doesNotContain("Bwc");
        Secret longer = key(7, 65);
        assertThatThrownBy(() -> links(longer)).hasMessageStartingWith("approvals: key: ");
        assertThatThrownBy(() -> links(new Secret.InFile(directory.resolve("none"))))
                .hasMessageStartingWith("approvals: key: the file ");
        Secret text = new Secret.InFile(
                Files.writeString(directory.resolve("text"), "correct horse battery staple, twice over!"));
        assertThatThrownBy(() -> links(text)).message().doesNotContain("horse");
    }

    @ParameterizedTest
    @ValueSource(strings = {"30s", "8d", "0s"})
    void aLinkIsGoodForAMinuteToAWeek(String validFor) throws IOException {
        Secret key = key(7, 32);
        assertThatThrownBy(() -> ApprovalSettings.of("mail", key, validFor))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://sluice.example.com",
                "http://localhost.example.com",
                "ftp://sluice.example.com",
                "sluice.example.com",
                "https://",
                "https://user:password@sluice.example.com",
                "https://sluice.example.com/?a=b",
                "https://sluice.example.com/#a",
                "https://sluice.example.com//",
                "https://sluice.example.com\r\nBcc: x",
                "javascript:alert(1)",
            })
    void aPublicUrlIsGuardedAndPlain(String url) {
        assertThatThrownBy(() -> PublicUrl.of(url)).hasMessageStartingWith("publicUrl: ");
    }

    @Test
    void aPublicUrlMayHaveAPathAndAPort() {
        assertThat(PublicUrl.of("https://ops.example.com/sluice/").plan(PLAN))
                .isEqualTo("https://ops.example.com/sluice/api/v1/plans/" + PLAN);
        assertThat(PublicUrl.of("https://Ops.example.com:443/sluice").origin()).isEqualTo("https://ops.example.com");
        assertThat(PublicUrl.of("http://127.0.0.1:8080").origin()).isEqualTo("http://127.0.0.1:8080");
    }

    @Test
    void oneAddressIsOfOnePerson() {
        Mailboxes.Mailbox ann = new Mailboxes.Mailbox(new Principal("ann"), "ann@example.com");
        Mailboxes.Mailbox annAgain = new Mailboxes.Mailbox(new Principal("ANN"), "ANN@example.com");
        Mailboxes.Mailbox annElsewhere = new Mailboxes.Mailbox(new Principal("Ann"), "ann@home.example");
        Mailboxes.Mailbox robot = new Mailboxes.Mailbox(new Principal("deployer"), "Ann@example.com");

        assertThat(new Mailboxes(List.of(ann, annAgain)).find(new Principal(" aNN")))
                .contains(ann);
        assertThatThrownBy(() -> new Mailboxes(List.of(ann, annElsewhere))).hasMessageContaining("two addresses");
        assertThatThrownBy(() -> new Mailboxes(List.of(ann, robot))).hasMessageContaining("one address");
    }
}
