package io.sluice.app.cli;

import io.sluice.app.cli.CommandFailed.Exit;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sluice show}: a plan on one screen. */
@Command(name = "show", description = "Shows where a plan stands, why, and what comes next")
final class ShowCommand extends ServiceCommand {
    @Parameters(paramLabel = "PLAN", description = "its id, or the name of one that is under way")
    private String plan = "";

    ShowCommand(Shell shell) {
        super(shell);
    }

    @Override
    Exit ask(ServiceClient service) throws CommandFailed, InterruptedException {
        Answer answer = service.get(ServiceClient.plan(new PlanIds(service).one(plan)));
        List<String> lines = new PlanSummary(answer.json(), shell().style()).lines();
        if (common.json()) {
            shell().say(answer.body().strip());
        } else {
            shell().print(lines);
        }
        return Exit.DONE;
    }
}
