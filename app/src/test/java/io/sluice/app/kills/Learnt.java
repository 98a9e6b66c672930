package io.sluice.app.kills;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.app.kills.SluiceProcess.Birth;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the JVM learns of the service's classes in one start, kept for all others of these tests (JEP 483, 514): each then takes
 * little more than half the time of a core. Where it cannot be kept they start without.
 */
final class Learnt {
    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final int HEAP_MEGABYTES = 256;

    /** As the tests' own; directories are not learnt from. */
    private static final String CLASS_PATH =
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

    private static @Nullable List<String> flags;

    private Learnt() {}

    /** The class path and what is known of it, as flags of a JVM that has the same collector. */
    static synchronized List<String> flags() {
        List<String> known = flags;
        if (known == null) {
            known = learn();
            flags = known;
        }
        return known;
    }

    private static List<String> learn() {
        try {
            Path place = Files.createTempDirectory("sluice-learnt-");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(place)));
            String classPath = packed(place);
            Path cache = place.resolve("cache");
            Path life = Files.createDirectory(place.resolve("life"));
            SluiceProcess first = SluiceProcess.start(
                    new Birth(life, """
                            data: %s
                            providers:
                              a: {type: aws, region: eu-west-1, endpoint: "http://127.0.0.1:1", credentials: {accessKeyId: a, secretAccessKey: b}}
                            """.formatted(life.resolve("data")), HEAP_MEGABYTES, Map.of(), List.of()),
                    List.of("-XX:AOTCacheOutput=" + cache, "-cp", classPath));
            try (first) {
                first.awaitReady();
                first.terminate();
                if (first.awaitExit(LONGEST).isPresent() && Files.exists(cache)) {
                    return List.of("-XX:AOTCache=" + cache, "-cp", classPath);
                }
            }
        } catch (IOException | AssertionError e) {
            System.out.println("each start of the service takes its full time: " + e);
        }
        return List.of("-cp", CLASS_PATH);
    }

    /** The class path with a jar for each directory in it. */
    private static String packed(Path place) throws IOException {
        List<String> entries = new ArrayList<>();
        for (String entry : CLASS_PATH.split(File.pathSeparator, -1)) {
            entries.add(
                    Files.isDirectory(Path.of(entry)) ? pack(entry, place.resolve(entries.size() + ".jar")) : entry);
        }
        return String.join(File.pathSeparator, entries);
    }

    private static String pack(String directory, Path jar) throws IOException {
        PrintStream unheard = new PrintStream(PrintStream.nullOutputStream(), false, UTF_8);
        int exit = ToolProvider.findFirst("jar")
                .orElseThrow(() -> new IOException("there is no jar tool"))
                .run(
                        unheard,
                        unheard,
                        "--create",
                        "--no-compress",
                        "--no-manifest",
                        "--file",
                        jar.toString(),
                        "-C",
                        directory,
                        ".");
        if (exit != 0) {
            throw new IOException(directory + " could not be packed");
        }
        return jar.toString();
    }

    private static void delete(Path place) {
        try (Stream<Path> files = Files.walk(place)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            // It is in the directory for what may go.
        }
    }
}
