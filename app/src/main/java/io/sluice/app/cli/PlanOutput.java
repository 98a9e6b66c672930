package io.sluice.app.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** One plan after something was done with it. */
record PlanOutput(Shell shell, Common common) {
    /** Its id first: scripts cut it off. */
    void show(Answer answer, JsonNode plan) {
        shell.say(common.json() ? answer.body().strip() : line(plan));
    }

    private static String line(JsonNode plan) {
        return "%s %s %s: %s"
                .formatted(
                        plan.path("id").asText(),
                        plan.path("name").asText(),
                        state(plan),
                        plan.path("reason").asText());
    }

    /** With what holds it. */
    static String state(JsonNode plan) {
        String heldBy = plan.path("heldBy").asText("");
        String state = plan.path("state").asText();
        return plan.path("heldBy").isTextual() ? "%s (%s)".formatted(state, heldBy) : state;
    }
}
