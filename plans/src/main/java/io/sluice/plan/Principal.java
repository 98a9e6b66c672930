package io.sluice.plan;

import java.text.Normalizer;
import java.util.Locale;

/** Who asked for something: an operator's name, or Sluice itself. */
public record Principal(String name) {
    /** Whoever is on this machine, until access control is configured. */
    public static final Principal LOCAL = new Principal("local");

    /** What the engine does on its own. */
    public static final Principal SLUICE = new Principal("sluice");

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
    public String toString() {
        return name;
    }
}
