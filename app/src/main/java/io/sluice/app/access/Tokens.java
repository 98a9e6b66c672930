package io.sluice.app.access;

import io.sluice.app.links.Mailboxes;
import io.sluice.app.links.Mailboxes.Mailbox;
import io.sluice.plan.Principal;
import io.sluice.plan.Proof;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The static tokens, known by their hashes. */
final class Tokens implements BearerTokens.TokenKind {
    private final Map<String, Caller> byHash;

    private Tokens(Map<String, Caller> byHash) {
        this.byHash = Map.copyOf(byHash);
    }

    /**
     * Those of the settings.
     *
     * @throws IllegalArgumentException if two have one hash
     */
    static Tokens of(List<TokenSettings> configured) {
        Map<String, Caller> byHash = new HashMap<>();
        for (TokenSettings token : configured) {
            Caller caller = new Caller(token.principal().provedBy(Proof.TOKEN), token.grants());
            Caller other = byHash.putIfAbsent(token.sha256(), caller);
            if (other != null) {
                throw new IllegalArgumentException("access.tokens: %s and %s have the same sha256: a token is one's own"
                        .formatted(other.principal(), token.name()));
            }
        }
        return new Tokens(byHash);
    }

    /** These and one more, that may do everything. */
    Tokens withAdmin(String token, Principal principal) {
        Map<String, Caller> more = new HashMap<>(byHash);
        more.put(
                Hashes.sha256(token),
                new Caller(principal.provedBy(Proof.TOKEN), List.of(Grant.everywhere(Role.ADMIN))));
        return new Tokens(more);
    }

    /** These and the one for when nobody can prove who they are. */
    Tokens with(BreakGlassSettings breakGlass) {
        Map<String, Caller> more = new HashMap<>(byHash);
        Caller caller = new Caller(
                new Principal(Names.BREAK_GLASS).provedBy(Proof.BREAK_GLASS),
                List.of(Grant.everywhere(Role.BREAK_GLASS)));
        if (more.put(breakGlass.sha256(), caller) != null) {
            throw new IllegalArgumentException("access.breakGlass: its sha256 is that of a token");
        }
        return new Tokens(more);
    }

    /** Where people can be reached. */
    static Mailboxes mailboxes(List<TokenSettings> configured) {
        return new Mailboxes(configured.stream()
                .flatMap(token -> token.email().map(email -> new Mailbox(token.principal(), email)).stream())
                .toList());
    }

    /** Whose is which, by its hash. */
    Map<String, Caller> byHash() {
        return byHash;
    }

    Collection<Caller> callers() {
        return byHash.values();
    }

    /** Whose it is; looking its hash up gives nothing away about the tokens there are. */
    @Override
    public Optional<Caller> find(String token) {
        return Optional.ofNullable(byHash.get(Hashes.sha256(token)));
    }
}
