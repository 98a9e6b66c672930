package io.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.LoggingEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands in a log of what others wrote. */
class OneLineTest {
    private static String logged(String logger, String text) {
        OneLine.keep();
        LoggerContext context = new LoggerContext();
        PatternLayout layout = new PatternLayout();
        layout.setContext(context);
        layout.setPattern("%level %msg%n");
        layout.start();
        return layout.doLayout(new LoggingEvent(
                "here", context.getLogger(logger), Level.WARN, "a cloud says {}", null, new Object[] {text}));
    }

    @ParameterizedTest(name = "rows 38 and 66: {1}")
    @CsvSource({
        "'a\nERROR forged', a\\u000aERROR forged",
        "'a\r\nb',          a\\u000d\\u000ab",
        "'\u001b[2Ja',      \\u001b[2Ja",
        "'\u009b31ma',      \\u009b31ma",
        "'a\u202eb',        a\\u202eb",
        "'a\u200bb',        a\\u200bb",
        "'a\u2028b',        a\\u2028b",
        "'a\u0000b\tc',     a\\u0000b\\u0009c",
        "'a\ud800b',        a\\ud800b",
    })
    void our_messages_are_one_line_each_and_command_no_terminal(String text, String shown) {
        assertThat(logged("io.sluice.app.Any", text)).isEqualTo("WARN a cloud says " + shown + System.lineSeparator());
    }

    @Test
    void letters_of_every_language_stay_as_they_are() {
        assertThat(logged("io.sluice.app.Any", "Größe 日本 🚀")).contains("says Größe 日本 🚀");
    }

    @Test
    void row_66_what_a_library_writes_on_several_lines_is_shown_to_be_one_message() {
        assertThat(logged("org.eclipse.jetty.Any", "a\n\tb\u001b[2J\nERROR forged"))
                .isEqualTo("WARN a cloud says a\n| \tb\\u001b[2J\n| ERROR forged" + System.lineSeparator());
    }
}
