package io.sluice.outbound;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.outbound.OutboundAnswer.Body;
import io.sluice.provider.Secret;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPOutputStream;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows 46 and 47 of the bad-input table, as far as the client goes, against sockets on loopback. */
class OutboundClientTest {
    private static final int MOST = 1_000_000;

    /** Far more than buffers of both systems hold, and far less than what is offered. */
    private static final long BUFFERS = 50_000_000;

    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String HELLO = OK + "Content-Length: 5\r\n\r\nhello";

    private final CountDownLatch over = new CountDownLatch(1);
    private final List<AutoCloseable> opened = new ArrayList<>();

    @TempDir
    Path folder;

    @AfterEach
    void close() throws Exception {
        over.countDown();
        for (AutoCloseable one : opened.reversed()) {
            one.close();
        }
    }

    // ---- what is sent

    @Test
    void asksPlainlyAndShowsWhoItIsWithTheFirstRequest() throws IOException {
        Peer peer = peer(HELLO);
        Path token = Files.writeString(folder.resolve("token"), "t0ken\n");
        OutboundClient client =
                open("http://127.0.0.1:" + peer.port() + "/base/", new Login.Bearer(new Secret.InFile(token)));

        assertThat(client.get("/a?b=c", Map.of("X-Plan", "pl_1"), MOST).body()).isEqualTo(new Body.Text("hello"));
        Files.writeString(token, "renewed");
        client.post("/p", "application/json", "{}", Map.of(), MOST);

        assertThat(peer.heads().get(0))
                .startsWith("GET /base/a?b=c HTTP/1.1\n")
                .contains("Host: 127.0.0.1:" + peer.port() + "\n", "Authorization: Bearer t0ken\n", "X-Plan: pl_1\n")
                .doesNotContain("Accept-Encoding", "Upgrade", "Cookie");
        assertThat(peer.heads().get(1))
                .startsWith("POST /base/p HTTP/1.1\n")
                .contains("Authorization: Bearer renewed\n", "Content-Type: application/json", "Content-Length: 2\n");
    }

    @Test
    void userAndPasswordAreSentWithTheFirstRequestToo() throws IOException {
        Peer peer = peer(HELLO);
        Path password = Files.writeString(folder.resolve("password"), "s€cret");
        OutboundClient client =
                open("http://127.0.0.1:" + peer.port(), new Login.Basic("sluice", new Secret.InFile(password)));

        client.get("/", Map.of(), MOST);

        assertThat(peer.heads()).singleElement().asString().contains("Authorization: Basic c2x1aWNlOnPigqxjcmV0\n");
    }

