package io.sluice.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.app.cli.CommandFailed.Exit;
import io.sluice.app.screen.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice journal PLAN}: what has happened to a plan, oldest first. */
@Command(
        name = "journal",
        description = "Shows what has happened to a plan, and by whom",
        footer = "%njournal verify config.yml looks through the journals of a whole database, without a service.")
final class PlanJournalCommand extends ServiceCommand {
    /** The largest page that a service gives. */
    private static final int PAGE = 200;

    @Parameters(paramLabel = "PLAN", description = "its id, or the name of one that is under way")
    private String plan = "";

    @Option(
            names = "--after",
            paramLabel = "SEQ",
            description = "only what was written after this line",
            defaultValue = "0")
    private long after;

    PlanJournalCommand(Shell shell) {
        super(shell);
    }

    @Override
    Exit ask(ServiceClient service) throws CommandFailed, InterruptedException {
        String path = ServiceClient.plan(new PlanIds(service).one(plan)) + "/journal";
        List<JsonNode> events = new ArrayList<>();
        Optional<Long> next = Optional.of(after);
        while (next.isPresent()) {
            long last = next.get();
            JsonNode page = service.get("%s?limit=%d&after=%d".formatted(path, PAGE, last))
                    .json();
            page.path("events").forEach(events::add);
            // Cursors only go up: whoever gives the same again does not keep us for ever.
            next = Optional.of(page.path("next"))
                    .filter(JsonNode::isIntegralNumber)
                    .map(JsonNode::asLong)
                    .filter(cursor -> cursor > last);
        }
        shell().say(common.json() ? json(events) : text(events));
        return Exit.DONE;
    }

    private static String json(List<JsonNode> events) {
        return "{\"events\":[%s],\"next\":null}"
                .formatted(
                        String.join(",", events.stream().map(JsonNode::toString).toList()));
    }

    private static String text(List<JsonNode> events) {
        return String.join("\n", events.stream().map(PlanJournalCommand::line).toList());
    }

    private static String line(JsonNode event) {
        return Printable.line("%4s  %s  %s by %s  %s"
                .formatted(
                        event.path("seq").asText(),
                        event.path("at").asText(),
                        event.path("type").asText(),
                        event.path("by").asText()
                                + (event.path("how").isTextual()
                                        ? " (%s)".formatted(event.path("how").asText())
                                        : ""),
                        event.path("data")));
    }
}
