package io.sluice.app.access;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.nimbusds.jwt.JWTClaimsSet;
import io.sluice.app.access.Sessions.Session;
import io.sluice.app.links.PublicUrl;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.NewCookie;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs browsers in by the identity provider: the authorization code flow of OpenID Connect, with PKCE (RFC 7636).
 *
 * <p>No node remembers who is on the way. The browser's cookie has a random name for its sign-in, signed; the state, the nonce and
 * PKCE's secret are codes of that name, by the key that every node has, and stand in no cookie and on no page.
 */
public final class BrowserLogin {
    private static final Logger LOG = LoggerFactory.getLogger(BrowserLogin.class);

    /** Where the provider sends browsers back to. */
    public static final String CALLBACK = "login/callback";

    /** Where browsers begin. */
    public static final String BEGIN = "login/provider";

    private static final String COOKIE = "sluice login, form 1";
    private static final String STATE = "sluice state of a login, form 1";
    private static final String NONCE = "sluice nonce of a login, form 1";
    private static final String VERIFIER = "sluice verifier of a login, form 1";

    /** As long as somebody takes to find their second factor. */
    private static final Duration VALID_FOR = Duration.ofMinutes(10);

    /** Where the provider is, is asked again so soon after it was heard last that nobody is sent to where it no longer is. */
    private static final Duration KEEP = Duration.ofMinutes(10);

    /** A page of ours: it begins with one slash, so it names no other host, however it is read. */
    private static final Pattern PAGE = Pattern.compile("/(?![/\\\\])[!-\\[\\]-~]{0,499}");

    /** An error's code, of those that RFC 6749 and OpenID Connect have. */
    private static final Pattern ERROR = Pattern.compile("[a-z_]{1,60}");

    /** Each makes a call to the provider or a line in the log, and anybody may begin as many as they like. */
    private static final double ENDS_PER_SECOND = 5;

    private static final int ENDS_AT_ONCE = 20;

    /** More than end in the time for which one is good. */
    private static final int MOST_USED = 10_000;

    private static final Set<String> PASSING = Set.of("server_error", "temporarily_unavailable");

    private final OidcSettings settings;
    private final BrowserSettings client;
    private final PublicUrl service;
    private final String host;
    private final Asked<Discovered> discovered;
    private final TokenEndpoint tokens;
    private final OidcTokens idTokens;
    private final Sessions sessions;
    private final CookieKey key;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Bucket ends;

    /** Sign-ins that have ended here, and until when they would have been good. */
    private final Map<String, Long> used = new HashMap<>();

    /**
     * That of the settings.
     *
     * @param idTokens those for this client
     * @param nanoTime a monotonic clock
     */
    BrowserLogin(
            OidcSettings settings,
            BrowserSettings client,
            PublicUrl service,
            OidcTokens idTokens,
            Sessions sessions,
            CookieKey key,
            InstantSource clock,
            LongSupplier nanoTime) {
        client.check();
        IdentityProvider provider = new IdentityProvider(settings);
        this.settings = settings;
        this.client = client;
        this.service = service;
        this.host = provider.host();
        this.discovered = new Asked<>("addresses", () -> Discovered.by(provider), KEEP, nanoTime);
        this.tokens = new TokenEndpoint(provider, client);
        this.idTokens = idTokens;
        this.sessions = sessions;
        this.key = key;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.ends = new Bucket(ENDS_PER_SECOND, ENDS_AT_ONCE, nanoTime.getAsLong());
    }

    /** What a cookie says: which sign-in it is of, and where the browser wanted to go. */
    private record Content(String id, String to, long until) {}

    /** Where a browser goes next, and with which cookies. */
    public record Next(URI at, List<NewCookie> cookies) {}

    /** What the provider sent a browser back with; a thing said twice is not said. */
    public record Brought(
            Optional<String> code, Optional<String> state, Optional<String> issuer, Optional<String> error) {}

    /** Whom people are asked to sign in with. */
    public String host() {
        return host;
    }

    /** Where a sign-in begins: at the address to which the provider sends back, or the cookie would not be there. */
    public URI begins() {
        return URI.create(service.base() + "/" + BEGIN);
    }

    /**
     * Sends a browser out.
     *
     * @param to the page that it wants; the first one if that is none of ours
     * @throws LoginFailed if the provider cannot be asked
     */
    public Next begin(@Nullable String to) {
        Discovered at = discovered.find().orElseThrow(() -> LoginFailed.unavailable(host));
        String id = key.newId();
        Map<String, String> asked = new LinkedHashMap<>();
        asked.put("response_type", "code");
        asked.put("client_id", client.clientId());
        asked.put("redirect_uri", redirect());
        asked.put("scope", String.join(" ", client.scopes()));
        asked.put("state", key.code(STATE, id));
        asked.put("nonce", key.code(NONCE, id));
        asked.put("code_challenge", challenge(key.code(VERIFIER, id)));
        asked.put("code_challenge_method", "S256");
        String address = at.authorization().toString();
        URI out = URI.create(address + (address.indexOf('?') < 0 ? "?" : "&") + TokenEndpoint.encoded(asked));
        long until = clock.instant().plus(VALID_FOR).getEpochSecond();
        String cookie = key.signed(COOKIE, new Content(id, page(to), until));
        return new Next(out, List.of(LoginCookie.of(cookie, (int) VALID_FOR.toSeconds(), isHttps())));
    }

