package io.sluice.app.cli;

import java.util.Optional;
import picocli.CommandLine.Option;

/** What every command that asks a service is told in the same words. */
final class Common {
    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "the service; else SLUICE_SERVER, else the file, else http://127.0.0.1:8080")
    Optional<String> server = Optional.empty();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES}; json is the answer of the service as it is, for programs")
    Output output = Output.text;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "shows this")
    boolean help;

    /** How answers are printed; named as they are typed. */
    enum Output {
        text,
        json
    }

    boolean json() {
        return output == Output.json;
    }
}
