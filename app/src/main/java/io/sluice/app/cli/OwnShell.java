package io.sluice.app.cli;

import io.sluice.app.screen.Printable;
import io.sluice.app.screen.Screen;
import io.sluice.app.screen.Style;
import io.sluice.app.screen.Terminal;
import java.io.Console;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What this process was started in. */
public record OwnShell(PrintStream out, PrintStream err, InputStream in, Map<String, String> environment)
        implements Shell {
    public OwnShell {
        environment = Map.copyOf(environment);
    }

    @Override
    public Path home() {
        return Path.of(Optional.ofNullable(environment.get("HOME")).orElseGet(() -> System.getProperty("user.home")));
    }

    @Override
    public Style style() {
        return Terminal.style(out, environment);
    }

    /** Ctrl-C gives the prompt back before this process has ended: the cursor is there again, and nothing is drawn over it. */
    @Override
    public Screen screen() {
        Screen screen = Terminal.open(out, environment);
        Runtime.getRuntime().addShutdownHook(new Thread(screen::close));
        return screen;
    }

    @SuppressWarnings("SystemConsoleNull") // it is asked only where there is one
    @Override
    public Optional<String> ask(String question) {
        if (!Terminal.isTerminal()) {
            return Optional.empty();
        }
        @Nullable Console console = System.console();
        if (console == null) {
            return Optional.empty();
        }
        @Nullable String answer = console.readLine("%s", Printable.text(question) + " ");
        return Optional.of(answer == null ? "" : answer.strip());
    }
}
