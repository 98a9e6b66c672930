package io.sluice.app.screen;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

/** A terminal, on which the plans' lines are drawn again and again in the same place. */
public final class LiveScreen implements Screen {
    private static final String ESCAPE = "\u001b[";
    private static final String HIDE_CURSOR = ESCAPE + "?25l";
    private static final String SHOW_CURSOR = ESCAPE + "?25h";
    private static final String CLEAR_TO_END_OF_LINE = ESCAPE + "K";
    private static final String CLEAR_TO_END_OF_SCREEN = ESCAPE + "J";

    private final PrintStream out;
    private final Style style;
    private final IntSupplier width;
    private final IntSupplier height;
    private List<PlanLines> drawn = List.of();
    private int drawnLines;
    private boolean closed;

    /** One that is high enough for whatever is shown. */
    public LiveScreen(PrintStream out, Style style, IntSupplier width) {
        this(out, style, width, () -> Integer.MAX_VALUE);
    }

    /**
     * One of a certain size.
     *
     * @param width of the terminal at the moment
     * @param height the same; what would scroll away above cannot be drawn over any more
     */
    public LiveScreen(PrintStream out, Style style, IntSupplier width, IntSupplier height) {
        this.out = out;
        this.style = style;
        this.width = width;
        this.height = height;
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
        List<String> lines = fitting(
                plans.stream()
                        .flatMap(plan -> plan.render(now, nameWidth).stream())
                        .toList(),
                now);
        StringBuilder frame = new StringBuilder(HIDE_CURSOR).append(up());
        lines.forEach(line -> frame.append(line).append(CLEAR_TO_END_OF_LINE).append(System.lineSeparator()));
        write(frame.append(CLEAR_TO_END_OF_SCREEN).toString());
        drawn = List.copyOf(plans);
        drawnLines = lines.size();
    }

    /** The last line of the terminal is where the cursor waits. */
    private List<String> fitting(List<String> lines, Style now) {
        int room = Math.max(1, height.getAsInt() - 1);
        if (lines.size() <= room) {
            return lines;
        }
        List<String> fitting = new ArrayList<>(lines.subList(0, room - 1));
        Line rest = new Line(now);
        rest.add("and %d more lines, for which the terminal is not high enough".formatted(lines.size() - room + 1));
        fitting.add(rest.toString());
        return fitting;
    }

    private String up() {
        return drawn.isEmpty() ? "" : ESCAPE + drawnLines + "A\r";
    }

    private void write(String text) {
        out.print(text);
        out.flush();
    }
}
