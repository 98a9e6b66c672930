package io.sluice.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.app.cli.EventReader.Event;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Server-sent events, as the WHATWG's specification has them. */
class EventReaderTest {
    private static EventReader reader(String text) {
        return new EventReader(new ByteArrayInputStream(text.getBytes(UTF_8)));
    }

    private static List<Event> events(EventReader reader) throws IOException {
        List<Event> events = new ArrayList<>();
        Optional<Event> event = reader.next();
        while (event.isPresent()) {
            events.add(event.get());
            event = reader.next();
        }
        return events;
    }

    @Test
    void areReadOneByOne() throws Exception {
        EventReader reader = reader("""
                : the service says that it is there

                id: 7
                event: journal
                data: {"seq": 7}

                event: look
                data: {"name": "ä"}

                """);

        assertThat(events(reader))
                .containsExactly(new Event("journal", "{\"seq\": 7}"), new Event("look", "{\"name\": \"ä\"}"));
        assertThat(reader.lastId()).as("the look has none").contains("7");
    }

    @Test
    void mayHaveSeveralLinesOtherEndsAndFieldsThatNobodyKnows() throws Exception {
        assertThat(events(reader("data:a\r\ndata:  b\r\nretry: 1\r\nother\r\n\r\nevent: reset\r\ndata\r\n\r\n")))
                .containsExactly(new Event("message", "a\n b"), new Event("reset", ""));
    }

    @Test
    void withoutDataOrCutOffAreNone() throws Exception {
        assertThat(events(reader("event: look\n\ndata: a\n\ndata: half"))).containsExactly(new Event("message", "a"));
    }
}
