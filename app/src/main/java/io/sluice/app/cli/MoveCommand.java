package io.sluice.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.app.cli.CommandFailed.Exit;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes one plan do what an operator asks for; one that does it already is no error. */
class MoveCommand extends ServiceCommand {
    @Parameters(paramLabel = "PLAN", description = "its id, or the name of one that is under way")
    private String plan = "";

    @Option(names = "--reason", paramLabel = "WHY", description = "for the journal, in one line")
    private Optional<String> reason = Optional.empty();

    private final String move;

    /** @param move as the path of the API has it */
    MoveCommand(Shell shell, String move) {
        super(shell);
        this.move = move;
    }

    @Override
    final Exit ask(ServiceClient service) throws CommandFailed, InterruptedException {
        PlanIds plans = new PlanIds(service);
        String id = plans.one(plan);
        ObjectNode body = Answer.JSON.createObjectNode();
        reason.ifPresent(why -> body.put("reason", why));
        fill(body, plans, id);
        Answer answer = service.post(ServiceClient.plan(id) + "/" + move, body.toString());
        JsonNode moved = answer.json();
        new PlanOutput(shell(), common).show(answer, moved);
        return Exit.DONE;
    }

    /** Adds what this move says beside its reason. */
    void fill(ObjectNode body, PlanIds plans, String id) throws CommandFailed, InterruptedException {
        // most moves say nothing else
    }
}
