package io.sluice.app.demo;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One plan on one line: its split as a bar, what each side gets and how much of it fails, where the plan stands and why.
 *
 * @param traffic by side, as far as it is known
 */
record PlanLine(ShownPlan plan, Map<String, SideTraffic> traffic) {
    private static final Pattern TIMESTAMP = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");
    private static final DateTimeFormatter TIME_OF_DAY = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    /** Whoever has less room than this sees the figures without their words, or without the bar. */
    private static final int WIDE = 140;

    private static final int ROOMY = 108;
    private static final int NARROW = 64;

    /** One per side, in the order of the sides; with more sides they begin again. */
    private static final String BLOCKS = "░█▒▓";

    private static final String ASCII_BLOCKS = "-#=+";

    PlanLine {
        traffic = Map.copyOf(traffic);
    }

    /** As wide as the longest of their names. */
    static int nameWidth(List<PlanLine> lines) {
        return lines.stream()
                .mapToInt(line -> line.plan().name().length())
                .max()
                .orElse(0);
    }

    /**
     * @param nameWidth so that the lines of several plans stand in columns
     */
    String render(Style style, int nameWidth) {
        String gap = style.width() >= ROOMY ? "  " : " ";
        List<Piece> pieces = new ArrayList<>();
        pieces.add(new Piece(pad(plan.name(), nameWidth) + " ", Ink.BOLD));
        pieces.addAll(bar(style));
        pieces.add(new Piece(barWidth(style) > 0 ? " " : "", Ink.NONE));
        plan.split().forEach((side, percent) -> {
            pieces.addAll(side(side, percent, style));
            pieces.add(new Piece(gap, Ink.NONE));
        });
        pieces.add(new Piece(stateWord(), stateInk()));
        pieces.add(new Piece(reason(style), Ink.NONE));
        return join(cut(pieces, style), style);
    }

    /** A stretch of text in one ink. */
    private record Piece(String text, Ink ink) {}

    private enum Ink {
        NONE(""),
        BOLD("1"),
        GREEN("32"),
        YELLOW("33"),
        RED("31"),
        CYAN("36"),
        DIM("2");

        private final String code;

        Ink(String code) {
            this.code = code;
        }

        String over(String text) {
            return this == NONE ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
        }
    }

    private List<Piece> bar(Style style) {
        String blocks = style.unicode() ? BLOCKS : ASCII_BLOCKS;
        int[] cells = cells(List.copyOf(plan.split().values()), barWidth(style));
        List<Piece> pieces = new ArrayList<>();
        for (int i = 0; i < cells.length; i++) {
            char block = blocks.charAt(i % blocks.length());
            pieces.add(new Piece(String.valueOf(block).repeat(cells[i]), i == 0 ? Ink.DIM : Ink.CYAN));
        }
        return pieces;
    }

    private static int barWidth(Style style) {
        int width = style.width();
        return width >= WIDE ? 20 : width >= ROOMY ? 10 : width >= NARROW ? 8 : 0;
    }

    /** How many cells of the bar each share gets: none only where the share is nothing, all only where it is everything. */
    static int[] cells(List<Double> percents, int width) {
        int[] cells = new int[percents.size()];
        int left = width;
        int largest = 0;
        for (int i = 0; i < cells.length; i++) {
            double percent = percents.get(i);
            int fair = (int) Math.round(percent * width / 100);
            cells[i] = percent > 0 ? Math.min(Math.max(fair, 1), left) : 0;
            left -= cells[i];
            largest = percent > percents.get(largest) ? i : largest;
        }
        if (cells.length > 0) {
            cells[largest] += left;
        }
        return borrowed(cells, percents, largest);
    }

    /** Gives a cell to who was too late for one, at the cost of the largest. */
    private static int[] borrowed(int[] cells, List<Double> percents, int largest) {
        for (int i = 0; i < cells.length; i++) {
            if (cells[i] == 0 && percents.get(i) > 0 && cells[largest] > 1) {
                cells[i]++;
                cells[largest]--;
            }
        }
        return cells;
    }

    private List<Piece> side(String side, double percent, Style style) {
        @Nullable SideTraffic known = traffic.get(side);
        String share = "%s %4s ".formatted(side, percentText(percent) + "%");
        String unit = style.width() >= ROOMY ? " err" : "";
        if (known == null) {
            return List.of(new Piece(share + "  -/s    -" + unit, Ink.NONE));
        }
        String rate = "%3d/s ".formatted(Math.round(known.perSecond()));
        Ink ink = known.errorPercent() >= 1 ? Ink.RED : Ink.NONE;
        return List.of(new Piece(share + rate, Ink.NONE), new Piece(errorText(known.errorPercent()) + unit, ink));
    }

    private static String percentText(double percent) {
        return percent == Math.rint(percent)
                ? String.valueOf((long) percent)
                : String.format(Locale.ROOT, "%.2f", percent).replaceFirst("0$", "");
    }

    private static String errorText(double percent) {
        return String.format(Locale.ROOT, percent >= 9.95 ? "%3.0f%%" : "%.1f%%", percent);
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

    /** As much as fits on one line; a terminal would wrap the rest and every later line would be in the wrong place. */
    private static List<Piece> cut(List<Piece> pieces, Style style) {
        int length = pieces.stream().mapToInt(piece -> piece.text().length()).sum();
        if (length <= style.width()) {
            return pieces;
        }
        String ellipsis = style.unicode() ? "…" : "...";
        String dots = ellipsis.substring(0, Math.clamp(style.width(), 0, ellipsis.length()));
        int room = style.width() - dots.length();
        List<Piece> fitting = new ArrayList<>();
        for (Piece piece : pieces) {
            String text = piece.text().substring(0, Math.min(room, piece.text().length()));
            fitting.add(new Piece(text, piece.ink()));
            room -= text.length();
        }
        fitting.add(new Piece(dots, Ink.NONE));
        return fitting;
    }

    private static String join(List<Piece> pieces, Style style) {
        StringBuilder line = new StringBuilder();
        for (Piece piece : pieces) {
            line.append(style.colour() && !piece.text().isEmpty() ? piece.ink().over(piece.text()) : piece.text());
        }
        return line.toString().stripTrailing();
    }
}
