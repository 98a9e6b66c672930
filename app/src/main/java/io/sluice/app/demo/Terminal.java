package io.sluice.app.demo;

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
final class Terminal {
    private static final int USUAL_WIDTH = 80;

    /** A window is not resized often, and asking takes a process. */
    private static final long ASK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final Map<String, String> environment;
    private int width;
    private long askedAtNanos;

    private Terminal(Map<String, String> environment) {
        this.environment = environment;
        this.width = ask();
        this.askedAtNanos = System.nanoTime();
    }

    /** @param out this process's own standard output */
    static Screen open(PrintStream out, Map<String, String> environment) {
        boolean unicode = StandardCharsets.UTF_8.equals(out.charset());
        ZoneId zone = ZoneId.systemDefault();
        if (!isTerminal() || "dumb".equals(environment.get("TERM"))) {
            return new PlainScreen(out, Style.plain(unicode, zone), InstantSource.system());
        }
        Terminal terminal = new Terminal(environment);
        boolean colour = environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new LiveScreen(out, new Style(USUAL_WIDTH, unicode, colour, zone), terminal::width);
    }

    /** Java 22 to 24 give a console also where there is no terminal, and 25 gives none there again. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        @Nullable Console console = System.console();
        return console != null && console.isTerminal();
    }

    private int width() {
        if (System.nanoTime() - askedAtNanos > ASK_AGAIN_NANOS) {
            width = ask();
            askedAtNanos = System.nanoTime();
        }
        return width;
    }

    private int ask() {
        int told = number(environment.getOrDefault("COLUMNS", ""));
        int asked = told > 0 ? told : askTerminal();
        return asked > 0 ? asked : USUAL_WIDTH;
    }

    /** There is no way to ask from Java; {@code stty size} answers "rows columns" on everything but Windows. */
    private static int askTerminal() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String answer = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            return number(answer.substring(answer.indexOf(' ') + 1));
        } catch (IOException e) {
            return 0; // no stty here
        }
    }

    private static int number(String text) {
        return text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
    }
}
