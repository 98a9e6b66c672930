package io.sluice.app.stream;

/** Somebody listens in as many places as one may. */
public final class TooManyStreams extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManyStreams() {
        super("one may have %d streams".formatted(Streams.MOST_OF_ONE), null, false, false);
    }
}
