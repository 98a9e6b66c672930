package io.sluice.app.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Plans whose blackouts stand in a calendar of {@code config.yml}. */
class CalendarTest {
    @RegisterExtension
    static final Service SERVICE =
            Service.with("""
                    calendars:
                      frozen: {file: %s}
                      free: {file: %s}
                      lost: {file: /nowhere/lost.ics}
                    """.formatted(calendar("20200101", "21000101"), calendar("20010101", "20010106")));

    /** One event of days. */
    private static Path calendar(String first, String end) {
        try {
            return Files.writeString(
                    Files.createTempFile("calendar", ".ics"),
                    String.join(
                            "\r\n",
                            "BEGIN:VCALENDAR",
                            "VERSION:2.0",
                            "PRODID:-//tests//EN",
                            "BEGIN:VEVENT",
                            "UID:1",
                            "DTSTAMP:20260101T000000Z",
                            "DTSTART;VALUE=DATE:" + first,
                            "DTEND;VALUE=DATE:" + end,
                            "END:VEVENT",
                            "END:VCALENDAR",
                            ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PlanText named(String calendar) {
        return PlanText.of(SERVICE.newRoute())
                .with("/schedule", "{\"blackouts\": [{\"calendar\": \"" + calendar + "\", \"why\": \"freeze\"}]}");
    }

    @Test
    void a_plan_starts_where_its_calendar_is_free() {
        String id = SERVICE.submit(named("free"));

        Await.until(() -> SERVICE.plan(id), plan -> plan.path("state").asText().equals("baking"));
    }

    @Test
    void a_plan_does_not_start_in_what_stands_in_its_calendar() {
        String id = SERVICE.submit(named("frozen"));

        Await.until(() -> SERVICE.plan(id), plan -> plan.path("heldBy").asText().equals("window"));
        assertThat(SERVICE.plan(id).path("startedAt").isNull()).isTrue();
    }

    @Test
    void a_plan_does_not_start_while_its_calendar_cannot_be_read_and_can_be_taken_back() {
        String id = SERVICE.submit(named("lost"));

        Await.until(
                () -> SERVICE.plan(id),
                plan -> plan.path("reason")
                        .asText()
                        .equals("does not start yet: calendar lost is not known: the file cannot be read"));
        assertThat(SERVICE.plan(id).path("state").asText()).isEqualTo("scheduled");
    }

    @Test
    void a_calendar_that_nobody_configured_is_refused_by_name() {
        Reply reply = SERVICE.post("/api/v1/plans", named("unheard-of").toString());

        reply.isProblem(422);
        assertThat(reply.json().path("faults").path(0).path("pointer").asText())
                .isEqualTo("/schedule/blackouts/0/calendar");
        assertThat(reply.json().path("faults").path(0).path("message").asText())
                .isEqualTo("no calendar unheard-of is configured (there are: free, frozen, lost)");
    }
}
