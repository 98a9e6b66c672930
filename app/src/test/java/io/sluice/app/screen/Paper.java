package io.sluice.app.screen;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a terminal shows after it was sent a text: the few orders that we give, and an error for any other. */
public final class Paper {
    private static final Pattern ORDER = Pattern.compile("\u001b\\[(\\??)(\\d*)([A-Za-z])");

    private final List<StringBuilder> lines = new ArrayList<>(List.of(new StringBuilder()));
    private int row;
    private int column;
    private boolean cursorShown = true;

    public static Paper of(String sent) {
        Paper paper = new Paper();
        Matcher order = ORDER.matcher(sent);
        int at = 0;
        while (order.find()) {
            paper.print(sent.substring(at, order.start()));
            paper.obey(order);
            at = order.end();
        }
        paper.print(sent.substring(at));
        return paper;
    }

    public List<String> lines() {
        return lines.stream().map(line -> line.toString().stripTrailing()).toList();
    }

    public boolean cursorShown() {
        return cursorShown;
    }

    private void obey(Matcher order) {
        switch (order.group(3)) {
            case "A" -> row -= Integer.parseInt(order.group(2));
            case "K" -> lines.get(row).setLength(column);
            case "J" -> {
                lines.get(row).setLength(column);
                lines.subList(row + 1, lines.size()).clear();
            }
            case "h" -> cursorShown = true;
            case "l" -> cursorShown = false;
            case "m" -> {}
            default -> throw new AssertionError("not an order of ours: " + order.group());
        }
    }

    private void print(String text) {
        text.chars().forEach(each -> {
            switch (each) {
                case '\r' -> column = 0;
                case '\n' -> newLine();
                default -> put((char) each);
            }
        });
    }

    private void newLine() {
        row++;
        column = 0;
        if (row == lines.size()) {
            lines.add(new StringBuilder());
        }
    }

    private void put(char each) {
        StringBuilder line = lines.get(row);
        if (column < line.length()) {
            line.setCharAt(column, each);
        } else {
            line.append(each);
        }
        column++;
    }
}
