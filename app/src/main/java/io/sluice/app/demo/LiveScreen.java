package io.sluice.app.demo;

import java.io.PrintStream;
import java.util.List;
import java.util.function.IntSupplier;

/** A terminal, on which the plans' lines are drawn again and again in the same place. */
final class LiveScreen implements Screen {
    private static final String ESCAPE = "\u001b[";
    private static final String HIDE_CURSOR = ESCAPE + "?25l";
    private static final String SHOW_CURSOR = ESCAPE + "?25h";
    private static final String CLEAR_TO_END_OF_LINE = ESCAPE + "K";
    private static final String CLEAR_TO_END_OF_SCREEN = ESCAPE + "J";

    private final PrintStream out;
    private final Style style;
    private final IntSupplier width;
    private List<PlanLines> drawn = List.of();
    private int drawnLines;
    private boolean closed;

    /** @param width of the terminal at the moment */
    LiveScreen(PrintStream out, Style style, IntSupplier width) {
        this.out = out;
        this.style = style;
        this.width = width;
    }

    @Override
    public synchronized void say(String text) {
        if (!closed) {
            List<PlanLines> below = drawn;
            write(up() + CLEAR_TO_END_OF_SCREEN + text.replace("\n", System.lineSeparator()) + System.lineSeparator());
            drawn = List.of();
            draw(below);
        }
    }

    @Override
    public synchronized void show(List<PlanLines> plans) {
        if (!closed) {
            draw(plans);
        }
    }

    @Override
    public synchronized void settle() {
        if (!closed && !drawn.isEmpty()) {
            drawn = List.of();
            write(SHOW_CURSOR);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        write(SHOW_CURSOR);
    }

    private void draw(List<PlanLines> plans) {
        if (plans.isEmpty()) {
            return;
        }
        // One column is left free: a terminal that has filled its last one may have wrapped already.
        Style now = style.withWidth(width.getAsInt() - 1);
        int nameWidth = PlanLines.nameWidth(plans);
        List<String> lines = plans.stream()
                .flatMap(plan -> plan.render(now, nameWidth).stream())
                .toList();
        StringBuilder frame = new StringBuilder(HIDE_CURSOR).append(up());
        lines.forEach(line -> frame.append(line).append(CLEAR_TO_END_OF_LINE).append(System.lineSeparator()));
        write(frame.append(CLEAR_TO_END_OF_SCREEN).toString());
        drawn = List.copyOf(plans);
        drawnLines = lines.size();
    }

    private String up() {
        return drawn.isEmpty() ? "" : ESCAPE + drawnLines + "A\r";
    }

    private void write(String text) {
        out.print(text);
        out.flush();
    }
}
