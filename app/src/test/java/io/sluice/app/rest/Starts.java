package io.sluice.app.rest;

import io.sluice.app.SluiceApplication;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Many starts of the service in one process, one after the other: for each to have its own JVM takes a minute of a small machine. */
final class Starts {
    private Starts() {}

    /** Leaves in each of these folders what the service wrote to its output, and with which code its process would have ended. */
    public static void main(String[] folders) throws Exception {
        for (String folder : folders) {
            start(Path.of(folder));
        }
        Runtime.getRuntime().halt(0); // whatever a start that failed has left behind
    }

    private static void start(Path here) throws Exception {
        try (PrintStream output = to(here.resolve("out"));
                PrintStream errors = to(here.resolve("errors"))) {
            System.setOut(output);
            System.setErr(errors);
            Files.writeString(here.resolve("code"), "0");
            new SluiceApplication() {
                @Override
                protected void onFatalError(Throwable failure) {
                    try {
                        Files.writeString(here.resolve("code"), Integer.toString(exitCode(failure)));
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                }
            }.run("server", here.resolve("config.yml").toString());
        }
    }

    private static PrintStream to(Path file) throws IOException {
        return new PrintStream(new FileOutputStream(file.toFile()), true, StandardCharsets.UTF_8);
    }
}
