package io.sluice.app.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.sluice.app.Launcher;
import io.sluice.app.cli.TestShell;
import io.sluice.app.cli.TestShell.End;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code sluice preview} asks the real service; twice as a process of its own, for its end. */
class PreviewCommandTest {
    private static final String HASH =
            "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b"; // of "secret"

    @RegisterExtension
    static final Service SERVICE = Service.with(
                    "access: {tokens: [{name: alice, roles: [submitter], sha256: %s}]}".formatted(HASH))
            .showing("secret");

    @TempDir
    private Path directory;

    private static String server() {
        return "http://127.0.0.1:" + SERVICE.port();
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private Path plan() throws IOException {
        return file("plan.json", PlanText.of(SERVICE.newRoute()).toString());
    }

    /** In this process, by the command itself. */
    private End sluice(String token, Object... arguments) {
        return TestShell.pipe(directory, Map.of("SLUICE_TOKEN", token))
                .run(Stream.concat(Stream.of("preview"), Arrays.stream(arguments))
                        .toArray());
    }

    private End process(String token, Object... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Launcher.class.getName(),
                "preview"));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("SLUICE_TOKEN", token);
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new End(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    @Test
    void a_plan_is_shown_as_text_and_as_json() throws Exception {
        Path plan = plan();

        End text = process("secret", plan, "--server", server());
        assertThat(text.err()).isEmpty();
        assertThat(text.code()).isZero();
        assertThat(text.out()).startsWith("Preview of move\n").contains("\nCalendar\n", "POST /api/v1/plans?preview=");

        End json = sluice("secret", plan, "--json", "--server", server() + "/");
        assertThat(json.code()).isZero();
        assertThat(Service.JSON.readTree(json.out()).path("previewDigest").asText())
                .startsWith("sha256:");
    }

    @Test
    void faults_are_shown_with_their_lines() throws Exception {
        String route = SERVICE.newRoute();
        Path plan = file("plan.yaml", """
                apiVersion: sluice/v1
                name: move
                from: blue
                to: green
                routes:
                  - name: edge
                    provider: nobody
                    route: %1$s
                    backends: {blue: {backend: %1$s-blue}, green: {backend: %1$s-green}}
                steps:
                  - setWeight: 100
                """.formatted(route));

        End end = sluice("secret", plan, "--server", server());

        assertThat(end.code()).isEqualTo(1);
        assertThat(end.out()).isEmpty();
        assertThat(end.err())
                .contains(plan + " is refused", plan + ":7:5: /routes/0/provider no provider instance nobody");
    }

    @Test
    void who_has_no_token_is_refused() throws Exception {
        End end = sluice("", plan(), "--server", server());

        assertThat(end.code()).isEqualTo(5);
        assertThat(end.err())
                .contains("does not know who asks: no token was sent: put one into SLUICE_TOKEN or " + directory)
                .doesNotContain("\tat ");
    }

    @Test
    void what_makes_no_sense_is_usage() throws Exception {
        assertThat(sluice("", directory.resolve("nowhere.yaml")))
                .satisfies(end -> assertThat(end.code()).isEqualTo(2))
                .satisfies(end -> assertThat(end.err()).contains("cannot read").doesNotContain("\tat "));
        assertThat(sluice("", plan(), "--server", "elsewhere").code()).isEqualTo(2);
        assertThat(process("", "--server").code()).as("for scripts").isEqualTo(2);
    }

    @Test
    void a_token_goes_nowhere_in_the_clear() throws Exception {
        for (String server :
                List.of("http://sluice.example.com", "http://10.0.0.1:8080", "http://127.0.0.1.example.com")) {
            End end = sluice("secret", plan(), "--server", server);
            assertThat(end.code()).as(server).isEqualTo(2);
            assertThat(end.err()).contains("over https only").doesNotContain("secret");
        }
        assertThat(sluice("secret", plan(), "--server", server()).code()).isZero();
    }

    @Test
    void an_answer_moves_no_cursor_and_has_an_end() throws Exception {
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/api/v1/plans/preview", exchange -> {
            byte[] page = "Preview\r\n\u001b[2J\u009b1mof\u202e move\n".getBytes(UTF_8);
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        other.createContext("/endless/api/v1/plans/preview", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] more = new byte[1024 * 1024];
            for (int i = 0; i < 17; i++) {
                exchange.getResponseBody().write(more);
            }
            exchange.close();
        });
        other.start();
        try {
            String url = "http://127.0.0.1:" + other.getAddress().getPort();
            assertThat(sluice("", plan(), "--server", url).out()).isEqualTo("Preview\n[2J1mof move\n");
            End endless = sluice("", plan(), "--server", url + "/endless");
            assertThat(endless.code()).isEqualTo(3);
            assertThat(endless.out()).isEmpty();
        } finally {
            other.stop(0);
        }
    }

    @Test
    void where_nobody_answers_it_says_so() throws Exception {
        int free;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = taken.getLocalPort();
        }
        End nobody = sluice("", plan(), "--server", "http://127.0.0.1:" + free);
        assertThat(nobody.code()).isEqualTo(3);
        assertThat(nobody.err()).startsWith("no answer from http://127.0.0.1:" + free);

        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/", exchange -> {
            byte[] page = "<html>not found</html>".getBytes(UTF_8);
            exchange.sendResponseHeaders(404, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        other.start();
        try {
            End stranger = sluice(
                    "",
                    plan(),
                    "--server",
                    "http://127.0.0.1:" + other.getAddress().getPort());
            assertThat(stranger.code()).isEqualTo(3);
            assertThat(stranger.err()).contains("answers 404, and not as Sluice does");
        } finally {
            other.stop(0);
        }
    }
}
