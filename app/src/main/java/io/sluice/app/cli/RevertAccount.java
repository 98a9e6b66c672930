package io.sluice.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.app.cli.CommandFailed.Exit;
import io.sluice.app.screen.PlanLines;
import io.sluice.app.screen.Printable;
import io.sluice.app.screen.Screen;
import io.sluice.app.screen.ShownPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What comes of a revert, plan by plan and route by route, until all are back. It asks by ordering the same again, which a service
 * answers without doing it twice, and without its database if it must.
 */
final class RevertAccount {
    private static final String PATH = "/api/v1/revert?wait=";

    /** A service answers as soon as all is back, and otherwise so often. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** Hundreds of plans are ordered in one call. */
    private static final Duration ANSWER = Duration.ofMinutes(2);

    private final ServiceClient service;
    private final boolean exact;
    private final Optional<String> reason;
    private final Map<String, JsonNode> plans = new LinkedHashMap<>();

    RevertAccount(ServiceClient service, boolean exact, Optional<String> reason) {
        this.service = service;
        this.exact = exact;
        this.reason = reason;
    }

    /**
     * Orders it, and waits.
     *
     * @param selection which plans, as the API has it
     */
    Exit untilBack(ObjectNode selection, Duration patience, Shell shell, Common common)
            throws CommandFailed, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        take(order(selection, Duration.ZERO).json()); // whatever is wrong with the order itself ends here
        try (Screen screen = shell.screen()) {
            show(screen, common);
            while (!underWay().isEmpty() && System.nanoTime() < end) {
                again(screen, common);
                show(screen, common);
            }
            screen.settle();
            sum(screen, shell, common);
        }
        return exit();
    }

    private Answer order(ObjectNode selection, Duration wait) throws CommandFailed, InterruptedException {
        ObjectNode body = selection.deepCopy();
        if (exact) {
            body.put("exact", true);
        }
        reason.ifPresent(why -> body.put("reason", why));
        return service.postTwice(PATH + wait.toSeconds() + "s", body.toString(), ANSWER);
    }

    private void take(JsonNode account) {
        account.path("plans").forEach(plan -> plans.put(plan.path("plan").asText(), plan));
    }

    /** The order stands, so no answer now is a reason to ask again and not to give up. */
    private void again(Screen screen, Common common) throws CommandFailed, InterruptedException {
        ObjectNode rest = Answer.JSON.createObjectNode();
        ArrayNode ids = rest.putArray("plans");
        underWay().forEach(plan -> ids.add(plan.path("plan").asText()));
        Answer answer;
        try {
            answer = order(rest, LOOK);
        } catch (CommandFailed e) {
            wait(e.lines(), screen, common);
            return;
        }
        if (answer.isOfTheMoment()) {
            wait(answer.why(), screen, common);
        } else {
            take(answer.json());
        }
    }

    private static void wait(String why, Screen screen, Common common) throws InterruptedException {
        if (!common.json()) {
            screen.say(Printable.line(why.replaceAll("\\.$", "") + "; the order stands, asking on"));
        }
        Thread.sleep(LOOK);
    }

    /** Not those that nothing comes of, however long one waits. */
    private List<JsonNode> underWay() {
        return plans.values().stream()
                .filter(plan -> !plan.path("back").asBoolean() && refusal(plan).isEmpty())
                .toList();
    }

    private static Optional<Exit> refusal(JsonNode plan) {
        int status = plan.path("problem").path("status").asInt();
        return status == 0 || status >= 500 ? Optional.empty() : Optional.of(Exit.ofStatus(status));
    }

    private void show(Screen screen, Common common) {
        if (!common.json()) {
            screen.show(plans.values().stream()
                    .map(RevertAccount::shown)
                    .map(PlanLines::of)
                    .toList());
        }
    }

    /** A plan's account, drawn as a plan whose routes are on their way to their baselines. */
    private static ShownPlan shown(JsonNode account) {
        ObjectNode plan = account.deepCopy();
        plan.put("id", account.path("plan").asText());
        plan.put(
                "state",
                account.path("back").asBoolean()
                        ? "back"
                        : account.path("state").asText());
        plan.path("routes").forEach(route -> ((ObjectNode) route).set("desired", route.path("baseline")));
        return ShownPlan.of(plan);
    }

    private void sum(Screen screen, Shell shell, Common common) {
        long back = plans.values().stream()
                .filter(plan -> plan.path("back").asBoolean())
                .count();
        if (common.json()) {
            ObjectNode account = Answer.JSON.createObjectNode();
            account.put("asked", plans.size()).put("back", back);
            account.putArray("plans").addAll(new ArrayList<>(plans.values()));
            shell.say(account.toString());
        } else {
            screen.say(
                    plans.isEmpty()
                            ? "nothing was to be put back"
                            : "%d of %d plans are back".formatted(back, plans.size()));
        }
    }

    private Exit exit() {
        if (!underWay().isEmpty()) {
            return Exit.NOT_BACK;
        }
        return plans.values().stream()
                .flatMap(plan -> refusal(plan).stream())
                .findFirst()
                .orElse(Exit.DONE);
    }
}
