package io.sluice.provider.tck;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** The emulator {@code moto_server}, somebody else's idea of AWS, where it is installed. */
public final class Moto implements AutoCloseable {
    private static final Pattern READY = Pattern.compile("Running on (http://127\\.0\\.0\\.1:\\d+)");
    private static final int LINES_BEFORE_READY = 50;

    private final Process process;
    private final URI endpoint;

    private Moto(Process process, URI endpoint) {
        this.process = process;
        this.endpoint = endpoint;
    }

    /** Starts it; where it is not installed the test class is skipped in one line, except in CI, where it fails. */
    public static Moto startOrSkip(String tests) throws IOException {
        Optional<Moto> moto = start();
        if (moto.isEmpty()) {
            if ("true".equals(System.getenv("CI"))) {
                Assertions.fail("moto_server is not installed, and CI is to have it");
            }
            System.out.println(tests + " skipped: moto_server is not installed (pip install 'moto[server]')");
            Assumptions.abort("moto_server is not installed");
        }
        return moto.orElseThrow();
    }

    /** Empty where it is not on the PATH. */
    private static Optional<Moto> start() throws IOException {
        boolean installed = Stream.of(
                        Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator, -1))
                .anyMatch(folder -> new File(folder, "moto_server").canExecute());
        if (!installed) {
            return Optional.empty();
        }
        Process process = new ProcessBuilder("moto_server", "-H", "127.0.0.1", "-p", "0")
                .redirectErrorStream(true)
                .start();
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        for (int i = 0; i < LINES_BEFORE_READY; i++) {
            String line = output.readLine();
            if (line == null) {
                break;
            }
            Matcher ready = READY.matcher(line);
            if (ready.find()) {
                Thread.ofVirtual().start(() -> drain(output));
                return Optional.of(new Moto(process, URI.create(ready.group(1))));
            }
        }
        end(process);
        // A shim of a version manager may be on the PATH without the program behind it.
        return Optional.empty();
    }

    public URI endpoint() {
        return endpoint;
    }

    /** The network that an account is born with, and its subnets. */
    public record Network(String vpc, List<String> subnets) {}

    /** Asked by hand, as this one call is not worth the client of another service. */
    public Network network() throws IOException, InterruptedException {
        return network(endpoint);
    }

    /** The same of any emulator that is born with a network. */
    public static Network network(URI endpoint) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(endpoint)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=test/20261124/eu-west-1/ec2/aws4_request, "
                                + "SignedHeaders=host, Signature=none")
                .POST(HttpRequest.BodyPublishers.ofString("Action=DescribeSubnets&Version=2016-11-15"))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            String answer =
                    client.send(request, HttpResponse.BodyHandlers.ofString()).body();
            return new Network(all("vpcId", answer).getFirst(), all("subnetId", answer));
        }
    }

    private static List<String> all(String tag, String xml) {
        return Pattern.compile("<" + tag + ">([^<]+)<")
                .matcher(xml)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    /** It logs every request, and would stand still once nobody reads that. */
    private static void drain(BufferedReader output) {
        try (output) {
            output.transferTo(Writer.nullWriter());
        } catch (IOException e) {
            if (!"Stream closed".equals(e.getMessage())) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        end(process);
    }
}
