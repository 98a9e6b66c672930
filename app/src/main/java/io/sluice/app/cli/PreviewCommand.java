package io.sluice.app.cli;

import io.sluice.app.cli.CommandFailed.Exit;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice preview plan.yaml}: what a plan would do, by the service that would do it. */
@Command(name = "preview", description = "Shows what a plan would do, and starts nothing")
final class PreviewCommand extends ServiceCommand {
    /** A service whose clouds are slow, and whose budget of calls is used up, may take a minute or two to say so. */
    private static final Duration ANSWER = Duration.ofMinutes(3);

    @Parameters(paramLabel = "FILE", description = "the plan, .yaml or .json; - reads standard input")
    private String file = "";

    @Option(names = "--json", description = "the same as --output json")
    private boolean json;

    PreviewCommand(Shell shell) {
        super(shell);
    }

    @Override
    Exit ask(ServiceClient service) throws CommandFailed, InterruptedException {
        PlanText plan = PlanText.read(shell(), file);
        boolean asJson = json || common.json();
        Answer answer = service.send(
                service.request(ServiceClient.PLANS + "/preview", asJson ? ServiceClient.JSON : "text/plain", ANSWER)
                        .header("Content-Type", plan.mediaType())
                        .POST(plan.body()));
        shell().say(answer.okay(plan).body().stripTrailing());
        return Exit.DONE;
    }
}
