package io.sluice.app.cli;

import io.sluice.app.screen.Printable;
import io.sluice.app.screen.Screen;
import io.sluice.app.screen.Style;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a command was started in. */
public interface Shell {
    PrintStream out();

    PrintStream err();

    InputStream in();

    Map<String, String> environment();

    /** The directory of whoever typed it. */
    Path home();

    /** What can be drawn on {@link #out}. */
    Style style();

    /** For what changes while the command runs. */
    Screen screen();

    /** What somebody at the terminal answers; empty where nobody sits at one. */
    Optional<String> ask(String question);

    /** Prints lines that may be coloured, and in which nothing else commands the terminal by now. */
    default void print(List<String> lines) {
        lines.forEach(out()::println);
        out().flush();
    }

    /** Prints lines in which nothing commands the terminal. */
    default void say(String lines) {
        say(out(), lines);
    }

    /** The same on {@link #out} or {@link #err}. */
    default void say(PrintStream stream, String lines) {
        stream.println(Printable.text(lines));
        stream.flush();
    }
}
