package io.sluice.app.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.sluice.outbound.Reach;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mail through a real SMTP server in this process. */
class MailTest {
    private static final Instant NOW = Instant.parse("2026-11-24T22:45:00Z");

    private final Path directory;

    MailTest(@TempDir Path directory) throws IOException {
        this.directory = directory;
        Files.writeString(directory.resolve("password"), "pa55 word\n");
    }

    private static Receiver receiver(String yaml) throws IOException {
        return new YAMLMapper().readValue(yaml, ReceiverSettings.class).open();
    }

    private String settings(int port, String more) {
        return """
                {type: email, host: localhost, port: %d, from: "Sluice <sluice@example.com>",
                 to: [ann@example.com, bob@example.com], %s}
                """.formatted(port, more.replace("DIR", directory.toString()));
    }

    private Sent send(int port, String more, Message message) throws IOException {
        try (Receiver receiver = receiver(settings(port, more))) {
            return receiver.send(message, NOW);
        }
    }

    private static String why(Sent sent) {
        return switch (sent) {
            case Sent.Accepted _ -> "accepted";
            case Sent.Failed(String why, var _) -> why;
            case Sent.NotNeeded(String why) -> "not needed: " + why;
            case Sent.Refused(String why) -> "refused: " + why;
        };
    }

    private static final String LOGIN = "user: sluice, password: {file: DIR/password}";
    private static final String TRUST =
            "tls: {trustStore: DIR/keys.p12, trustStorePassword: {file: DIR/keys.password}}";

    @Test
    void aMailHasTheSameIdAtEachAttempt() throws Exception {
        try (Postbox box = Postbox.open()) {
            String plain = "security: none, allow: [loopback]";
            assertThat(send(box.port(), plain, Samples.reverting("mail"))).isEqualTo(new Sent.Accepted());
            assertThat(send(box.port(), plain, Samples.reverting("mail"))).isEqualTo(new Sent.Accepted());

            assertThat(box.recipients())
                    .containsExactly("ann@example.com", "bob@example.com", "ann@example.com", "bob@example.com");
            assertThat(box.mails())
                    .allSatisfy(mail -> assertThat(mail.getMessageID())
                            .isEqualTo("<pl_01KAZ7Q1V5T5B1V0B7D5J3C2XE.17.mail@example.com>"));
            MimeMessage mail = box.mails().getFirst();
            assertThat(mail.getSubject())
                    .isEqualTo(
                            "[Sluice] critical: checkout-eu-to-us: reverting: gate errors failed: edge, us: 30 % > 1 %");
            assertThat(mail.getHeader("References")).containsExactly("<pl_01KAZ7Q1V5T5B1V0B7D5J3C2XE@example.com>");
            assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
            assertThat(mail.getHeader("Importance")).containsExactly("high");
            assertThat(mail.getSentDate().toInstant()).isEqualTo(Instant.parse("2026-11-24T22:41:07Z"));
            assertThat(String.valueOf(mail.getContent()).replace("\r\n", "\n"))
                    .isEqualTo(NoticeMail.body(Samples.reverting("mail").telling()));
        }
    }

    private static final String OPEN = "security: none, allow: [loopback]";

