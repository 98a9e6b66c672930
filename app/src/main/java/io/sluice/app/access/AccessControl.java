package io.sluice.app.access;

import io.dropwizard.jersey.setup.JerseyEnvironment;
import io.sluice.app.links.Mailboxes;
import io.sluice.app.links.PublicUrl;
import io.sluice.plan.Principal;
import io.sluice.plan.engine.People;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Who may come in, as the settings say it, and what stands at the door. */
public final class AccessControl {
    private static final int TOKEN_BYTES = 32;

    private final AccessSettings settings;
    private final Tokens tokens;
    private final Mailboxes mailboxes;
    private final Optional<String> oneTimeToken;
    private final SeenGroups seen = new SeenGroups();
    private final Optional<ProviderKeys> keys;
    private final Optional<OidcTokens> oidc;
    private final CookieKey cookieKey;
    private final Sessions sessions;
    private final InstantSource clock;

    private AccessControl(AccessSettings settings, Tokens tokens, Optional<String> oneTimeToken, InstantSource clock) {
        this.settings = settings;
        this.mailboxes = Tokens.mailboxes(settings.tokens());
        this.tokens = tokens;
        this.clock = clock;
        this.cookieKey = new CookieKey(settings.sessions());
        this.sessions = new Sessions(settings.sessions(), cookieKey, tokens, settings.oidc(), clock);
        this.keys = settings.oidc()
                .map(provider ->
                        new ProviderKeys(new IdentityProvider(provider), provider.keepKeys(), System::nanoTime));
        this.oidc = settings.oidc().map(provider -> oidcTokens(provider, provider.audience()));
        this.oneTimeToken = oneTimeToken;
    }

    private OidcTokens oidcTokens(OidcSettings provider, String audience) {
        return new OidcTokens(provider, audience, keys.orElseThrow(), seen, clock);
    }

    /**
     * That of the settings.
     *
     * @param environment in which {@code SLUICE_TOKEN} is one more token, and its bearer admin
     */
    public static AccessControl of(AccessSettings settings, Map<String, String> environment, InstantSource clock) {
        Tokens tokens = Tokens.of(settings.tokens());
        String given = AccessSettings.environmentToken(environment);
        if (!given.isEmpty()) {
            tokens = tokens.withAdmin(given, new Principal(Names.FROM_ENVIRONMENT));
        }
        if (settings.breakGlass().isPresent()) {
            tokens = tokens.with(settings.breakGlass().get());
        }
        boolean nobody = !settings.none() && !settings.areGiven() && given.isEmpty();
        Optional<String> oneTime = nobody ? Optional.of(newToken()) : Optional.empty();
        if (oneTime.isPresent()) {
            tokens = tokens.withAdmin(oneTime.get(), Principal.LOCAL);
        }
        return new AccessControl(settings, tokens, oneTime, clock);
    }

    private static String newToken() {
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    /** The token that was made because nothing is configured; whoever started the service is shown it, once. */
    public Optional<String> oneTimeToken() {
        return oneTimeToken;
    }

    /** Whether the service is for this machine alone. */
    public boolean isOnlyForThisMachine() {
        return settings.none() || oneTimeToken.isPresent();
    }

    /** Browsers that have logged in. */
    public Sessions sessions() {
        return sessions;
    }

    /**
     * How the identity provider signs browsers in; empty where it does not.
     *
     * @param service how browsers call it
     * @throws IllegalArgumentException if nobody knows how browsers call the service
     */
    public Optional<BrowserLogin> browserLogin(Optional<PublicUrl> service) {
        return settings.oidc()
                .flatMap(provider -> provider.browser()
                        .map(client -> new BrowserLogin(
                                provider,
                                client,
                                service.orElseThrow(
                                        () -> new IllegalArgumentException(
                                                "access.oidc.browser needs publicUrl: the identity provider sends browsers back there")),
                                oidcTokens(provider, client.clientId()),
                                sessions,
                                cookieKey,
                                clock,
                                System::nanoTime)));
    }

    /** Who may approve for whom. */
    public People people() {
        return new People(settings.groups(), oidc.map(_ -> seen), this::mayApprove);
    }

    /** By what the settings grant them or, where they came by the identity provider, the groups in which they were then. */
    private boolean mayApprove(Principal person, Map<String, String> labels) {
        return settings.may(person, Action.APPROVE, labels)
                || settings.oidc()
                        .flatMap(provider -> seen.of(person).map(provider::grants))
                        .filter(grants -> new Caller(person, grants).may(Action.APPROVE, labels))
                        .isPresent();
    }

    /** Where people are asked. */
    public Mailboxes mailboxes() {
        return mailboxes;
    }

    /** Whether plans with these labels may still be submitted in somebody's name. Whom an identity provider may have named is taken for somebody who may. */
    public boolean maySubmit(Principal person, Map<String, String> labels) {
        return settings.none()
                || oidc.isPresent()
                || settings.may(person, Action.SUBMIT, labels)
                || tokens.callers().stream()
                        .anyMatch(caller ->
                                caller.principal().isSamePersonAs(person) && caller.may(Action.SUBMIT, labels));
    }

    /**
     * Puts the filters at the door; from then on no resource is let in that does not say what it needs.
     *
     * @param service how browsers call it, where that is known
     * @param shown a path as a log may have it
     */
    public void register(JerseyEnvironment jersey, Optional<PublicUrl> service, UnaryOperator<String> shown) {
        OpenPaths open = new OpenPaths();
        jersey.register(open);
        jersey.register(new AuthenticationFilter(credentials(service), open, shown));
        jersey.register(new AuthorizationFilter(
                settings.none()
                        ? Optional.empty() // everybody has one name there
                        : Optional.of(new RateLimits(settings.rate(), System::nanoTime))));
        jersey.register(new Audit(shown, clock, System::nanoTime));
    }

    /** What a request shows by itself goes before what its connection shows: who sends a token means that one. */
    private List<Credential> credentials(Optional<PublicUrl> service) {
        if (settings.none()) {
            return List.of(AccessControl::everybody);
        }
        List<Credential> credentials = new ArrayList<>();
        List<BearerTokens.TokenKind> kinds = new ArrayList<>(List.of(tokens));
        oidc.ifPresent(kinds::add);
        credentials.add(new BearerTokens(kinds));
        credentials.add(new SessionCookie(sessions, seen, service));
        if (!settings.certificates().isEmpty()) {
            credentials.add(new ClientCertificates(settings.certificates(), clock));
        }
        return credentials;
    }

    private static Optional<Caller> everybody(ContainerRequestContext request) {
        return Optional.of(new Caller(Principal.LOCAL, List.of(Grant.everywhere(Role.ADMIN))));
    }
}
