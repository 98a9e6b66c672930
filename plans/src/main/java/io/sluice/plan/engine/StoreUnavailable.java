package io.sluice.plan.engine;

/** The store could not be asked; what was asked of it may or may not have happened. */
public final class StoreUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean answersReaders;

    public StoreUnavailable(String what, Throwable cause) {
        this(what, cause, false);
    }

    /** @param answersReaders whether the store said that it takes no writes, and may be read all the same */
    public StoreUnavailable(String what, Throwable cause, boolean answersReaders) {
        super(what, cause);
        this.answersReaders = answersReaders;
    }

    /** Whether the store said that it takes no writes, as one that is read-only or full: what it shows is not what is done. */
    public boolean answersReaders() {
        return answersReaders;
    }
}
