package io.sluice.app.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** An identity provider on loopback: it says what it is, shows its keys, and signs. */
public final class LoopbackProvider implements AutoCloseable {
    /** What its tokens are for. */
    public static final String AUDIENCE = "sluice";

    private final int port;
    private final RSAKey rsa;
    private final ECKey ec;
    private final LoopbackLogins logins = new LoopbackLogins(this);
    private final AtomicInteger keysAsked = new AtomicInteger();
    private volatile List<JWK> published;
    private volatile int keysStatus = 200;
    private final AtomicInteger heard = new AtomicInteger();
    private volatile CountDownLatch speech = new CountDownLatch(0);
    private HttpServer server;

    private LoopbackProvider(int port) throws IOException, JOSEException {
        this.rsa = new RSAKeyGenerator(2048).keyID("rsa-1").generate();
        this.ec = new ECKeyGenerator(Curve.P_256).keyID("ec-1").generate();
        this.published = List.of(rsa, ec);
        this.server = serve(port);
        this.port = server.getAddress().getPort();
    }

    public static LoopbackProvider start() {
        try {
            return new LoopbackProvider(0);
        } catch (IOException | JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private HttpServer serve(int at) throws IOException {
        HttpServer next = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 0);
        next.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        Filter hearing = Filter.beforeHandler("hears", _ -> hear());
        at(
                next,
                hearing,
                "/.well-known/openid-configuration",
                exchange -> answer(exchange, 200, """
                {"issuer": "%1$s", "jwks_uri": "%1$s/keys", "authorization_endpoint": "%1$s/authorize",
                 "token_endpoint": "%1$s/token", "authorization_response_iss_parameter_supported": true}
                """.formatted(issuer())));
        at(next, hearing, "/keys", exchange -> {
            keysAsked.incrementAndGet();
            answer(exchange, keysStatus, new JWKSet(published).toString());
        });
        at(next, hearing, "/authorize", logins::authorize);
        at(next, hearing, "/token", logins::token);
        next.start();
        return next;
    }

    /** It hears what is asked, and answers nothing until it speaks again. */
    public void fallSilent() {
        speech = new CountDownLatch(1);
    }

    /** It answers what it was asked, and what it will be. */
    public void speak() {
        speech.countDown();
    }

    /** How often it was asked anything. */
    public int heard() {
        return heard.get();
    }

    private void hear() {
        heard.incrementAndGet();
        try {
            speech.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    public String issuer() {
        return "http://127.0.0.1:" + port;
    }

    private static void at(HttpServer server, Filter hearing, String path, HttpHandler handler) {
        server.createContext(path, handler).getFilters().add(hearing);
    }

    /** Where people sign in. */
    public LoopbackLogins logins() {
        return logins;
    }

    /** It hears nobody any more. */
    public void goAway() {
        server.stop(0);
    }

    /** It hears again. */
    public void comeBack() {
        try {
            server = serve(port);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** From now on it answers so when it is asked for its keys. */
    void answerKeysWith(int status) {
        keysStatus = status;
    }

    /** It shows these keys from now on. */
    void publish(JWK... keys) {
        published = List.of(keys);
    }

    int keysAsked() {
        return keysAsked.get();
    }

    RSAKey rsa() {
        return rsa;
    }

    ECKey ec() {
        return ec;
    }

    /** What a token of an hour says that is as it should be. */
    public JWTClaimsSet.Builder claims(String subject, String... groups) {
        Instant now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer(issuer())
                .audience(AUDIENCE)
                .subject(subject)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(3600)))
                .claim("groups", List.of(groups));
    }

    /** A good token. */
    public String token(String subject, String... groups) {
        return sign(claims(subject, groups).build());
    }

    /** One signed with a key of its own, under a name that it has not shown for it. */
    public String inventedToken(String keyId) {
        return sign(claims("eve", "sre").build(), JWSAlgorithm.RS256, rsa, keyId);
    }

    /** These claims, signed with the RSA key. */
    public String sign(JWTClaimsSet claims) {
        return sign(claims, JWSAlgorithm.RS256, rsa, "rsa-1");
    }

    /** These claims, signed with a key, under a name for it. */
    static String sign(JWTClaimsSet claims, JWSAlgorithm algorithm, JWK key, String keyId) {
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(algorithm)
                        .keyID(keyId)
                        .type(JOSEObjectType.JWT)
                        .build(),
                claims);
        try {
            jwt.sign(key instanceof ECKey elliptic ? new ECDSASigner(elliptic) : new RSASSASigner(key.toRSAKey()));
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
        return jwt.serialize();
    }

    @Override
    public void close() {
        speak();
        server.stop(0);
    }
}
