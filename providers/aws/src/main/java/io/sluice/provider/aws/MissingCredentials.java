package io.sluice.provider.aws;

/** No credentials were found, so that nothing was sent. */
final class MissingCredentials extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MissingCredentials(RuntimeException cause) {
        super(cause.getMessage(), cause);
    }
}
