package io.sluice.app.screen;

import java.io.PrintStream;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A file or a pipe: a line whenever something about a plan changed, and nothing that only a terminal understands. */
public final class PlainScreen implements Screen {
    private static final DateTimeFormatter TIME_OF_DAY = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private final PrintStream out;
    private final Style style;
    private final InstantSource clock;
    private final Map<String, ShownPlan> last = new HashMap<>();
    private boolean closed;

    public PlainScreen(PrintStream out, Style style, InstantSource clock) {
        this.out = out;
        this.style = style;
        this.clock = clock;
    }

    @Override
    public synchronized void say(String text) {
        if (!closed) {
            out.println(text);
        }
    }

    @Override
    public synchronized void show(List<PlanLines> plans) {
        int nameWidth = PlanLines.nameWidth(plans);
        for (PlanLines lines : plans) {
            ShownPlan plan = lines.plan();
            @Nullable ShownPlan before = last.put(plan.id(), plan);
            if (before == null || !plan.standsAs(before)) {
                String time = clock.instant().atZone(style.zone()).format(TIME_OF_DAY);
                List<String> changed =
                        before == null ? lines.render(style, nameWidth) : lines.renderChange(before, style, nameWidth);
                changed.forEach(line -> say(time + "  " + line));
            }
        }
    }

    @Override
    public void settle() {
        // Each line stays as it is anyway.
    }

    @Override
    public synchronized void close() {
        closed = true;
    }
}
