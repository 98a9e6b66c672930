package io.sluice.app.access;

import io.sluice.plan.Principal;
import io.sluice.plan.Proof;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Browsers that have logged in. What a cookie means stands in it, signed, so that no node has to remember it; of who came by a token it
 * has only which token that was, and of whom an identity provider named their groups, so that what they may is what the settings say now.
 */
public final class Sessions {
    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

    private static final String COOKIE = "sluice session, form 2";
    private static final String CSRF = "sluice csrf, form 1";
    private static final String TOKEN = "sluice token of a session, form 1";
    private static final String PROVIDER = "sluice issuer of a session, form 1";

    /** As much of a code as names one thing among few. */
    private static final int MARK = 32;

    /** Nobody needs it for longer in one go. */
    private static final Duration BREAK_GLASS = Duration.ofHours(1);

    private final CookieKey key;
    private final Duration validFor;
    private final InstantSource clock;
    private final Map<String, Caller> byToken;
    private final Optional<OidcSettings> oidc;

    /** Those that were ended here before their time, and until when they would have been good. */
    private final Map<String, Instant> ended = new ConcurrentHashMap<>();

    /** @param oidc who says who people are that have no token of ours */
    Sessions(SessionSettings settings, CookieKey key, Tokens tokens, Optional<OidcSettings> oidc, InstantSource clock) {
        this.key = key;
        this.validFor = settings.validFor();
        this.oidc = oidc;
        this.clock = clock;
        Map<String, Caller> all = new HashMap<>();
        tokens.byHash().forEach((hash, caller) -> all.put(mark(TOKEN, hash), caller));
        this.byToken = Map.copyOf(all);
    }

    /**
     * What stands in a cookie.
     *
     * @param token which token it was opened with, if with one
     * @param provider whose word it was opened with, if with that of an identity provider
     */
    private record Content(
            String id,
            long until,
            Optional<String> token,
            Optional<String> provider,
            Optional<String> name,
            Optional<Set<String>> groups) {}

    /**
     * A login.
     *
     * @param cookie its secret half
     * @param csrf what requests of its pages say besides
     */
    public record Session(Caller caller, String cookie, String csrf, Instant until) {}

    /** Logs in whose token it is; empty if it is nobody's. */
    public Optional<Session> open(String token) {
        String mark = mark(TOKEN, Hashes.sha256(token));
        return Optional.ofNullable(byToken.get(mark)).flatMap(caller -> {
            if (isBreakGlass(caller)) {
                LOG.error("the break-glass credential is used: POST /login");
            }
            Duration length = isBreakGlass(caller) && validFor.compareTo(BREAK_GLASS) > 0 ? BREAK_GLASS : validFor;
            return find(key.signed(
                    COOKIE,
                    new Content(
                            key.newId(),
                            until(length),
                            Optional.of(mark),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty())));
        });
    }

    /**
     * Logs in whom the identity provider has named.
     *
     * @param groups theirs that anything hangs on
     * @return empty if they are in more groups than a cookie holds
     */
    Optional<Session> open(OidcSettings provider, Principal person, Set<String> groups) {
        return find(key.signed(
                COOKIE,
                new Content(
                        key.newId(),
                        until(validFor),
                        Optional.empty(),
                        Optional.of(mark(PROVIDER, provider.issuer().toString())),
                        Optional.of(person.name()),
                        Optional.of(new TreeSet<>(groups)))));
    }

    private long until(Duration length) {
        return clock.instant().plus(length).getEpochSecond();
    }

    /** The login of a cookie; empty if it is none of ours, too old, or was ended. */
    public Optional<Session> find(String cookie) {
        return key.read(COOKIE, cookie, Content.class).flatMap(content -> {
            Instant until = Instant.ofEpochSecond(content.until());
            if (!clock.instant().isBefore(until) || ended.containsKey(content.id())) {
                return Optional.empty();
            }
            return caller(content).map(caller -> new Session(caller, cookie, key.code(CSRF, cookie), until));
        });
    }

    private Optional<Caller> caller(Content content) {
        if (content.token().isPresent()) {
            return Optional.ofNullable(byToken.get(content.token().get()))
                    .map(caller -> isBreakGlass(caller)
                            ? caller
                            : new Caller(caller.principal().provedBy(Proof.SESSION), caller.grants()));
        }
        return oidc.filter(provider -> content.provider()
                        .filter(mark(PROVIDER, provider.issuer().toString())::equals)
                        .isPresent())
                .map(provider -> new Caller(
                        new Principal(content.name().orElseThrow()).provedBy(Proof.OIDC),
                        provider.grants(content.groups().orElseThrow())));
    }

    /** In which groups a login is, as far as its cookie says so. */
    Set<String> groups(Session session) {
        return content(session).groups().orElse(Set.of());
    }

    /** Ends a login; on other nodes it goes on for who has kept the cookie, until its time is over. */
    public void end(Session session) {
        Instant now = clock.instant();
        ended.values().removeIf(until -> until.isBefore(now));
        ended.put(content(session).id(), session.until());
    }

    private Content content(Session session) {
        return key.read(COOKIE, session.cookie(), Content.class)
                .orElseThrow(() -> new IllegalStateException("a session is of a good cookie"));
    }

    /** Whether a request of a page says what only our pages know. */
    static boolean isOf(Session session, String csrf) {
        return CookieKey.areSame(session.csrf(), csrf);
    }

    static boolean isBreakGlass(Caller caller) {
        return caller.principal().how().filter(Proof.BREAK_GLASS::equals).isPresent();
    }

    /** Something's, by which nobody can try out what it is. */
    private String mark(String purpose, String text) {
        return key.code(purpose, text).substring(0, MARK);
    }
}
