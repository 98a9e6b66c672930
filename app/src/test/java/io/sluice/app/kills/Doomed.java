package io.sluice.app.kills;

import io.sluice.app.SluiceApplication;

/** The service as a program of its own, to be killed. */
final class Doomed {
    private Doomed() {}

    /**
     * Runs until it is killed.
     *
     * @param arguments the configuration; then, if it is to stop in a window, which one and at which forward write
     */
    public static void main(String[] arguments) throws Exception {
        SluiceApplication service = arguments.length == 1
                ? new SluiceApplication()
                : new SluiceApplication(store ->
                        StoppingStore.around(store, Window.valueOf(arguments[1]), Integer.parseInt(arguments[2])));
        service.run("server", arguments[0]);
    }
}
