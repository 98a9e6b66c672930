package io.sluice.app.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.app.access.Sessions.Session;
import io.sluice.plan.Principal;
import io.sluice.plan.Proof;
import io.sluice.provider.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cookies of logins are good for, and how long. */
class SessionsTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

    @TempDir
    private Path place;

    private Instant now = NOON;
    private Secret key = new Secret.Env("unset");

    @BeforeEach
    void makeKey() throws IOException {
        key = new Secret.InFile(
                Files.writeString(place.resolve("key"), Base64.getEncoder().encodeToString(new byte[32])));
    }

    private static TokenSettings token(String name, Role role) {
        return new TokenSettings(
                name, Hashes.sha256(name + "-secret"), List.of(Grant.everywhere(role)), Set.of(), Optional.empty());
    }

    private Sessions node(TokenSettings... tokens) {
        return sessions(new SessionSettings(Optional.of(key), Duration.ofHours(8)), Tokens.of(List.of(tokens)));
    }

    private Sessions sessions(SessionSettings settings, Tokens tokens) {
        return sessions(settings, tokens, Optional.empty());
    }

    private Sessions sessions(SessionSettings settings, Tokens tokens, Optional<OidcSettings> provider) {
        return new Sessions(settings, new CookieKey(settings), tokens, provider, () -> now);
    }

    @Test
    void aCookieIsGoodOnEveryNodeWithTheSameKeyUntilItsTimeIsOver() {
        Session session = node(token("ann", Role.OPERATOR)).open("ann-secret").orElseThrow();
        Sessions other = node(token("ann", Role.OPERATOR));

        Session found = other.find(session.cookie()).orElseThrow();
        assertThat(found.csrf()).isEqualTo(session.csrf());
        assertThat(found.caller().principal()).isEqualTo(new Principal("ann"));
        assertThat(found.caller().principal().how()).contains(Proof.SESSION);
        now = NOON.plus(Duration.ofHours(8)).minusSeconds(1);
        assertThat(other.find(session.cookie())).isPresent();
        now = NOON.plus(Duration.ofHours(8));
        assertThat(other.find(session.cookie())).isEmpty();
    }

    @Test
    void whatATokenMayIsWhatTheSettingsSayNow() {
        Session session = node(token("ann", Role.OPERATOR)).open("ann-secret").orElseThrow();

        assertThat(node(token("ann", Role.VIEWER))
                        .find(session.cookie())
                        .orElseThrow()
                        .caller()
                        .may(Action.REVERT))
                .isFalse();
        assertThat(node(token("bob", Role.OPERATOR)).find(session.cookie())).isEmpty();
    }

    @Test
    void aCookieThatWasTouchedIsNone() {
        Sessions sessions = node(token("ann", Role.VIEWER));
        Session session = sessions.open("ann-secret").orElseThrow();
        String cookie = session.cookie();
        for (int i = 0; i < cookie.length(); i++) {
            char other = cookie.charAt(i) == 'A' ? 'B' : 'A';
            assertThat(sessions.find(cookie.substring(0, i) + other + cookie.substring(i + 1)))
                    .as("at " + i)
                    .isEmpty();
        }
        for (String text : List.of("", ".", "a.b", cookie + "0", cookie + ".0", "x".repeat(5_000), session.csrf())) {
            assertThat(sessions.find(text)).as(text).isEmpty();
        }
        assertThat(sessions.open("wrong")).isEmpty();
    }

    @Test
    void withoutAKeyEachStartHasItsOwn() {
        Tokens tokens = Tokens.of(List.of(token("ann", Role.VIEWER)));
        Session session =
                sessions(SessionSettings.DEFAULT, tokens).open("ann-secret").orElseThrow();
        assertThat(sessions(SessionSettings.DEFAULT, tokens).find(session.cookie()))
                .isEmpty();
    }

    @Test
    void whoLogsOutIsOutAndOnlyThey() {
        Sessions sessions = node(token("ann", Role.VIEWER));
        Session first = sessions.open("ann-secret").orElseThrow();
        Session second = sessions.open("ann-secret").orElseThrow();
        assertThat(first.csrf()).isNotEqualTo(second.csrf());

        sessions.end(first);

        assertThat(sessions.find(first.cookie())).isEmpty();
        assertThat(sessions.find(second.cookie())).isPresent();
    }

    private static OidcSettings provider(String issuer, String group, Role role) {
        return OidcSettings.of(
                issuer,
                "sluice",
                null,
                null,
                List.of(OidcSettings.OfGroup.of(group, List.of(role.word()), Map.of("team", "payments"))),
                null,
                null,
                null,
                null);
    }

    private Sessions node(OidcSettings provider) {
        return sessions(
                new SessionSettings(Optional.of(key), Duration.ofHours(8)),
                Tokens.of(List.of()),
                Optional.of(provider));
    }

    @Test
    void whoCameByAProviderMayWhatTheSettingsSayOfTheirGroups() {
        OidcSettings then = provider("https://id.example.com", "leads", Role.APPROVER);
        Sessions sessions = node(then);
        Session session =
                sessions.open(then, new Principal("ann"), Set.of("leads")).orElseThrow();

        assertThat(session.caller().principal()).isEqualTo(new Principal("ann"));
        assertThat(session.caller().principal().how()).contains(Proof.OIDC);
        assertThat(session.caller().grants()).containsExactly(new Grant(Role.APPROVER, Map.of("team", "payments")));
        assertThat(sessions.groups(session)).containsExactly("leads");
        assertThat(node(provider("https://id.example.com", "leads", Role.VIEWER))
                        .find(session.cookie())
                        .orElseThrow()
                        .caller()
                        .may(Action.APPROVE))
                .isFalse();
        assertThat(node(provider("https://id.example.com", "sre", Role.APPROVER))
                        .find(session.cookie())
                        .orElseThrow()
                        .caller()
                        .grants())
                .isEmpty();
        assertThat(node(provider("https://other.example.com", "leads", Role.APPROVER))
                        .find(session.cookie()))
                .as("of another provider")
                .isEmpty();
        assertThat(node().find(session.cookie())).as("of none").isEmpty();
    }

    @Test
    void whoIsInMoreGroupsThanACookieHoldsIsNotLoggedInWithSomeOfThem() {
        OidcSettings provider = provider("https://id.example.com", "leads", Role.APPROVER);
        Set<String> many = IntStream.range(0, 200)
                .mapToObj("a-group-of-many-%d"::formatted)
                .collect(Collectors.toSet());
        assertThat(node(provider).open(provider, new Principal("ann"), many)).isEmpty();
    }

    @Test
    void theBreakGlassCredentialLogsInForAnHourAndIsStillCalledSo() {
        Sessions sessions = sessions(
                SessionSettings.DEFAULT, Tokens.of(List.of()).with(new BreakGlassSettings(Hashes.sha256("glass"))));
        Session session = sessions.open("glass").orElseThrow();

        assertThat(session.caller().principal().how()).contains(Proof.BREAK_GLASS);
        assertThat(session.caller().actions()).containsExactlyInAnyOrder(Action.READ, Action.REVERT);
        assertThat(session.until()).isEqualTo(NOON.plus(Duration.ofHours(1)));
    }

    @Test
    void aKeyThatIsNoneIsToldAtTheStart() throws IOException {
        Secret shortKey = new Secret.InFile(Files.writeString(place.resolve("short"), "c2hvcnQ="));
        for (Secret bad : List.of(shortKey, new Secret.InFile(place.resolve("missing")))) {
            assertThatThrownBy(() -> new CookieKey(new SessionSettings(Optional.of(bad), Duration.ofHours(8))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("access.sessions: key");
        }
    }
}
