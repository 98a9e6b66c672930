package io.sluice.plan.runbook;

import static java.util.stream.Collectors.joining;

import io.sluice.plan.runbook.Runbook.OfRoute;
import io.sluice.plan.runbook.Runbook.Way;
import io.sluice.traffic.ByHand;
import io.sluice.traffic.DurationWords;
import io.sluice.traffic.ShellCommand;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A runbook as Markdown that is read as well without being rendered. */
public final class RunbookText {
    private static final Pattern BACKTICKS = Pattern.compile("`+");
    private static final int SHORTEST_FENCE = 3;

    private final StringBuilder text = new StringBuilder();

    private RunbookText() {}

    /** The whole of it, the same for the same runbook. */
    public static String of(Runbook runbook) {
        RunbookText text = new RunbookText();
        text.header(runbook);
        runbook.routes().forEach(text::route);
        return text.text.toString();
    }

    private void header(Runbook runbook) {
        line("# Putting back %s by hand".formatted(runbook.name()));
        line("");
        line("The commands below put %s of plan %s%s back as the plan found %s: %s. They need no Sluice."
                .formatted(
                        runbook.routes().size() == 1
                                ? "the route"
                                : "the %d routes".formatted(runbook.routes().size()),
                        runbook.plan(),
                        runbook.owner().isBlank() ? "" : " (owner: %s)".formatted(oneLine(runbook.owner())),
                        runbook.routes().size() == 1 ? "it" : "them",
                        runbook.routes().stream().map(OfRoute::name).collect(joining(", "))));
        line("The baseline was frozen at %s; what was changed after that, by whomever, is not in it."
                .formatted(seconds(runbook.frozenAt())));
        line("");
        line(
                "- If Sluice answers, do not use this: `POST /api/v1/plans/%s/revert` does the same, and looks whether it worked."
                        .formatted(runbook.plan()));
        line("- If it runs and does not answer, stop Sluice first, or cancel the plan: it would take the weights for"
                + " drift, and a plan may be told to undo that (`onDrift`).");
        line(
                "- Give the commands of a route in their order, and read each one's answer before the next. Routes do not wait for"
                        + " each other.");
    }

    private void route(OfRoute route) {
        line("");
        line("## %s, at provider %s".formatted(route.name(), route.provider()));
        line("");
        line("Where it is: %1$s%2$s%1$s".formatted(fence(route.address(), 1), route.address()));
        line("");
        line("What it goes back to: %s%s%s.".formatted(route.baseline(), natives(route.way()), stickiness(route)));
        switch (route.way()) {
            case Way.Unknown(String why) -> {
                line("");
                line("Its commands are not known: %s. The file of the baseline has the route as it was."
                        .formatted(why));
            }
            case Way.Known(ByHand byHand) -> {
                line("");
                byHand.remarks().forEach(remark -> line("- " + remark));
                for (int i = 0; i < byHand.commands().size(); i++) {
                    command(i + 1, byHand.commands().get(i));
                }
            }
        }
    }

    private void command(int number, ShellCommand command) {
        line("");
        line("%d. %s%s".formatted(number, changes(command) ? "**Changes the cloud.** " : "", command.why()));
        line("");
        String typed = command.text();
        String fence = fence(typed, SHORTEST_FENCE);
        line(fence + "sh");
        line(typed);
        line(fence);
    }

    private static boolean changes(ShellCommand command) {
        return command.purpose() == ShellCommand.Purpose.CHANGE;
    }

    /** Backticks that the text cannot close. */
    private static String fence(String typed, int shortest) {
        int longest = BACKTICKS
                .matcher(typed)
                .results()
                .map(MatchResult::group)
                .mapToInt(String::length)
                .max()
                .orElse(0);
        return "`".repeat(Math.max(shortest, longest + 1));
    }

    private static String natives(Way way) {
        return Runbook.natives(way).isEmpty()
                ? ""
                : Runbook.natives(way).entrySet().stream()
                        .map(native_ -> native_.getKey() + " " + native_.getValue())
                        .collect(joining(", ", " (as the cloud has it: ", ")"));
    }

    private static String stickiness(OfRoute route) {
        return route.stickiness()
                .map(time -> "; clients stick to their backend for " + DurationWords.write(time))
                .orElse("");
    }

    private static String oneLine(String written) {
        return written.strip().replaceAll("\\s+", " ");
    }

    private static Instant seconds(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS);
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
