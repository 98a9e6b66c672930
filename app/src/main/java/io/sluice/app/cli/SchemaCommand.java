package io.sluice.app.cli;

import io.sluice.app.cli.CommandFailed.Exit;
import picocli.CommandLine.Command;

/** {@code sluice schema}: what may stand in a plan's file, for editors. */
@Command(name = "schema", description = "Prints the JSON Schema of plan files, for editors")
final class SchemaCommand extends ServiceCommand {
    SchemaCommand(Shell shell) {
        super(shell);
    }

    @Override
    Exit ask(ServiceClient service) throws CommandFailed, InterruptedException {
        Answer answer = service.get("/api/v1/schema/plan", "application/schema+json");
        shell().say(common.json() ? answer.okay().body().strip() : answer.json().toPrettyString());
        return Exit.DONE;
    }
}
