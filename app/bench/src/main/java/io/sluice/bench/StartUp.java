package io.sluice.bench;

import io.sluice.bench.Bench.Part;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * M11: from the start of the process, on data with a plan under way, to the first revert that it accepts; held against a JVM that
 * says hello.
 */
final class StartUp implements Part {
    private static final int RUNS = 3;
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final HttpClient client = HttpClient.newHttpClient();

    @Override
    public List<Figure> measure(PrintStream out) throws Exception {
        double hello = Double.MAX_VALUE;
        double[] seconds = new double[RUNS];
        for (int run = 0; run < RUNS; run++) {
            hello = Math.min(hello, hello());
            seconds[run] = start(Files.createTempDirectory("sluice-start-"));
        }
        Arrays.sort(seconds);
        out.printf(Locale.ROOT, "   a JVM that says hello takes %.2f s%n", hello);
        return List.of(Figure.atMost("M11", "start to the first accepted revert", seconds[RUNS / 2], " s", 3));
    }

    private static double hello() throws IOException, InterruptedException {
        long begun = System.nanoTime();
        new ProcessBuilder(java(), "-cp", System.getProperty("java.class.path"), Hello.class.getName())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        return (System.nanoTime() - begun) / 1e9;
    }

    private double start(Path place) throws Exception {
        int port = freePort();
        Path config =
                Files.writeString(place.resolve("config.yml"), """
                data: %s
                providers:
                  cloud: {type: inmemory, routes: {edge: {blue: 100, green: 0}}}
                access: {none: true}
                server:
                  applicationConnectors: [{type: http, bindHost: 127.0.0.1, port: %d}]
                  adminConnectors: [{type: http, bindHost: 127.0.0.1, port: %d}]
                  requestLog: {appenders: []}
                logging: {level: ERROR, appenders: [{type: console, target: stderr}]}
                """.formatted(place.resolve("data"), port, freePort()));
        String plan = """
                {"apiVersion": "sluice/v1", "name": "start", "from": "blue", "to": "green",
                 "routes": [{"name": "edge", "provider": "cloud", "route": "edge",
                             "backends": {"blue": {"backend": "blue"}, "green": {"backend": "green"}}}],
                 "steps": [{"setWeight": {"percent": 10, "bake": "1h"}}]}
                """;
        String id;
        Process first = process(config);
        try {
            String made = await(port, "/api/v1/plans", plan, 201).body();
            id = made.replaceFirst("(?s).*?\"id\"\\s*:\\s*\"([^\"]+)\".*", "$1");
        } finally {
            first.destroy();
            first.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS);
        }
        long begun = System.nanoTime();
        Process second = process(config);
        try {
            await(port, "/api/v1/plans/" + id + "/revert?wait=0s", "{}", 200, 202);
            return (System.nanoTime() - begun) / 1e9;
        } finally {
            second.destroy();
            second.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private HttpResponse<String> await(int port, String path, String body, Integer... statuses) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", "application/json")
                .timeout(LONGEST)
                .POST(BodyPublishers.ofString(body))
                .build();
        long end = System.nanoTime() + LONGEST.toNanos();
        String last = "no answer";
        while (System.nanoTime() < end) {
            try {
                HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
                if (List.of(statuses).contains(answer.statusCode())) {
                    return answer;
                }
                last = answer.statusCode() + " " + answer.body();
            } catch (IOException e) {
                last = String.valueOf(e.getMessage());
            }
            Thread.sleep(Duration.ofMillis(10));
        }
        throw new IllegalStateException(path + " never accepted: " + last);
    }

    private static Process process(Path config) throws IOException {
        return new ProcessBuilder(
                        java(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BenchApplication.class.getName() + "$Main",
                        "server",
                        config.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Nothing but a JVM. */
    static final class Hello {
        public static void main(String[] arguments) {
            System.out.println("hello");
        }
    }
}
