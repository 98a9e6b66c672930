package io.sluice.app.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hooks as {@code config.yml} has them. */
class HookSettingsTest {
    private static HookSettings read(String yaml) throws IOException {
        return new YAMLMapper().readValue(yaml, HookSettings.class);
    }

    @ParameterizedTest(name = "row 46: {0}")
    @ValueSource(
            strings = {
                "http://169.254.169.254/",
                "http://[::ffff:127.0.0.1]/",
                "https://127.0.0.1/",
                "https://0177.0.0.1/",
                "https://2130706433/",
                "file:///etc/passwd",
                "gopher://example.com/",
                "https://user@example.com/",
                "https://example\u3002com/",
                "http://example.com/",
            })
    void anAddressThatIsNotCalledIsRefusedAtTheStart(String url) {
        assertThatThrownBy(() -> read("{url: '" + url + "', secret: {env: HOOK}}"))
                .isInstanceOf(JsonMappingException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{secret: {env: HOOK}}",
                "{url: https://example.com}",
                "{url: https://example.com, secret: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw}",
                "{url: https://example.com, secret: {env: HOOK}, callDeadline: 31s}",
                "{url: https://example.com, secret: {env: HOOK}, timeout: 10m}",
            })
    void whatCannotBeMeantIsRefusedAndRepeatsNoSecret(String yaml) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(JsonMappingException.class)
                .message()
                .doesNotContain("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    }

    @Test
    void noSecretIsShown(@TempDir Path folder) throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

        assertThat(read("{url: https://example.com/warm, secret: {file: " + secret + "}}"))
                .hasToString(read("{url: https://example.com/warm, secret: {file: " + secret + "}}")
                        .toString())
                .asString()
                .doesNotContain("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    }
}