    /**
     * Takes a browser that comes back, and leads it to the page that it wanted.
     *
     * @throws LoginFailed if nobody is signed in
     */
    public Next end(ContainerRequestContext request, Brought brought) {
        return end(LoginCookie.value(request, isHttps()), brought);
    }

    Next end(Optional<String> cookie, Brought brought) {
        Content begun = cookie.flatMap(value -> key.read(COOKIE, value, Content.class))
                .filter(content -> clock.instant().getEpochSecond() < content.until())
                .filter(content -> brought.state()
                        .filter(state -> CookieKey.areSame(state, key.code(STATE, content.id())))
                        .isPresent())
                .orElseThrow(LoginFailed::notBegun);
        use(begun);
        refuseErrors(brought.error());
        Discovered at = discovered.find().orElseThrow(() -> LoginFailed.unavailable(host));
        checkIssuer(at, brought.issuer());
        String code = brought.code().orElseThrow(() -> LoginFailed.misunderstood(host, "sends no code"));
        Session session = session(
                tokens.idToken(at, code, key.code(VERIFIER, begun.id()), redirect()), key.code(NONCE, begun.id()));
        return new Next(
                URI.create(service.origin() + begun.to()), List.of(SessionCookie.of(session, isHttps()), gone()));
    }

    /** Each sign-in ends once; on another node the provider still takes its code but once. */
    private void use(Content begun) {
        if (ends.take(nanoTime.getAsLong()).isPresent()) {
            throw LoginFailed.busy();
        }
        long now = clock.instant().getEpochSecond();
        synchronized (used) {
            used.values().removeIf(until -> until <= now);
            if (used.size() >= MOST_USED) {
                throw LoginFailed.busy();
            }
            if (used.putIfAbsent(begun.id(), begun.until()) != null) {
                throw LoginFailed.ended();
            }
        }
    }

    /** What takes the cookie of a sign-in away; it is used once. */
    public NewCookie gone() {
        return LoginCookie.of("", 0, isHttps());
    }

    private void refuseErrors(Optional<String> error) {
        if (error.isPresent()) {
            String word = error.filter(text -> ERROR.matcher(text).matches()).orElse("an error");
            LOG.warn("nobody is signed in: {} says {}", host, word);
            throw PASSING.contains(word) ? LoginFailed.unavailable(host) : LoginFailed.refused(host, word);
        }
    }

    private void checkIssuer(Discovered at, Optional<String> issuer) {
        if (issuer.isPresent() ? !issuer.get().equals(settings.issuer().toString()) : at.namesItself()) {
            throw LoginFailed.misunderstood(host, "did not send you here, or another did in its name");
        }
    }

    private Session session(String idToken, String nonce) {
        JWTClaimsSet claims = idTokens.claims(idToken)
                .filter(said -> nonce.equals(said.getClaim("nonce")))
                .filter(said ->
                        said.getClaim("azp") == null || client.clientId().equals(said.getClaim("azp")))
                .orElseThrow(() -> LoginFailed.misunderstood(host, "says who you are in a way that does not count"));
        Caller caller = idTokens.caller(claims).orElseThrow(() -> LoginFailed.unnamed(host, settings.name()));
        if (caller.grants().isEmpty()) {
            throw LoginFailed.noRoles(host, caller.principal().name());
        }
        boolean approves = caller.may(Action.APPROVE);
        Set<String> groups = idTokens.groups(claims).stream()
                .filter(group -> settings.grantsBy(group) || (approves && TokenSettings.isGroup(group)))
                .collect(Collectors.toUnmodifiableSet());
        return sessions.open(settings, caller.principal(), groups).orElseThrow(() -> LoginFailed.tooManyGroups(host));
    }

    private String redirect() {
        return service.base() + "/" + CALLBACK;
    }

    private boolean isHttps() {
        return service.origin().startsWith("https:");
    }

    private static String page(@Nullable String to) {
        if (to == null || !PAGE.matcher(to).matches() || to.startsWith("/login")) {
            return "/";
        }
        try {
            return new URI(to).isAbsolute() ? "/" : to;
        } catch (URISyntaxException _) {
            return "/";
        }
    }

    private static String challenge(String verifier) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
