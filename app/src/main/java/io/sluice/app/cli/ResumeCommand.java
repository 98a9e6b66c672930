package io.sluice.app.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sluice resume}: lets a plan that is held go on. */
@Command(name = "resume", description = "Lets a held plan go on")
final class ResumeCommand extends MoveCommand {
    /** What becomes of weights that somebody else has set. */
    enum Drift {
        reassert,
        adopt
    }

    @Option(
            names = "--drift",
            paramLabel = "CHOICE",
            description =
                    "${COMPLETION-CANDIDATES}: writes our weights over theirs, or takes theirs for what was there before")
    private Optional<Drift> drift = Optional.empty();

    ResumeCommand(Shell shell) {
        super(shell, "resume");
    }

    @Override
    void fill(ObjectNode body, PlanIds plans, String id) {
        drift.ifPresent(choice -> body.put("drift", choice.name()));
    }
}
