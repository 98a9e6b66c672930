package io.sluice.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sluice.app.cli.CommandFailed.Exit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a service said. */
record Answer(Place from, int status, String body) {
    static final JsonMapper JSON = new JsonMapper();

    boolean isOk() {
        return status / 100 == 2;
    }

    /** Whether the same may be answered otherwise in a while. */
    boolean isOfTheMoment() {
        return isOfTheMoment(status);
    }

    static boolean isOfTheMoment(int status) {
        return status == 429 || (status >= 500 && status != 501);
    }

    /** @throws CommandFailed if it is a refusal, or not of Sluice */
    JsonNode json() throws CommandFailed {
        return parsed(okay().body).orElseThrow(this::stranger);
    }

    /**
     * This answer.
     *
     * @throws CommandFailed if it is a refusal
     */
    Answer okay() throws CommandFailed {
        if (!isOk()) {
            throw refusal("it is refused", Optional.empty());
        }
        return this;
    }

    /** The same answer about a plan's file, whose places are shown. */
    Answer okay(PlanText file) throws CommandFailed {
        if (!isOk()) {
            throw refusal(file.name() + " is refused", Optional.of(file));
        }
        return this;
    }

    /** Why, in one line. */
    String why() {
        return parsed(body)
                .map(problem ->
                        problem.path("detail").asText(problem.path("title").asText()))
                .filter(text -> !text.isBlank())
                .orElse(from.server() + " answers " + status);
    }

    private CommandFailed refusal(String what, Optional<PlanText> file) {
        Optional<JsonNode> problem = parsed(body).filter(node -> node.has("title"));
        if (problem.isEmpty()) {
            return stranger();
        }
        if (status == 401) {
            return new CommandFailed(
                    Exit.NOT_ALLOWED, "%s does not know who asks: %s".formatted(from.server(), from.tokenFrom()));
        }
        List<String> lines = new ArrayList<>();
        lines.add(what + ": " + why());
        Optional<PlanPlaces> places = file.map(PlanText::text).map(PlanPlaces::new);
        problem.get().path("faults").forEach(fault -> {
            String pointer = fault.path("pointer").asText();
            String place = places.map(found -> file.get().name()
                            + found.place(pointer).map(at -> ":" + at).orElse("") + ": ")
                    .orElse("");
            lines.add(
                    "  %s%s %s".formatted(place, pointer, fault.path("message").asText()));
        });
        return new CommandFailed(exit(problem.get()), String.join("\n", lines));
    }

    /** A plan that is named beside others and is not there is a fault of the list. */
    private Exit exit(JsonNode problem) {
        JsonNode faults = problem.path("faults");
        boolean ofPlans = !faults.isEmpty()
                && faults.valueStream()
                        .allMatch(fault -> fault.path("pointer").asText().startsWith("/plans/"));
        return ofPlans ? Exit.NOT_FOUND : Exit.ofStatus(status);
    }

    private CommandFailed stranger() {
        return new CommandFailed(
                Exit.NOT_REACHABLE, "%s answers %d, and not as Sluice does".formatted(from.server(), status));
    }

    private static Optional<JsonNode> parsed(String text) {
        try {
            return Optional.ofNullable(JSON.readTree(text)).filter(JsonNode::isObject);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
