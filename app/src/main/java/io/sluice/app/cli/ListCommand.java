package io.sluice.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.app.cli.CommandFailed.Exit;
import io.sluice.app.cli.PlanPages.Filter;
import io.sluice.app.screen.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sluice list}: plans, the newest first. */
@Command(name = "list", description = "Lists plans, the newest first")
final class ListCommand extends ServiceCommand {
    private static final List<String> HEAD = List.of("PLAN", "NAME", "STATE", "STEP", "OWNER", "REASON");

    /** As they are typed. */
    enum State {
        scheduled,
        shifting,
        baking,
        held,
        reverting,
        completed,
        reverted,
        cancelled
    }

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "${COMPLETION-CANDIDATES}; may be given more than once")
    private List<State> states = new ArrayList<>();

    @Option(names = "--label", paramLabel = "KEY=VALUE", description = "with this label; of several with all")
    private List<String> labels = new ArrayList<>();

    @Option(names = "--owner", paramLabel = "OWNER", description = "of this owner")
    private Optional<String> owner = Optional.empty();

    @Option(names = "--limit", paramLabel = "N", description = "at most so many: ${DEFAULT-VALUE}", defaultValue = "50")
    private int limit;

    @Option(names = "--after", paramLabel = "CURSOR", description = "goes on where another list ended")
    private Optional<String> after = Optional.empty();

    @Option(names = "--all", description = "however many there are")
    private boolean all;

    ListCommand(Shell shell) {
        super(shell);
    }

    @Override
    Exit ask(ServiceClient service) throws CommandFailed, InterruptedException {
        if (limit < 1) {
            throw new CommandFailed(Exit.USAGE, "--limit is 1 or more");
        }
        List<Filter> filters =
                new ArrayList<>(Filter.states(states.stream().map(State::name).toList()));
        labels.forEach(label -> filters.add(new Filter("label", label)));
        owner.ifPresent(name -> filters.add(new Filter("owner", name)));
        List<JsonNode> plans = new ArrayList<>();
        Optional<String> next = (common.json()
                        ? PlanPages.whole(service, filters)
                        : PlanPages.summaries(service, filters))
                .forEach(after, all ? Integer.MAX_VALUE : limit, plans::add);
        if (common.json()) {
            json(plans, next);
        } else {
            table(plans, next);
        }
        return Exit.DONE;
    }

    /** Plan by plan: a list of ten thousand is larger as one text than anybody needs it. */
    private void json(List<JsonNode> plans, Optional<String> next) {
        shell().out().print("{\"plans\":[");
        for (int i = 0; i < plans.size(); i++) {
            shell().out()
                    .print((i == 0 ? "" : ",") + Printable.text(plans.get(i).toString()));
        }
        shell().say("],\"next\":%s}".formatted(next.map(ListCommand::quoted).orElse("null")));
    }

    private static String quoted(String text) {
        return Answer.JSON.getNodeFactory().textNode(text).toString();
    }

    private void table(List<JsonNode> plans, Optional<String> next) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        plans.forEach(plan -> rows.add(List.of(
                plan.path("id").asText(),
                plan.path("name").asText(),
                PlanOutput.state(plan),
                "%d/%d".formatted(plan.path("step").asInt(), plan.path("steps").asInt()),
                plan.path("owner").asText(),
                plan.path("reason").asText())));
        if (plans.isEmpty()) {
            shell().say("no such plan");
            return;
        }
        shell().print(Columns.of(rows, shell().style()));
        next.ifPresent(cursor ->
                shell().say("there are more: --after %s goes on from here, --all shows all".formatted(cursor)));
    }
}
