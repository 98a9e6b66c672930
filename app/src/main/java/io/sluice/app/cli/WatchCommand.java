package io.sluice.app.cli;

import io.sluice.app.cli.CommandFailed.Exit;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sluice watch}: plans as they move. */
@Command(
        name = "watch",
        description =
                "Shows plans as they move, until they have ended; on a terminal in place, else a line for each change")
final class WatchCommand extends ServiceCommand {
    @Parameters(
            paramLabel = "PLAN",
            arity = "0..*",
            description = "ids, or names of plans that are under way; none means all that are under way")
    private List<String> plans = new ArrayList<>();

    WatchCommand(Shell shell) {
        super(shell);
    }

    @Override
    Exit ask(ServiceClient service) throws CommandFailed, InterruptedException {
        List<String> ids = new ArrayList<>();
        if (plans.isEmpty()) {
            PlanPages.summaries(service, PlanPages.UNDER_WAY)
                    .forEach(Integer.MAX_VALUE, plan -> ids.add(plan.path("id").asText()));
        } else {
            ids.addAll(new PlanIds(service).all(plans));
        }
        if (ids.isEmpty() && !common.json()) {
            shell().say("no plan is under way");
        }
        return Watching.of(shell(), common, service).untilEnded(ids);
    }
}
