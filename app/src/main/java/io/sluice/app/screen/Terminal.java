package io.sluice.app.screen;

import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What this process was started in, and what can be drawn there. */
public final class Terminal {
    private static final int USUAL_WIDTH = 80;

    /** A window is not resized often, and asking takes a process. */
    private static final long ASK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final Map<String, String> environment;
    private Size size;
    private long askedAtNanos;

    private Terminal(Map<String, String> environment) {
        this.environment = environment;
        this.size = ask();
        this.askedAtNanos = System.nanoTime();
    }

    /**
     * The screen for it.
     *
     * @param out this process's own standard output
     */
    public static Screen open(PrintStream out, Map<String, String> environment) {
        if (!canDraw(environment)) {
            return new PlainScreen(out, plain(out), InstantSource.system());
        }
        Terminal terminal = new Terminal(environment);
        return new LiveScreen(out, terminal.style(out), terminal::width, terminal::height);
    }

    /** What can be drawn by whoever prints something once. */
    public static Style style(PrintStream out, Map<String, String> environment) {
        return canDraw(environment) ? new Terminal(environment).style(out) : plain(out);
    }

    private static boolean canDraw(Map<String, String> environment) {
        return isTerminal() && !"dumb".equals(environment.get("TERM"));
    }

    private static Style plain(PrintStream out) {
        return Style.plain(hasBlocks(out), ZoneId.systemDefault());
    }

    private static boolean hasBlocks(PrintStream out) {
        return StandardCharsets.UTF_8.equals(out.charset());
    }

    private Style style(PrintStream out) {
        boolean colour = environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Style(width(), hasBlocks(out), colour, ZoneId.systemDefault());
    }

    /** Whether somebody types here and sees what is printed: Java 22 to 24 give a console also where nobody does, and 25 gives none again. */
    @SuppressWarnings("SystemConsoleNull")
    public static boolean isTerminal() {
        @Nullable Console console = System.console();
        return console != null && console.isTerminal();
    }

    /** In characters; 0 where it is not known. */
    private record Size(int width, int height) {}

    private int width() {
        return size().width() > 0 ? size().width() : USUAL_WIDTH;
    }

    private int height() {
        return size().height() > 0 ? size().height() : Integer.MAX_VALUE;
    }

    private Size size() {
        if (System.nanoTime() - askedAtNanos > ASK_AGAIN_NANOS) {
            size = ask();
            askedAtNanos = System.nanoTime();
        }
        return size;
    }

    private Size ask() {
        int columns = number(environment.getOrDefault("COLUMNS", ""));
        int rows = number(environment.getOrDefault("LINES", ""));
        if (columns > 0 && rows > 0) {
            return new Size(columns, rows);
        }
        Size asked = askTerminal();
        return new Size(columns > 0 ? columns : asked.width(), rows > 0 ? rows : asked.height());
    }

    /** There is no way to ask from Java; {@code stty size} answers "rows columns" on everything but Windows. */
    private static Size askTerminal() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String answer = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            int blank = answer.indexOf(' ');
            return new Size(number(answer.substring(blank + 1)), blank < 0 ? 0 : number(answer.substring(0, blank)));
        } catch (IOException e) {
            return new Size(0, 0); // no stty here
        }
    }

    private static int number(String text) {
        return text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
    }
}
