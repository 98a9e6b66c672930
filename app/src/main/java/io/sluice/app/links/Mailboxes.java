package io.sluice.app.links;

import io.sluice.plan.Principal;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Which address reaches which person, and nobody else. */
public final class Mailboxes {
    private final Map<String, Mailbox> byPerson = new TreeMap<>();

    /**
     * Where one person is reached.
     *
     * @param address as mail servers take it, without a name before it
     */
    public record Mailbox(Principal person, String address) {}

    /**
     * Those that there are.
     *
     * @throws IllegalArgumentException if one person has two addresses, or two people have one: then whoever reads it could approve
     *     twice, or what they submitted themselves
     */
    public Mailboxes(Iterable<Mailbox> all) {
        Map<String, Mailbox> byAddress = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Mailbox one : all) {
            Mailbox same = byPerson.putIfAbsent(one.person().folded(), one);
            if (same != null && !same.address().equalsIgnoreCase(one.address())) {
                throw new IllegalArgumentException("tokens: %s and %s are one person and have two addresses"
                        .formatted(same.person(), one.person()));
            }
            Mailbox other = byAddress.putIfAbsent(one.address(), one);
            if (other != null && !other.person().isSamePersonAs(one.person())) {
                throw new IllegalArgumentException("tokens: %s and %s have one address: each of them needs their own"
                        .formatted(other.person(), one.person()));
            }
        }
    }

    public Optional<Mailbox> find(Principal person) {
        return Optional.ofNullable(byPerson.get(person.folded()));
    }

    /** One of each person among some, in an order that is always the same. */
    public Set<Mailbox> of(Set<Principal> some) {
        Set<String> wanted = some.stream().map(Principal::folded).collect(Collectors.toSet());
        return byPerson.entrySet().stream()
                .filter(one -> wanted.contains(one.getKey()))
                .map(Map.Entry::getValue)
                .collect(Collectors.toCollection(java.util.LinkedHashSet::new));
    }

    public Iterable<Mailbox> all() {
        return byPerson.values();
    }

    public boolean areNone() {
        return byPerson.isEmpty();
    }
}
