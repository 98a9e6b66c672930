package io.sluice.app.kills;

import io.sluice.app.SluiceApplication;
import java.io.IOException;

/** The service as a program of its own, to be killed. */
final class Doomed {
    private Doomed() {}

    /**
     * Runs until it is killed.
     *
     * @param arguments the configuration; then, if it is to stop in a window, which one, at which forward write, and of which route
     */
    public static void main(String[] arguments) throws Exception {
        endWithParent();
        SluiceApplication service = arguments.length == 1
                ? new SluiceApplication()
                : new SluiceApplication(store -> StoppingStore.around(
                        store,
                        Window.valueOf(arguments[1]),
                        Integer.parseInt(arguments[2]),
                        arguments.length > 3 ? arguments[3] : Migration.FIRST_ROUTE));
        service.run("server", arguments[0]);
    }

    /** Its parent writes nothing here: the end of the stream is the parent's end. */
    private static void endWithParent() {
        Thread.ofPlatform().daemon().name("parent-watch").start(() -> {
            try {
                while (System.in.read() >= 0) {}
            } catch (IOException e) {
                // The same.
            }
            Runtime.getRuntime().halt(1);
        });
    }
}
