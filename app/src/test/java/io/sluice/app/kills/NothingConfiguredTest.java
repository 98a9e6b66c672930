package io.sluice.app.kills;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.app.kills.SluiceProcess.Birth;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service in whose settings nobody has said who may call: only who started it may. */
class NothingConfiguredTest {
    private static final String SAID = "which a restart changes: ";
    private static final String IN_PERSIAN = "-Duser.language=fa -Duser.country=IR";

    @TempDir
    private Path place;

    @Test
    void whoeverStartsItIsShownATokenThatTheNextStartDoesNotKnow() throws Exception {
        String first;
        try (SluiceProcess process = start(Map.of())) {
            first = token();
            assertThat(first).hasSize(43);
            assertThat(status(process, Optional.empty())).isEqualTo(401);
            assertThat(status(process, Optional.of("guessed"))).isEqualTo(401);
            assertThat(status(process, Optional.of(first))).isEqualTo(200);
        }
        Files.delete(errors());
        try (SluiceProcess process = start(Map.of())) {
            assertThat(token()).hasSize(43).isNotEqualTo(first);
            assertThat(status(process, Optional.of(first))).isEqualTo(401);
        }
    }

    @Test
    void theTokenOfTheEnvironmentIsTakenAndNoneIsShown() throws Exception {
        try (SluiceProcess process = start(Map.of("SLUICE_TOKEN", "from-outside", "JAVA_TOOL_OPTIONS", IN_PERSIAN))) {
            assertThat(status(process, Optional.empty())).isEqualTo(401);
            assertThat(status(process, Optional.of("from-outside"))).isEqualTo(200);
            assertThat(read()).doesNotContain(SAID, "from-outside");
            assertThat(tooLarge(process, "from-outside"))
                    .as("row 64: a machine that writes other digits")
                    .contains(" 65536 bytes");
        }
    }

    private SluiceProcess start(Map<String, String> environment) throws IOException {
        String settings = "data: %s\naccess: {}\n".formatted(place.resolve("data"));
        SluiceProcess process = SluiceProcess.start(new Birth(place, settings, 256, environment, List.of()));
        process.awaitReady();
        return process;
    }

    private Path errors() {
        return place.resolve("stderr.log");
    }

    private String token() {
        return Await.value(
                "the token is shown",
                Duration.ofSeconds(20),
                () -> read().lines()
                        .filter(line -> line.contains(SAID))
                        .map(line -> line.substring(line.indexOf(SAID) + SAID.length()))
                        .findFirst());
    }

    private String read() {
        try {
            return Files.readString(errors());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int status(SluiceProcess process, Optional<String> token) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + process.port() + "/api/v1/plans"))
                .timeout(Duration.ofSeconds(20));
        token.ifPresent(shown -> request.header("Authorization", "Bearer " + shown));
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), BodyHandlers.discarding()).statusCode();
        }
    }

    /** What is said to a body that is too large, with how large one may be. */
    private static String tooLarge(SluiceProcess process, String token) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + process.port() + "/api/v1/revert"))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(" ".repeat(70_000)))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, BodyHandlers.ofString()).body();
        }
    }
}
