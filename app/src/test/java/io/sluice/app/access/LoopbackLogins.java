package io.sluice.app.access;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jwt.JWTClaimsSet;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The half of an identity provider that people see: it sends browsers back with a code, and takes each code once, from the client it
 * gave it to, at the address that it sent the browser to, and from nobody who does not know PKCE's secret.
 */
public final class LoopbackLogins {
    /** What it calls Sluice. */
    public static final String CLIENT = "sluice-web";

    private final LoopbackProvider provider;
    private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
    private final AtomicInteger taken = new AtomicInteger();
    private volatile Optional<String> secret = Optional.empty();
    private volatile String redirect = "";
    private volatile String person = "nobody";
    private volatile String[] groups = {};
    private volatile Optional<String> error = Optional.empty();
    private volatile UnaryOperator<JWTClaimsSet.Builder> says = UnaryOperator.identity();

    LoopbackLogins(LoopbackProvider provider) {
        this.provider = provider;
    }

    /** Where it may send browsers back to. */
    public void redirectsTo(String address) {
        redirect = address;
    }

    /** Its client has this secret; before that it is a public one. */
    public void knowsSecret(String clientSecret) {
        secret = Optional.of(clientSecret);
    }

    /** Who is before the browsers that come from now on. */
    public void signsIn(String name, String... in) {
        person = name;
        groups = in.clone();
        error = Optional.empty();
        says = UnaryOperator.identity();
    }

    /** It sends browsers back with this instead of a code. */
    public void refuses(String with) {
        error = Optional.of(with);
    }

    /** It says more, or other things, about who is there. */
    public void says(UnaryOperator<JWTClaimsSet.Builder> more) {
        says = more;
    }

    /** How many codes it has taken. */
    public int taken() {
        return taken.get();
    }

    void authorize(HttpExchange exchange) throws IOException {
        Map<String, String> asked = fields(exchange.getRequestURI().getRawQuery());
        boolean right = "code".equals(asked.get("response_type"))
                && CLIENT.equals(asked.get("client_id"))
                && redirect.equals(asked.get("redirect_uri"))
                && "S256".equals(asked.get("code_challenge_method"))
                && asked.getOrDefault("code_challenge", "").length() == 43
                && asked.getOrDefault("state", "").length() >= 32
                && asked.getOrDefault("nonce", "").length() >= 32
                && Arrays.asList(asked.getOrDefault("scope", "").split(" ")).contains("openid");
        if (!right) {
            LoopbackProvider.answer(exchange, 400, "{\"not\": \"right\"}");
            return;
        }
        String code = UUID.randomUUID().toString();
        codes.put(code, asked);
        String back = error.map(word -> "error=" + word + "&error_description=%3Cscript%3E")
                .orElse("code=" + code + "&session_state=one%20of%20its%20own");
        exchange.getResponseHeaders()
                .set(
                        "Location",
                        asked.get("redirect_uri") + "?" + back + "&state=" + asked.get("state") + "&iss="
                                + URLEncoder.encode(provider.issuer(), UTF_8));
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    void token(HttpExchange exchange) throws IOException {
        Map<String, String> form = fields(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
        String login = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        boolean known = secret.map(text -> login.equals("Basic "
                        + Base64.getEncoder()
                                .encodeToString((CLIENT + ":" + URLEncoder.encode(text, UTF_8)).getBytes(UTF_8))))
                .orElse(CLIENT.equals(form.get("client_id")));
        if (!known) {
            LoopbackProvider.answer(exchange, 401, "{\"error\": \"invalid_client\"}");
            return;
        }
        Map<String, String> asked = codes.remove(form.getOrDefault("code", ""));
        if (asked == null
                || !"authorization_code".equals(form.get("grant_type"))
                || !Objects.equals(asked.get("redirect_uri"), form.get("redirect_uri"))
                || !Objects.equals(asked.get("code_challenge"), challenge(form.getOrDefault("code_verifier", "")))) {
            LoopbackProvider.answer(exchange, 400, "{\"error\": \"invalid_grant\"}");
            return;
        }
        taken.incrementAndGet();
        String token = provider.sign(
                says.apply(provider.claims(person, groups).audience(CLIENT).claim("nonce", asked.get("nonce")))
                        .build());
        LoopbackProvider.answer(
                exchange,
                200,
                "{\"access_token\": \"opaque\", \"token_type\": \"Bearer\", \"id_token\": \"%s\"}".formatted(token));
    }

    /** What a browser is sent back with by the provider's answer to such a request. */
    public static Map<String, String> fields(URI address) {
        return fields(address.getRawQuery());
    }

    private static Map<String, String> fields(String form) {
        return Arrays.stream(form.split("&"))
                .map(field -> field.split("=", 2))
                .collect(Collectors.toMap(
                        field -> URLDecoder.decode(field[0], UTF_8), field -> URLDecoder.decode(field[1], UTF_8)));
    }

    private static String challenge(String verifier) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
