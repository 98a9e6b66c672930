package io.sluice.provider.azure;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.provider.tck.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The program {@code az}, as far as runbooks use it: requests to Resource Manager, and whoever gives the commands waits after
 * each until it is done, as the runbook says.
 */
final class AzProgram implements Shell.Program {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Override
    public String run(List<String> arguments, Map<String, String> files) {
        assertThat(arguments).startsWith("rest");
        URI url = URI.create("/");
        String method = "";
        String body = "";
        for (Iterator<String> words = arguments.listIterator(1); words.hasNext(); ) {
            String option = words.next();
            switch (option) {
                case "--skip-authorization-header" -> {}
                case "--query" -> words.next();
                case "--method" -> method = words.next();
                case "--url" -> url = URI.create(words.next());
                case "--body" -> body = body(words.next(), files);
                default -> throw new AssertionError("az rest " + option + " is not what a runbook says");
            }
        }
        String answer = sent(url, method, body);
        if (isUnderWay(answer)) {
            awaitDone(url);
        }
        return answer;
    }

    private static boolean isUnderWay(String resource) {
        return resource.contains("\"Updating\"");
    }

    private static void awaitDone(URI url) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (isUnderWay(sent(url, "get", ""))) {
            assertThat(System.nanoTime() - deadline)
                    .as("still being updated: %s", url)
                    .isNegative();
        }
    }

    private static String body(String written, Map<String, String> files) {
        return written.startsWith("@")
                ? Optional.ofNullable(files.get(written.substring(1))).orElseThrow()
                : written;
    }

    private static String sent(URI url, String method, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .header("Content-Type", "application/json")
                .method(
                        method.toUpperCase(Locale.ROOT),
                        body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 202);
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
