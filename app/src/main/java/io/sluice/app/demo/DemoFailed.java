package io.sluice.app.demo;

/** Why the demo cannot go on, in one line for whoever started it. */
final class DemoFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    DemoFailed(String line) {
        super(line);
    }

    DemoFailed(String line, Throwable cause) {
        super(line, cause);
    }
}
