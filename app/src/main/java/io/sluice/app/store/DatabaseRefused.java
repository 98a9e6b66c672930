package io.sluice.app.store;

/** The service does not start on this database. */
public final class DatabaseRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DatabaseRefused(String why) {
        super(why);
    }

    DatabaseRefused(String why, Throwable cause) {
        super(why, cause);
    }
}