    @Test
    void aSecretThatAnAnswerRepeatsIsNotPassedOn() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), "t0ken-of-sluice\n");
        String said = "you are not t0ken-of-sluice, nor t0ken";
        Peer peer = peer("HTTP/1.1 403 Forbidden\r\nContent-Length: " + said.length() + "\r\n\r\n" + said);
        OutboundClient client = open("http://127.0.0.1:" + peer.port(), new Login.Bearer(new Secret.InFile(token)));

        assertThat(client.get("/", Map.of(), MOST).body()).isEqualTo(new Body.Text("you are not [secret], nor t0ken"));
    }

    @Test
    void aSecretThatIsNotThereStopsTheCallBeforeItIsMade() throws IOException {
        Peer peer = peer(HELLO);
        OutboundClient client =
                open("http://127.0.0.1:" + peer.port(), new Login.Bearer(new Secret.InFile(folder.resolve("none"))));

        assertThat(errorOf(client)).isInstanceOf(ProviderError.Denied.class);
        assertThat(peer.heads()).isEmpty();
    }

    @Test
    void speaksToIpv6AsWell() throws IOException {
        Peer peer = closing(new Peer(
                out -> out.write(HELLO.getBytes(ISO_8859_1)),
                new java.net.ServerSocket(0, 50, InetAddress.ofLiteral("::1"))));

        assertThat(open("http://[::1]:" + peer.port()).get("/", Map.of(), MOST).status())
                .isEqualTo(200);
        assertThat(peer.heads()).singleElement().asString().contains("Host: [::1]:" + peer.port() + "\n");
    }

    // ---- row 46: where it goes

    @Test
    void row46ANameThatMeansLoopbackIsRefusedWhenItIsCalled() throws IOException {
        Peer peer = peer(HELLO);
        OutboundClient client = open(settings("http://prom.example.com:" + peer.port(), List.of()), names("127.0.0.1"));

        assertThat(errorOf(client))
                .isInstanceOfSatisfying(
                        ProviderError.Denied.class,
                        denied -> assertThat(denied.detail()).contains("prom.example.com", "127.0.0.1", "allow"));
        assertThat(peer.heads()).isEmpty();
    }

    @Test
    void row46ANameThatMeansTheMetadataServiceIsRefusedWhateverIsAllowed() throws IOException {
        OutboundClient client =
                open(settings("http://prom.example.com", List.of("0.0.0.0/0", "::/0")), names("169.254.169.254"));

        assertThat(errorOf(client)).isInstanceOf(ProviderError.Denied.class);
    }

    @Test
    void row46ANameThatComesToMeanLoopbackIsLookedUpOnceForEachCall() throws IOException {
        Peer peer = peer(HELLO);
        List<String> lookedUp = Collections.synchronizedList(new ArrayList<>());
        // The first answer is allowed here in place of a public one; the second is not.
        DnsResolver rebinding = new Names(host -> {
            lookedUp.add(host);
            return lookedUp.size() == 1 ? addresses("127.0.0.1") : addresses("127.0.0.2");
        });
        OutboundClient client =
                open(settings("http://prom.example.com:" + peer.port(), List.of("127.0.0.1/32")), rebinding);

        assertThat(client.get("/", Map.of(), MOST).status()).isEqualTo(200);
        assertThat(lookedUp).as("what was checked is what was called").hasSize(1);
        assertThat(errorOf(client)).isInstanceOf(ProviderError.Denied.class);
        assertThat(lookedUp).hasSize(2);
        assertThat(peer.heads()).hasSize(1);
    }

    @Test
    void row46OfANamesAddressesOnlyThoseThatMayBeCalledAre() throws IOException {
        Peer peer = peer(HELLO);
        OutboundClient client = open(
                settings("http://prom.example.com:" + peer.port(), List.of("127.0.0.1/32")),
                names("10.0.0.1", "127.0.0.1", "127.0.0.2"));

        assertThat(client.get("/", Map.of(), MOST).status()).isEqualTo(200);
        assertThat(peer.heads()).singleElement().asString().contains("Host: prom.example.com:" + peer.port() + "\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void row46And47ARedirectIsNotFollowed(int status) throws IOException {
        Peer inside = peer(HELLO);
        Peer peer = peer("HTTP/1.1 " + status + " Over there\r\nLocation: http://127.0.0.1:" + inside.port()
                + "/\r\nContent-Length: 0\r\n\r\n");

        OutboundAnswer answer = open("http://127.0.0.1:" + peer.port()).get("/", Map.of(), MOST);

        assertThat(answer.refusal("it says " + status))
                .isInstanceOfSatisfying(
                        ProviderError.Unavailable.class,
                        error -> assertThat(error.detail()).contains("redirects are not followed"));
        assertThat(peer.heads()).hasSize(1);
        assertThat(inside.heads()).isEmpty();
    }

    // ---- row 47: what comes back

    @Test
    void row47AnAnswerOfAGigabyteIsReadNoFurtherThanItMayBeLong() throws IOException {
        Peer peer = peer(out -> {
            write(out, OK + "Content-Length: 1000000000\r\n\r\n");
            endless(out);
        });

        assertUnreadable(open("http://127.0.0.1:" + peer.port()));

        assertThat(peer.sent()).isLessThan(BUFFERS);
    }

    @Test
    void row47AnAnswerInChunksThatNeverEndsIsReadNoFurtherThanItMayBeLong() throws IOException {
        Peer peer = peer(out -> {
            write(out, OK + "Transfer-Encoding: chunked\r\n\r\n");
            byte[] chunk = ("1000\r\n" + "x".repeat(0x1000) + "\r\n").getBytes(ISO_8859_1);
            while (!Thread.currentThread().isInterrupted()) {
                out.write(chunk);
            }
        });

        assertUnreadable(open("http://127.0.0.1:" + peer.port()));

        assertThat(peer.sent()).isLessThan(BUFFERS);
    }

    @Test
    void anAnswerOfJustTheLengthIsRead() throws IOException {
        Peer peer = peer(OK + "Content-Length: 1000\r\n\r\n" + "x".repeat(1000));
        OutboundClient client = open("http://127.0.0.1:" + peer.port());

        assertThat(client.get("/", Map.of(), 1000).body()).isEqualTo(new Body.Text("x".repeat(1000)));
        assertThat(client.get("/", Map.of(), 999).body()).isInstanceOf(Body.Unreadable.class);
    }

    @Test
    void row47AnAnswerThatNeverComesIsGivenUpAtTheDeadline() throws IOException {
        Peer peer = peer(_ -> over.await());

        assertThat(errorOf(quick(peer))).isInstanceOf(ProviderError.Unavailable.class);
    }

    @Test
    void row47AnAnswerThatDripsIsGivenUpAtTheDeadlineThoughSomethingAlwaysComes() throws IOException {
        Peer head = peer(out -> {
            write(out, OK + "X: ");
            drip(out);
        });
        Peer body = peer(out -> {
            write(out, OK + "Content-Length: 1000000\r\n\r\n");
            drip(out);
        });

        assertThat(errorOf(quick(head))).isInstanceOf(ProviderError.Unavailable.class);
        assertThat(errorOf(quick(body))).isInstanceOf(ProviderError.Unavailable.class);
    }

    @Test
    void row47InformationThatGoesOnForEverIsGivenUpAtTheDeadline() throws IOException {
        Peer peer = peer(out -> {
            while (!Thread.currentThread().isInterrupted()) {
                write(out, "HTTP/1.1 102 Wait\r\n\r\n");
            }
        });

        assertThat(errorOf(quick(peer))).isInstanceOf(ProviderError.Unavailable.class);
    }

    @Test
    void row47ANameThatIsLookedUpForEverIsGivenUpAtTheDeadline() throws IOException {
        DnsResolver slow = new Names(_ -> {
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return addresses("127.0.0.1");
        });
        OutboundClient client = open(
                new OutboundSettings(
                        OutboundUrl.of("http://prom.example.com"),
                        new Login.None(),
                        Tls.ofTheJdk(),
                        Duration.ofMillis(300),
                        Reach.of(List.of("loopback"))),
                slow);

        assertThat(errorOf(client)).isInstanceOf(ProviderError.Unavailable.class);
    }

    @Test
    void row47ABombIsNotUnpacked() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(new byte[100_000_000]);
        }
        for (String encoding : List.of("gzip", "deflate", "GZip, gzip", "br")) {
            Peer peer = peer(out -> {
                write(out, OK + "Content-Encoding: " + encoding + "\r\nContent-Length: " + packed.size() + "\r\n\r\n");
                packed.writeTo(out);
            });

            assertUnreadable(open("http://127.0.0.1:" + peer.port()));
        }
    }

    @Test
    void row47HeadersWithoutEndAreCutOff() throws IOException {
        Peer many = peer(out -> {
            write(out, OK);
            while (!Thread.currentThread().isInterrupted()) {
                write(out, "X-Filler: " + "y".repeat(100) + "\r\n");
            }
        });
        Peer wide = peer(out -> {
            write(out, OK + "X: ");
            endless(out);
        });

        assertThat(errorOf(open("http://127.0.0.1:" + many.port()))).isInstanceOf(ProviderError.Unavailable.class);
        assertThat(errorOf(open("http://127.0.0.1:" + wide.port()))).isInstanceOf(ProviderError.Unavailable.class);
        assertThat(many.sent() + wide.sent()).isLessThan(BUFFERS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\r\n",
                "nonsense\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
            })
    void anAnswerThatIsNoneOrCutOffIsUnavailableAndNotAskedForAgain(String answer) throws IOException {
        Peer peer = peer(answer);

        assertThat(errorOf(open("http://127.0.0.1:" + peer.port()))).isInstanceOf(ProviderError.Unavailable.class);
        assertThat(peer.heads()).hasSize(1);
    }

    @Test
    void whatIsNotThereIsUnavailable() throws IOException {
        Peer peer = peer(HELLO);
        OutboundClient client = open("http://127.0.0.1:" + peer.port());
        peer.close();

        assertThat(errorOf(client)).isInstanceOf(ProviderError.Unavailable.class);
        assertThat(errorOf(open(settings("http://nobody.example.com", List.of()), new Names(host -> {
                    throw new UnknownHostException(host);
                }))))
                .isInstanceOfSatisfying(
                        ProviderError.Unavailable.class,
                        error -> assertThat(error.detail()).contains("nobody.example.com"));
    }

    // ---- statuses

    @ParameterizedTest
    @CsvSource({
        "400, invalid",
        "401, denied",
        "403, denied",
        "404, not-found",
        "422, invalid",
        "429, throttled",
        "500, unavailable",
        "418, unavailable"
    })
    void aRefusalIsOfItsKind(int status, String kind) throws IOException {
        Peer peer = peer("HTTP/1.1 " + status + " No\r\nRetry-After: 7\r\nContent-Length: 2\r\n\r\nno");

        OutboundAnswer answer = open("http://127.0.0.1:" + peer.port()).get("/", Map.of(), MOST);

        assertThat(answer.refusal("no").kind()).isEqualTo(kind);
        assertThat(answer.retryAfter()).contains(Duration.ofSeconds(7));
        assertThat(answer.body()).isEqualTo(new Body.Text("no"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "999999999", "Tue, 24 Nov 2020 22:00:00 GMT", "soon", ""})
    void row53ATimeToComeBackThatIsNoneIsNotTaken(String written) throws IOException {
        Peer peer = peer("HTTP/1.1 429 No\r\nRetry-After: " + written + "\r\nContent-Length: 0\r\n\r\n");

        assertThat(open("http://127.0.0.1:" + peer.port())
                        .get("/", Map.of(), MOST)
                        .retryAfter())
                .isEmpty();
    }

    // ---- many at once

    @Test
    void manyMayAskAtOnce() throws Exception {
        Peer peer = peer(HELLO);
        OutboundClient client = open("http://127.0.0.1:" + peer.port());
        List<Future<OutboundAnswer>> asked = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 40; i++) {
                asked.add(threads.submit(() -> client.get("/", Map.of(), MOST)));
            }
            for (Future<OutboundAnswer> one : asked) {
                assertThat(one.get()).isEqualTo(new OutboundAnswer(200, Optional.empty(), new Body.Text("hello")));
            }
        }
        assertThat(peer.heads()).hasSize(40);
    }

    // ---- settings

    @Test
    void settingsThatCannotBeMeantAreRefused() {
        Secret secret = new Secret.Env("PATH");
        for (Runnable wrong : List.<Runnable>of(
                () -> of(null, null, null),
                () -> of("http://127.0.0.1:9090", null, null),
                () -> of("https://[::1]", null, null),
                () -> of("http://169.254.169.254", null, List.of("0.0.0.0/0")),
                () -> of("https://prom.example.com?x=y", null, null),
                () -> of("http://prom.example.com", secret, null),
                () -> OutboundSettings.of("https://a.example", secret, new Login.Basic("u", secret), null, null, null),
                () -> OutboundSettings.of("https://a.example", null, null, null, "0s", null),
                () -> OutboundSettings.of("https://a.example", null, null, null, "10", null),
                () -> OutboundSettings.of("https://a.example", null, null, null, "1d", null),
                () -> OutboundSettings.of(
                        "http://a.example",
                        null,
                        null,
                        Tls.of(null, null, Path.of("/t"), secret),
                        null,
                        List.of("10.0.0.0/8")),
                () -> Tls.of(Path.of("/k"), null, null, null),
                () -> Login.Basic.of("a:b", secret),
                () -> Login.Basic.of(null, secret))) {
            assertThat(catchThrowableOfType(IllegalArgumentException.class, wrong::run))
                    .isNotNull()
                    .message()
                    .isNotBlank();
        }
        assertThat(of("http://prom.example.com", secret, List.of("10.0.0.0/8")).callDeadline())
                .isEqualTo(Duration.ofSeconds(10));
    }

    private static OutboundSettings of(
            @org.jspecify.annotations.Nullable String url,
            @org.jspecify.annotations.Nullable Secret bearer,
            @org.jspecify.annotations.Nullable List<String> allow) {
        return OutboundSettings.of(url, bearer, null, null, null, allow);
    }

    // ---- parts

    private Peer peer(String answer) throws IOException {
        return closing(Peer.answering(answer));
    }

    private Peer peer(Peer.Script script) throws IOException {
        return closing(new Peer(script));
    }

    private <T extends AutoCloseable> T closing(T one) {
        opened.add(one);
        return one;
    }

    private OutboundClient open(String url) {
        return open(url, new Login.None());
    }

    private OutboundClient open(String url, Login login) {
        return open(
                new OutboundSettings(
                        OutboundUrl.of(url.replaceFirst("/$", "")),
                        login,
                        Tls.ofTheJdk(),
                        Duration.ofSeconds(20),
                        Reach.of(List.of("loopback"))),
                SystemDefaultDnsResolver.INSTANCE);
    }

    private OutboundClient quick(Peer peer) {
        return open(
                new OutboundSettings(
                        OutboundUrl.of("http://127.0.0.1:" + peer.port()),
                        new Login.None(),
                        Tls.ofTheJdk(),
                        Duration.ofMillis(300),
                        Reach.of(List.of("loopback"))),
                SystemDefaultDnsResolver.INSTANCE);
    }

    private OutboundClient open(OutboundSettings settings, DnsResolver names) {
        return closing(new OutboundClient(settings, names));
    }

    private static OutboundSettings settings(String url, List<String> allow) {
        return OutboundSettings.of(url, null, null, null, "20s", allow);
    }

    private static ProviderError errorOf(OutboundClient client) {
        ProviderException thrown = catchThrowableOfType(ProviderException.class, () -> client.get("/", Map.of(), MOST));
        assertThat(thrown).as("the call must fail").isNotNull();
        return thrown.error();
    }

    private static void assertUnreadable(OutboundClient client) {
        assertThat(client.get("/", Map.of(), MOST).body())
                .isInstanceOfSatisfying(
                        Body.Unreadable.class, body -> assertThat(body.why()).isNotBlank());
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(ISO_8859_1));
    }

    private static void endless(OutputStream out) throws IOException {
        byte[] bytes = "x".repeat(65_536).getBytes(ISO_8859_1);
        while (!Thread.currentThread().isInterrupted()) {
            out.write(bytes);
        }
    }

    /** A byte whenever a reader that waits for the next one might give up. */
    private void drip(OutputStream out) throws IOException, InterruptedException {
        while (!over.await(50, java.util.concurrent.TimeUnit.MILLISECONDS)) {
            out.write('x');
            out.flush();
        }
    }

    private interface LookUp {
        InetAddress[] of(String host) throws UnknownHostException;
    }

    private record Names(LookUp lookUp) implements DnsResolver {
        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            return lookUp.of(host);
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }

    private static DnsResolver names(String... literals) {
        return new Names(_ -> addresses(literals));
    }

    private static InetAddress[] addresses(String... literals) {
        return Arrays.stream(literals).map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
    }
}
