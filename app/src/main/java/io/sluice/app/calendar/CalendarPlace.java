package io.sluice.app.calendar;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.outbound.OutboundAnswer;
import io.sluice.outbound.OutboundClient;
import io.sluice.traffic.ProviderException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Where a calendar is read. */
sealed interface CalendarPlace {
    /** Years of freezes are a few hundred kilobytes. */
    int MOST_BYTES = 2 * 1024 * 1024;

    /** The text as it is now. */
    String read() throws UnreadableCalendar;

    void close();

    /** On this machine. */
    record InFile(Path file) implements CalendarPlace {
        @Override
        public String read() throws UnreadableCalendar {
            try (InputStream bytes = Files.newInputStream(file)) {
                byte[] read = bytes.readNBytes(MOST_BYTES + 1);
                if (read.length > MOST_BYTES) {
                    throw new UnreadableCalendar("the file is longer than " + MOST_BYTES + " bytes");
                }
                return new String(read, UTF_8);
            } catch (IOException e) {
                throw new UnreadableCalendar("the file cannot be read", e);
            }
        }

        @Override
        public void close() {}
    }

    /**
     * Elsewhere.
     *
     * @param query with its question mark, or empty
     */
    record Served(OutboundClient client, String query) implements CalendarPlace {
        @Override
        public String read() throws UnreadableCalendar {
            OutboundAnswer answer;
            try {
                answer = client.get(query, Map.of("Accept", "text/calendar"), MOST_BYTES);
            } catch (ProviderException e) {
                throw new UnreadableCalendar(e.error().detail(), e);
            }
            if (answer.status() != 200) {
                throw new UnreadableCalendar(answer.refusal("the answer has the status " + answer.status())
                        .detail());
            }
            return switch (answer.body()) {
                case OutboundAnswer.Body.Text(String text) -> text;
                case OutboundAnswer.Body.Unreadable(String why) -> throw new UnreadableCalendar(why);
            };
        }

        @Override
        public void close() {
            client.close();
        }
    }
}
