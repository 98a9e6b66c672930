package io.sluice.app.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.sluice.plan.Principal;
import io.sluice.plan.Proof;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Which tokens of an identity provider count: over HTTP, with keys and signatures as they are. */
class OidcTokensTest {
    private final LoopbackProvider provider = LoopbackProvider.start();
    private final AtomicLong nanos = new AtomicLong();
    private final SeenGroups seen = new SeenGroups();
    private final OidcTokens tokens = tokens("sub", "groups");

    @AfterEach
    void close() {
        provider.close();
    }

    private OidcTokens tokens(String name, String groups) {
        OidcSettings settings = OidcSettings.of(
                provider.issuer(),
                LoopbackProvider.AUDIENCE,
                name,
                groups,
                List.of(
                        OidcSettings.OfGroup.of(null, List.of("viewer"), null),
                        OidcSettings.OfGroup.of("sre", List.of("operator"), null),
                        OidcSettings.OfGroup.of("payments", List.of("submitter"), Map.of("team", "payments"))),
                null,
                "2s",
                List.of("loopback"),
                null);
        ProviderKeys keys = new ProviderKeys(new IdentityProvider(settings), settings.keepKeys(), nanos::get);
        return new OidcTokens(settings, settings.audience(), keys, seen, Clock.systemUTC());
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static Date in(int seconds) {
        return Date.from(Instant.now().plusSeconds(seconds));
    }

    @Test
    void aGoodTokenNamesSomebodyAndWhatTheirGroupsMay() {
        Caller caller = tokens.find(provider.token("ann", "sre", "payments")).orElseThrow();

        assertThat(caller.principal()).isEqualTo(new Principal("ann"));
        assertThat(caller.principal().how()).contains(Proof.OIDC);
        assertThat(caller.may(Action.REVERT)).isTrue();
        assertThat(caller.may(Action.SUBMIT, Map.of("team", "payments"))).isTrue();
        assertThat(caller.may(Action.SUBMIT, Map.of("team", "search"))).isFalse();
        assertThat(caller.may(Action.APPROVE)).isFalse();
        assertThat(seen.areIn(new Principal("ANN"), "sre")).isTrue();
        assertThat(seen.areIn(new Principal("ann"), "leads")).isFalse();
    }

    @Test
    void soDoesOneSignedOverAnEllipticCurve() {
        JWTClaimsSet claims = provider.claims("bob").build();
        assertThat(tokens.find(LoopbackProvider.sign(claims, JWSAlgorithm.ES256, provider.ec(), "ec-1")))
                .get()
                .satisfies(caller -> assertThat(caller.actions()).containsExactly(Action.READ));
    }

    @Test
    @DisplayName("row 43: alg none")
    void none() {
        assertThat(tokens.find(new PlainJWT(provider.claims("ann").build()).serialize()))
                .isEmpty();
        String signed = provider.token("ann");
        String header = Base64.getUrlEncoder().withoutPadding().encodeToString("{\"alg\":\"none\"}".getBytes(UTF_8));
        assertThat(tokens.find(header + signed.substring(signed.indexOf('.')))).isEmpty();
        assertThat(tokens.find(header + signed.substring(signed.indexOf('.'), signed.lastIndexOf('.') + 1)))
                .isEmpty();
    }

    @Test
    @DisplayName("row 43: HS256 with the public key as its secret")
    void publicKeyAsSecret() throws JOSEException {
        for (byte[] secret : List.of(
                provider.rsa().toPublicJWK().toJSONString().getBytes(UTF_8),
                provider.rsa().toRSAPublicKey().getEncoded(),
                Base64.getMimeEncoder().encode(provider.rsa().toRSAPublicKey().getEncoded()))) {
            SignedJWT forged = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("rsa-1").build(),
                    provider.claims("ann", "sre").build());
            forged.sign(new MACSigner(secret));
            assertThat(tokens.find(forged.serialize())).isEmpty();
        }
    }

