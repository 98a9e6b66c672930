package io.sluice.traffic;

/** Carries a {@link ProviderError} across the seam, once; the engine makes a value of it at once. */
public final class ProviderException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ProviderError error;

    public ProviderException(ProviderError error) {
        super(error.kind() + ": " + error.detail());
        this.error = error;
    }

    public ProviderException(ProviderError error, Throwable cause) {
        super(error.kind() + ": " + error.detail(), cause);
        this.error = error;
    }

    public ProviderError error() {
        return error;
    }
}