    @ParameterizedTest
    @ValueSource(ints = {550, 554, 450})
    void oneMailboxThatTakesNothingKeepsTheMailFromNobodyElse(int code) throws Exception {
        try (Postbox box = Postbox.open().refusing("ann@example.com", code)) {
            assertThat(send(box.port(), OPEN, Samples.drifted("mail"))).isEqualTo(new Sent.Accepted());
            assertThat(box.recipients()).containsExactly("bob@example.com");
            assertThat(box.mails()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aMailThatTheServerHasIsToldHoweverTheConversationEnds(boolean refusedForOne) throws Exception {
        try (Postbox box = Postbox.open().silentAfterwards()) {
            if (refusedForOne) {
                box.refusing("ann@example.com", 550);
            }
            assertThat(send(box.port(), OPEN + ", callDeadline: 2s", Samples.drifted("mail")))
                    .isEqualTo(new Sent.Accepted());
            assertThat(box.mails()).hasSize(1);
        }
    }

    @Test
    void whereNoMailboxIsKnownTheMailIsRefused() throws Exception {
        try (Postbox box = Postbox.open().refusing("ann@example.com", 550).refusing("bob@example.com", 553)) {
            assertThat(why(send(box.port(), OPEN, Samples.drifted("mail"))))
                    .startsWith("refused: the server does not take the mail");
            box.refusing("bob@example.com", 451);
            assertThat(why(send(box.port(), OPEN, Samples.drifted("mail"))))
                    .as("one of them may take it later")
                    .startsWith("the server does not take the mail");
            assertThat(box.mails()).isEmpty();
        }
    }

    @Test
    void aServerMayRefuseTheMailItself() throws Exception {
        try (Postbox box = Postbox.open().refusingTexts(554)) {
            assertThat(why(send(box.port(), OPEN, Samples.drifted("mail"))))
                    .startsWith("refused: the server does not take the mail");
            box.refusing("ann@example.com", 550).refusingTexts(451);
            assertThat(why(send(box.port(), OPEN, Samples.drifted("mail"))))
                    .startsWith("the server does not take the mail");
            assertThat(box.mails()).isEmpty();
        }
    }

    @Test
    void whatASentenceHoldsIsNoHeader() throws Exception {
        try (Postbox box = Postbox.open()) {
            assertThat(send(box.port(), "security: none, allow: [loopback]", Samples.hostile("mail")))
                    .isEqualTo(new Sent.Accepted());
            assertThat(box.mails()).hasSize(1).allSatisfy(mail -> {
                assertThat(mail.getHeader("Bcc")).isNull();
                assertThat(mail.getHeader("X")).isNull();
            });
        }
    }

    @Test
    void theLoginIsSaidOnlyOnceTheWayIsGuarded() throws Exception {
        try (Postbox box = Postbox.withStartTls(directory)) {
            assertThat(send(box.port(), "allow: [loopback], " + LOGIN + ", " + TRUST, Samples.drifted("mail")))
                    .isEqualTo(new Sent.Accepted());
            assertThat(box.mails()).hasSize(1);
            assertThat(box.guarded()).containsOnly(true);
        }
    }

    @Test
    void aServerMayBeGuardedFromTheFirstByte() throws Exception {
        try (Postbox box = Postbox.withTls(directory)) {
            String settings = "security: tls, allow: [loopback], " + LOGIN + ", " + TRUST;
            assertThat(send(box.port(), settings, Samples.drifted("mail"))).isEqualTo(new Sent.Accepted());
            assertThat(box.mails()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aServerThatNobodyVouchesForIsToldNothing(boolean startTls) throws Exception {
        try (Postbox box = startTls ? Postbox.withStartTls(directory) : Postbox.withTls(directory)) {
            String security = startTls ? "starttls" : "tls";
            assertThat(why(send(
                            box.port(),
                            "security: " + security + ", allow: [loopback], " + LOGIN,
                            Samples.drifted("mail"))))
                    .containsIgnoringCase("certification path");
            assertThat(box.mails()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aServerMustHaveTheNameThatItIsCalledBy(boolean startTls) throws Exception {
        try (Postbox box = startTls ? Postbox.withStartTls(directory) : Postbox.withTls(directory)) {
            String security = startTls ? "starttls" : "tls";
            String settings = "security: " + security + ", allow: [loopback], " + LOGIN + ", " + TRUST;
            try (Receiver receiver =
                    receiver(settings(box.port(), settings).replace("host: localhost", "host: 127.0.0.1"))) {
                assertThat(why(receiver.send(Samples.drifted("mail"), NOW))).containsIgnoringCase("127.0.0.1");
            }
            assertThat(box.mails()).isEmpty();
        }
    }

    @Test
    void nothingIsSaidInTheOpenWhereTheServerOffersNoGuard() throws Exception {
        try (Postbox box = Postbox.open()) {
            assertThat(why(send(box.port(), "allow: [loopback]", Samples.drifted("mail"))))
                    .contains("STARTTLS");
            assertThat(box.mails()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"security: starttls", "security: tls", "security: none, allow: [10.0.0.0/8]"})
    void anAddressThatIsNotAllowedIsNotCalled(String security) throws Exception {
        try (Postbox box =
                security.equals("security: tls") ? Postbox.withTls(directory) : Postbox.withStartTls(directory)) {
            assertThat(why(send(box.port(), security + ", " + TRUST, Samples.drifted("mail"))))
                    .contains("127.0.0.1 is not public");
            assertThat(box.connections()).isZero();
        }
    }

    @Test
    void aHostIsCalledAtEachOfItsAddresses() throws Exception {
        try (ServerSocket there = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"))) {
            List<InetAddress> found = List.of(
                    InetAddress.ofLiteral("192.0.2.1"), // not allowed
                    InetAddress.ofLiteral("127.0.0.2"), // nobody listens
                    InetAddress.ofLiteral("127.0.0.1"));
            Reach loopback = Reach.of(List.of("loopback"));
            SmtpSocket socket = new SmtpSocket();
            try (Socket open =
                    socket.open("mail.example.com", found, there.getLocalPort(), Duration.ofSeconds(20), loopback)) {
                assertThat(open.getInetAddress().getAddress()).isEqualTo(new byte[] {127, 0, 0, 1});
                assertThat(open.getInetAddress().getHostName()).isEqualTo("mail.example.com");
                socket.cut();
                assertThat(open.isClosed()).isTrue();
            }
            assertThatThrownBy(() -> new SmtpSocket()
                            .open(
                                    "mail.example.com",
                                    found.subList(0, 2),
                                    there.getLocalPort(),
                                    Duration.ofSeconds(20),
                                    loopback))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("refused");
        }
    }

    @Test
    void aWrongPasswordIsSaidAndNotRepeated() throws Exception {
        Files.writeString(directory.resolve("password"), "wr0ng");
        try (Postbox box = Postbox.withTls(directory)) {
            String settings = "security: tls, allow: [loopback], " + LOGIN + ", " + TRUST;
            assertThat(why(send(box.port(), settings, Samples.drifted("mail"))))
                    .isEqualTo("the server does not take the login");
        }
    }

    @Test
    void aServerThatSaysNothingIsNotWaitedForLongerThanTheDeadline() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            assertThat(why(send(
                            silent.getLocalPort(),
                            "security: none, allow: [loopback], callDeadline: 1s",
                            Samples.drifted("mail"))))
                    .containsAnyOf("1000 ms", "timed out");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{type: email, host: mail.example.com, from: a@example.com}",
                "{type: email, host: mail.example.com, from: nobody, to: [a@example.com]}",
                "{type: email, host: mail.example.com, from: a@example.com, to: []}",
                "{type: email, host: mail.example.com, from: a@example.com, to: [\"a@example.com\\r\\nBcc: b@example.com\"]}",
                "{type: email, host: 0177.0.0.1, from: a@example.com, to: [a@example.com]}",
                "{type: email, host: 'user@mail.example.com', from: a@example.com, to: [a@example.com]}",
                "{type: email, host: mail.example.com, from: a@example.com, to: [a@example.com], security: none}",
                "{type: email, host: mail.example.com, from: a@example.com, to: [a@example.com], security: ssl}",
                "{type: email, host: mail.example.com, from: a@example.com, to: [a@example.com], user: sluice}",
                "{type: email, host: mail.example.com, from: a@example.com, to: [a@example.com], port: 0}",
            })
    void settingsThatCannotBeMeantAreRefused(String yaml) {
        assertThatThrownBy(() -> receiver(yaml)).isInstanceOf(JsonMappingException.class);
    }

    @Test
    void theDeadlineIsWhatTheSettingsSay() throws IOException {
        try (Receiver receiver = receiver(settings(25, "callDeadline: 7s"))) {
            assertThat(receiver.deadline()).isEqualTo(Duration.ofSeconds(7));
        }
    }
}
