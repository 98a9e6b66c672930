package io.sluice.app.demo;

import io.sluice.app.SluiceApplication;
import io.sluice.app.screen.Screen;
import io.sluice.app.screen.Terminal;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The program behind {@code mvn -q -Pdemo}: starts everything, shows the plans, and serves until it is stopped. */
public final class Demo {
    private static final Path CONFIG = Path.of("config.yml");

    /** Often enough that a bar seems to move, and seldom enough that nobody hears the fan. */
    private static final Duration PAUSE = Duration.ofMillis(500);

    private Demo() {}

    /** Ends with 2 if it cannot start or go on; with {@code --once} only with 0 if all plans ended as they should. */
    public static void main(String[] arguments) throws InterruptedException {
        PrintStream out = System.out;
        PrintStream err = System.err;
        List<String> flags = List.of(arguments);
        try {
            System.exit(run(Flags.of(flags), out));
        } catch (DemoFailed | IOException e) {
            err.println("demo: " + (e instanceof DemoFailed ? e.getMessage() : e.toString()));
            // Maven is told to take a 2 for an end like any other, so that a person sees one line and no more; CI must
            // not.
            System.exit(flags.contains(Flags.ONCE) ? 1 : 2);
        }
    }

    private static int run(Flags asked, PrintStream out) throws IOException, InterruptedException {
        if (asked.help()) {
            out.print(Flags.USAGE);
            return 0;
        }
        Flags flags = asked.withFreePorts();
        if (flags.withParent()) {
            endWithParent();
        }
        Ports.requireFree(flags.ports());
        Directory directory = Directory.take(flags.directory());
        silence(directory);
        Screen screen = Terminal.open(out, System.getenv());
        screen.say("Starting the sandbox and the service ...");
        SandboxProcess sandbox = SandboxProcess.start(flags, directory.sandboxLog());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> leave(screen, sandbox)));
        ServiceConfig.write(CONFIG, directory.config(), directory.data(), flags, sandbox.control());
        EmbeddedService.start(new SluiceApplication(), directory.config(), System.err);

        SluiceClient service = new SluiceClient(new JsonHttp(flags.apiUrl()));
        SandboxClient cloud = new SandboxClient(new JsonHttp(sandbox.control()));
        Story story = new Story(service, cloud, screen, directory, InstantSource.system(), PAUSE);
        boolean asExpected = story.tell(flags.load());
        if (flags.once()) {
            return asExpected ? 0 : 1;
        }
        story.goOn();
        return 0;
    }

    /** The terminal belongs to the plans' lines: whatever the service and its libraries print goes to a file. */
    private static void silence(Directory directory) throws IOException {
        PrintStream log = new PrintStream(Files.newOutputStream(directory.serviceLog()), true, StandardCharsets.UTF_8);
        System.setOut(log);
        System.setErr(log);
    }

    /** Ctrl-C gives the prompt back before this process has ended: nothing may be drawn over it any more. */
    private static void leave(Screen screen, SandboxProcess sandbox) {
        screen.close();
        sandbox.close();
    }

    private static void endWithParent() {
        ProcessHandle.current().parent().ifPresent(parent -> {
            CompletableFuture<Void> _ = parent.onExit().thenRun(() -> System.exit(0));
        });
    }
}
