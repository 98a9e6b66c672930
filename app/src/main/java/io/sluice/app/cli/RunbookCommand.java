package io.sluice.app.cli;

import io.sluice.app.cli.CommandFailed.Exit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sluice runbook}: how a plan's baseline is put back by hand. */
@Command(name = "runbook", description = "Shows the clouds' own commands that put a plan's routes back by hand")
final class RunbookCommand extends ServiceCommand {
    @Parameters(paramLabel = "PLAN", description = "its id, or the name of one that is under way")
    private String plan = "";

    RunbookCommand(Shell shell) {
        super(shell);
    }

    @Override
    Exit ask(ServiceClient service) throws CommandFailed, InterruptedException {
        String path = ServiceClient.plan(new PlanIds(service).one(plan)) + "/runbook";
        String accept = common.json() ? ServiceClient.JSON : "text/markdown";
        shell().say(service.get(path, accept).okay().body().stripTrailing());
        return Exit.DONE;
    }
}