    @Test
    @DisplayName("row 43: for another, from another, too late, too early, or not said")
    void claims() {
        assertThat(tokens.find(
                        provider.sign(provider.claims("ann").audience("other").build())))
                .isEmpty();
        assertThat(tokens.find(provider.sign(
                        provider.claims("ann").audience((String) null).build())))
                .isEmpty();
        assertThat(tokens.find(provider.sign(
                        provider.claims("ann").issuer(provider.issuer() + "/").build())))
                .isEmpty();
        assertThat(tokens.find(provider.sign(
                        provider.claims("ann").expirationTime(in(-61)).build())))
                .isEmpty();
        assertThat(tokens.find(provider.sign(
                        provider.claims("ann").expirationTime(null).build())))
                .isEmpty();
        assertThat(tokens.find(provider.sign(
                        provider.claims("ann").notBeforeTime(in(300)).build())))
                .isEmpty();
        assertThat(tokens.find(
                        provider.sign(provider.claims("ann").subject(null).build())))
                .isEmpty();
        assertThat(tokens.find(provider.sign(
                        provider.claims("ann").expirationTime(in(-50)).build())))
                .as("clocks may differ by a minute")
                .isPresent();
        assertThat(tokens.find(provider.sign(
                        provider.claims("ann").notBeforeTime(in(50)).build())))
                .isPresent();
    }

