package io.sluice.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.app.screen.LiveScreen;
import io.sluice.app.screen.PlainScreen;
import io.sluice.app.screen.Screen;
import io.sluice.app.screen.Style;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** A shell that a test types into: a pipe, or a terminal at which somebody gives one answer to whatever is asked. */
public final class TestShell implements Shell {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final ByteArrayOutputStream complained = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, UTF_8);
    private final PrintStream err = new PrintStream(complained, true, UTF_8);
    private final Path home;
    private final Map<String, String> environment;
    private final Optional<String> answer;
    private String typed = "";

    private TestShell(Path home, Map<String, String> environment, Optional<String> answer) {
        this.home = home;
        this.environment = Map.copyOf(environment);
        this.answer = answer;
    }

    /** Where nobody sits. */
    public static TestShell pipe(Path home, Map<String, String> environment) {
        return new TestShell(home, environment, Optional.empty());
    }

    /** Where somebody sits. */
    public static TestShell terminal(Path home, Map<String, String> environment, String answer) {
        return new TestShell(home, environment, Optional.of(answer));
    }

    /** How a command ended, and what it said. */
    public record End(int code, String out, String err) {}

    /** This shell, and something to read on its standard input. */
    public TestShell typing(String text) {
        typed = text;
        return this;
    }

    public End run(Object... words) {
        int code = ClientCommands.run(
                this, Arrays.stream(words).map(Object::toString).toArray(String[]::new));
        return new End(code, printed(), complained.toString(UTF_8));
    }

    /** What it has said by now. */
    public String printed() {
        return printed.toString(UTF_8);
    }

    @Override
    public PrintStream out() {
        return out;
    }

    @Override
    public PrintStream err() {
        return err;
    }

    @Override
    public InputStream in() {
        return new ByteArrayInputStream(typed.getBytes(UTF_8));
    }

    @Override
    public Map<String, String> environment() {
        return environment;
    }

    @Override
    public Path home() {
        return home;
    }

    @Override
    public Style style() {
        return answer.isPresent() ? new Style(100, true, false, ZoneOffset.UTC) : Style.plain(true, ZoneOffset.UTC);
    }

    @Override
    public Screen screen() {
        return answer.isPresent()
                ? new LiveScreen(out, style(), () -> 100, () -> 30)
                : new PlainScreen(out, style(), InstantSource.system());
    }

    @Override
    public Optional<String> ask(String question) {
        answer.ifPresent(_ -> out.println(question));
        return answer;
    }
}
