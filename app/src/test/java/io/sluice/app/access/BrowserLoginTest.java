package io.sluice.app.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import io.sluice.app.access.BrowserLogin.Brought;
import io.sluice.app.access.BrowserLogin.Next;
import io.sluice.app.links.PublicUrl;
import io.sluice.outbound.OutboundUrl;
import io.sluice.provider.Secret;
import jakarta.ws.rs.core.NewCookie;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A browser's way to the identity provider and back: over HTTP, with codes, keys and signatures as they are. */
class BrowserLoginTest {
    private static final String NOT_BEGUN = "This is not the sign-in that was begun here";
    private static final String SILENT = "The identity provider does not answer";
    private static final String STRANGE = "Sluice and the identity provider do not understand each other";
    private static final String SECRET = "a secret: of 100% & more";

    private final LoopbackProvider provider = LoopbackProvider.start();
    private final AtomicLong nanos = new AtomicLong();
    private final HttpClient browser = HttpClient.newHttpClient();

    @TempDir
    private Path place;

    private Instant now = Instant.now();

    @BeforeEach
    void knowEachOther() throws IOException {
        byte[] key = new byte[32];
        key[0] = 1;
        Files.writeString(place.resolve("key"), Base64.getEncoder().encodeToString(key));
        Files.writeString(place.resolve("secret"), SECRET);
        provider.logins().redirectsTo("https://sluice.example.com/login/callback");
        provider.logins().knowsSecret(SECRET);
        provider.logins().signsIn("ann", "sre");
    }

    @AfterEach
    void close() {
        provider.close();
        browser.close();
    }

    private OidcSettings settings(Optional<Secret> secret) {
        return OidcSettings.of(
                provider.issuer(),
                LoopbackProvider.AUDIENCE,
                null,
                null,
                List.of(
                        OidcSettings.OfGroup.of("sre", List.of("operator"), null),
                        OidcSettings.OfGroup.of("leads", List.of("approver"), Map.of("team", "payments"))),
                null,
                "2s",
                List.of("loopback"),
                new BrowserSettings(LoopbackLogins.CLIENT, secret, List.of("openid", "groups")));
    }

    private OidcSettings settings() {
        return settings(Optional.of(new Secret.InFile(place.resolve("secret"))));
    }

    private SessionSettings sessionSettings() {
        return new SessionSettings(Optional.of(new Secret.InFile(place.resolve("key"))), Duration.ofHours(8));
    }

    private Sessions sessions(OidcSettings settings) {
        return new Sessions(
                sessionSettings(),
                new CookieKey(sessionSettings()),
                Tokens.of(List.of()),
                Optional.of(settings),
                () -> now);
    }

    /** One of several, which know nothing of each other but the settings. */
    private BrowserLogin node(OidcSettings settings) {
        ProviderKeys keys = new ProviderKeys(new IdentityProvider(settings), settings.keepKeys(), nanos::get);
        return new BrowserLogin(
                settings,
                settings.browser().orElseThrow(),
                new PublicUrl("https://sluice.example.com"),
                new OidcTokens(settings, LoopbackLogins.CLIENT, keys, new SeenGroups(), () -> now),
                sessions(settings),
                new CookieKey(sessionSettings()),
                () -> now,
                nanos::get);
    }

    private BrowserLogin node() {
        return node(settings());
    }

    /** What a browser has when the provider has sent it back. */
    private record Returned(Optional<String> cookie, Map<String, String> fields) {
        Brought brought() {
            return new Brought(
                    Optional.ofNullable(fields.get("code")),
                    Optional.ofNullable(fields.get("state")),
                    Optional.ofNullable(fields.get("iss")),
                    Optional.ofNullable(fields.get("error")));
        }
    }

