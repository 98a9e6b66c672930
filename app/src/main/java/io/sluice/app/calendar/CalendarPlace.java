package io.sluice.app.calendar;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.outbound.OutboundAnswer;
import io.sluice.outbound.OutboundClient;
import io.sluice.outbound.OutboundSettings;
import io.sluice.outbound.OutboundUrl;
import io.sluice.outbound.OutletUrl;
import io.sluice.traffic.ProviderException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;

/** Where a calendar is read. */
sealed interface CalendarPlace {
    /** Years of freezes are a few hundred kilobytes. */
    int MOST_BYTES = 2 * 1024 * 1024;

    /** The text as it is now. */
    String read() throws UnreadableCalendar;

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
    }

    /**
     * Elsewhere.
     *
     * @param whom who is called for a URL, and how
     */
    record Served(OutletUrl url, Function<String, OutboundSettings> whom) implements CalendarPlace {
        @Override
        public String read() throws UnreadableCalendar {
            OutboundAnswer answer;
            try {
                String now = url.read();
                // One for each reading: there are few, and the URL may be another by the next.
                try (OutboundClient client = new OutboundClient(whom.apply(now))) {
                    answer = client.get(OutboundUrl.of(now).target(), Map.of("Accept", "text/calendar"), MOST_BYTES);
                }
            } catch (ProviderException e) {
                throw new UnreadableCalendar(e.error().detail(), e);
            } catch (IllegalArgumentException e) { // a kept URL is looked at only now
                throw new UnreadableCalendar(String.valueOf(e.getMessage()), e);
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
    }
}
