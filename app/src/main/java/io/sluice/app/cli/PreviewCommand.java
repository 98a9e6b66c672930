package io.sluice.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.dropwizard.core.cli.Cli;
import io.dropwizard.core.cli.Command;
import io.dropwizard.core.setup.Bootstrap;
import io.sluice.app.cli.CommandFailed.Exit;
import io.sluice.app.screen.Printable;
import io.sluice.outbound.OutboundUrl;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import net.sourceforge.argparse4j.impl.Arguments;
import net.sourceforge.argparse4j.inf.Namespace;
import net.sourceforge.argparse4j.inf.Subparser;

/**
 * {@code sluice preview plan.yaml}: what a plan would do, by the service that would do it.
 *
 * <p>It ends with 0 when it was shown, and otherwise as {@link Exit} says. A token is taken from {@code SLUICE_TOKEN}, and not
 * from an argument, which everybody on a machine can read.
 */
public final class PreviewCommand extends Command {
    private static final String TOKEN = "SLUICE_TOKEN";
    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** A service whose clouds are slow, and whose budget of calls is used up, may take a minute or two to say so. */
    private static final Duration ANSWER = Duration.ofMinutes(3);

    /** Thousands of writes, each with its time; more is no preview. */
    private static final long MOST_BYTES = 16 * 1024 * 1024;

    private static final JsonMapper JSON = new JsonMapper();

    private final PrintStream out;
    private final Map<String, String> environment;

    public PreviewCommand(PrintStream out, Map<String, String> environment) {
        super("preview", "Shows what a plan would do, and starts nothing");
        this.out = out;
        this.environment = Map.copyOf(environment);
    }

    @Override
    public void configure(Subparser parser) {
        parser.addArgument("plan").help("the plan's file, .yaml or .json");
        parser.addArgument("--server")
                .setDefault("http://127.0.0.1:8080")
                .help("the service; a token is taken from " + TOKEN);
        parser.addArgument("--json").action(Arguments.storeTrue()).help("as JSON, for programs");
        parser.epilog(
                "Ends with 0 when the plan was shown, 1 when the service refused it, 2 when the command makes no sense, "
                        + "3 when no service answers.");
    }

    @Override
    public void run(Bootstrap<?> bootstrap, Namespace arguments) throws CommandFailed, InterruptedException {
        Path file = Path.of(arguments.getString("plan"));
        byte[] plan = read(file);
        URI server = server(arguments.getString("server"));
        boolean json = arguments.getBoolean("json");
        HttpResponse<String> answer = send(server, request(server, file, plan, json));
        if (answer.statusCode() != 200) {
            throw refused(server, file, plan, answer);
        }
        String shown = Printable.text(answer.body());
        out.print(json ? shown + "\n" : shown);
        out.flush();
    }

    private static byte[] read(Path file) throws CommandFailed {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new CommandFailed(
                    Exit.USAGE,
                    "cannot read %s: %s".formatted(file, e.getClass().getSimpleName()));
        }
    }

    private Optional<String> token() {
        return Optional.ofNullable(environment.get(TOKEN)).map(String::strip).filter(token -> !token.isEmpty());
    }

    /** A token is worth a plan to whoever reads it on its way. */
    private URI guarded(URI server) throws CommandFailed {
        if (token().isPresent() && !server.getScheme().equals("https") && !isHere(server)) {
            throw new CommandFailed(
                    Exit.USAGE,
                    "a token (" + TOKEN + ") is sent over https only, or to this machine, and not to " + server);
        }
        return server;
    }

    private static boolean isHere(URI server) {
        return server.getHost().equalsIgnoreCase("localhost")
                || OutboundUrl.of(server.toString())
                        .address()
                        .filter(InetAddress::isLoopbackAddress)
                        .isPresent();
    }

    private URI server(String text) throws CommandFailed {
        try {
            URI server = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            if (server.getHost() != null && List.of("http", "https").contains(server.getScheme())) {
                return guarded(server);
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new CommandFailed(
                Exit.USAGE, "--server is the URL of a service, such as http://127.0.0.1:8080, not " + text);
    }

    private HttpRequest request(URI server, Path file, byte[] plan, boolean json) {
        boolean isJson = file.toString().toLowerCase(Locale.ROOT).endsWith(".json");
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + "/api/v1/plans/preview"))
                .timeout(ANSWER)
                .header("Content-Type", isJson ? "application/json" : "application/yaml")
                .header("Accept", json ? "application/json" : "text/plain")
                .POST(BodyPublishers.ofByteArray(plan));
        token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        return request.build();
    }

    private static HttpResponse<String> send(URI server, HttpRequest request)
            throws CommandFailed, InterruptedException {
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .build()) {
            return client.send(
                    request, BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), MOST_BYTES));
        } catch (IOException e) {
            throw new CommandFailed(
                    Exit.NOT_REACHABLE,
                    "no answer from %s: %s"
                            .formatted(
                                    server,
                                    Optional.ofNullable(e.getMessage())
                                            .orElse(e.getClass().getSimpleName())));
        }
    }

    private static CommandFailed refused(URI server, Path file, byte[] plan, HttpResponse<String> answer) {
        Optional<JsonNode> problem = problem(answer);
        if (problem.isEmpty()) {
            return new CommandFailed(
                    Exit.NOT_REACHABLE, "%s answers %d, and not as Sluice does".formatted(server, answer.statusCode()));
        }
        List<String> lines = new ArrayList<>();
        lines.add("%s is refused: %s"
                .formatted(
                        file,
                        problem.get()
                                .path("detail")
                                .asText(problem.get().path("title").asText())));
        PlanPlaces places = new PlanPlaces(new String(plan, StandardCharsets.UTF_8));
        problem.get().path("faults").forEach(fault -> {
            String pointer = fault.path("pointer").asText();
            lines.add("  %s%s: %s %s"
                    .formatted(
                            file,
                            places.line(pointer).map(line -> ":" + line).orElse(""),
                            pointer,
                            fault.path("message").asText()));
        });
        return new CommandFailed(Exit.REFUSED, Printable.text(String.join("\n", lines)));
    }

    private static Optional<JsonNode> problem(HttpResponse<String> answer) {
        try {
            JsonNode body = JSON.readTree(answer.body());
            return Optional.ofNullable(body).filter(node -> node.has("title"));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    @Override
    public void onError(Cli cli, Namespace namespace, Throwable e) {
        cli.getStdErr().println(e instanceof CommandFailed ? e.getMessage() : "sluice: " + e);
    }
}
