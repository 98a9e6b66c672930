package io.sluice.outbound;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.provider.Secret;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLServerSocket;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Row 47 of the bad-input table, as far as TLS goes, and certificates of our own. */
class OutboundTlsTest {
    private static final String NAME = "prom.example.com";

    @TempDir
    static Path folder;

    private static Certificates certificates;
    private static Tls.Store good;
    private static Tls.Store wrongName;
    private static Tls.Store expired;
    private static Tls.Store ours;

    private final List<AutoCloseable> opened = new ArrayList<>();

    @BeforeAll
    static void sign() throws IOException, InterruptedException {
        certificates = new Certificates(folder);
        good = certificates.signed("good", "san=dns:" + NAME, "-1d", 30);
        wrongName = certificates.signed("wrong-name", "san=dns:other.example.com", "-1d", 30);
        expired = certificates.signed("expired", "san=dns:" + NAME, "-10d", 2);
        ours = certificates.signed("ours", "eku=clientAuth", "-1d", 30);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened.reversed()) {
            one.close();
        }
    }

    @Test
    void aCertificateOfATrustedAuthorityForTheNameIsTaken() throws Exception {
        assertThat(call(server(good, false), trusting()).status()).isEqualTo(200);
    }

    @Test
    void row47ACertificateForAnotherNameIsNotTaken() throws Exception {
        refused(server(wrongName, false), trusting());
    }

    @Test
    void row47ACertificateThatHasExpiredIsNotTaken() throws Exception {
        refused(server(expired, false), trusting());
    }

    @Test
    void aCertificateOfAnAuthorityThatNobodyKnowsIsNotTaken() throws Exception {
        refused(server(good, false), Tls.ofTheJdk());
    }

    @Test
    void showsItsOwnCertificateToAServerThatWantsOne() throws Exception {
        Peer server = server(good, true);

        refused(server, trusting());
        assertThat(call(server, new Tls(Optional.of(ours), Optional.of(certificates.trust())))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aKeyStoreThatWasRenewedIsReadAgain() throws Exception {
        Peer server = server(good, true);
        Path file = folder.resolve("renewed.p12");
        Files.copy(certificates.trust().file(), file);
        Tls tls = new Tls(Optional.of(new Tls.Store(file, ours.password())), Optional.of(certificates.trust()));
        OutboundClient client = client(server, tls);
        assertThat(catchThrowableOfType(ProviderException.class, () -> client.get("/", Map.of(), 100)))
                .as("a store without a key shows nothing")
                .isNotNull();

        Files.write(file, Files.readAllBytes(ours.file()));
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2030-01-01T00:00:00Z")));

        assertThat(client.get("/", Map.of(), 100).status()).isEqualTo(200);
    }

    @Test
    void aKeyStoreThatCannotBeOpenedIsDenied() throws Exception {
        Path wrong = Files.writeString(folder.resolve("wrong"), "wrong");
        Tls.Store store = new Tls.Store(certificates.trust().file(), new Secret.InFile(wrong));
        Tls.Store none = new Tls.Store(folder.resolve("none.p12"), ours.password());

        for (Tls.Store one : List.of(store, none)) {
            assertThat(errorOf(server(good, false), new Tls(Optional.empty(), Optional.of(one))))
                    .isInstanceOf(ProviderError.Denied.class);
        }
    }

    private static Tls trusting() {
        return new Tls(Optional.empty(), Optional.of(certificates.trust()));
    }

    private Peer server(Tls.Store store, boolean wantsOurs) throws IOException, GeneralSecurityException {
        SSLServerSocket socket = (SSLServerSocket) certificates
                .server(store)
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        socket.setNeedClientAuth(wantsOurs);
        Peer peer =
                new Peer(out -> out.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(ISO_8859_1)), socket);
        opened.add(peer);
        return peer;
    }

    private void refused(Peer server, Tls tls) {
        assertThat(errorOf(server, tls)).isInstanceOf(ProviderError.Unavailable.class);
        assertThat(server.heads()).as("nothing was said").allMatch(String::isEmpty);
    }

    private ProviderError errorOf(Peer server, Tls tls) {
        ProviderException thrown = catchThrowableOfType(ProviderException.class, () -> call(server, tls));
        assertThat(thrown).as("the call must fail").isNotNull();
        return thrown.error();
    }

    private OutboundAnswer call(Peer server, Tls tls) {
        return client(server, tls).get("/", Map.of(), 100);
    }

    private OutboundClient client(Peer server, Tls tls) {
        OutboundSettings settings = new OutboundSettings(
                OutboundUrl.of("https://" + NAME + ":" + server.port()),
                new Login.None(),
                tls,
                Duration.ofSeconds(20),
                Reach.of(List.of("loopback")));
        OutboundClient client = new OutboundClient(settings, new Loopback());
        opened.add(client);
        return client;
    }

    /** Every name is this machine. */
    private static final class Loopback implements DnsResolver {
        @Override
        public InetAddress[] resolve(String host) {
            return new InetAddress[] {InetAddress.getLoopbackAddress()};
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }
}
