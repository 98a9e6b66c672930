package io.sluice.app.demo;

import java.net.URI;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The flags that the demo was started with.
 *
 * @param once end when all plans have ended, and say by the exit code whether they ended as they should
 * @param anyPorts take whatever ports are free
 * @param withParent end when the process that started the demo ends
 * @param directory for the database and the logs; wiped at the start
 */
record Flags(
        boolean help,
        boolean once,
        boolean anyPorts,
        boolean withParent,
        int apiPort,
        int adminPort,
        int sandboxPort,
        int load,
        Path directory) {
    static final String ONCE = "--once";

    /** All ways in together cost the sandbox a quarter of a core, and a twentieth of this is still somebody every second. */
    private static final int LOAD = 60;

    static final String USAGE = """
            usage: mvn -q -Pdemo -Ddemo.arguments="flags"
              --once              end when all plans have ended: 0 if they ended as they should, else 1
              --api-port N        of the service's REST API                  (8080)
              --admin-port N      of its admin pages                         (8081)
              --sandbox-port N    of the sandbox's control plane; its listeners take the next %d (9700)
              --any-ports         whatever ports are free
              --load RPS          requests a second on each route            (%d)
              --directory DIR     database and logs, wiped at the start      (target/demo)
              --with-parent       end when the process that started this one ends
            """.formatted(SandboxProcess.LISTENERS.size(), LOAD);

    private static final int LAST_PORT = 65_535;

    static Flags defaults() {
        return new Flags(false, false, false, false, 8080, 8081, 9700, LOAD, Path.of("target", "demo"));
    }

    /** Takes the flags apart. */
    static Flags of(List<String> arguments) {
        Flags flags = defaults();
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            flags = flags.with(rest.next(), rest);
        }
        return flags;
    }

    /** With {@link #anyPorts}, those of the service are picked here; the sandbox picks its own. */
    Flags withFreePorts() {
        if (!anyPorts) {
            return this;
        }
        List<Integer> free = Ports.free(2);
        return withPorts(free.get(0), free.get(1), sandboxPort);
    }

    /** Every port that must be free. */
    List<Integer> ports() {
        IntStream sandbox = IntStream.rangeClosed(sandboxPort, sandboxPort + SandboxProcess.LISTENERS.size());
        return IntStream.concat(IntStream.of(apiPort, adminPort), anyPorts ? IntStream.empty() : sandbox)
                .boxed()
                .toList();
    }

    URI apiUrl() {
        return URI.create("http://127.0.0.1:" + apiPort);
    }

    private Flags with(String flag, Iterator<String> rest) {
        return switch (flag) {
            case "--help" -> with(true, once, anyPorts, withParent);
            case ONCE -> with(help, true, anyPorts, withParent);
            case "--any-ports" -> with(help, once, true, withParent);
            case "--with-parent" -> with(help, once, anyPorts, true);
            case "--api-port" -> withPorts(number(flag, rest, LAST_PORT), adminPort, sandboxPort);
            case "--admin-port" -> withPorts(apiPort, number(flag, rest, LAST_PORT), sandboxPort);
            case "--sandbox-port" ->
                withPorts(apiPort, adminPort, number(flag, rest, LAST_PORT - SandboxProcess.LISTENERS.size()));
            case "--load" -> withLoad(number(flag, rest, 1000));
            case "--directory" -> withDirectory(Path.of(value(flag, rest)));
            default -> throw new DemoFailed("unknown flag " + flag + "; --help lists them");
        };
    }

    private Flags with(boolean help, boolean once, boolean anyPorts, boolean withParent) {
        return new Flags(help, once, anyPorts, withParent, apiPort, adminPort, sandboxPort, load, directory);
    }

    private Flags withPorts(int apiPort, int adminPort, int sandboxPort) {
        return new Flags(help, once, anyPorts, withParent, apiPort, adminPort, sandboxPort, load, directory);
    }

    private Flags withLoad(int load) {
        return new Flags(help, once, anyPorts, withParent, apiPort, adminPort, sandboxPort, load, directory);
    }

    private Flags withDirectory(Path directory) {
        return new Flags(help, once, anyPorts, withParent, apiPort, adminPort, sandboxPort, load, directory);
    }

    private static String value(String flag, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new DemoFailed(flag + " needs a value");
        }
        return rest.next();
    }

    private static int number(String flag, Iterator<String> rest, int most) {
        String text = value(flag, rest);
        try {
            int number = Integer.parseInt(text);
            if (number >= 1 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new DemoFailed(flag + " needs a whole number, not " + text, e);
        }
        throw new DemoFailed(flag + " needs a number from 1 to " + most + ", not " + text);
    }
}
