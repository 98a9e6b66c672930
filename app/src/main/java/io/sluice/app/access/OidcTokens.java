package io.sluice.app.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.sluice.plan.Principal;
import io.sluice.plan.Proof;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tokens that an identity provider has signed with a key of its own, for this service, and for now. */
final class OidcTokens implements BearerTokens.TokenKind {
    private static final Logger LOG = LoggerFactory.getLogger(OidcTokens.class);

    /** Only those whose keys have a public half: with another, what everybody knows would sign. */
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    private static final int MOST_SKEW_SECONDS = 60;

    /** One spelling for each: nothing that is invisible, composed, or of another script. */
    private static final Pattern NAME = Pattern.compile("[!-~]{1,100}");

    private final OidcSettings settings;
    private final SeenGroups seen;
    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

    /**
     * Its tokens.
     *
     * @param audience whom they are for
     * @param seen remembers who was in which group
     */
    OidcTokens(OidcSettings settings, String audience, ProviderKeys keys, SeenGroups seen, InstantSource clock) {
        this.settings = settings;
        this.seen = seen;
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys));
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        processor.setJWTClaimsSetVerifier(claims(settings, audience, clock));
    }

    private static DefaultJWTClaimsVerifier<SecurityContext> claims(
            OidcSettings settings, String audience, InstantSource clock) {
        DefaultJWTClaimsVerifier<SecurityContext> verifier =
                new DefaultJWTClaimsVerifier<>(
                        audience,
                        new JWTClaimsSet.Builder()
                                .issuer(settings.issuer().toString())
                                .build(),
                        Set.of("exp", "aud", "iss", settings.name())) {
                    @Override
                    protected Date currentTime() {
                        return Date.from(clock.instant());
                    }
                };
        verifier.setMaxClockSkew(MOST_SKEW_SECONDS);
        return verifier;
    }

    @Override
    public Optional<Caller> find(String token) {
        return claims(token).flatMap(this::caller);
    }

    /** What a token says, if it is one that counts. */
    Optional<JWTClaimsSet> claims(String token) {
        if (token.chars().filter(letter -> letter == '.').count() != 2) {
            return Optional.empty();
        }
        try {
            return Optional.of(processor.process(token, null));
        } catch (ParseException | BadJOSEException | JOSEException e) {
            LOG.debug("a token is not taken: {}", LogText.of(String.valueOf(e.getMessage())));
            return Optional.empty();
        } catch (RuntimeException e) { // a stranger wrote it: whatever it does to a library, it is no token
            LOG.debug("a token is not taken", e);
            return Optional.empty();
        }
    }

    /** Whom claims name, and what they may. */
    Optional<Caller> caller(JWTClaimsSet claims) {
        Optional<String> name = text(claims.getClaim(settings.name()))
                .filter(text -> NAME.matcher(text).matches());
        Optional<Principal> principal = name.map(Principal::new).filter(person -> !Names.isTaken(person));
        if (settings.name().equals("email") && !isVerified(claims.getClaim("email_verified"))) {
            return Optional.empty(); // anybody may have written it there
        }
        if (principal.isEmpty()) {
            LOG.warn("the identity provider names somebody in {} as nobody here may be called", settings.name());
            return Optional.empty();
        }
        Set<String> groups = groups(claims);
        seen.came(principal.get(), groups);
        return Optional.of(new Caller(principal.get().provedBy(Proof.OIDC), settings.grants(groups)));
    }

    /** Some providers say it as text; one that says nothing of it lets nobody write another's. */
    private static boolean isVerified(@Nullable Object claim) {
        return claim == null || Boolean.TRUE.equals(claim) || "true".equals(claim);
    }

    /** In which groups claims say that somebody is. */
    Set<String> groups(JWTClaimsSet claims) {
        Object claim = Optional.ofNullable(claims.getClaim(settings.groups()))
                .orElseGet(() -> within(claims.getClaims(), settings.groups()));
        Set<String> groups = new HashSet<>();
        if (claim instanceof List<?> list) {
            list.forEach(each -> text(each).ifPresent(groups::add));
        } else {
            text(claim).ifPresent(words -> groups.addAll(Arrays.asList(words.split(" ", -1))));
        }
        groups.remove("");
        return groups;
    }

    private static @Nullable Object within(Map<String, Object> claims, String path) {
        Object at = claims;
        for (String part : path.split("\\.", -1)) {
            at = at instanceof Map<?, ?> object ? object.get(part) : null;
        }
        return at;
    }

    private static Optional<String> text(@Nullable Object claim) {
        return claim instanceof String text ? Optional.of(text) : Optional.empty();
    }
}
