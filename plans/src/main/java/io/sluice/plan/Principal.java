package io.sluice.plan;

/** Who asked for something: an operator's name, or Sluice itself. */
public record Principal(String name) {
    /** Whoever is on this machine, until access control is configured. */
    public static final Principal LOCAL = new Principal("local");

    /** What the engine does on its own. */
    public static final Principal SLUICE = new Principal("sluice");

    @Override
    public String toString() {
        return name;
    }
}
