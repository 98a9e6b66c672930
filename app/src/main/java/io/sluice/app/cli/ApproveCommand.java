package io.sluice.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.app.cli.CommandFailed.Exit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sluice approve}: says yes to what a plan waits for, once whoever says it has seen what that is. */
@Command(name = "approve", description = "Says yes to what a plan asks for, after showing it")
final class ApproveCommand extends MoveCommand {
    @Option(
            names = {"-y", "--yes"},
            description = "does not ask")
    private boolean yes;

    ApproveCommand(Shell shell) {
        super(shell, "approve");
    }

    /** The yes is for what was shown: the service refuses it where that is something else by now. */
    @Override
    void fill(ObjectNode body, PlanIds plans, String id) throws CommandFailed, InterruptedException {
        JsonNode plan = plans.plan(id);
        JsonNode approval = plan.path("approval");
        if (!approval.isObject()) {
            throw new CommandFailed(
                    Exit.WRONG_STATE,
                    "%s waits for no approval: %s"
                            .formatted(id, plan.path("reason").asText()));
        }
        if (!yes) {
            shell().print(new PlanSummary(plan, shell().style()).lines());
            Confirmation.of(shell(), "Approve %s?".formatted(plan.path("name").asText()));
        }
        body.set("evidence", approval.path("evidence"));
    }
}
