package io.sluice.app;

import io.sluice.app.links.Mailboxes;
import io.sluice.app.links.Mailboxes.Mailbox;
import io.sluice.plan.Principal;
import io.sluice.plan.engine.People;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The static tokens that name actors, known by their hashes. Without any, everybody on this machine is {@code local}. */
public final class Tokens {
    private final Map<String, Principal> byHash;
    private final People people;
    private final Mailboxes mailboxes;

    private Tokens(Map<String, Principal> byHash, People people, Mailboxes mailboxes) {
        this.byHash = Map.copyOf(byHash);
        this.people = people;
        this.mailboxes = mailboxes;
    }

    /** Those of the configuration and the one in the environment variable {@code SLUICE_TOKEN}, which is named so. */
    static Tokens of(List<TokenSettings> configured, Map<String, String> environment) {
        Map<String, Principal> byHash = new HashMap<>();
        configured.forEach(token -> byHash.put(token.sha256(), new Principal(token.name())));
        String given = environment.getOrDefault("SLUICE_TOKEN", "");
        if (!given.isEmpty()) {
            byHash.put(hash(given), new Principal("SLUICE_TOKEN"));
        }
        Map<String, Set<Principal>> groups = new HashMap<>();
        configured.forEach(token -> token.groups()
                .forEach(group ->
                        groups.computeIfAbsent(group, _ -> new HashSet<>()).add(new Principal(token.name()))));
        List<Mailbox> mailboxes = configured.stream()
                .flatMap(token -> token.email().map(email -> new Mailbox(new Principal(token.name()), email)).stream())
                .toList();
        return new Tokens(byHash, new People(groups), new Mailboxes(mailboxes));
    }

    /** Whether a token must be shown at all. */
    public boolean areConfigured() {
        return !byHash.isEmpty();
    }

    /** Whether somebody can still ask for anything: a token names them, or none is configured. */
    public boolean know(Principal person) {
        return byHash.isEmpty() || byHash.values().stream().anyMatch(person::isSamePersonAs);
    }

    /** Who is in which group. */
    public People people() {
        return people;
    }

    /** Where people can be reached. */
    public Mailboxes mailboxes() {
        return mailboxes;
    }

    /** Whom a token names; looking its hash up gives nothing away about the tokens there are. */
    public Optional<Principal> find(String token) {
        return Optional.ofNullable(byHash.get(hash(token)));
    }

    private static String hash(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
