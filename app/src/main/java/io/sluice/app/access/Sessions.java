package io.sluice.app.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.sluice.outbound.HmacKey;
import io.sluice.plan.Principal;
import io.sluice.plan.Proof;
import io.sluice.traffic.ProviderException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Browsers that have logged in. What a cookie means stands in it, signed, so that no node has to remember it; of who came by a token it
 * has only which token that was, so that what the token may is what the settings say now.
 */
public final class Sessions {
    private static final int KEY_BYTES = 32;
    private static final int ID_BYTES = 16;

    /** A code made for one purpose is never one for another. */
    private static final String COOKIE = "sluice session, form 1\n";

    private static final String CSRF = "sluice csrf, form 1\n";
    private static final String TOKEN = "sluice token of a session, form 1\n";

    /** More than any cookie of ours, and less than browsers refuse. */
    private static final int LONGEST = 4_000;

    /** Nobody needs it for longer in one go. */
    private static final Duration BREAK_GLASS = Duration.ofHours(1);

    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final HmacKey key;
    private final Duration validFor;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Caller> byToken;

    /** Those that were ended here before their time, and until when they would have been good. */
    private final Map<String, Instant> ended = new ConcurrentHashMap<>();

    /** @throws IllegalArgumentException if the key is none */
    Sessions(SessionSettings settings, Tokens tokens, InstantSource clock) {
        this.key = key(settings);
        this.validFor = settings.validFor();
        this.clock = clock;
        Map<String, Caller> all = new HashMap<>();
        tokens.byHash().forEach((hash, caller) -> all.put(mark(hash), caller));
        this.byToken = Map.copyOf(all);
    }

    private static HmacKey key(SessionSettings settings) {
        String base64;
        try {
            base64 = settings.key().isPresent()
                    ? settings.key().get().read()
                    : Base64.getEncoder().encodeToString(bytes(new SecureRandom(), KEY_BYTES));
        } catch (ProviderException e) { // not kept as a cause: it says the same
            throw new IllegalArgumentException(
                    "access.sessions: key: " + e.error().detail());
        }
        return HmacKey.of(base64, KEY_BYTES)
                .orElseThrow(
                        () -> new IllegalArgumentException(
                                "access.sessions: key must be 32 to 64 bytes in base64, as `openssl rand -base64 32` makes them"));
    }

    private static byte[] bytes(SecureRandom random, int many) {
        byte[] bytes = new byte[many];
        random.nextBytes(bytes);
        return bytes;
    }

    /** What stands in a cookie. */
    private record Content(
            String id,
            long until,
            Optional<String> token,
            Optional<String> name,
            Optional<List<Granted>> grants,
            Optional<Set<String>> groups) {}

    private record Granted(Role role, Map<String, String> labels) {}

    /**
     * A login.
     *
     * @param cookie its secret half
     * @param csrf what requests of its pages say besides
     */
    public record Session(Caller caller, String cookie, String csrf, Instant until) {}

    /** Logs in whose token it is; empty if it is nobody's. */
    public Optional<Session> open(String token) {
        String mark = mark(Hashes.sha256(token));
        return Optional.ofNullable(byToken.get(mark)).flatMap(caller -> {
            Duration length = isBreakGlass(caller) && validFor.compareTo(BREAK_GLASS) > 0 ? BREAK_GLASS : validFor;
            return find(signed(new Content(
                    newId(), until(length), Optional.of(mark), Optional.empty(), Optional.empty(), Optional.empty())));
        });
    }

    /** Logs in whom an identity provider has named. */
    Session open(Caller caller, Set<String> groups) {
        return find(signed(new Content(
                        newId(),
                        until(validFor),
                        Optional.empty(),
                        Optional.of(caller.principal().name()),
                        Optional.of(caller.grants().stream()
                                .map(grant -> new Granted(grant.role(), grant.labels()))
                                .toList()),
                        Optional.of(groups))))
                .orElseThrow(() -> new IllegalStateException("what was just signed is good"));
    }

    private String newId() {
        return HexFormat.of().formatHex(bytes(random, ID_BYTES));
    }

    private long until(Duration length) {
        return clock.instant().plus(length).getEpochSecond();
    }

    /** The login of a cookie; empty if it is none of ours, too old, or was ended. */
    public Optional<Session> find(String cookie) {
        if (cookie.length() > LONGEST) {
            return Optional.empty();
        }
        int dot = cookie.indexOf('.');
        if (dot < 0
                || !MessageDigest.isEqual(
                        code(COOKIE + cookie.substring(0, dot)).getBytes(UTF_8),
                        cookie.substring(dot + 1).getBytes(UTF_8))) {
            return Optional.empty();
        }
        Content content = read(cookie.substring(0, dot));
        Instant until = Instant.ofEpochSecond(content.until());
        if (!clock.instant().isBefore(until) || ended.containsKey(content.id())) {
            return Optional.empty();
        }
        return caller(content).map(caller -> new Session(caller, cookie, code(CSRF + cookie), until));
    }

    private Optional<Caller> caller(Content content) {
        if (content.token().isPresent()) {
            return Optional.ofNullable(byToken.get(content.token().get()))
                    .map(caller -> isBreakGlass(caller)
                            ? caller
                            : new Caller(caller.principal().provedBy(Proof.SESSION), caller.grants()));
        }
        Principal principal = new Principal(content.name().orElseThrow());
        return Optional.of(new Caller(
                principal.provedBy(Proof.SESSION),
                content.grants().orElseThrow().stream()
                        .map(grant -> new Grant(grant.role(), grant.labels()))
                        .toList()));
    }

    /** In which groups a login is, as far as its cookie says so. */
    Set<String> groups(Session session) {
        return read(session.cookie().substring(0, session.cookie().indexOf('.')))
                .groups()
                .orElse(Set.of());
    }

    /** Ends a login; on other nodes it goes on for who has kept the cookie, until its time is over. */
    public void end(Session session) {
        Instant now = clock.instant();
        ended.values().removeIf(until -> until.isBefore(now));
        ended.put(
                read(session.cookie().substring(0, session.cookie().indexOf('.')))
                        .id(),
                session.until());
    }

    /** Whether a request of a page says what only our pages know. */
    static boolean isOf(Session session, String csrf) {
        return MessageDigest.isEqual(session.csrf().getBytes(UTF_8), csrf.getBytes(UTF_8));
    }

    private static boolean isBreakGlass(Caller caller) {
        return caller.principal().how().filter(Proof.BREAK_GLASS::equals).isPresent();
    }

    /** A token's, by which nobody can try out tokens. */
    private String mark(String sha256) {
        return code(TOKEN + sha256).substring(0, 2 * ID_BYTES);
    }

    private String code(String text) {
        return HexFormat.of().formatHex(key.code(text));
    }

    private String signed(Content content) {
        try {
            String text = Base64.getUrlEncoder().withoutPadding().encodeToString(JSON.writeValueAsBytes(content));
            return text + "." + code(COOKIE + text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a session can be written", e);
        }
    }

    /** Only what was signed here is read. */
    private static Content read(String text) {
        try {
            return JSON.readValue(new String(Base64.getUrlDecoder().decode(text), UTF_8), Content.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what is signed can be read", e);
        }
    }
}
