package io.sluice.plan.engine;

/** The store could not be asked; what was asked of it may or may not have happened. */
public final class StoreUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreUnavailable(String what, Throwable cause) {
        super(what, cause);
    }
}