    @Test
    @DisplayName("row 43: changed after it was signed, or no token at all")
    void changed() {
        String token = provider.token("ann");
        String[] parts = token.split("\\.", -1);
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), UTF_8);
        String other = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(claims.replace("\"ann\"", "\"eve\"").getBytes(UTF_8));
        assertThat(tokens.find(parts[0] + "." + other + "." + parts[2])).isEmpty();
        for (String text : List.of("..", "a.b.c", "{}.{}.{}", token + ".", "." + token, token.replace('.', ' '))) {
            assertThat(tokens.find(text)).as(text).isEmpty();
        }
    }

    @Test
    @DisplayName("row 43: two sub")
    void twice() throws JOSEException {
        String once = provider.claims("ann").build().toString();
        assertThat(tokens.find(signed(once))).isPresent();
        assertThat(tokens.find(signed(once.replaceFirst("\\{", "{\"sub\":\"eve\","))))
                .isEmpty();
    }

    private String signed(String claims) throws JOSEException {
        JWSObject token = new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("rsa-1").build(), new Payload(claims));
        token.sign(new RSASSASigner(provider.rsa()));
        return token.serialize();
    }

    @Test
    @DisplayName("row 43: a kid that leads elsewhere, and a key that is not the provider's")
    void unknownKey() throws JOSEException {
        RSAKey own = new RSAKeyGenerator(2048).keyID("rsa-1").generate();
        JWTClaimsSet claims = provider.claims("ann", "sre").build();
        assertThat(tokens.find(LoopbackProvider.sign(claims, JWSAlgorithm.RS256, own, "rsa-1")))
                .isEmpty();
        for (String kid : List.of("../../x", "' or 1=1 --", "http://127.0.0.1/keys", "")) {
            assertThat(tokens.find(LoopbackProvider.sign(claims, JWSAlgorithm.RS256, own, kid)))
                    .as(kid)
                    .isEmpty();
        }
        int before = provider.keysAsked();
        for (int i = 0; i < 50; i++) {
            assertThat(tokens.find(LoopbackProvider.sign(claims, JWSAlgorithm.RS256, own, "new-" + i)))
                    .isEmpty();
        }
        assertThat(provider.keysAsked()).as("invented keys have nobody asked").isEqualTo(before);
    }

    @Test
    void aNewKeyIsFoundAtItsFirstUse() throws JOSEException {
        assertThat(tokens.find(provider.token("ann"))).isPresent();
        RSAKey next = new RSAKeyGenerator(2048).keyID("rsa-2").generate();
        provider.publish(provider.rsa(), next);
        pass(Duration.ofSeconds(11));

        assertThat(tokens.find(
                        LoopbackProvider.sign(provider.claims("ann").build(), JWSAlgorithm.RS256, next, "rsa-2")))
                .isPresent();
    }

    @Test
    @DisplayName(
            "row 43: the keys cannot be had: those that are known stay good for a day, and nobody waits for others")
    void outage() {
        assertThat(tokens.find(provider.token("ann"))).isPresent();
        provider.answerKeysWith(500);
        for (int hour = 0; hour < 23; hour++) {
            pass(Duration.ofHours(1));
            assertThat(tokens.find(provider.token("ann"))).as("hour " + hour).isPresent();
        }
        provider.goAway();
        pass(Duration.ofMinutes(59));
        assertThat(tokens.find(provider.token("ann"))).isPresent();

        pass(Duration.ofMinutes(2));
        assertThat(tokens.find(provider.token("ann"))).isEmpty();

        provider.comeBack();
        provider.answerKeysWith(200);
        pass(Duration.ofSeconds(11));
        assertThat(tokens.find(provider.token("ann"))).isPresent();
    }

    @Test
    void aProviderThatSaysItHasNoKeysKeepsNobodyOutWhoseKeyIsKnown() {
        assertThat(tokens.find(provider.token("ann"))).isPresent();
        provider.publish();
        pass(Duration.ofMinutes(6));
        for (int asked = provider.keysAsked(); provider.keysAsked() < asked + 2; pass(Duration.ofSeconds(11))) {
            assertThat(tokens.find(provider.token("ann"))).isPresent();
            assertThat(tokens.find(strangers())).isEmpty(); // waits for the provider's answer
        }
        assertThat(tokens.find(provider.token("ann"))).isPresent();
    }

    /** A token of a key that nobody knows. */
    private String strangers() {
        try {
            RSAKey key = new RSAKeyGenerator(2048).keyID("strange").generate();
            return LoopbackProvider.sign(provider.claims("ann").build(), JWSAlgorithm.RS256, key, "strange");
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @DisplayName("P16: whoever's key is known does not wait for a provider that is silent, however old the key")
    void silence() {
        assertThat(tokens.find(provider.token("ann"))).isPresent();
        provider.fallSilent();
        try {
            for (int hour = 0; hour < 23; hour++) {
                pass(Duration.ofHours(1));
                assertThat(tokens.find(provider.token("ann")))
                        .as("hour " + hour)
                        .isPresent();
            }
            assertThat(provider.keysAsked()).as("nobody was answered meanwhile").isEqualTo(1);
        } finally {
            provider.speak();
        }
    }

    @Test
    void whoIsCalledAsSluiceItselfIsNobody() {
        for (String name : List.of(
                "sluice", "SLUICE", "local", "break-glass", "SLUICE_TOKEN", "ann\u200b", "\u0430nn", "", " ann")) {
            assertThat(tokens.find(provider.token(name, "sre"))).as(name).isEmpty();
        }
    }

    @Test
    void namesAndGroupsMayStandElsewhere() {
        OidcTokens others = tokens("email", "realm_access.roles");
        JWTClaimsSet.Builder claims = provider.claims("4711")
                .claim("email", "ann@example.com")
                .claim("realm_access", Map.of("roles", List.of("sre")));

        Optional<Caller> caller = others.find(provider.sign(claims.build()));
        assertThat(caller.orElseThrow().principal().name()).isEqualTo("ann@example.com");
        assertThat(caller.orElseThrow().may(Action.REVERT)).isTrue();
        assertThat(others.find(
                        provider.sign(claims.claim("email_verified", false).build())))
                .isEmpty();
        assertThat(others.find(
                        provider.sign(claims.claim("email_verified", "false").build())))
                .isEmpty();
        assertThat(others.find(
                        provider.sign(claims.claim("email_verified", "true").build())))
                .isPresent();
        assertThat(tokens("sub", "scope")
                        .find(provider.sign(provider.claims("ann")
                                .claim("scope", "openid sre")
                                .build()))
                        .orElseThrow()
                        .may(Action.REVERT))
                .isTrue();
    }
}
