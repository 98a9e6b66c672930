package io.sluice.provider.gcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.provider.tck.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The program {@code curl}, as far as runbooks use it. */
record CurlProgram(HttpClient client) implements Shell.Program {
    @Override
    public String run(List<String> arguments, Map<String, String> files) {
        HttpRequest.Builder request = HttpRequest.newBuilder();
        String method = "GET";
        BodyPublisher body = BodyPublishers.noBody();
        for (Iterator<String> words = arguments.iterator(); words.hasNext(); ) {
            String option = words.next();
            switch (option) {
                case "--silent", "--show-error", "--fail-with-body" -> {}
                case "--header" -> {
                    String[] header = words.next().split(": ", 2);
                    request.header(header[0], header[1]);
                }
                case "--request" -> method = words.next();
                case "--data-binary" -> body = BodyPublishers.ofString(file(words.next(), files));
                case "--url" -> request.uri(URI.create(words.next()));
                default -> throw new AssertionError("curl " + option + " is not what a runbook says");
            }
        }
        try {
            HttpResponse<String> answer =
                    client.send(request.method(method, body).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String file(String at, Map<String, String> files) {
        assertThat(at).startsWith("@");
        return Optional.ofNullable(files.get(at.substring(1))).orElseThrow();
    }
}
