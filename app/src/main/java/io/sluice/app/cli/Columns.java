package io.sluice.app.cli;

import io.sluice.app.screen.Line;
import io.sluice.app.screen.Printable;
import io.sluice.app.screen.Style;
import java.util.ArrayList;
import java.util.List;

/** Rows as lines whose cells stand in columns; what a terminal has no room for is cut off. */
final class Columns {
    private static final String GAP = "  ";

    private Columns() {}

    /** Of rows with as many cells each. */
    static List<String> of(List<List<String>> rows, Style style) {
        List<List<String>> cells = rows.stream()
                .map(row -> row.stream().map(Printable::line).toList())
                .toList();
        List<Integer> widths = new ArrayList<>();
        for (int i = 0; i < cells.getFirst().size(); i++) {
            int column = i;
            widths.add(cells.stream()
                    .mapToInt(row -> row.get(column).length())
                    .max()
                    .orElse(0));
        }
        return cells.stream().map(row -> line(row, widths, style)).toList();
    }

    private static String line(List<String> row, List<Integer> widths, Style style) {
        Line line = new Line(style);
        for (int i = 0; i < row.size(); i++) {
            line.add(row.get(i) + " ".repeat(widths.get(i) - row.get(i).length()) + GAP);
        }
        return line.toString();
    }
}
