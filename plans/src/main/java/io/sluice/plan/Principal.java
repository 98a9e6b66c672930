package io.sluice.plan;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who asked for something: an operator's name, or Sluice itself.
 *
 * @param how they proved it; empty for Sluice, for who needed no proof, and where it is not known any more. Two of one name are
 *     equal whatever they proved it by: it says something of what was asked for, and nothing of who they are
 */
public record Principal(String name, Optional<Proof> how) {
    /** Whoever is on this machine, where access control is switched off. */
    public static final Principal LOCAL = new Principal("local");

    /** What the engine does on its own. */
    public static final Principal SLUICE = new Principal("sluice");

    /** One of whom nothing is said but the name. */
    public Principal(String name) {
        this(name, Optional.empty());
    }

    /** The same one, who has proved it so. */
    public Principal provedBy(Proof proof) {
        return new Principal(name, Optional.of(proof));
    }

    /** Whether two names mean one person: letters' case, width and composition, and spaces around them, tell nobody apart. */
    public boolean isSamePersonAs(Principal other) {
        return folded().equals(other.folded());
    }

    /** The one spelling of all that mean this person. */
    public String folded() {
        String plain = Normalizer.normalize(name, Normalizer.Form.NFKC).strip();
        // Upper case first: some letters have several lower-case forms.
        return Normalizer.normalize(plain.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT), Normalizer.Form.NFKC);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Principal principal && name.equals(principal.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
