package io.sluice.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.app.cli.CommandFailed.Exit;
import io.sluice.app.cli.PlanPages.Filter;
import io.sluice.traffic.DurationWords;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice revert}: puts plans back, and shows each route until it is. */
@Command(
        name = "revert",
        description = "Puts plans back, and shows each route until it is; skips every gate",
        footer =
                "%nWith --capsules DIR it works without a service and without a database: revert --capsules DIR --help says how.")
final class RevertPlansCommand extends ServiceCommand {
    @Parameters(paramLabel = "PLAN", arity = "0..*", description = "ids, or names of plans that are under way")
    private List<String> plans = new ArrayList<>();

    @Option(names = "--all", description = "every plan under way")
    private boolean all;

    @Option(names = "--label", paramLabel = "KEY=VALUE", description = "those with this label; of several with all")
    private List<String> labels = new ArrayList<>();

    @Option(names = "--provider", paramLabel = "NAME", description = "those with a route of this provider instance")
    private Optional<String> provider = Optional.empty();

    @Option(names = "--ended-within", paramLabel = "1h", description = "also those that ended not longer ago")
    private Optional<String> endedWithin = Optional.empty();

    @Option(names = "--exact", description = "puts back the weights to the last, also where others have changed them")
    private boolean exact;

    @Option(names = "--reason", paramLabel = "WHY", description = "for the journal, in one line")
    private Optional<String> reason = Optional.empty();

    @Option(
            names = "--wait",
            paramLabel = "10m",
            description = "how long to wait until all is back: ${DEFAULT-VALUE}; the order stands whatever it is",
            defaultValue = "10m")
    private String wait = "";

    @Option(
            names = {"-y", "--yes"},
            description = "does not ask, and does not look first")
    private boolean yes;

    RevertPlansCommand(Shell shell) {
        super(shell);
    }

    @Override
    Exit ask(ServiceClient service) throws CommandFailed, InterruptedException {
        Duration patience = DurationWords.read(wait)
                .orElseThrow(() -> new CommandFailed(Exit.USAGE, "--wait is a duration such as 10m"));
        List<String> ids = check() ? new PlanIds(service).all(plans) : List.of();
        if (!yes) {
            shell().say(String.join("\n", forecast(service, ids)));
            Confirmation.of(shell(), "Put this back?");
        }
        RevertAccount account = new RevertAccount(service, exact, reason);
        return account.untilBack(selection(ids), patience, shell(), common);
    }

    /** Whether plans are named. */
    private boolean check() throws CommandFailed {
        boolean some = !labels.isEmpty() || provider.isPresent();
        boolean named = !plans.isEmpty();
        if ((all ? 1 : 0) + (some ? 1 : 0) + (named ? 1 : 0) != 1) {
            throw new CommandFailed(Exit.USAGE, "say which plans: PLAN…, or --all, or --label and --provider");
        }
        if (labels.stream().anyMatch(label -> label.indexOf('=') < 1)) {
            throw new CommandFailed(Exit.USAGE, "--label is written key=value");
        }
        return named;
    }

    private ObjectNode selection(List<String> ids) {
        ObjectNode selection = Answer.JSON.createObjectNode();
        if (all) {
            selection.put("all", true);
        }
        if (!labels.isEmpty()) {
            ObjectNode wanted = selection.putObject("labels");
            labels.forEach(label ->
                    wanted.put(label.substring(0, label.indexOf('=')), label.substring(label.indexOf('=') + 1)));
        }
        provider.ifPresent(name -> selection.put("provider", name));
        endedWithin.ifPresent(span -> selection.put("endedWithin", span));
        if (!ids.isEmpty()) {
            ArrayNode named = selection.putArray("plans");
            ids.forEach(named::add);
        }
        return selection;
    }

    /** What would change; where that cannot be seen, that: the way back needs no database, and showing it does. */
    private List<String> forecast(ServiceClient service, List<String> ids) throws CommandFailed, InterruptedException {
        List<JsonNode> found = new ArrayList<>();
        try {
            if (ids.isEmpty()) {
                List<Filter> filters = new ArrayList<>(PlanPages.UNDER_WAY);
                labels.forEach(label -> filters.add(new Filter("label", label)));
                PlanPages.whole(service, filters).forEach(Integer.MAX_VALUE, plan -> {
                    if (provider.isEmpty() || hasRouteOf(plan, provider.get())) {
                        found.add(plan);
                    }
                });
            } else {
                PlanIds plansById = new PlanIds(service);
                for (String id : ids) {
                    found.add(plansById.plan(id));
                }
            }
        } catch (CommandFailed e) {
            if (e.exit() != Exit.REFUSED) {
                throw e;
            }
            return List.of("what would change cannot be shown: " + e.lines());
        }
        return new RevertForecast(found, endedWithin).lines();
    }

    private static boolean hasRouteOf(JsonNode plan, String provider) {
        return plan.path("routes")
                .valueStream()
                .anyMatch(route -> route.path("provider").asText().equals(provider));
    }
}
