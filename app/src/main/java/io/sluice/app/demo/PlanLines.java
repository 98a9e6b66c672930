package io.sluice.app.demo;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One plan: where it stands and why, and each of its routes. A plan with a single route is one line; with more of them each has a
 * line of its own beneath.
 *
 * @param traffic by route and side, as far as it is known
 */
record PlanLines(ShownPlan plan, Map<String, Map<String, SideTraffic>> traffic) {
    private static final Pattern TIMESTAMP = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");
    private static final DateTimeFormatter TIME_OF_DAY = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final String INDENT = "  ";

    PlanLines {
        traffic = Map.copyOf(traffic);
    }

    /** As wide as the longest of the names that stand before a bar. */
    static int nameWidth(List<PlanLines> plans) {
        return plans.stream()
                .flatMap(PlanLines::namesOfBars)
                .mapToInt(String::length)
                .max()
                .orElse(0);
    }

    private Stream<String> namesOfBars() {
        return isOneLine() ? Stream.of(plan.name()) : plan.routes().stream().map(route -> INDENT + route.name());
    }

    private boolean isOneLine() {
        return plan.routes().size() <= 1;
    }

    /**
     * All of it, line by line.
     *
     * @param nameWidth so that the bars of several plans stand in columns
     */
    List<String> render(Style style, int nameWidth) {
        return render(style, nameWidth, plan.routes());
    }

    /** The first line, and of the routes those that are not as they were; all of them when the plan has ended. */
    List<String> renderChange(ShownPlan before, Style style, int nameWidth) {
        return render(
                style,
                nameWidth,
                plan.routes().stream()
                        .filter(route ->
                                isOneLine() || plan.ended() || !before.routes().contains(route))
                        .toList());
    }

    private List<String> render(Style style, int nameWidth, List<ShownRoute> routes) {
        List<String> lines = new ArrayList<>();
        lines.add(firstLine(style, nameWidth));
        if (!isOneLine()) {
            routes.forEach(route -> lines.add(routeLine(route, style, nameWidth)));
        }
        return lines;
    }

    private String firstLine(Style style, int nameWidth) {
        Line line = new Line(style);
        line.add(pad(plan.name(), nameWidth) + " ", Ink.BOLD);
        if (isOneLine()) {
            plan.routes().forEach(route -> figures(route).draw(line, style));
        }
        line.add(stateWord(), stateInk());
        line.add(reason(style));
        return line.toString();
    }

    private String routeLine(ShownRoute route, Style style, int nameWidth) {
        Line line = new Line(style);
        line.add(pad(INDENT + route.name(), nameWidth) + " ");
        figures(route).draw(line, style);
        return line.toString();
    }

    private RouteFigures figures(ShownRoute route) {
        return new RouteFigures(route, traffic.getOrDefault(route.name(), Map.of()));
    }

    private String stateWord() {
        return plan.state() + plan.heldBy().map(why -> " (" + why + ")").orElse("");
    }

    private Ink stateInk() {
        return switch (plan.state()) {
            case "completed" -> Ink.GREEN;
            case "reverting", "reverted", "held" -> Ink.YELLOW;
            default -> Ink.CYAN;
        };
    }

    private String reason(Style style) {
        if (plan.reason().isBlank()) {
            return "";
        }
        String oneLine = plan.reason().replaceAll("\\p{Cntrl}+", " ");
        String timed = TIMESTAMP
                .matcher(oneLine)
                .replaceAll(match ->
                        Instant.parse(match.group()).atZone(style.zone()).format(TIME_OF_DAY));
        return ": " + (style.unicode() ? timed : ascii(timed));
    }

    private static String ascii(String text) {
        return text.replace("≤", "<=")
                .replace("≥", ">=")
                .replace("–", "-")
                .replace("…", "...")
                .replaceAll("[^\\x20-\\x7e]", "?");
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
