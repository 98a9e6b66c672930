package io.sluice.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.app.screen.PlanLines;
import io.sluice.app.screen.Printable;
import io.sluice.app.screen.ShownPlan;
import io.sluice.app.screen.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A plan on one screen: first why it is where it is, then what comes next, its routes and its gates. */
record PlanSummary(JsonNode plan, Style style) {
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(Printable.line(text("reason")));
        lines.add("");
        lines.addAll(Columns.of(facts(), style));
        lines.add("");
        PlanLines drawn = PlanLines.of(ShownPlan.of(withoutReason()));
        lines.addAll(drawn.render(style, PlanLines.nameWidth(List.of(drawn))));
        unseen(lines);
        approval(lines);
        return lines;
    }

    /** It is said already. */
    private JsonNode withoutReason() {
        return plan.<ObjectNode>deepCopy().put("reason", "");
    }

    private List<List<String>> facts() {
        List<List<String>> facts = new ArrayList<>();
        fact(facts, "plan", "%s  %s".formatted(text("id"), text("name")));
        fact(
                facts,
                "state",
                "%s, step %s of %s, %s %%"
                        .formatted(PlanOutput.state(plan), text("step"), text("steps"), text("progress")));
        fact(facts, "owner", text("owner"));
        fact(
                facts,
                "labels",
                plan.path("labels")
                        .propertyStream()
                        .map(label -> label.getKey() + "=" + label.getValue().asText())
                        .collect(Collectors.joining(", ")));
        fact(facts, "submitted", text("submittedAt"));
        fact(facts, "started", text("startedAt"));
        fact(facts, "next look", text("nextLookAt"));
        fact(facts, "expected end", text("estimatedEnd"));
        fact(facts, "ended", text("endedAt"));
        fact(facts, "puts back", text("revertOf"));
        fact(facts, "run of", text("recurring"));
        return facts;
    }

    private static void fact(List<List<String>> facts, String name, String value) {
        if (!value.isBlank()) {
            facts.add(List.of(name, value));
        }
    }

    private void unseen(List<String> lines) {
        plan.path("routes").forEach(route -> {
            if (route.path("unseen").isTextual()) {
                lines.add(Printable.line("%s was not seen: %s"
                        .formatted(
                                route.path("name").asText(),
                                route.path("unseen").asText())));
            }
        });
    }

    private void approval(List<String> lines) {
        JsonNode approval = plan.path("approval");
        if (!approval.isObject()) {
            return;
        }
        JsonNode evidence = approval.path("evidence");
        lines.add("");
        lines.add(Printable.line("waits for %s of %s to approve step %s; %s said yes%s"
                .formatted(
                        approval.path("count").asText(),
                        approval.path("group").asText(),
                        evidence.path("step").asText(),
                        approval.path("votes").size(),
                        approval.path("until").isTextual()
                                ? "; after %s: %s"
                                        .formatted(
                                                approval.path("until").asText(),
                                                approval.path("onTimeout").asText())
                                : "")));
    }

    private String text(String field) {
        JsonNode value = plan.path(field);
        return value.isNull() ? "" : value.asText();
    }
}
