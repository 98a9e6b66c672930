package io.sluice.app;

import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.sluice.app.access.LogText;
import java.util.List;

/**
 * Messages as a log has them: whatever clouds, hooks and strangers wrote in one begins no line that looks like another message, and
 * commands no terminal. Our own messages are one line each; what the libraries write on several is shown to be one by a bar.
 */
final class OneLine extends MessageConverter {
    private static final List<String> WORDS = List.of("m", "msg", "message");
    private static final List<String> OURS = List.of("io.sluice", "audit");

    /** Sees to it in every pattern, before a log is configured. */
    static void keep() {
        WORDS.forEach(word -> PatternLayout.DEFAULT_CONVERTER_SUPPLIER_MAP.put(word, OneLine::new));
    }

    @Override
    public String convert(ILoggingEvent event) {
        return plain(super.convert(event), OURS.stream().anyMatch(event.getLoggerName()::startsWith));
    }

    private static String plain(String message, boolean ours) {
        if (message.codePoints().noneMatch(LogText::isUnprintable)) {
            return message;
        }
        StringBuilder plain = new StringBuilder(message.length() + 16);
        message.codePoints().forEach(character -> {
            if (!LogText.isUnprintable(character) || (!ours && character == '\t')) {
                plain.appendCodePoint(character);
            } else if (!ours && character == '\n') {
                plain.append("\n| ");
            } else {
                plain.append("\\u%04x".formatted(character));
            }
        });
        return plain.toString();
    }
}
