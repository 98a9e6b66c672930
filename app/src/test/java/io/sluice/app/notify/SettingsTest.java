package io.sluice.app.notify;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.sluice.plan.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Receivers as {@code config.yml} has them. */
class SettingsTest {
    private static final YAMLMapper MAPPER = new YAMLMapper();

    private static ReceiverSettings read(String yaml) throws IOException {
        return MAPPER.readValue(yaml, ReceiverSettings.class);
    }

    @ParameterizedTest(name = "row 46: {0}")
    @ValueSource(
            strings = {
                "http://169.254.169.254/",
                "http://[::ffff:127.0.0.1]/",
                "https://127.0.0.1/",
                "https://[::ffff:127.0.0.1]/",
                "http://0177.0.0.1/",
                "https://0177.0.0.1/",
                "https://2130706433/",
                "file:///etc/passwd",
                "gopher://example.com/",
                "https://user@example.com/",
                "https://user:pass@example.com/",
                "https://example\u3002com/",
                "http://example.com/",
                "https:///hook",
                "https://example.com/#there",
                "chat",
                "",
            })
    void anAddressThatIsNotCalledIsRefusedAtTheStart(String url) {
        assertThatThrownBy(() -> read("{type: slack, url: '" + url + "'}")).isInstanceOf(JsonMappingException.class);
    }

    @Test
    void credentialsOfMachinesAreNeverAskedForWhateverIsAllowed() {
        assertThatThrownBy(() -> read("{type: slack, url: 'http://169.254.169.254/', allow: [169.254.0.0/16]}"))
                .isInstanceOf(JsonMappingException.class)
                .hasMessageContaining("is never called");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{type: slack}",
                "{type: slack, url: {env: A, file: /b}}",
                "{type: slack, url: {env: 'A B'}}",
                "{type: slack, url: [https://example.com]}",
                "{type: webhook, url: https://example.com}",
                "{type: webhook, url: https://example.com, secret: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw}",
                "{type: pagerduty}",
                "{type: pagerduty, routingKey: 0123456789abcdef0123456789abcdef}",
                "{type: slack, url: https://example.com, minSeverity: fatal}",
                "{type: slack, url: https://example.com, giveUpAfter: 8d}",
                "{type: slack, url: https://example.com, callDeadline: 2m}",
                "{type: slack, url: https://example.com, colour: red}",
                "{type: pigeon, url: https://example.com}",
            })
    void whatCannotBeMeantIsRefused(String yaml) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(JsonMappingException.class)
                .message()
                .doesNotContain("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    }

    @Test
    void whatIsLeftOutHasItsUsualValue() throws IOException {
        Terms terms = read("{type: slack, url: https://example.com/x}").terms();
        assertThat(terms).isEqualTo(new Terms(Severity.INFO, false, Duration.ofDays(1)));
        assertThat(read("{type: slack, url: https://example.com/x, minSeverity: critical, default: true}")
                        .terms()
                        .minSeverity())
                .isEqualTo(Severity.CRITICAL);
    }

    @Test
    void aReceiverHasANameThatIsAWord() throws IOException {
        ReceiverSettings chat = read("{type: slack, url: https://example.com/x}");
        assertThatThrownBy(() -> new Receivers(Map.of("on call", chat), Optional.empty(), Optional.empty()))
                .hasMessageContaining("a name has");
    }

    @Test
    void whatTheSampleConfigurationShowsCanBeMeant() throws IOException {
        String shown = Files.readAllLines(Path.of("..", "config.yml")).stream()
                .dropWhile(line -> !line.equals("# receivers:"))
                .skip(1)
                .takeWhile(line -> line.startsWith("#   "))
                .map(line -> line.substring(4))
                .collect(joining("\n"));
        Map<String, ReceiverSettings> settings = MAPPER.readValue(shown, new TypeReference<>() {});
        assertThat(settings).containsOnlyKeys("chat", "page", "oncall", "teams", "mail");
        assertThat(settings.get("page"))
                .satisfies(page -> assertThat(page.onlyCalls()).isTrue());
    }

    @Test
    void whatTheDocumentShowsCanBeMeant() throws IOException {
        String document = Files.readString(Path.of("..", "docs", "notifications.md"));
        String shown = document.substring(document.indexOf("```yaml\nreceivers:") + "```yaml\n".length());
        Map<String, Map<String, ReceiverSettings>> settings =
                MAPPER.readValue(shown.substring(0, shown.indexOf("```")), new TypeReference<>() {});
        assertThat(settings.get("receivers")).isNotNull().hasSize(5);
    }
}
