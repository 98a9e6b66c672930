package io.sluice.app.screen;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One plan: where it stands and why, and each of its routes. A plan with a single route is one line; with more of them each has a
 * line of its own beneath.
 *
 * @param traffic by route and side, as far as it is known; empty where nobody counts it: then what gates read stands beneath
 */
public record PlanLines(ShownPlan plan, Optional<Map<String, Map<String, SideTraffic>>> traffic) {
    private static final Pattern TIMESTAMP = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");
    private static final DateTimeFormatter TIME_OF_DAY = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final String INDENT = "  ";

    public PlanLines {
        traffic = traffic.map(Map::copyOf);
    }

    /** Those of a plan whose requests somebody counts. */
    public PlanLines(ShownPlan plan, Map<String, Map<String, SideTraffic>> traffic) {
        this(plan, Optional.of(traffic));
    }

    /** Those of a plan of which is known what the API tells. */
    public static PlanLines of(ShownPlan plan) {
        return new PlanLines(plan, Optional.empty());
    }

    /** As wide as the longest of the names that stand before a bar. */
    public static int nameWidth(List<PlanLines> plans) {
        return plans.stream()
                .flatMap(PlanLines::namesOfBars)
                .mapToInt(String::length)
                .max()
                .orElse(0);
    }

    private Stream<String> namesOfBars() {
        Stream<String> names =
                isOneLine() ? Stream.of(plan.name()) : plan.routes().stream().map(route -> INDENT + route.name());
        return Stream.concat(names, gates().stream().map(gate -> INDENT + gate.name()));
    }

    private List<ShownGate> gates() {
        return traffic.isPresent() ? List.of() : plan.gates();
    }

    private boolean isOneLine() {
        return plan.routes().size() <= 1;
    }

    /**
     * All of it, line by line.
     *
     * @param nameWidth so that the bars of several plans stand in columns
     */
    public List<String> render(Style style, int nameWidth) {
        return render(style, nameWidth, plan.routes(), gates());
    }

    /** The first line, and of the routes and gates those that are not as they were; all of the routes when the plan has ended. */
    List<String> renderChange(ShownPlan before, Style style, int nameWidth) {
        return render(
                style,
                nameWidth,
                plan.routes().stream()
                        .filter(route ->
                                isOneLine() || plan.ended() || !before.routes().contains(route))
                        .toList(),
                gates().stream()
                        .filter(gate -> before.gates().stream()
                                .noneMatch(was -> was.withoutReading().equals(gate.withoutReading())))
                        .toList());
    }

    private List<String> render(Style style, int nameWidth, List<ShownRoute> routes, List<ShownGate> gates) {
        List<String> lines = new ArrayList<>();
        lines.add(firstLine(style, nameWidth));
        if (!isOneLine()) {
            routes.forEach(route -> lines.add(routeLine(route, style, nameWidth)));
        }
        gates.forEach(gate -> lines.add(gateLine(gate, style, nameWidth)));
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
        return new RouteFigures(route, traffic.map(known -> known.getOrDefault(route.name(), Map.of())));
    }

    private static String gateLine(ShownGate gate, Style style, int nameWidth) {
        Line line = new Line(style);
        line.add(pad(INDENT + gate.name(), nameWidth) + " ");
        line.add(
                pad(gate.verdict(), "not-judged".length()) + " ",
                switch (gate.verdict()) {
                    case "pass" -> Ink.GREEN;
                    case "fail" -> Ink.RED;
                    default -> Ink.DIM;
                });
        line.add(style.unicode() ? gate.read() : ascii(gate.read()));
        return line.toString();
    }

    private String stateWord() {
        return plan.state() + plan.heldBy().map(why -> " (" + why + ")").orElse("");
    }

    private Ink stateInk() {
        return switch (plan.state()) {
            case "completed", "back" -> Ink.GREEN;
            case "reverting", "reverted", "held" -> Ink.YELLOW;
            default -> Ink.CYAN;
        };
    }

    private String reason(Style style) {
        if (plan.reason().isBlank()) {
            return "";
        }
        String oneLine = Printable.line(plan.reason());
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