    private Returned comesBack(Next out) {
        try {
            HttpResponse<String> answer =
                    browser.send(HttpRequest.newBuilder(out.at()).build(), BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
            URI back = URI.create(answer.headers().firstValue("Location").orElseThrow());
            assertThat(back.toString()).startsWith("https://sluice.example.com/login/callback?");
            return new Returned(Optional.of(out.cookies().getFirst().getValue()), LoopbackLogins.fields(back));
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static Next end(BrowserLogin node, Returned returned) {
        return node.end(returned.cookie(), returned.brought());
    }

    private Returned comesBackTo(BrowserLogin node) {
        return comesBack(node.begin("/plans/pl_1?tab=gates"));
    }

    private static void fails(int status, String title, ThrowingCallable call) {
        assertThatThrownBy(call)
                .asInstanceOf(type(LoginFailed.class))
                .satisfies(failed -> assertThat(failed.status()).isEqualTo(status))
                .satisfies(failed -> assertThat(failed.title()).isEqualTo(title))
                .satisfies(failed -> assertThat(failed.sentences()).isNotEmpty());
    }

    @Test
    void whoComesBackToAnyNodeIsLoggedInOnAllAndSeesThePageThatTheyWanted() {
        Next out = node().begin("/plans/pl_1?tab=gates");
        NewCookie begun = out.cookies().getFirst();
        assertThat(begun.getName()).isEqualTo("__Host-sluice-login");
        assertThat(begun.isHttpOnly()).isTrue();
        assertThat(begun.isSecure()).isTrue();
        assertThat(begun.getSameSite()).isEqualTo(NewCookie.SameSite.LAX);
        assertThat(begun.getMaxAge()).isEqualTo(600);

        Next in = end(node(), comesBack(out));

        assertThat(in.at()).isEqualTo(URI.create("https://sluice.example.com/plans/pl_1?tab=gates"));
        assertThat(in.cookies())
                .extracting(NewCookie::getName)
                .containsExactly("__Host-sluice-session", "__Host-sluice-login");
        assertThat(in.cookies().getFirst().getSameSite()).isEqualTo(NewCookie.SameSite.STRICT);
        assertThat(in.cookies().getLast().getMaxAge()).isZero();
        Caller caller = sessions(settings())
                .find(in.cookies().getFirst().getValue())
                .orElseThrow()
                .caller();
        assertThat(caller.principal().name()).isEqualTo("ann");
        assertThat(caller.actions()).containsExactlyInAnyOrder(Action.READ, Action.OPERATE, Action.REVERT);
    }

    @Test
    void noSecretOfASignInLeavesByTheBrowser() {
        Next out = node().begin("/");
        String cookie = out.cookies().getFirst().getValue();
        String said = new String(Base64.getUrlDecoder().decode(cookie.substring(0, cookie.indexOf('.'))), UTF_8);
        Map<String, String> asked = LoopbackLogins.fields(out.at());

        assertThat(said).doesNotContain(asked.get("state"), asked.get("nonce"), SECRET);
        assertThat(out.at().toString()).doesNotContain("secret", "verifier");
        assertThat(LoopbackLogins.fields(node().begin("/").at()).get("state")).isNotEqualTo(asked.get("state"));
    }

    @Test
    void aPublicClientProvesItselfByPkceAlone() {
        try (LoopbackProvider open = LoopbackProvider.start()) {
            open.logins().redirectsTo("https://sluice.example.com/login/callback");
            open.logins().signsIn("ann", "sre");
            OidcSettings settings = new OidcSettings(
                    OutboundUrl.of(open.issuer()),
                    "sluice",
                    "sub",
                    "groups",
                    settings().grants(),
                    Duration.ofHours(24),
                    Duration.ofSeconds(2),
                    settings().reach(),
                    Optional.of(new BrowserSettings(LoopbackLogins.CLIENT, Optional.empty(), List.of("openid"))));
            assertThat(end(node(settings), comesBackTo(node(settings))).cookies())
                    .hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//evil.example",
                "/\\evil.example",
                "https://evil.example/",
                "javascript:alert(1)",
                "evil",
                "",
                "/a\\..\\b",
                "/a\r\nSet-Cookie: x=y",
                "/\t/evil.example",
                "/login?to=/",
                "/login/provider",
                "/%",
                "/ä"
            })
    void onlyPagesOfOursAreComeBackTo(String to) {
        Next in = end(node(), comesBack(node().begin(to)));
        assertThat(in.at()).isEqualTo(URI.create("https://sluice.example.com/"));
    }

    @Test
    void whatWasNotBegunInThisBrowserIsNotEndedInIt() {
        Returned mine = comesBackTo(node());
        Returned others = comesBackTo(node());
        Optional<String> cookie = mine.cookie();

        fails(400, NOT_BEGUN, () -> end(node(), new Returned(cookie, others.fields())));
        fails(400, NOT_BEGUN, () -> end(node(), new Returned(Optional.empty(), mine.fields())));
        fails(400, NOT_BEGUN, () -> end(node(), new Returned(cookie.map(text -> text + "0"), mine.fields())));
        fails(400, NOT_BEGUN, () -> end(node(), new Returned(Optional.of("x"), mine.fields())));
        fails(400, NOT_BEGUN, () -> end(node(), new Returned(cookie, Map.of("code", "x"))));
        fails(400, NOT_BEGUN, () -> end(node(), new Returned(cookie, Map.of("code", "x", "state", ""))));
        String session = end(node(), comesBackTo(node())).cookies().getFirst().getValue();
        fails(400, NOT_BEGUN, () -> end(node(), new Returned(Optional.of(session), mine.fields())));
        assertThat(provider.logins().taken()).as("only the one that was ended").isEqualTo(1);
    }

    @Test
    void tenMinutesAreEnough() {
        Returned returned = comesBackTo(node());
        now = now.plus(Duration.ofMinutes(10));
        fails(400, NOT_BEGUN, () -> end(node(), returned));
    }

    @Test
    void aCodeIsTakenOnceAndOnlyForItsOwnSignIn() {
        Returned first = comesBackTo(node());
        Returned second = comesBackTo(node());
        end(node(), first);

        fails(400, "This sign-in is over", () -> end(node(), first));
        Map<String, String> swapped = Map.of(
                "code", second.fields().get("code"), "state", first.fields().get("state"));
        fails(
                400,
                "This sign-in is over",
                () -> end(node(), new Returned(first.cookie(), with(swapped, "iss", provider.issuer()))));
    }

    @Test
    void aSignInEndsOnceAndWhoEndsThemWithoutEndIsToldToWait() {
        BrowserLogin node = node();
        Returned first = comesBackTo(node);
        end(node, first);
        for (int i = 1; i < 20; i++) {
            fails(400, "This sign-in is over", () -> end(node, first));
        }
        fails(503, "Too many are signing in at once", () -> end(node, first));
        assertThat(provider.logins().taken())
                .as("the provider is asked of none of these")
                .isEqualTo(1);

        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(end(node, comesBackTo(node)).cookies()).hasSize(2);
    }

    private static Map<String, String> with(Map<String, String> fields, String name, String value) {
        Map<String, String> more = new HashMap<>(fields);
        more.put(name, value);
        return more;
    }

    @Test
    void whatTheProviderRefusesIsSaidInItsWordAndNotInItsSentences() {
        provider.logins().refuses("access_denied");
        Returned returned = comesBackTo(node());
        assertThatThrownBy(() -> end(node(), returned))
                .asInstanceOf(type(LoginFailed.class))
                .satisfies(failed -> assertThat(failed.status()).isEqualTo(403))
                .satisfies(failed -> assertThat(failed.sentences()).containsExactly("127.0.0.1 says: access_denied."));
        provider.logins().refuses("temporarily_unavailable");
        Returned busy = comesBackTo(node());
        fails(502, SILENT, () -> end(node(), busy));
        provider.logins().refuses("%3Cscript%3E");
        Returned odd = comesBackTo(node());
        fails(403, "The identity provider did not let you in", () -> end(node(), odd));
    }

    @Test
    void anotherProviderIsNotHeard() {
        Returned returned = comesBackTo(node());
        Map<String, String> other = with(returned.fields(), "iss", "https://evil.example");
        fails(502, STRANGE, () -> end(node(), new Returned(returned.cookie(), other)));
        Map<String, String> silent =
                Map.of("code", "x", "state", returned.fields().get("state"));
        fails(502, STRANGE, () -> end(node(), new Returned(returned.cookie(), silent)));
    }

    @Test
    void aWordThatDoesNotCountSignsNobodyIn() {
        List<UnaryOperator<JWTClaimsSet.Builder>> wrong = List.of(
                claims -> claims.claim("nonce", null),
                claims -> claims.claim("nonce", "of another sign-in"),
                claims -> claims.audience(LoopbackProvider.AUDIENCE),
                claims -> claims.issuer("https://evil.example"),
                claims -> claims.expirationTime(Date.from(now.minusSeconds(61))),
                claims -> claims.claim("azp", "another-client"));
        for (UnaryOperator<JWTClaimsSet.Builder> says : wrong) {
            provider.logins().says(says);
            Returned returned = comesBackTo(node());
            fails(502, STRANGE, () -> end(node(), returned));
        }
    }

    @Test
    void aWordThatAnotherKeyHasSignedDoesNotCountEither() throws JOSEException {
        provider.publish(new RSAKeyGenerator(2048).keyID("rsa-1").generate()); // and signs with the one it had
        Returned returned = comesBackTo(node());
        fails(502, STRANGE, () -> end(node(), returned));
    }

    @Test
    void whoHasNoRoleOrNoNameIsToldSo() {
        provider.logins().signsIn("ann", "sales");
        Returned ann = comesBackTo(node());
        assertThatThrownBy(() -> end(node(), ann))
                .asInstanceOf(type(LoginFailed.class))
                .satisfies(failed -> assertThat(failed.status()).isEqualTo(403))
                .satisfies(failed -> assertThat(failed.sentences().getFirst())
                        .isEqualTo("127.0.0.1 names you ann, and none of your groups has a role in Sluice."));
        provider.logins().signsIn("break-glass", "sre");
        Returned taken = comesBackTo(node());
        fails(403, "You have no name here", () -> end(node(), taken));
        provider.logins()
                .signsIn(
                        "ann",
                        IntStream.range(0, 400)
                                .mapToObj(i -> i == 0 ? "leads" : "a-group-" + i)
                                .toArray(String[]::new));
        Returned many = comesBackTo(node());
        fails(403, "You are in too many groups", () -> end(node(), many));
    }

    @Test
    void groupsThatNothingHangsOnFillNoCookie() {
        provider.logins()
                .signsIn(
                        "ann",
                        IntStream.range(0, 400)
                                .mapToObj(i -> i == 0 ? "sre" : "a-group-" + i)
                                .toArray(String[]::new));
        assertThat(end(node(), comesBackTo(node())).cookies()).hasSize(2);
    }

    @Test
    void whileTheProviderIsAwayPeopleAreToldSo() {
        BrowserLogin node = node();
        Returned returned = comesBackTo(node);
        provider.goAway();

        fails(502, SILENT, () -> end(node, returned));
        fails(502, SILENT, () -> node().begin("/"));
        nanos.addAndGet(Duration.ofMinutes(11).toNanos());
        fails(502, SILENT, () -> node.begin("/"));

        provider.comeBack();
        nanos.addAndGet(Duration.ofSeconds(11).toNanos());
        assertThat(end(node, comesBackTo(node)).cookies()).hasSize(2);
    }

    @Test
    void whileTheProviderIsSilentPeopleAreToldSo() {
        BrowserLogin node = node();
        Returned returned = comesBackTo(node);
        provider.fallSilent();
        try {
            fails(502, SILENT, () -> end(node, returned));
            fails(502, SILENT, () -> node().begin("/"));
        } finally {
            provider.speak();
        }
    }

    @Test
    void aSecretThatTheProviderDoesNotKnowIsAMatterForWhoeverRunsTheService() {
        provider.logins().knowsSecret("another");
        Returned returned = comesBackTo(node());
        fails(502, STRANGE, () -> end(node(), returned));
    }

    @Test
    void aSecretThatIsMissingIsToldAtTheStart() {
        assertThatThrownBy(() -> node(settings(Optional.of(new Secret.InFile(place.resolve("missing"))))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("access.oidc.browser: clientSecret: ");
    }
}
