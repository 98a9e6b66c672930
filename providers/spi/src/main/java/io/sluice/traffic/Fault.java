package io.sluice.traffic;

/**
 * One thing wrong with what somebody wrote, and where.
 *
 * @param pointer a JSON pointer (RFC 6901) into what was written
 */
public record Fault(String pointer, String message) {
    /** The same fault seen from further out. */
    public Fault under(String prefix) {
        return new Fault(prefix + pointer, message);
    }
}
