package io.sluice.plan.preview;

import java.util.ArrayList;
import java.util.List;

/** Lines of aligned columns, no wider than a terminal; what does not fit goes on below its own column. */
final class TextTable {
    static final int WIDTH = 110;

    private static final String INDENT = "  ";
    private static final String GAP = "  ";

    /** Narrower than this nothing can be read, and a line is rather too long. */
    private static final int LEAST = 20;

    private TextTable() {}

    /** Rows of as many cells each; the last cell of a row is the one that may need several lines. */
    static List<String> lines(List<List<String>> rows) {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < row.size() - 1; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        List<String> lines = new ArrayList<>();
        rows.forEach(row -> lines.addAll(lines(row, widths)));
        return lines;
    }

    private static List<String> lines(List<String> row, int[] widths) {
        StringBuilder first = new StringBuilder(INDENT);
        for (int i = 0; i < row.size() - 1; i++) {
            first.append(row.get(i))
                    .repeat(' ', widths[i] - row.get(i).length())
                    .append(GAP);
        }
        List<String> pieces = wrapped(row.getLast(), Math.max(LEAST, WIDTH - first.length()));
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < pieces.size(); i++) {
            String before = i == 0 ? first.toString() : " ".repeat(first.length());
            lines.add((before + pieces.get(i)).stripTrailing());
        }
        return lines;
    }

    /** A sentence in lines of at most so many characters, broken at its blanks. */
    static List<String> wrapped(String sentence, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : sentence.split(" ", -1)) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
