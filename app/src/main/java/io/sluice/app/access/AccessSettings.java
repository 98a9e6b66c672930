package io.sluice.app.access;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.jetty.ConnectorFactory;
import io.sluice.plan.Principal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code access:} in {@code config.yml}: who may call, and how they prove it.
 *
 * @param none whether nobody is asked who they are; for this machine only
 */
public record AccessSettings(
        List<TokenSettings> tokens,
        Optional<OidcSettings> oidc,
        List<CertificateSettings> certificates,
        Optional<BreakGlassSettings> breakGlass,
        SessionSettings sessions,
        RateSettings rate,
        boolean none) {
    /** Nothing is configured: whoever calls needs the token that is made at the start. */
    public static final AccessSettings DEFAULT = new AccessSettings(
            List.of(),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            SessionSettings.DEFAULT,
            RateSettings.DEFAULT,
            false);

    /** A token of the environment that may be guessed is for this machine only. */
    private static final int SHORTEST_FOR_OTHERS = 16;

    public AccessSettings {
        tokens = List.copyOf(tokens);
        certificates = List.copyOf(certificates);
        if (none && (!tokens.isEmpty() || oidc.isPresent() || !certificates.isEmpty() || breakGlass.isPresent())) {
            throw new IllegalArgumentException(
                    "access: none says that nobody is asked who they are, so nothing else can stand beside it");
        }
    }

    /** As written, with what is left out. */
    @JsonCreator
    static AccessSettings of(
            @JsonProperty("tokens") @Nullable List<TokenSettings> tokens,
            @JsonProperty("oidc") @Nullable OidcSettings oidc,
            @JsonProperty("certificates") @Nullable List<CertificateSettings> certificates,
            @JsonProperty("breakGlass") @Nullable BreakGlassSettings breakGlass,
            @JsonProperty("sessions") @Nullable SessionSettings sessions,
            @JsonProperty("rate") @Nullable RateSettings rate,
            @JsonProperty("none") @Nullable Boolean none) {
        return new AccessSettings(
                Objects.requireNonNullElse(tokens, List.of()),
                Optional.ofNullable(oidc),
                Objects.requireNonNullElse(certificates, List.of()),
                Optional.ofNullable(breakGlass),
                Objects.requireNonNullElse(sessions, SessionSettings.DEFAULT),
                Objects.requireNonNullElse(rate, RateSettings.DEFAULT),
                Objects.requireNonNullElse(none, false));
    }

    /** Whether somebody is named here who may call. The break-glass credential is nobody: it is for when they cannot. */
    boolean areGiven() {
        return !tokens.isEmpty() || oidc.isPresent() || !certificates.isEmpty();
    }

    /**
     * Has the handshakes of connections ask for certificates, where some are named here.
     *
     * @throws IllegalArgumentException if no connector could tell whether one is good
     */
    public void askForCertificates(List<ConnectorFactory> connectors) {
        if (!certificates.isEmpty()) {
            ClientCertificates.askForThem(connectors);
        }
    }

    /** Who is in which group: only who may approve at all, or a role that was taken away would leave its votes behind. */
    Map<String, Set<Principal>> groups() {
        Map<String, Set<Principal>> groups = new HashMap<>();
        tokens.forEach(token -> add(groups, token.principal(), token.grants(), token.groups()));
        certificates.forEach(one -> add(groups, one.principal(), one.grants(), one.groups()));
        return groups;
    }

    private static void add(
            Map<String, Set<Principal>> groups, Principal person, List<Grant> grants, Set<String> theirs) {
        if (grants.stream().anyMatch(grant -> grant.gives(Action.APPROVE))) {
            theirs.forEach(
                    group -> groups.computeIfAbsent(group, _ -> new HashSet<>()).add(person));
        }
    }

    /** Whether a person is named here who may do something to plans with these labels, by whatever is theirs. */
    boolean may(Principal person, Action action, Map<String, String> labels) {
        return Stream.concat(
                        tokens.stream().map(token -> new Caller(token.principal(), token.grants())),
                        certificates.stream().map(one -> new Caller(one.principal(), one.grants())))
                .anyMatch(caller -> caller.principal().isSamePersonAs(person) && caller.may(action, labels));
    }

    /** The token in the environment variable {@code SLUICE_TOKEN}; empty text if there is none. */
    static String environmentToken(Map<String, String> environment) {
        return environment.getOrDefault(Names.FROM_ENVIRONMENT, "").strip();
    }

    /** Why nobody beside this machine may reach the service, if they may not; a sentence's end. */
    public Optional<String> bindsToLoopback(Map<String, String> environment) {
        if (none) {
            return Optional.of("access: none lets everybody in who can reach it");
        }
        String token = environmentToken(environment);
        if (areGiven() || token.length() >= SHORTEST_FOR_OTHERS) {
            return Optional.empty();
        }
        return Optional.of(
                token.isEmpty()
                        ? "configure access first, such as access.tokens"
                        : "SLUICE_TOKEN has fewer than %d characters, which can be guessed"
                                .formatted(SHORTEST_FOR_OTHERS));
    }
}
