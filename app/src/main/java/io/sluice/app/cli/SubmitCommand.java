package io.sluice.app.cli;

import static io.sluice.app.cli.ServiceClient.encoded;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.app.cli.CommandFailed.Exit;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice submit plan.yaml}: starts a plan. */
@Command(name = "submit", description = "Starts a plan")
final class SubmitCommand extends ServiceCommand {
    /** It looks at every route before it says yes. */
    private static final Duration ANSWER = Duration.ofMinutes(2);

    @Parameters(paramLabel = "FILE", description = "the plan, .yaml or .json; - reads standard input")
    private String file = "";

    @Option(
            names = "--preview",
            paramLabel = "DIGEST",
            description = "starts it only if it still is what a preview with this previewDigest has shown")
    private Optional<String> preview = Optional.empty();

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description =
                    "an Idempotency-Key: the same file with the same key starts one plan, however often it is sent")
    private Optional<String> key = Optional.empty();

    @Option(names = "--watch", description = "goes on as watch does")
    private boolean watch;

    SubmitCommand(Shell shell) {
        super(shell);
    }

    @Override
    Exit ask(ServiceClient service) throws CommandFailed, InterruptedException {
        PlanText plan = PlanText.read(shell(), file);
        String path = ServiceClient.PLANS
                + preview.map(digest -> "?preview=" + encoded(digest)).orElse("");
        Answer answer = service.sendTwice(service.request(path, ServiceClient.JSON, ANSWER)
                .header("Content-Type", plan.mediaType())
                .header("Idempotency-Key", key())
                .POST(plan.body()));
        JsonNode started = answer.okay(plan).json();
        new PlanOutput(shell(), common).show(answer, started);
        return watch
                ? Watching.of(shell(), common, service)
                        .untilEnded(List.of(started.path("id").asText()))
                : Exit.DONE;
    }

    private String key() throws CommandFailed {
        if (key.stream().anyMatch(text -> !text.matches("[!-~]{1,255}"))) {
            throw new CommandFailed(Exit.USAGE, "--key is 1 to 255 visible ASCII characters");
        }
        return key.orElseGet(() -> UUID.randomUUID().toString());
    }
}
