package io.sluice.app.screen;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One route, drawn: its split as a bar, what each side gets and how much of it fails.
 *
 * @param traffic by side, as far as it is known; empty where nobody counts it: then it is shown where the route is on its way to
 */
record RouteFigures(ShownRoute route, Optional<Map<String, SideTraffic>> traffic) {
    /** Whoever has less room than this sees the figures without their words, or without the bar. */
    private static final int WIDE = 140;

    private static final int ROOMY = 108;
    private static final int NARROW = 64;

    /** One per side, in the order of the sides; with more sides they begin again. */
    private static final String BLOCKS = "░█▒▓";

    private static final String ASCII_BLOCKS = "-#=+";

    RouteFigures {
        traffic = traffic.map(Map::copyOf);
    }

    void draw(Line line, Style style) {
        drawBar(line, style);
        String gap = style.width() >= ROOMY ? "  " : " ";
        route.split().forEach((side, percent) -> {
            drawSide(line, side, percent, style);
            line.add(gap);
        });
        if (traffic.isEmpty() && !route.wanted().equals(route.split())) {
            line.add(way(style) + gap, Ink.CYAN);
        }
    }

    private String way(Style style) {
        return (style.unicode() ? "→ " : "to ")
                + route.wanted().entrySet().stream()
                        .map(side -> side.getKey() + " " + percentText(side.getValue()) + "%")
                        .collect(Collectors.joining(" "));
    }

    private void drawBar(Line line, Style style) {
        String blocks = style.unicode() ? BLOCKS : ASCII_BLOCKS;
        int[] cells = cells(List.copyOf(route.split().values()), barWidth(style));
        for (int i = 0; i < cells.length; i++) {
            char block = blocks.charAt(i % blocks.length());
            line.add(String.valueOf(block).repeat(cells[i]), i == 0 ? Ink.DIM : Ink.CYAN);
        }
        line.add(barWidth(style) > 0 ? " " : "");
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

    private void drawSide(Line line, String side, double percent, Style style) {
        String share = "%s %4s ".formatted(side, percentText(percent) + "%");
        if (traffic.isEmpty()) {
            line.add(share.stripTrailing());
            return;
        }
        @Nullable SideTraffic known = traffic.get().get(side);
        String unit = style.width() >= ROOMY ? " err" : "";
        if (known == null) {
            line.add(share + "  -/s    -" + unit);
            return;
        }
        line.add(share + "%3d/s ".formatted(Math.round(known.perSecond())));
        line.add(errorText(known.errorPercent()) + unit, known.errorPercent() >= 1 ? Ink.RED : Ink.NONE);
    }

    private static String percentText(double percent) {
        return percent == Math.rint(percent)
                ? String.valueOf((long) percent)
                : String.format(Locale.ROOT, "%.2f", percent).replaceFirst("0$", "");
    }

    private static String errorText(double percent) {
        return String.format(Locale.ROOT, percent >= 9.95 ? "%3.0f%%" : "%.1f%%", percent);
    }
}
