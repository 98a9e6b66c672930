package io.sluice.provider.azure;

/** There was no token to sign a request with, so that it was not sent; told from a call that failed. */
final class NoToken extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean refused;

    /**
     * Says why.
     *
     * @param refused no credentials, or not these; otherwise whoever gives tokens could not be asked
     */
    NoToken(boolean refused, Throwable cause) {
        super(String.valueOf(cause.getMessage()), cause);
        this.refused = refused;
    }

    boolean refused() {
        return refused;
    }
}
